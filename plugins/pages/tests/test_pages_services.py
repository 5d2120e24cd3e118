from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pagesroom import Pagesroom

from menhu_pages.models import Body, PageRecord
from menhu_pages.services import SLUG, PageError, remove_page, save_page

SKIPPED = ("/list", "/index", "/search", "page=", "p=", "/about", "/nav")
"""What clients that watch government columns pass over in addresses."""


@given(st.one_of(st.text(max_size=70), st.from_regex(r"[a-z0-9-]{1,62}", fullmatch=True)))
def test_no_slug_makes_an_address_that_watchers_pass_over(slug: str) -> None:
    if SLUG.match(slug):
        assert not any(part in f"/jgzn/{slug}" for part in SKIPPED)
        assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert len(slug) <= 60


def test_a_page_is_sanitised_and_replaced_by_its_name(room: Pagesroom) -> None:
    first = room.save(body="<p>甲<script>x</script></p>")
    again = room.save(title="新标题", body="<p>乙</p>")
    assert first == again
    with room.kit.session("main") as session:
        row = session.execute(
            sa.select(PageRecord.title, Body.html, PageRecord.summary).join(
                Body, Body.page_id == PageRecord.id
            )
        ).one()
    assert tuple(row) == ("新标题", "<p>乙</p>", "乙")


UNSOUND: list[tuple[dict[str, Any], str]] = [
    ({"title": "  "}, "title is empty"),
    ({"title": "a\0"}, "character that no text can have"),
    ({"source": "\ud800"}, "character that no text can have"),
    ({"body": "<script></script>"}, "body is empty"),
    ({"slug": "list-1"}, "slug 'list-1' is malformed"),
    ({"slug": "Über"}, "malformed"),
    ({"slug": "-a"}, "malformed"),
    ({"column": "x"}, "Columns are: en-about, jgzn, nsjg"),
    ({"language": "en"}, "the language is en"),
]


def test_an_unsound_page_is_refused_with_the_reason(room: Pagesroom) -> None:
    main = room.kit.site("main")
    with room.kit.session("main") as session:
        for change, message in UNSOUND:
            given = room.given(**change)
            with pytest.raises(PageError, match=message):
                save_page(session, main, given)
        assert session.scalar(sa.select(sa.func.count(PageRecord.id))) == 0


def test_a_site_without_the_feature_takes_no_page(room: Pagesroom) -> None:
    with room.kit.session("bare") as session, pytest.raises(PageError, match="menhu feature enable bare"):
        save_page(session, room.kit.site("bare"), room.given())


def test_a_page_can_be_removed(room: Pagesroom) -> None:
    room.save()
    with room.kit.session("main") as session:
        remove_page(session, "jgzn", "")
        session.commit()
        assert session.scalar(sa.select(sa.func.count(PageRecord.id))) == 0
        assert session.scalar(sa.select(sa.func.count(Body.page_id))) == 0
    with room.kit.session("main") as session, pytest.raises(PageError, match="no page"):
        remove_page(session, "jgzn", "")
