"""Migrations: one Alembic history and version table for each unit, the core or a plugin."""

import fcntl
import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from menhu.data.base import CORE, check_prefix, core_metadata
from menhu.data.errors import DatabaseLocked, DatabaseMissing, DatabaseNewer
from menhu.data.types import UtcDateTime

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_KEY = 0x4D656E6875  # "Menhu"
LOCK_WAIT = 60.0
LOCK_POLL = 0.05
LOCK_NOT_AVAILABLE = "55P03"

State = Literal["current", "behind", "missing", "newer"]


@dataclass(frozen=True)
class MigrationUnit:
    """What is migrated together: the core, or one plugin.

    Arguments:
        name: ``core`` or the plugin's name; its version table is ``<name>_alembic``.
        metadata: the tables as the models have them.
        location: a folder with ``versions/``.
        prefix: what every table's name begins with, ``<name>_``.

    Raises:
        ModelError: if a table lacks the prefix.
    """

    name: str
    metadata: sa.MetaData
    location: Path
    prefix: str

    def __post_init__(self) -> None:
        for table in self.metadata.tables.values():
            check_prefix(self.prefix.rstrip("_"), table.name)

    @property
    def version_table(self) -> str:
        """The table that holds the unit's revision."""
        return f"{self.name}_alembic"


CORE_UNIT = MigrationUnit(CORE, core_metadata, MIGRATIONS, "core_")


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """How the database stands for one unit.

    Arguments:
        name: the unit.
        state: ``current``, ``behind``, ``missing`` (never migrated) or ``newer`` (than the code).
        current: the database's revision, or None.
        head: the code's newest revision, or None if it has none.
        pending: how many migrations are to be run.
    """

    name: str
    state: State
    current: str | None
    head: str | None
    pending: int


def upgrade(
    engine: Engine,
    units: Sequence[MigrationUnit],
    progress: Callable[[str], None],
    wait: float = LOCK_WAIT,
) -> None:
    """Bring the database to the code's newest revisions, all units in one transaction.

    Arguments:
        engine: from `menhu.data.engine.make_engine`.
        units: in the order of running, the core first.
        progress: is called with a sentence for each step.
        wait: seconds to wait for another process that upgrades.

    Raises:
        DatabaseMissing: if the database cannot be reached.
        DatabaseNewer: if it was migrated by newer code; nothing is changed then.
        DatabaseLocked: if another process holds it.
    """
    with _locked(engine, wait), _transaction(engine, wait) as connection:
        for unit in units:
            found = _unit_status(connection, unit)
            _refuse_newer(found)
            if found.pending:
                progress(
                    f"{unit.name}: {found.pending} migration(s), {found.current or 'nothing'} → {found.head}"
                )
                command.upgrade(_config(unit, connection), "head")
        _check_references(connection)


def status(engine: Engine, units: Sequence[MigrationUnit]) -> tuple[UnitStatus, ...]:
    """How the database stands; a database that is not there yet is ``missing`` for every unit.

    Raises:
        DatabaseMissing: if a PostgreSQL server cannot be reached.
    """
    if _sqlite_file_is_missing(engine):
        return tuple(_described(unit, None) for unit in units)
    with _connected(engine) as connection:
        return tuple(_unit_status(connection, unit) for unit in units)


def require_current(engine: Engine, units: Sequence[MigrationUnit]) -> None:
    """Make sure that the code can run on the database.

    Raises:
        DatabaseMissing: if it is not there, or was not upgraded.
        DatabaseNewer: if newer code has migrated it.
    """
    for found in status(engine, units):
        _refuse_newer(found)
        if found.state != "current":
            raise DatabaseMissing(
                f"The database lacks {found.pending} migration(s) of {found.name} "
                f"(it has {found.current or 'none'}). Run: menhu db upgrade"
            )


def check(engine: Engine, units: Sequence[MigrationUnit]) -> tuple[str, ...]:
    """What differs between the models and the upgraded database, one sentence each; empty if nothing does.

    Raises:
        DatabaseMissing, DatabaseNewer: as `require_current`.
    """
    require_current(engine, units)
    differences: list[str] = []
    with _connected(engine) as connection:
        for unit in units:
            context = MigrationContext.configure(connection, opts=configuration(unit, connection))
            found = compare_metadata(context, unit.metadata)
            differences.extend(f"{unit.name}: the models and the migrations differ: {one}" for one in found)
    return tuple(differences)


