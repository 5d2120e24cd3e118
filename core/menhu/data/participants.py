"""Participants of shared records: sites that see a record of another site and act in a role on it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from menhu.data import moves
from menhu.data.errors import ScopeError
from menhu.data.models import ParticipantRow
from menhu.data.owners import SiteShared, is_record
from menhu.data.scoped import ScopedSession

_PARTICIPANT: sa.Table = ParticipantRow.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Participant:
    """A site's part in a record.

    Arguments:
        site_id: number of the site.
        role: the role it acts in; a site may have several.
    """

    site_id: int
    role: str


def add_participant(session: Session, record: SiteShared, site_id: int, role: str) -> None:
    """Let a site take part in a record. Adding the same part twice changes nothing.

    Arguments:
        session: of the owner, or of the whole cluster.
        record: a shared record, not a child row; it is flushed if it is new.
        site_id: the site that takes part.
        role: what it may do is decided by the classes' ``__writing_roles__``.

    Raises:
        ScopeError: if the session may not manage the record's participants.
    """
    scoped, where = _managed(session, record)
    present = sa.select(_PARTICIPANT.c.role).where(
        *where, _PARTICIPANT.c.site_id == site_id, _PARTICIPANT.c.role == role
    )
    with scoped.raw(writes=True) as connection:
        if connection.scalar(present) is None:
            connection.execute(
                sa.insert(_PARTICIPANT).values(
                    record_type=record.__record_type__, record_id=_key(record), site_id=site_id, role=role
                )
            )
    moves.note_object(scoped, record)


def remove_participant(session: Session, record: SiteShared, site_id: int, role: str | None = None) -> None:
    """End a site's part in a record: one role, or all of them.

    Arguments:
        session: of the owner, or of the whole cluster.
        record: a shared record.
        site_id: the site.
        role: the role, or None for all.

    Raises:
        ScopeError: if the session may not manage the record's participants.
    """
    scoped, where = _managed(session, record)
    gone = sa.delete(_PARTICIPANT).where(*where, _PARTICIPANT.c.site_id == site_id)
    if role is not None:
        gone = gone.where(_PARTICIPANT.c.role == role)
    moves.note_object(scoped, record)
    with scoped.raw(writes=True) as connection:
        moves.settle(scoped, connection)
        connection.execute(gone)


def participants(session: Session, record: SiteShared) -> tuple[Participant, ...]:
    """Who takes part in a record that the session can see, ordered by site and role.

    Raises:
        ScopeError: if the session may not see the record.
    """
    scoped, where = _known(session, record)
    chosen = sa.select(_PARTICIPANT.c.site_id, _PARTICIPANT.c.role).where(*where)
    with scoped.raw() as connection:
        rows = connection.execute(chosen.order_by(_PARTICIPANT.c.site_id, _PARTICIPANT.c.role)).all()
    return tuple(Participant(site_id=row.site_id, role=row.role) for row in rows)


def _key(record: SiteShared) -> int:
    key: int = getattr(record, record.__record_key__)
    return key


def _known(session: Session, record: SiteShared) -> tuple[ScopedSession, list[Any]]:
    if not isinstance(session, ScopedSession) or session.scope.kind == "unscoped" or record not in session:
        raise ScopeError(
            f"participants of a {type(record).__name__}",
            "the record was not read in this session.",
            "read it in a session of a site that sees it, and pass that session.",
        )
    session.flush()
    where = [_PARTICIPANT.c.record_type == record.__record_type__, _PARTICIPANT.c.record_id == _key(record)]
    return session, where


def _managed(session: Session, record: SiteShared) -> tuple[ScopedSession, list[Any]]:
    scoped, where = _known(session, record)
    if not is_record(type(record)):
        raise ScopeError(
            f"participants of a {type(record).__name__}",
            f"it is a child row; the participants are those of its {record.__record_type__}.",
            "pass the record itself.",
        )
    if scoped.scope.site_id not in (None, record.site_id):
        raise ScopeError(
            f"participants of a {type(record).__name__} of site {record.site_id}",
            "only the owner decides who takes part.",
            "use a session of the owner.",
        )
    return scoped, where
