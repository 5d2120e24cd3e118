"""Requests that write, that must not, and that fail half-way; where they come from; security headers."""

from collections.abc import Callable

from kioskfixtures import portal, portals, shop
from kioskkit import ask, texts

from menhu.cluster.service import switch_feature
from menhu.security.headers import HEADERS
from menhu.testing.portal import PortalKit

__all__ = ["portal", "portals", "shop"]
Portals = Callable[..., PortalKit]
ONE = "one.portal.example"


def test_a_safe_request_cannot_write(portal: PortalKit) -> None:
    for view in ("kiosk-scribble", "kiosk-update"):
        for method in ("GET", "HEAD"):
            assert ask(portal.application, f"{ONE}/{view}", method).status == 500, (view, method)
    assert texts(portal, "one") == ["note of one"]


def test_what_a_safe_request_leaves_unwritten_is_not_written_behind_its_back(portal: PortalKit) -> None:
    assert ask(portal.application, f"{ONE}/kiosk-lazily").status == 200
    assert texts(portal, "one") == ["note of one"]


def test_a_form_writes_on_its_own_site_and_the_page_is_fresh_at_once(portals: Portals) -> None:
    kit = portals(page_cache_mb=4)
    for _ in range(3):
        assert "new note" not in ask(kit.application, f"{ONE}/kiosk/").text
    answer = ask(kit.application, f"{ONE}/kiosk/add", "POST", {"text": "new note"})
    assert (answer.status, answer.headers["location"]) == (303, f"http://{ONE}/kiosk/")
    assert "new note" in ask(kit.application, f"{ONE}/kiosk/").text
    assert "new note" in ask(kit.application, f"{ONE}/").text
    assert texts(kit, "main") == texts(kit, "two") == []


def test_a_request_that_fails_after_writing_leaves_nothing(portal: PortalKit) -> None:
    answer = ask(portal.application, f"{ONE}/kiosk/add", "POST", {"text": "boom"})
    assert answer.status == 500
    assert texts(portal, "one") == ["note of one"]
    assert ask(portal.application, f"{ONE}/kiosk/add", "POST", {"text": "next"}).status == 303


def test_a_refused_form_leaves_nothing_and_says_so_on_a_page_of_the_site(portal: PortalKit) -> None:
    answer = ask(portal.application, f"{ONE}/kiosk/add", "POST", {"other": "field"})
    assert answer.status == 400
    assert "Site one" in answer.text
    assert "<h1" in answer.text


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": f"https://{ONE}"},
    {"Origin": f"http://{ONE}:81"},
    {"Origin": "http://two.portal.example"},
    {"Origin": f"http://{ONE}.evil.example"},
    {"Origin": "http://[broken"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "cross-site", "Origin": f"http://{ONE}"},
    {"Sec_Fetch_Site": "", "Origin": f"http://{ONE}"},
]
OWN: list[dict[str, str]] = [
    {},
    {"Origin": f"http://{ONE}"},
    {"Sec_Fetch_Site": "same-origin"},
    {"Sec_Fetch_Site": "none"},
]


def test_a_form_from_another_website_is_refused(portal: PortalKit) -> None:
    for headers in FOREIGN:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = ask(portal.application, f"{ONE}/kiosk/add", method, {"text": "forged"}, **headers)
            assert answer.status == 403, (method, headers)
    assert texts(portal, "one") == ["note of one"]


def test_a_form_of_this_website_is_taken(portal: PortalKit) -> None:
    for headers in OWN:
        answer = ask(portal.application, f"{ONE}/kiosk/add", "POST", {"text": "sent"}, **headers)
        assert answer.status == 303, headers
    assert texts(portal, "one") == ["note of one", *["sent"] * len(OWN)]


def test_links_from_other_websites_are_followed(portal: PortalKit) -> None:
    assert ask(portal.application, f"{ONE}/kiosk/", Sec_Fetch_Site="cross-site").status == 200


def test_every_sort_of_answer_carries_the_security_headers(portal: PortalKit) -> None:
    themes = portal.registry.themes
    css = themes.asset("kiosk/kiosk.css")
    sorts = {
        f"{ONE}/": 200,
        f"{ONE}/kiosk/1x": 404,
        f"{ONE}/kiosk": 301,
        f"{ONE}/kiosk/feed.atom": 200,
        f"{ONE}/sitemap.xml": 200,
        f"{ONE}/robots.txt": 200,
        f"{ONE}{css}": 200,
        f"{ONE}{css.replace(css.split('/')[3], '0' * 12)}": 302,
        f"{ONE}/static/kiosk/000000000000/none.css": 404,
        f"{ONE}/en": 301,
        f"{ONE}/_health": 200,
        f"{ONE}/kiosk-crash": 500,
        "unknown.example/": 404,
        f"{ONE}/a//b": 404,
        f"{ONE}/a%5Cb": 400,
        "www.portal.example/bm/one": 301,
    }
    for address, status in sorts.items():
        for method in ("GET", "HEAD"):
            answer = ask(portal.application, address, method)
            assert answer.status == status, (method, address)
            assert {name: answer.headers.get(name.lower()) for name, _ in HEADERS} == dict(HEADERS), address
            assert "set-cookie" not in answer.headers
            assert "vary" not in answer.headers
            assert not answer.body if method == "HEAD" else answer.body or status in (301, 302)


def test_assets_of_a_feature_are_there_where_it_is_on(portal: PortalKit) -> None:
    css = portal.registry.themes.asset("kiosk/kiosk.css")
    for host in (ONE, "two.portal.example"):
        assert css in ask(portal.application, f"{host}/").text
    switch_feature(portal.registry, "two", "kiosk", on=False)
    assert ask(portal.application, f"{ONE}{css}").status == 200
    other = css.replace("kiosk", "never")
    gone, never = (ask(portal.application, f"two.portal.example{path}") for path in (css, other))
    assert gone.status == never.status == 404
    assert gone.text.replace(css, "") == never.text.replace(other, "")
    assert css not in ask(portal.application, "two.portal.example/").text
    # By its path, the main site serves what the site's pages need, and the other way round.
    assert ask(portal.application, f"www.portal.example/bm/two{css}").status == 404
    assert ask(portal.application, f"www.portal.example{css}").status == 200


def test_a_view_reads_further_segments_only_if_it_says_so(portal: PortalKit) -> None:
    assert ask(portal.application, f"{ONE}/kiosk-rest/a/b").text == "a/b"
    assert ask(portal.application, f"{ONE}/kiosk-rest").text == ""
    assert ask(portal.application, f"{ONE}/kiosk/1/x").status == 404
    assert ask(portal.application, f"{ONE}/kiosk/add/x", "POST", {"text": "x"}).status == 404