def revise(engine: Engine, unit: MigrationUnit, message: str) -> Path:
    """Write a new migration from the difference between the models and an upgraded database.

    Arguments:
        engine: a database that is at the unit's newest revision.
        unit: the unit.
        message: a sentence without a full stop; it becomes the migration's docstring and file name.

    Returns:
        The new file, to be read and corrected by its author.
    """
    (unit.location / "versions").mkdir(parents=True, exist_ok=True)
    with engine.begin() as connection:
        script = command.revision(_config(unit, connection), message=message, autogenerate=True)
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def configuration(unit: MigrationUnit, connection: Connection) -> dict[str, Any]:
    """Alembic's options for a unit: its own tables and version table, batch mode, transactional DDL."""

    def is_own(name: str | None, kind: str, parents: Any) -> bool:  # noqa: ARG001 - Alembic's signature
        if kind != "table" or name is None:
            return True
        return name.startswith(unit.prefix) and name != unit.version_table

    return {
        "connection": connection,
        "target_metadata": unit.metadata,
        "version_table": unit.version_table,
        "include_name": is_own,
        "render_as_batch": True,
        "render_item": partial(_render, unit),
        "transactional_ddl": True,
        "compare_type": True,
    }


def _render(unit: MigrationUnit, kind: str, item: Any, context: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UtcDateTime):
        module = "menhu.data.types" if unit.name == CORE else "menhu.api"
        context.imports.add(f"from {module} import UtcDateTime")
        return "UtcDateTime()"
    return False


def _config(unit: MigrationUnit, connection: Connection) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(unit.location / "versions").replace("%", "%%"))
    config.attributes.update(unit=unit, connection=connection)
    return config


def _scripts(unit: MigrationUnit) -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS), version_locations=[str(unit.location / "versions")])


def _unit_status(connection: Connection, unit: MigrationUnit) -> UnitStatus:
    context = MigrationContext.configure(connection, opts={"version_table": unit.version_table})
    return _described(unit, context.get_current_revision())


def _described(unit: MigrationUnit, current: str | None) -> UnitStatus:
    history = [script.revision for script in _scripts(unit).walk_revisions()]
    head = history[0] if history else None
    if current is None:
        return UnitStatus(unit.name, "missing" if head else "current", None, head, len(history))
    if current not in history:
        return UnitStatus(unit.name, "newer", current, head, 0)
    pending = history.index(current)
    return UnitStatus(unit.name, "behind" if pending else "current", current, head, pending)


def _refuse_newer(found: UnitStatus) -> None:
    if found.state == "newer":
        raise DatabaseNewer(
            f"The database was migrated by a newer {found.name} (revision {found.current}; this code knows "
            f"up to {found.head}). Install that version again, or restore a backup from before the upgrade."
        )


def _sqlite_file(engine: Engine) -> Path | None:
    if engine.dialect.name != "sqlite" or engine.url.database is None:
        return None
    return Path(engine.url.database)


def _sqlite_file_is_missing(engine: Engine) -> bool:
    file = _sqlite_file(engine)
    return file is not None and not file.exists()


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except OperationalError as error:
        raise DatabaseMissing(
            f"The database {engine.url.render_as_string()} cannot be reached ({error.orig}). "
            "Check the address, and that the server runs and the database exists."
        ) from error
    with connection:
        yield connection


@contextmanager
def _transaction(engine: Engine, wait: float) -> Iterator[Connection]:
    """One transaction for everything; on PostgreSQL it holds the advisory lock of upgrades."""
    with _connected(engine) as connection:
        if engine.dialect.name == "sqlite":
            # Batch mode rebuilds tables, which the references to them must not see.
            connection.detach()
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys = OFF")
            connection = connection.execution_options(immediate=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                _advisory_lock(connection, wait)
            yield connection


def _advisory_lock(connection: Connection, wait: float) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}")
    try:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_KEY)))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise _held(wait) from error
        raise


def _held(wait: float) -> DatabaseLocked:
    return DatabaseLocked(
        f"Another process has been upgrading the database for more than {wait:g} s. "
        "Wait for it, or end it, and try again."
    )


@contextmanager
def _locked(engine: Engine, wait: float) -> Iterator[None]:
    """SQLite: a lock file beside the database, so that two upgrades queue however long one takes."""
    file = _sqlite_file(engine)
    if file is None:
        yield
        return
    if not file.parent.is_dir():
        raise DatabaseMissing(f"The folder {file.parent} of the database does not exist. Create it.")
    with open(f"{file}.upgrade-lock", "w") as lock:
        deadline = time.monotonic() + wait
        while not _try_lock(lock):
            if time.monotonic() >= deadline:
                raise _held(wait)
            time.sleep(LOCK_POLL)
        yield


def _try_lock(lock: Any) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(
                f"a migration leaves rows that refer to nothing: {broken[:5]}; nothing was changed."
            )
