"""Every page type on a phone, menus closed and open, and at 320 pixels."""

import pytest
from surveying import PHONE, SORTS, Surveyor

pytestmark = pytest.mark.browser
SHOWN = [("portal", "zh-Hans"), ("portal", "en"), ("department", "zh-Hans"), ("department", "en"), ("plain", "zh-Hans"),
         ("", "zh-Hans"), ("", "en")]  # fmt: skip


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(("theme", "lang"), SHOWN)
def test_nothing_is_wrong(surveyor: Surveyor, theme: str, lang: str, sort: str) -> None:
    assert surveyor.survey(theme, lang, PHONE)[sort] == []
