"""Engines: SQLite as Menhu runs it, and PostgreSQL."""

import sqlite3
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from menhu.data import gate
from menhu.data.errors import DatabaseLocked, DatabaseMissing

POOL = {"pool_size": 16, "max_overflow": 16}
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
)


def make_engine(url: str) -> Engine:
    """An engine for the database.

    SQLite: write-ahead log, foreign keys held, a busy timeout of 5 s (``?timeout=`` changes it),
    transactions begun explicitly; ``BEGIN IMMEDIATE`` where the connection has the execution option
    ``immediate``. PostgreSQL: psycopg 3.

    Arguments:
        url: an SQLAlchemy address, ``sqlite:///path``, ``sqlite:////path`` or ``postgresql://...``.

    Raises:
        ValueError: if the address names another kind of database, or an SQLite database in memory.
    """
    address = sa.make_url(url)
    kind = address.get_backend_name()
    if kind == "sqlite":
        return _sqlite(address)
    if kind == "postgresql":
        engine = sa.create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **POOL)
        gate.install(engine.dialect)
        return engine
    raise ValueError(f"{kind} is not supported. Use an address that begins with sqlite: or postgresql:")


def _sqlite(address: sa.URL) -> Engine:
    if address.database in (None, "", ":memory:"):
        raise ValueError("an SQLite database in memory cannot be shared by threads. Name a file.")
    engine = sa.create_engine(address, **POOL)
    gate.install(engine.dialect)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _explain)
    return engine


def _prepare(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ARG001 - an event's signature
    connection.isolation_level = None
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except sqlite3.OperationalError as error:
        raise _translated(error) from error


def _begin(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    try:
        raw.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("immediate") else "BEGIN")
    except sqlite3.OperationalError as error:
        raise _translated(error) from error


def _explain(context: Any) -> None:
    error = context.original_exception
    if isinstance(error, sqlite3.OperationalError) and "unable to open" in str(error):
        raise _translated(error) from error


def _translated(error: sqlite3.OperationalError) -> Exception:
    text = str(error)
    if "locked" in text:
        return DatabaseLocked(
            f"The database is held by another process ({text}). "
            "Wait for the long command that runs, or end it, and try again."
        )
    if "unable to open" in text:
        return DatabaseMissing(
            f"The database file cannot be opened ({text}). Check that its folder exists and is writable."
        )
    return error
