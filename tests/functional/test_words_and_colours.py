"""A site's words in its other languages, and colours that nobody could read."""

from collections.abc import Callable

import pytest

from menhu.cluster.overlay import set_setting
from menhu.cluster.service import ClusterChangeError
from menhu.testing import PortalKit, SiteSpec

Portals = Callable[..., PortalKit]

COLUMNS = (
    {"code": "gzdt", "name": "工作动态", "plugin": "news", "column_type": "工作动态"},
    {"code": "en-news", "name": "News", "plugin": "news", "column_type": "工作动态", "language": "en"},
)


def city(**more: object) -> SiteSpec:
    return SiteSpec(
        code="main", features={"news": True}, columns=COLUMNS, languages=("zh-Hans", "en"), more=dict(more)
    )


def test_a_site_speaks_for_itself_in_each_of_its_languages(portal: Portals) -> None:
    words = {"name": "The City", "sponsor": "General Office", "notice": "Invented content."}
    web = portal([city(translations={"en": words})], installed=("news",)).web("main")
    english = web.get("/en/en-news/").text
    for said in words.values():
        assert said in english
    assert "Sponsor of main" not in english
    chinese = web.get("/gzdt/").text
    assert "Site main" in chinese
    assert "The City" not in chinese


def test_words_that_are_missing_are_marked_as_of_another_language(portal: Portals) -> None:
    web = portal([city()], installed=("news",)).web("main")
    assert web.get("/en/en-news/").html.select_one(".identity-name")["lang"] == "zh-Hans"


def test_a_colour_that_cannot_be_read_is_refused_when_it_is_set(portal: Portals) -> None:
    kit = portal([city()], installed=("news",))
    with pytest.raises(ClusterChangeError, match="too light"):
        set_setting(kit.registry, "main", "core.brand", "#ffff00")
    set_setting(kit.registry, "main", "core.brand", "#7a1f5c")
    assert "tokens.css" in kit.web("main").get("/").text


def test_a_colour_that_cannot_be_read_is_refused_when_files_are_applied(portal: Portals) -> None:
    with pytest.raises(ClusterChangeError, match=r"main: settings\.core: .*too light"):
        portal([city(settings={"core": {"brand": "#ffff00"}})], installed=("news",))
