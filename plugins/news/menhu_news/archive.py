"""Flat archives: page N of a list is found through the counters of months, at any depth at the same cost."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from menhu.api import PageLink, Pager

AROUND = 2
"""How many pages stand on each side of the present one in a pager."""

INSTANT = timedelta(microseconds=1)


class Slice(NamedTuple):
    """Where a page begins: skip ``offset`` of the articles published before ``before``, newest first."""

    before: datetime
    offset: int


@dataclass(frozen=True, slots=True)
class Archive:
    """The published articles of a column, as numbers.

    Arguments:
        ends: for every month with articles, newest first, the moment at which it ends.
        sums: how many articles, scheduled ones included, there are up to and with that month.
        scheduled: moments of publication that lay ahead when this was made, in order.
    """

    ends: tuple[datetime, ...]
    sums: tuple[int, ...]
    scheduled: tuple[datetime, ...]

    def hidden(self, now: datetime) -> int:
        """How many articles are still to come."""
        return len(self.scheduled) - bisect_right(self.scheduled, now)

    def total(self, now: datetime) -> int:
        """How many articles can be read."""
        return max(0, (self.sums[-1] if self.sums else 0) - self.hidden(now))

    def coming(self, now: datetime) -> datetime | None:
        """When the next scheduled article appears."""
        place = bisect_right(self.scheduled, now)
        return self.scheduled[place] if place < len(self.scheduled) else None

    def locate(self, position: int, now: datetime) -> Slice | None:
        """Where an article begins, by its position (0 is the newest that can be read), if there is one."""
        if not 0 <= position < self.total(now):
            return None
        hidden = self.hidden(now)
        place = bisect_left(self.sums, position + hidden + 1)
        before = self.sums[place - 1] if place else 0
        return Slice(min(self.ends[place], now + INSTANT), position + hidden - max(before, hidden))


def archive_of(months: Iterable[tuple[str, int]], scheduled: Iterable[datetime]) -> Archive:
    """Make an archive.

    Arguments:
        months: ``YYYY-MM`` (UTC) and its number of articles, in any order.
        scheduled: moments of publication that lie ahead, in any order.
    """
    there = sorted((pair for pair in months if pair[1] > 0), reverse=True)
    return Archive(
        ends=tuple(end_of(name) for name, _ in there),
        sums=tuple(accumulate(count for _, count in there)),
        scheduled=tuple(sorted(scheduled)),
    )


def end_of(name: str) -> datetime:
    """The moment at which a month ``YYYY-MM`` (UTC) is over."""
    year, month = int(name[:4]), int(name[5:])
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


def pager(number: int, size: int, total: int, url: str) -> Pager:
    """The pager of a list.

    Arguments:
        number: the present page, from 1.
        size: records on a page.
        total: all records.
        url: address of the first page, to which ``?page=N`` is added for the others.
    """
    pages = max(1, -(-total // size))

    def address(page: int) -> str:
        return url if page == 1 else f"{url}?page={page}"

    shown = sorted({1, pages, *range(max(1, number - AROUND), min(pages, number + AROUND) + 1)})
    links: list[PageLink] = []
    last = 0
    for page in shown:
        if page == last + 2:
            links.append(PageLink(page - 1, address(page - 1)))
        elif page > last + 2:
            links.append(PageLink(None, ""))
        links.append(PageLink(page, address(page), page == number))
        last = page
    return Pager(
        number=number,
        pages=pages,
        total=total,
        links=tuple(links),
        previous=address(number - 1) if number > 1 else None,
        next=address(number + 1) if number < pages else None,
    )
