"""What is asked of content: texts that can be stored, a year, a column, a language, a body."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from kioskfixtures import portal, portals, shop
from kioskkit import column, sites

from menhu.api import (
    ContentError,
    PictureWords,
    check_year,
    checked_body,
    column_of,
    language_in,
    unwritable_text,
)
from menhu.testing.portal import PortalKit

__all__ = ["portal", "portals", "shop"]


class Note(msgspec.Struct):
    """Something to be taken."""

    title: str = ""
    words: tuple[str, ...] = ()
    count: int = 0
    picture: PictureWords | None = None


@pytest.mark.parametrize(
    ("note", "found"),
    [
        (Note(title="好", words=("a", "")), None),
        (Note(title="a\0b"), ("title", "a\0b")),
        (Note(words=("good", "\ud800")), ("words", "\ud800")),
        (Note(picture=PictureWords(caption="\0")), ("picture.caption", "\0")),
    ],
)
def test_a_text_that_cannot_be_stored_is_named(note: Note, found: tuple[str, str] | None) -> None:
    assert unwritable_text(note) == found


@pytest.mark.parametrize("year", [1899, 3000])
def test_a_year_out_of_all_measure_is_refused(year: int) -> None:
    check_year("updated", datetime(1900, 1, 1, tzinfo=UTC))
    check_year("updated", datetime(2999, 12, 31, tzinfo=UTC))
    with pytest.raises(ContentError, match=f"updated lies in the year {year}. Correct the date."):
        check_year("updated", datetime(year, 1, 1, tzinfo=UTC))


def test_a_body_is_sanitised_and_must_not_be_empty() -> None:
    assert checked_body(" <p onclick='x'>好 <b>x</b></p><script>y</script> ") == (
        "<p>好 <b>x</b></p>",
        "好 x",
    )
    assert checked_body('<p><img src="/a.png" alt=""></p>')[1] == ""
    for body in ("", "<p> … </p>", "<script>words</script>"):
        with pytest.raises(ContentError, match="body is empty"):
            checked_body(body)


def test_content_stands_in_a_column_of_its_feature_and_in_its_language(portal: PortalKit) -> None:
    one = portal.site("one")
    english = column_of(one, "kiosk", "english")
    chinese = column_of(one, "kiosk", "kiosk")
    assert (language_in(one, english, None), language_in(one, english, "en")) == ("en", "en")
    assert language_in(one, chinese, None) == "zh-Hans"
    with pytest.raises(ContentError, match="the language is zh-Hans, but the column english is in en"):
        language_in(one, english, "zh-Hans")
    with pytest.raises(ContentError, match=r"'stall' is no column of kiosk on .* one\. Columns are: engl"):
        column_of(one, "kiosk", "stall")
    with pytest.raises(ContentError, match="Switch it on: menhu feature enable main stall"):
        column_of(portal.site("main"), "stall", "stall")


def test_where_a_feature_has_no_column_none_is_offered(portals: Callable[..., PortalKit]) -> None:
    kit = portals(sites(columns=(column("stall", "stall"),)))
    with pytest.raises(ContentError, match="Columns are: none"):
        column_of(kit.site("one"), "kiosk", "kiosk")
