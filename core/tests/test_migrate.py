"""Migrations: fresh databases, several units, and databases that cannot be used."""

import fcntl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from menhu.data.base import ModelError, PluginBase
from menhu.data.engine import make_engine
from menhu.data.errors import DatabaseLocked, DatabaseMissing, DatabaseNewer
from menhu.data.migrate import (
    CORE_UNIT,
    LOCK_KEY,
    MigrationUnit,
    check,
    require_current,
    revise,
    status,
    upgrade,
)
from menhu.data.owners import SiteOwned

FIRST = '''"""First."""
import sqlalchemy as sa
from alembic import op
revision = "notes_1"
down_revision = None

def upgrade():
    op.create_table(
        "notes_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name="fk_notes_note_site_id_core_site"),
        sa.PrimaryKeyConstraint("id", name="pk_notes_note"),
    )
'''
SECOND = '''"""Second."""
import sqlalchemy as sa
from alembic import op
revision = "notes_2"
down_revision = "notes_1"

def upgrade():
    with op.batch_alter_table("notes_note") as batch:
        batch.add_column(sa.Column("text", sa.String(), nullable=False))
'''
BROKEN = SECOND + "    raise LookupError('half-way')\n"


class NotesBase(PluginBase, DeclarativeBase, plugin="notes"):
    pass


class Note(SiteOwned, NotesBase):
    __tablename__ = "notes_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def notes(tmp_path: Path) -> MigrationUnit:
    location = tmp_path / "100% notes"
    (location / "versions").mkdir(parents=True)
    (location / "versions" / "1.py").write_text(FIRST)
    return MigrationUnit("notes", NotesBase.metadata, location, "notes_")


def quiet(step: str) -> None:
    """Progress that nobody reads."""


def states(engine: Engine, *units: MigrationUnit) -> list[tuple[str, int]]:
    return [(found.state, found.pending) for found in status(engine, units)]


def test_fresh_database(engine: Engine, notes: MigrationUnit) -> None:
    steps: list[str] = []
    assert states(engine, CORE_UNIT, notes) == [("missing", 1), ("missing", 1)]
    upgrade(engine, [CORE_UNIT, notes], steps.append)
    assert [step.split(":")[0] for step in steps] == ["core", "notes"]
    assert states(engine, CORE_UNIT, notes) == [("current", 0), ("current", 0)]
    upgrade(engine, [CORE_UNIT, notes], steps.append)
    assert len(steps) == 2
    assert {"core_alembic", "notes_alembic", "core_site", "notes_note"} <= set(
        sa.inspect(engine).get_table_names()
    )


def test_models_and_migrations_of_the_core_are_equal(engine: Engine) -> None:
    upgrade(engine, [CORE_UNIT], quiet)
    assert check(engine, [CORE_UNIT]) == ()


def test_difference_between_models_and_migrations(engine: Engine, notes: MigrationUnit) -> None:
    upgrade(engine, [CORE_UNIT, notes], quiet)
    (difference,) = check(engine, [CORE_UNIT, notes])
    assert difference.startswith("notes: ")
    assert "text" in difference
    (notes.location / "versions" / "2.py").write_text(SECOND)
    assert states(engine, notes) == [("behind", 1)]
    with pytest.raises(DatabaseMissing, match="menhu db upgrade"):
        check(engine, [notes])
    upgrade(engine, [CORE_UNIT, notes], quiet)
    assert check(engine, [CORE_UNIT, notes]) == ()


def test_a_new_migration_is_written(engine: Engine, notes: MigrationUnit) -> None:
    upgrade(engine, [CORE_UNIT, notes], quiet)
    written = revise(engine, notes, "Text of a note")
    assert written.parent == notes.location / "versions"
    assert "batch_alter_table" in written.read_text()
    upgrade(engine, [notes], quiet)
    assert check(engine, [CORE_UNIT, notes]) == ()


def test_a_migration_that_fails_changes_nothing(engine: Engine, notes: MigrationUnit) -> None:
    (notes.location / "versions" / "2.py").write_text(BROKEN)
    with pytest.raises(LookupError, match="half-way"):
        upgrade(engine, [CORE_UNIT, notes], quiet)
    assert states(engine, CORE_UNIT, notes) == [("missing", 1), ("missing", 2)]
    assert sa.inspect(engine).get_table_names() == []


