"""What can be done with cases; views and other code call this, nothing else writes the tables."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from menhu.api import Site, add_participant, participants

from .models import ASSISTING, DONE, OPEN, Case, Opinion


class MayNot(PermissionError):
    """The site's part in the case does not allow this."""


class CaseIsDone(ValueError):
    """Nothing can be added to a case that is finished."""


def open_case(session: Session, title: str) -> Case:
    """Open a case of the session's site.

    Raises:
        FeatureClosing: if the feature is being switched off there.
    """
    case = Case(title=title, opened=datetime.now(UTC))
    session.add(case)
    session.flush()
    return case


def share_case(session: Session, case: Case, site: Site, role: str) -> None:
    """Let another site take part: ``ASSISTING`` or ``OBSERVING``. For the owner only."""
    add_participant(session, case, site.id, role)


def find_case(session: Session, number: int) -> Case | None:
    """The case of that number if the session's site may see it."""
    return session.get(Case, number)


def cases(session: Session, *, state: str | None = None, offset: int = 0, limit: int = 50) -> Sequence[Case]:
    """Cases that the session's site may see, the newest first."""
    found = sa.select(Case).order_by(Case.opened.desc(), Case.id.desc()).offset(offset).limit(limit)
    return session.scalars(found if state is None else found.where(Case.state == state)).all()


def opinions(session: Session, case: Case) -> Sequence[Opinion]:
    """The opinions on a case, the oldest first."""
    return session.scalars(sa.select(Opinion).where(Opinion.case_id == case.id).order_by(Opinion.id)).all()


def works_on(session: Session, case: Case, site: Site) -> bool:
    """Whether a site owns the case or assists in it."""
    if case.site_id == site.id:
        return True
    return any(part.site_id == site.id and part.role == ASSISTING for part in participants(session, case))


def give_opinion(session: Session, case: Case, site: Site, text: str) -> Opinion:
    """Add the site's opinion to an open case.

    Raises:
        CaseIsDone: if the case is finished.
        MayNot: if the site neither owns the case nor assists in it.
    """
    if case.state != OPEN:
        raise CaseIsDone(case.id)
    if not works_on(session, case, site):
        raise MayNot(case.id)
    opinion = Opinion(case_id=case.id, author=site.code, text=text, given=datetime.now(UTC))
    session.add(opinion)
    session.flush()
    return opinion


def finish_case(session: Session, case: Case, site: Site) -> None:
    """End a case.

    Raises:
        MayNot: if the site does not own it.
    """
    if case.site_id != site.id:
        raise MayNot(case.id)
    case.state = DONE
    session.flush()


def business(session: Session, site: Site) -> tuple[list[Case], list[Case]]:
    """The open cases of a site, and those of others in which it assists."""
    working = [case for case in cases(session, state=OPEN, limit=1000) if works_on(session, case, site)]
    own = [case for case in working if case.site_id == site.id]
    return own, [case for case in working if case.site_id != site.id]
