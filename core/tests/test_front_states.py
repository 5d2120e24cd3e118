"""Sites that do not serve: what a visitor is told, on every way."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from kioskfixtures import shop
from kioskkit import ask, sites, write_note

from menhu.cluster.model import SERVING, STATES
from menhu.cluster.service import ClusterChangeError, set_state
from menhu.security.headers import HEADERS
from menhu.testing.portal import PortalKit

__all__ = ["shop"]
WAYS = ("one.portal.example", "one.localhost:8080", "www.portal.example/bm/one", "localhost:8080/bm/one")
PATHS = (
    "/",
    "/kiosk/",
    "/kiosk/1",
    "/sitemap",
    "/sitemap.xml",
    "/robots.txt",
    "/en/",
    "/nothing",
    "/static/menhu/x",
)
STATUS = {"preparing": 503, "offline": 503, "closed": 410, "moved": 301}


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory, shop: dict[str, ModuleType]) -> Iterator[PortalKit]:
    folder: Path = tmp_path_factory.mktemp("states")
    with PortalKit(folder, sites(), shop, page_cache_mb=4) as portal:
        write_note(portal, "one", "a note of one")
        yield portal


@pytest.fixture
def state(kit: PortalKit) -> Iterator[Callable[..., None]]:
    yield lambda name, **more: set_state(kit.registry, "one", name, **more)
    set_state(kit.registry, "one", "running")


def test_every_state_is_answered(kit: PortalKit, state: Callable[..., None]) -> None:
    assert STATUS.keys() == set(STATES) - SERVING
    for name in STATES:
        state(name, successor="https://new.example/", notice="<b>三月一日</b>起 & so on")
        for way in WAYS:
            for path in PATHS:
                answer = ask(kit.application, way + path)
                if name in SERVING:
                    assert answer.status in (200, 404)
                    continue
                assert answer.status == STATUS[name], (name, way, path)
                assert "a note of one" not in answer.text
                assert "&lt;b&gt;三月一日&lt;/b&gt;起 &amp; so on" in answer.text
                assert "Site one" in answer.text
                assert answer.headers["content-type"] == "text/html; charset=utf-8"
                assert all(name.lower() in answer.headers for name, _ in HEADERS)
                assert answer.headers["cache-control"] == "no-store"


def test_what_is_temporary_says_when_to_come_again(kit: PortalKit, state: Callable[..., None]) -> None:
    for name in ("preparing", "offline"):
        state(name)
        answer = ask(kit.application, WAYS[0])
        assert int(answer.headers["retry-after"]) > 0


def test_a_moved_site_says_where_it_is_now(kit: PortalKit, state: Callable[..., None]) -> None:
    with pytest.raises(ClusterChangeError, match="--successor"):
        set_state(kit.registry, "two", "moved")
    state("moved", successor="https://new.example/?a=1&b=2")
    answer = ask(kit.application, WAYS[0] + "/kiosk/?page=2")
    assert (answer.status, answer.headers["location"]) == (301, "https://new.example/?a=1&b=2")
    assert 'href="https://new.example/?a=1&amp;b=2"' in answer.text


@pytest.mark.parametrize(
    "successor", ["javascript:alert(1)", "//new.example/", "https://new.example/\r\nX: 1", "https://a b/", ""]
)
def test_a_successor_that_is_no_address_is_refused(state: Callable[..., None], successor: str) -> None:
    with pytest.raises(ClusterChangeError):
        state("moved", successor=successor)


def test_the_directory_leads_to_serving_sites_only(kit: PortalKit, state: Callable[..., None]) -> None:
    assert "one.portal.example" in ask(kit.application, "www.portal.example/sitemap").text
    state("closed")
    assert "one.portal.example" not in ask(kit.application, "www.portal.example/sitemap").text
    assert ask(kit.application, "two.portal.example/").status == 200


def test_no_state_page_is_kept(kit: PortalKit, state: Callable[..., None]) -> None:
    before = ask(kit.application, WAYS[0] + "/").body
    state("offline")
    assert ask(kit.application, WAYS[0] + "/").status == 503
    state("running")
    assert ask(kit.application, WAYS[0] + "/").body == before


def test_other_methods_are_told_the_same(kit: PortalKit, state: Callable[..., None]) -> None:
    state("closed")
    assert ask(kit.application, WAYS[0] + "/kiosk/add", "POST", {"text": "x"}).status == 410
    head = ask(kit.application, WAYS[0] + "/", "HEAD")
    assert (head.status, head.body) == (410, b"")
    assert re.fullmatch(r"\d+", head.headers["content-length"])


def test_the_page_is_in_the_visitor_s_language(kit: PortalKit, state: Callable[..., None]) -> None:
    state("offline")
    assert 'lang="en"' in ask(kit.application, WAYS[0], Accept_Language="en-GB,en;q=0.9").text
    assert 'lang="zh-Hans"' in ask(kit.application, WAYS[0], Accept_Language="zh-CN,zh;q=0.9").text