def test_rows_survive_a_rebuilt_table(engine: Engine, notes: MigrationUnit) -> None:
    upgrade(engine, [CORE_UNIT, notes], quiet)
    (notes.location / "versions" / "2.py").write_text(
        SECOND.replace("nullable=False", "nullable=False, server_default='kept'")
        + '        batch.alter_column("site_id", type_=sa.BigInteger())\n'
    )
    with engine.begin() as connection:
        connection.execute(sa.text("insert into core_structure (id, digest, data) values (1, 'x', '{}')"))
        columns = "id, code, kind, template, state, structure_id, name, position, own"
        connection.execute(
            sa.text(
                f"insert into core_site ({columns}) values (1, 'a', 'k', 't', 'running', 1, 'A', 1, '{{}}')"
            )
        )
        connection.execute(sa.text("insert into notes_note (id, site_id) values (1, 1)"))
    upgrade(engine, [notes], quiet)
    with engine.connect() as connection:
        assert connection.execute(sa.text("select text from notes_note")).scalar() == "kept"


def test_newer_database(engine: Engine, notes: MigrationUnit) -> None:
    upgrade(engine, [CORE_UNIT, notes], quiet)
    with engine.begin() as connection:
        connection.execute(sa.text("update notes_alembic set version_num = 'of the future'"))
    assert states(engine, CORE_UNIT, notes) == [("current", 0), ("newer", 0)]
    for tried in (
        lambda: upgrade(engine, [CORE_UNIT, notes], quiet),
        lambda: require_current(engine, [notes]),
    ):
        with pytest.raises(DatabaseNewer, match="of the future"):
            tried()


def test_database_that_was_never_upgraded(engine: Engine) -> None:
    with pytest.raises(DatabaseMissing, match="menhu db upgrade"):
        require_current(engine, [CORE_UNIT])
    upgrade(engine, [CORE_UNIT], quiet)
    require_current(engine, [CORE_UNIT])


def test_missing_sqlite_database(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'none.db'}")
    assert states(engine, CORE_UNIT) == [("missing", 1)]
    assert not (tmp_path / "none.db").exists()
    nowhere = make_engine(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    with pytest.raises(DatabaseMissing, match="folder"):
        upgrade(nowhere, [CORE_UNIT], quiet)
    with pytest.raises(DatabaseMissing, match="folder"):
        nowhere.connect()


@pytest.mark.postgresql
def test_missing_postgresql_database(postgres_server: object) -> None:
    engine = make_engine(postgres_server.url("no_such_database"))  # type: ignore[attr-defined]
    for tried in (lambda: status(engine, [CORE_UNIT]), lambda: upgrade(engine, [CORE_UNIT], quiet)):
        with pytest.raises(DatabaseMissing, match="no_such_database"):
            tried()


def test_upgrade_while_another_one_runs(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with open(f"{engine.url.database}.upgrade-lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(DatabaseLocked, match="Another process"):
                upgrade(engine, [CORE_UNIT], quiet, wait=0.1)
    else:
        with engine.connect() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK_KEY)))
            with pytest.raises(DatabaseLocked, match="Another process"):
                upgrade(engine, [CORE_UNIT], quiet, wait=0.1)
            connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK_KEY)))
    upgrade(engine, [CORE_UNIT], quiet)
    assert states(engine, CORE_UNIT) == [("current", 0)]


def test_upgrade_of_an_sqlite_database_that_somebody_writes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'busy.db'}"
    writer, engine = make_engine(url), make_engine(f"{url}?timeout=0.1")
    with writer.connect().execution_options(immediate=True) as connection:
        connection.begin()
        with pytest.raises(DatabaseLocked, match="another process"):
            upgrade(engine, [CORE_UNIT], quiet)
    upgrade(engine, [CORE_UNIT], quiet)


def test_two_processes_upgrade_at_once(empty_database_url: str) -> None:
    upgrader = str(Path(__file__).with_name("upgrader.py"))
    running = [
        subprocess.Popen([sys.executable, upgrader, empty_database_url], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert sorted(len(text.splitlines()) for text in said) == [0, 1]
    engine = make_engine(empty_database_url)
    assert check(engine, [CORE_UNIT]) == ()
    engine.dispose()


def test_two_threads_upgrade_at_once(engine: Engine) -> None:
    steps: list[str] = []
    threads = [threading.Thread(target=upgrade, args=(engine, [CORE_UNIT], steps.append)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(steps) == 1
    assert states(engine, CORE_UNIT) == [("current", 0)]


def test_tables_of_a_unit_have_its_prefix() -> None:
    metadata = sa.MetaData()
    sa.Table("other_thing", metadata, sa.Column("id", sa.Integer))
    with pytest.raises(ModelError, match="notes_other_thing"):
        MigrationUnit("notes", metadata, Path(), "notes_")


@pytest.mark.parametrize("url", ["mysql://u@h/db", "sqlite://", "sqlite:///:memory:"])
def test_addresses_that_are_not_supported(url: str) -> None:
    with pytest.raises(ValueError, match=r"Use an address|Name a file"):
        make_engine(url)
