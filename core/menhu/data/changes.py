"""Changes: cache tags moved by transactions, and the feed that carries them to every process.

A flush or a statement that writes an owned row moves ``site/<id>/<plugin>`` by itself; `move` is for the
rest. SQLite's writers follow one another, so that ids grow in the order of commits. PostgreSQL's do not:
each row carries its transaction's id, and everything since the oldest transaction that the former read
could not see is read again.
"""

import logging
import threading
import time
import weakref
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from menhu.data.errors import DatabaseError
from menhu.data.models import ChangeRow
from menhu.data.moves import LISTENERS, move

__all__ = ["ChangeFeed", "move"]

log = logging.getLogger(__name__)

INTERVAL = 0.2
LONGEST_PAUSE = 5.0
KEPT = timedelta(days=1)
PRUNE_EVERY = 3600.0
SILENCE = KEPT.total_seconds() / 2

_CHANGE: sa.Table = ChangeRow.__table__  # type: ignore[assignment]
LOST = (DBAPIError, InvalidRequestError, DatabaseError)


class _SqlitePosition:
    """SQLite: the number of the last row read; looked at when another connection wrote."""

    NEW = (
        sa.select(_CHANGE.c.id, _CHANGE.c.tag)
        .where(_CHANGE.c.id > sa.bindparam("last"))
        .order_by(_CHANGE.c.id)
    )

    def __init__(self, connection: Connection) -> None:
        self._raw: Any = connection.connection.dbapi_connection
        self._version = self._data_version()
        self._last: int = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(_CHANGE.c.id), 0))) or 0
        connection.rollback()

    def _data_version(self) -> int:
        version: int = self._raw.execute("PRAGMA data_version").fetchone()[0]
        return version

    def read(self, connection: Connection) -> set[str]:
        version = self._data_version()
        if version == self._version:
            return set()
        rows = connection.execute(self.NEW, {"last": self._last}).all()
        connection.rollback()
        self._version = version
        if rows:
            self._last = rows[-1].id
        return {row.tag for row in rows}


class _PostgresPosition:
    """PostgreSQL: every transaction below ``since`` was finished at the former read."""

    _low = sa.select(
        sa.cast(
            sa.cast(sa.func.pg_snapshot_xmin(sa.func.pg_current_snapshot()), sa.Text), sa.BigInteger
        ).label("low")
    ).subquery()
    NEW = sa.select(_low.c.low, _CHANGE.c.id, _CHANGE.c.tag, _CHANGE.c.tx).select_from(
        _low.outerjoin(_CHANGE, _CHANGE.c.tx >= sa.bindparam("since", type_=sa.BigInteger))
    )
    NOW = sa.select(_low.c.low)

    def __init__(self, connection: Connection) -> None:
        self._since: int = connection.scalar(self.NOW) or 0
        self._seen: dict[int, int] = {}
        self.read(connection)

    def read(self, connection: Connection) -> set[str]:
        rows = connection.execute(self.NEW, {"since": self._since}).all()
        connection.rollback()
        fresh = {row.id: row for row in rows if row.id is not None and row.id not in self._seen}
        self._since = rows[0].low
        self._seen.update((number, row.tx) for number, row in fresh.items())
        self._seen = {number: tx for number, tx in self._seen.items() if tx >= self._since}
        return {row.tag for row in fresh.values()}


class ChangeFeed:
    """Tells this process which cache tags any process has moved.

    It stands at the present from its creation on: what is committed later is reported, so that data read
    after its creation is never older than what the feed reports.

    Arguments:
        engine: from `menhu.data.engine.make_engine`, upgraded.
        on_change: is called with the tags, in the feed's thread, and at once, in the committing thread,
            for transactions of this process (the feed reports these a second time).
        on_reset: is called when changes may have been missed: everything cached must be read again.
        interval: seconds between two looks at the database.

    Raises:
        sqlalchemy.exc.DBAPIError: if the database cannot be read at its creation.
    """

    def __init__(
        self,
        engine: Engine,
        on_change: Callable[[frozenset[str]], None],
        on_reset: Callable[[], None],
        interval: float = INTERVAL,
    ) -> None:
        self.engine = engine
        self.on_change = on_change
        self.on_reset = on_reset
        self.interval = interval
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._position: _SqlitePosition | _PostgresPosition
        self._read_at = time.time()
        self._pruned_at = 0.0
        self._connect()
        LISTENERS.setdefault(engine, weakref.WeakSet()).add(self)

    def start(self) -> None:
        """Begin to look at the database in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="menhu-changes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, if it runs, and the feed's connection."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        LISTENERS.get(self.engine, weakref.WeakSet()).discard(self)
        with self._lock:
            self._drop()

    def poll_once(self) -> bool:
        """Look at the database once and report what moved.

        Returns:
            Whether the database could be read; if not, the next call connects anew and resets.
        """
        with self._lock:
            try:
                reset = self._revive()
                tags: set[str] = set() if self._connection is None else self._position.read(self._connection)
                self._prune()
            except LOST as error:
                log.warning("the change feed has lost the database: %s", error)
                self._drop()
                return False
        if reset:
            self.on_reset()
        if tags:
            self.on_change(frozenset(tags))
        return True

    def _run(self) -> None:
        pause = self.interval
        while not self._stop.wait(pause):
            try:
                healthy = self.poll_once()
            except Exception:
                log.exception("a listener of the change feed failed")
                healthy = True
            pause = self.interval if healthy else min(pause * 2, LONGEST_PAUSE)

    def _revive(self) -> bool:
        """Connect if that is needed; whether changes may have been missed."""
        silent = time.time() - self._read_at > SILENCE
        if self._connection is None or silent:
            self._drop()
            self._connect()
            return True
        self._read_at = time.time()
        return False

    def _connect(self) -> None:
        connection = self.engine.connect()
        try:
            # Its own connection: data_version tells of other connections only.
            connection.detach()
            sqlite = self.engine.dialect.name == "sqlite"
            self._position = _SqlitePosition(connection) if sqlite else _PostgresPosition(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self._read_at = time.time()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _prune(self) -> None:
        """Remove rows that every process has read long ago."""
        if time.time() - self._pruned_at < PRUNE_EVERY:
            return
        self._pruned_at = time.time()
        with self.engine.begin() as connection:
            connection.execute(sa.delete(_CHANGE).where(_CHANGE.c.at < datetime.now(UTC) - KEPT))
