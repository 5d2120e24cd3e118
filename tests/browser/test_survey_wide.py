"""Every page type on a wide screen, menus closed and open, and at 200 % zoom."""

import pytest
from surveying import SORTS, WIDE, Surveyor

pytestmark = pytest.mark.browser
SHOWN = [("portal", "zh-Hans"), ("portal", "en"), ("department", "zh-Hans"), ("department", "en"), ("plain", "zh-Hans"),
         ("", "zh-Hans"), ("", "en")]  # fmt: skip


@pytest.mark.parametrize("sort", [sort for sort in SORTS if sort != "targets"])
@pytest.mark.parametrize(("theme", "lang"), SHOWN)
def test_nothing_is_wrong(surveyor: Surveyor, theme: str, lang: str, sort: str) -> None:
    assert surveyor.survey(theme, lang, WIDE)[sort] == []
