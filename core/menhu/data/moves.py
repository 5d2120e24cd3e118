"""Which cache tags a transaction moves, and their way into ``core_change`` before it is committed."""

import weakref
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from menhu.data.errors import ScopeError
from menhu.data.models import ChangeRow, ParticipantRow
from menhu.data.owners import RECORDS, SiteShared, plugin_of_class
from menhu.data.scoped import ScopedSession

Listener = Callable[[frozenset[str]], None]
LISTENERS: "weakref.WeakKeyDictionary[Engine, weakref.WeakSet[Any]]" = weakref.WeakKeyDictionary()

_PARTICIPANT: sa.Table = ParticipantRow.__table__  # type: ignore[assignment]
_CHANGE: sa.Table = ChangeRow.__table__  # type: ignore[assignment]
_INSERT = sa.insert(_CHANGE)
_TRANSACTION = sa.cast(sa.cast(sa.func.pg_current_xact_id(), sa.Text), sa.BigInteger)
_INSERT_POSTGRESQL = _INSERT.values(tx=_TRANSACTION)


def move(session: Session, *tags: str) -> None:
    """Move cache tags when the session's transaction is committed.

    Arguments:
        session: any session made by the SessionFactory.
        tags: such as ``site/3/news``, ``cluster/sites``.

    Raises:
        ScopeError: if the session was not made by the SessionFactory.
    """
    if not isinstance(session, ScopedSession):
        raise ScopeError("move()", "the session has no scope.", "make it with the SessionFactory.")
    session.moved.tags.update(tags)
    session.changed()


def _tags(cls: type[Any], site: int) -> set[str]:
    further = {tag.replace("{site}", str(site)) for tag in cls.__moves__}
    return {f"site/{site}/{plugin_of_class(cls)}"} | further


def note_object(session: ScopedSession, target: Any) -> None:
    """Note that an owned object is written: its site's tags move, and those of its participants."""
    cls = type(target)
    session.moved.tags |= _tags(cls, target.site_id)
    if isinstance(target, SiteShared):
        record_id = getattr(target, cls.__record_key__)
        if record_id is not None:
            session.moved.records.add((plugin_of_class(cls), cls.__record_type__, record_id))


def settle(session: ScopedSession, connection: Connection) -> None:
    """Turn the noted shared records into tags of their participants, while these are still there."""
    part = _PARTICIPANT.c
    for plugin, record_type, record_id in sorted(session.moved.records):
        where = (part.record_type == record_type, part.record_id == record_id)
        sites = connection.scalars(sa.select(part.site_id).where(*where).distinct())
        session.moved.tags.update(f"site/{site}/{plugin}" for site in sites)
    session.moved.records.clear()


def note_site_write(session: ScopedSession, cls: type[Any]) -> None:
    """Note a statement that writes rows of ``cls`` in a site's session.

    Which shared rows it meets is not known, so that everybody who shares such records is told.
    """
    site = session.scope.site_id
    assert site is not None
    session.moved.tags |= _tags(cls, site)
    if issubclass(cls, SiteShared):
        with session.raw() as connection:
            for other in _sharing_sites(connection, cls):
                session.moved.tags |= _tags(cls, other)


def _sharing_sites(connection: Connection, cls: type[SiteShared]) -> Iterable[int]:
    part = _PARTICIPANT.c
    mine = part.record_type == cls.__record_type__
    yield from connection.scalars(sa.select(part.site_id).where(mine).distinct())
    record = RECORDS.get(cls.__record_type__)
    if record is not None:
        table = sa.inspect(record).local_table
        (key,) = table.primary_key.columns
        shared = sa.select(part.record_id).where(mine)
        yield from connection.scalars(sa.select(table.c.site_id).where(key.in_(shared)).distinct())


def note_cluster_write(session: ScopedSession, cls: type[Any], statement: Any, params: Any) -> None:
    """Note a statement that writes rows of ``cls`` in a cluster-wide session.

    An INSERT names its sites; an UPDATE or DELETE may meet those of every site that has such rows.
    """
    if statement.is_insert:
        sites = _named_sites(statement, params)
    else:
        table = sa.inspect(cls).local_table
        with session.raw() as connection:
            sites = set(connection.scalars(sa.select(table.c.site_id).distinct()))
    for site in sites:
        session.moved.tags |= _tags(cls, site)


def _named_sites(statement: Any, params: Any) -> set[int]:
    found: set[Any] = set()
    rows: list[Mapping[Any, Any]] = [statement._values or {}]
    rows.extend([params] if isinstance(params, Mapping) else params or [])
    for group in statement._multi_values:
        rows.extend(group)
    for row in rows:
        for key, value in row.items():
            if getattr(key, "key", key) == "site_id":
                found.add(getattr(value, "value", value))
    return {site for site in found if isinstance(site, int)}


def write_moves(session: ScopedSession) -> None:
    """Write the moved tags, sorted and each once, into ``core_change``; called before the commit."""
    session.flush()
    moved = session.moved
    if not moved.tags and not moved.records:
        return
    with session.raw() as connection:
        settle(session, connection)
        now = datetime.now(UTC)
        rows = [{"tag": tag, "at": now} for tag in sorted(moved.tags)]
        if connection.dialect.name == "postgresql":
            connection.execute(_INSERT_POSTGRESQL, rows)
        else:
            connection.execute(_INSERT, [{**row, "tx": 0} for row in rows])


def announce(session: ScopedSession) -> None:
    """Tell the feeds of this process at once which tags the committed transaction moved."""
    tags = frozenset(session.moved.tags)
    session.moved.clear()
    if tags:
        for feed in tuple(LISTENERS.get(session.get_bind(), ())):  # type: ignore[arg-type]
            feed.on_change(tags)
