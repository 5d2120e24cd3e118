"""Site scope on objects that a session flushes: stamped with their site, checked, counted as changes."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, object_session

from menhu.data import moves
from menhu.data.errors import ScopeError
from menhu.data.models import ParticipantRow
from menhu.data.owners import RECORDS, Owned, SiteShared, is_record
from menhu.data.scope import CLUSTER_HINT
from menhu.data.scope_writes import refuse_closing
from menhu.data.scoped import ScopedSession

_PARTICIPANT: sa.Table = ParticipantRow.__table__  # type: ignore[assignment]


def record_owner(connection: Connection, record_type: str, record_id: int) -> int | None:
    """The site that a shared record belongs to, or None if there is no such record."""
    table = sa.inspect(RECORDS[record_type]).local_table
    (key,) = table.primary_key.columns
    owner: int | None = connection.scalar(sa.select(table.c.site_id).where(key == record_id))
    return owner


def may_write(connection: Connection, cls: type[SiteShared], record_id: int, site: int) -> bool:
    """Whether a site takes part in a record with one of the class's writing roles."""
    part = _PARTICIPANT.c
    found = sa.select(part.role).where(
        part.record_type == cls.__record_type__,
        part.record_id == record_id,
        part.site_id == site,
        part.role.in_(sorted(cls.__writing_roles__)),
    )
    return connection.scalar(found.limit(1)) is not None


def _session_of(target: Any) -> ScopedSession | None:
    session = object_session(target)
    return session if isinstance(session, ScopedSession) else None


def _refuse_unscoped(session: ScopedSession, target: Any) -> None:
    if session.scope.kind == "unscoped":
        raise ScopeError(
            f"a {type(target).__name__} in a session without a site",
            "its rows belong to sites.",
            f"open the session with SessionFactory.for_site, or {CLUSTER_HINT}",
        )


def _before_insert(mapper: Mapper[Any], connection: Connection, target: Any) -> None:  # noqa: ARG001
    session = _session_of(target)
    if session is None:
        return
    _refuse_unscoped(session, target)
    with session.trusting():
        owner = _owner_of_new(session, connection, target)
        if target.site_id is None:
            target.site_id = owner
        if owner is not None and target.site_id != owner:
            raise ScopeError(
                f"a new {type(target).__name__} for site {target.site_id}",
                f"it can only belong to site {owner}.",
                "leave site_id out; the session fills it in.",
            )
        if target.site_id is None:
            raise ScopeError(
                f"a new {type(target).__name__} without site_id",
                "a session of the whole cluster does not know whose it is.",
                "set site_id, or use SessionFactory.for_site.",
            )
        refuse_closing(session, type(target))
        moves.note_object(session, target)


def _owner_of_new(session: ScopedSession, connection: Connection, target: Any) -> int | None:
    """The site that a new row must belong to; None in a cluster-wide session if it may be any."""
    site = session.scope.site_id
    cls = type(target)
    if not isinstance(target, SiteShared) or is_record(cls):
        return site
    record_id = getattr(target, cls.__record_key__)
    owner = None if record_id is None else record_owner(connection, cls.__record_type__, record_id)
    if owner is None or site is None or owner == site or may_write(connection, cls, record_id, site):
        if owner is None and site is not None:
            _refuse_child(cls, record_id, site)
        return owner
    _refuse_child(cls, record_id, site)
    return None


def _refuse_child(cls: type[SiteShared], record_id: object, site: int) -> None:
    raise ScopeError(
        f"a {cls.__name__} for {cls.__record_type__} {record_id}",
        f"site {site} neither owns that record nor takes part in it with one of the roles "
        f"{sorted(cls.__writing_roles__)}.",
        "let the owner add the site with add_participant().",
    )


def _changed_value(target: Any, name: str) -> bool:
    history: bool = sa.inspect(target).attrs[name].history.has_changes()
    return history


def _before_update(mapper: Mapper[Any], connection: Connection, target: Any) -> None:  # noqa: ARG001
    session = _session_of(target)
    if session is None or not session.is_modified(target):
        return
    _refuse_unscoped(session, target)
    site = session.scope.site_id
    if site is not None:
        fixed = {"site_id"} | ({type(target).__record_key__} if isinstance(target, SiteShared) else set())
        for name in sorted(fixed):
            if _changed_value(target, name):
                raise ScopeError(
                    f"{name} of a {type(target).__name__} was changed",
                    "it says whose the row is.",
                    "a row stays where it is; make a new one.",
                )
        with session.trusting():
            _check_change(connection, target, site)
    moves.note_object(session, target)


def _check_change(connection: Connection, target: Any, site: int) -> None:
    if target.site_id == site:
        return
    cls = type(target)
    if isinstance(target, SiteShared) and may_write(
        connection, cls, getattr(target, cls.__record_key__), site
    ):
        return
    raise ScopeError(
        f"a change of a {cls.__name__} of site {target.site_id}",
        f"site {site} may not write it.",
        "let the owner add the site with add_participant() and a writing role.",
    )


def _before_delete(mapper: Mapper[Any], connection: Connection, target: Any) -> None:  # noqa: ARG001
    session = _session_of(target)
    if session is None:
        return
    _refuse_unscoped(session, target)
    site = session.scope.site_id
    if site is not None and (target.site_id != site or _changed_value(target, "site_id")):
        raise ScopeError(
            f"the removal of a {type(target).__name__} of site {target.site_id}",
            "only the owner removes a row.",
            "end the participation with remove_participant() instead.",
        )
    moves.note_object(session, target)


def _after_delete(mapper: Mapper[Any], connection: Connection, target: Any) -> None:  # noqa: ARG001
    session = _session_of(target)
    cls = type(target)
    if session is None or not isinstance(target, SiteShared) or not is_record(cls):
        return
    record_id = getattr(target, cls.__record_key__)
    with session.trusting():
        moves.settle(session, connection)
        part = _PARTICIPANT.c
        connection.execute(
            sa.delete(_PARTICIPANT).where(
                part.record_type == cls.__record_type__, part.record_id == record_id
            )
        )


def refuse_foreign_key(session: ScopedSession, target: Any) -> None:
    """Refuse a merged object whose key is that of a row that the session may not see.

    Raises:
        ScopeError: if there is such a row.
    """
    if not isinstance(target, Owned):
        return
    mapper = sa.inspect(type(target))
    key = mapper.primary_key_from_instance(target)
    if any(part is None for part in key):
        return
    table = mapper.local_table
    where = [column == part for column, part in zip(mapper.primary_key, key, strict=True)]
    with session.raw() as connection:
        if connection.scalar(sa.select(table.c.site_id).where(*where)) is not None:
            raise ScopeError(
                f"merge of {type(target).__name__} {key}",
                "that row is outside the scope of the session.",
                "give the object no key, or merge it where it belongs.",
            )


event.listen(Owned, "before_insert", _before_insert, propagate=True)
event.listen(Owned, "before_update", _before_update, propagate=True)
event.listen(Owned, "before_delete", _before_delete, propagate=True)
event.listen(Owned, "after_delete", _after_delete, propagate=True)
