"""Counters of articles per month: moved with every change, compared with the articles, rebuilt on demand."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .models import PUBLISHED, Article, MonthCount, month_of

Place = tuple[str, str]
"""Column code and month."""


class Disagreement(NamedTuple):
    """A counter that differs from the articles."""

    site_id: int
    column: str
    month: str
    counted: int
    actual: int


def month(moment: datetime) -> str:
    """The month, in UTC, under which an article of that moment is counted."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def shift(session: Session, changes: Mapping[Place, int]) -> None:
    """Add to counters, in one order for all, so that two transactions never wait for one another.

    Arguments:
        session: a session of the site; the articles change in the same transaction.
        changes: how many articles came (or, negative, went) per column and month.
    """
    for (column, name), change in sorted(changes.items()):
        if change:
            _shift_one(session, column, name, change)


def _shift_one(session: Session, column: str, name: str, change: int) -> None:
    add = (
        sa.update(MonthCount)
        .where(MonthCount.column == column, MonthCount.month == name)
        .values(count=MonthCount.count + change)
        .execution_options(synchronize_session=False)
    )
    if _matched(session, add):
        return
    try:
        with session.begin_nested():
            session.execute(sa.insert(MonthCount), [{"column": column, "month": name, "count": change}])
    except IntegrityError:  # somebody else was first to count in this month
        _matched(session, add)


def _matched(session: Session, statement: sa.Update) -> bool:
    result = session.execute(statement)
    assert isinstance(result, sa.CursorResult)
    return result.rowcount > 0


def disagreements(session: Session, site_id: int | None = None) -> Iterator[Disagreement]:
    """Counters that differ from the articles, of every site that the session sees, or of one.

    Arguments:
        session: of a site or of the cluster.
        site_id: the one site to look at.
    """
    actual = (
        sa.select(Article.site_id, Article.column, month_of(Article.published), sa.func.count())
        .where(Article.state == PUBLISHED)
        .group_by(Article.site_id, Article.column, month_of(Article.published))
    )
    counted = sa.select(MonthCount.site_id, MonthCount.column, MonthCount.month, MonthCount.count)
    if site_id is not None:
        actual = actual.where(Article.site_id == site_id)
        counted = counted.where(MonthCount.site_id == site_id)
    there = {(row[0], row[1], row[2]): row[3] for row in session.execute(actual)}
    noted = {(row[0], row[1], row[2]): row[3] for row in session.execute(counted)}
    for key in sorted(there.keys() | noted.keys()):
        if there.get(key, 0) != noted.get(key, 0):
            yield Disagreement(*key, counted=noted.get(key, 0), actual=there.get(key, 0))


def recount(session: Session, site_id: int) -> int:
    """Set a site's counters to what its articles say.

    Arguments:
        session: a writing session of that site.
        site_id: the site.

    Returns:
        How many counters were wrong.
    """
    wrong = tuple(disagreements(session, site_id))
    shift(session, {(found.column, found.month): found.actual - found.counted for found in wrong})
    return len(wrong)
