from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menhu_news.archive import INSTANT, archive_of, end_of, pager
from menhu_news.counters import month

START = datetime(2025, 11, 28, tzinfo=UTC)
moments = st.builds(lambda hours: START + timedelta(hours=hours), st.integers(0, 24 * 70))


@given(
    published=st.lists(moments, max_size=60),
    built=moments,
    later=st.integers(0, 24 * 30),
    size=st.integers(1, 9),
)
def test_pages_found_by_months_are_the_pages_of_the_whole_list(
    published: list[datetime], built: datetime, later: int, size: int
) -> None:
    counts: dict[str, int] = {}
    for moment in published:
        counts[month(moment)] = counts.get(month(moment), 0) + 1
    archive = archive_of(counts.items(), [moment for moment in published if moment > built])
    now = built + timedelta(hours=later)
    newest_first = sorted(published, reverse=True)
    visible = [moment for moment in newest_first if moment <= now]

    assert archive.total(now) == len(visible)
    ahead = [moment for moment in published if moment > now]
    assert archive.coming(now) == min(ahead, default=None)
    for position in range(0, len(visible) + size, size):
        place = archive.locate(position, now)
        expected = visible[position : position + size]
        if place is None:
            assert expected == []
            continue
        found = [moment for moment in newest_first if moment < place.before]
        assert found[place.offset : place.offset + size] == expected
        assert place.offset < counts[month(place.before - INSTANT)]


def test_nothing_stands_before_the_first_or_after_the_last_article() -> None:
    archive = archive_of([("2026-01", 3)], [])
    now = datetime(2026, 2, 1, tzinfo=UTC)
    assert archive.locate(2, now) is not None
    assert archive.locate(3, now) is None
    assert archive.locate(-1, now) is None


def test_a_month_without_articles_any_more_is_passed_over() -> None:
    archive = archive_of([("2026-02", 0), ("2026-01", 1)], [])
    assert archive.ends == (datetime(2026, 2, 1, tzinfo=UTC),)


@pytest.mark.parametrize(
    ("name", "end"),
    [("2026-12", datetime(2027, 1, 1, tzinfo=UTC)), ("2026-02", datetime(2026, 3, 1, tzinfo=UTC))],
)
def test_a_month_ends_where_the_next_begins(name: str, end: datetime) -> None:
    assert end_of(name) == end


@given(total=st.integers(0, 5000), size=st.integers(1, 40), data=st.data())
def test_a_pager_leads_to_the_ends_and_around_the_present_page(
    total: int, size: int, data: st.DataObject
) -> None:
    pages = max(1, -(-total // size))
    number = data.draw(st.integers(1, pages))
    made = pager(number, size, total, "/c/")
    numbers = [link.number for link in made.links if link.number is not None]
    assert made.pages == pages
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
    assert numbers[-1] == pages
    assert [link.number for link in made.links if link.current] == [number]
    assert set(range(max(1, number - 2), min(pages, number + 2) + 1)) <= set(numbers)
    assert (made.previous is None) == (number == 1)
    assert (made.next is None) == (number == pages)
    for before, link, after in zip(made.links, made.links[1:], made.links[2:], strict=False):
        if link.number is None:
            assert before.number is not None
            assert after.number is not None
            assert after.number - before.number > 2
    shown = {link.number: link.url for link in made.links}
    assert shown[1] == "/c/"
    if pages > 1:
        assert shown[pages] == f"/c/?page={pages}"
