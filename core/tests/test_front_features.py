"""Features switched on and off under the eyes of visitors."""

import re
from collections.abc import Callable

import pytest
from kioskfixtures import portal, portals, shop
from kioskkit import ask, column, sites, texts, write_note

from menhu.cluster.service import BusinessIsOpen, ClusterChangeError, create_site, switch_feature
from menhu.testing.portal import PortalKit

__all__ = ["portal", "portals", "shop"]
Portals = Callable[..., PortalKit]
ONE, TWO, MAIN = "one.portal.example", "two.portal.example", "www.portal.example"
PATHS = (
    "/",
    "/kiosk/",
    "/kiosk/feed.atom",
    "/stall/",
    "/sitemap",
    "/sitemap.xml",
    "/en/english/",
    "/en/",
    "/nothing/",
)


def pages(kit: PortalKit, *hosts: str) -> dict[str, tuple[int, bytes]]:
    answers = {
        address: ask(kit.application, address) for host in hosts for address in (host + p for p in PATHS)
    }
    return {address: (answer.status, answer.body) for address, answer in answers.items()}


def off(kit: PortalKit, site: str, feature: str) -> str:
    return switch_feature(kit.registry, site, feature, on=False)


def on(kit: PortalKit, site: str, feature: str) -> str:
    return switch_feature(kit.registry, site, feature, on=True)


def test_off_is_absent_on_is_byte_equal_and_others_never_change(portals: Portals) -> None:
    kit = portals(page_cache_mb=8)
    for code in ("main", "one", "two"):
        write_note(kit, code, f"note of {code}")
    others = pages(kit, TWO, MAIN)
    before = pages(kit, ONE)
    assert before[f"{ONE}/kiosk/"][0] == 200
    assert off(kit, "one", "stall") == "off"
    assert off(kit, "one", "kiosk") == "off"
    gone = pages(kit, ONE)
    for path in ("/kiosk/", "/kiosk/feed.atom", "/stall/", "/en/english/", "/en/"):
        assert gone[ONE + path][0] == 404, path
    for address, (_, body) in gone.items():
        for trace in (b"note of one", b"a mark of the kiosk", b"kiosk.css", b"KIOSK", b"ENGLISH"):
            assert trace not in body, (address, trace)
    assert pages(kit, TWO, MAIN) == others
    assert texts(kit, "one") == ["note of one"]
    assert on(kit, "one", "kiosk") == on(kit, "one", "stall") == "on"
    assert pages(kit, ONE) == before
    assert pages(kit, TWO, MAIN) == others


def test_switching_twice_changes_nothing(portal: PortalKit) -> None:
    version = portal.site("one").version
    assert on(portal, "one", "kiosk") == "unchanged"
    assert portal.site("one").version == version
    assert off(portal, "one", "stall") == "off"
    assert off(portal, "one", "stall") == "unchanged"


def test_requirements_are_held_in_both_directions(portal: PortalKit) -> None:
    with pytest.raises(ClusterChangeError, match=r"stall on one depends on kiosk. Disable stall first"):
        off(portal, "one", "kiosk")
    off(portal, "one", "stall")
    off(portal, "one", "kiosk")
    with pytest.raises(ClusterChangeError, match=r"stall requires kiosk on one. Enable that first"):
        on(portal, "one", "stall")


def test_what_is_not_there_is_named(portal: PortalKit) -> None:
    with pytest.raises(ClusterChangeError, match=r"ghost is not installed"):
        on(portal, "two", "ghost")
    with pytest.raises(ClusterChangeError, match=r"two has no feature 'ghost'"):
        off(portal, "two", "ghost")
    with pytest.raises(ClusterChangeError, match=r"there is no site 'onee'. Did you mean one\?"):
        off(portal, "onee", "kiosk")
    assert off(portal, "one", "ghost") == "off"
    assert portal.site("one").structure.missing == frozenset()


def test_a_feature_without_what_it_requires_is_absent(portals: Portals) -> None:
    kit = portals(sites(features={"stall": True}, columns=(column("stall", "stall"),), home=()))
    assert ask(kit.application, f"{ONE}/stall/").status == 404
    assert on(kit, "one", "kiosk") == "on"
    assert ask(kit.application, f"{ONE}/stall/").text == "a stall"


def test_open_business_refuses_or_closes_and_ends_by_itself(portals: Portals) -> None:
    kit = portals(page_cache_mb=8)
    number = write_note(kit, "two", "open: a question")
    with pytest.raises(BusinessIsOpen, match=r"open notes: 1 .*--close"):
        off(kit, "two", "kiosk")
    assert switch_feature(kit.registry, "two", "kiosk", on=False, close=True) == "closing"
    assert ask(kit.application, f"{TWO}/kiosk/{number}").status == 200
    home = ask(kit.application, f"{TWO}/").text
    assert 'href="/kiosk/"' not in home
    for sheet in re.findall(r'href="(/static/[^"]+)"', home):
        assert ask(kit.application, f"{TWO}{sheet}").status == 200, sheet
    note = kit.registry.plugins.modules["kiosk"].Note
    with kit.session("two") as session:
        session.get(note, number).text = "answered"
        session.commit()
    assert ask(kit.application, f"{TWO}/kiosk/{number}").status == 404
    assert not kit.site("two").has("kiosk")


def test_a_new_site_answers_at_once_and_changes_no_other(portals: Portals) -> None:
    kit = portals(page_cache_mb=8)
    before = pages(kit, ONE)
    assert ask(kit.application, "three.portal.example/").status == 404
    create_site(
        kit.registry,
        "three",
        template="t-one",
        name="Third",
        hosts=["three.portal.example"],
        prefix="/bm/three/",
    )
    for way in ("three.portal.example", "three.localhost", f"{MAIN}/bm/three"):
        answer = ask(kit.application, f"{way}/")
        assert answer.status == 200
        assert "Third" in answer.text
        assert ask(kit.application, f"{way}/kiosk/").status == 200
    after = pages(kit, ONE)
    differing = {address for address in before if before[address] != after[address]}
    assert differing == {f"{ONE}/sitemap"}


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"code": "one"}, "the code 'one' is taken"),
    ({"code": "One!"}, "malformed"),
    ({"template": "nope"}, "Known are: t-main, t-one, t-two"),
    ({"hosts": ["one.portal.example"]}, "belongs to the site one"),
    ({"hosts": []}, "has no host"),
    ({"hosts": ["a b"]}, "`a b` is not a valid host name"),
    ({"hosts": ["x.localhost"]}, "kept for looking at sites locally"),
    ({"prefix": "/bm/one/"}, "is taken"),
    ({"prefix": "/"}, "is taken"),
    ({"prefix": "bm/x"}, "is not a path prefix"),
    ({"prefix": "/gzdt/x/"}, "not set aside for prefixes"),
    ({"name": " "}, "name is empty"),
    ({"state": "asleep"}, "no state"),
]


def test_a_site_that_cannot_be_is_refused_and_nothing_is_left(portal: PortalKit) -> None:
    given: dict[str, object] = {
        "code": "three", "template": "t-one", "name": "Third", "hosts": ["three.portal.example"],
        "prefix": "/bm/three/",
    }  # fmt: skip
    for change, message in REFUSED:
        with pytest.raises(ClusterChangeError, match=re.escape(message)):
            create_site(portal.registry, **(given | change))  # type: ignore[arg-type]
    assert len(list(portal.registry.snapshots.current)) == 3
