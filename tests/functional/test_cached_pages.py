"""The page cache before the whole portal, and how many statements each sort of page costs without it."""

from collections.abc import Callable

import pytest
from demokit import Page, article, fetch, mark, statements, unsecured

from menhu.app import Application
from menhu.cluster.service import switch_feature
from menhu.testing.portal import PortalKit
from menhu_news.services import change_article, publish_article

Copies = Callable[..., PortalKit]
HOST = "fgw.sjz.example"
SORTS = ("/", "/gzdt/", "/jgzn/", "/jggk/", "/sitemap", "/find-error", "/sitemap.xml", "/gzdt/feed.atom")


@pytest.fixture
def kit(copies: Copies) -> PortalKit:
    portal = copies(page_cache_mb=16)
    portal.application.feed.poll_once()
    return portal


def kept(kit: PortalKit) -> int:
    return len(kit.application.cache)


def an_article(kit: PortalKit, host: str = HOST) -> str:
    page = Page(fetch(kit.application, host, "/gzdt/").text)
    return next(link for _, link, _ in page.links if link.removeprefix("/gzdt/").isdigit())


def publish(kit: PortalKit, title: str, site: str = "fgw") -> int:
    with kit.session(site) as session:
        number = publish_article(session, kit.site(site), article("gzdt", title, -1)).id
        session.commit()
        return number


def test_a_hit_is_what_a_miss_was_and_costs_no_statement(kit: PortalKit) -> None:
    for path in (*SORTS, an_article(kit)):
        first = fetch(kit.application, HOST, path)
        held = kept(kit)
        with statements(kit) as seen:
            again = fetch(kit.application, HOST, path)
        assert again == first, path
        assert not seen, path
        assert kept(kit) == held
        assert not unsecured(again)
        bare = fetch(kit.application.portal, HOST, path)
        assert (bare.status, bare.body) == (first.status, first.body), path


def test_no_visitor_is_given_a_cookie_and_no_page_varies(kit: PortalKit) -> None:
    for path in (*SORTS, "/nothing", "/gzdt", "/_health"):
        for headers in ({}, {"Cookie": "a=b"}, {"Cookie": "menhu=x"}, {"Accept_Language": "en"}):
            answer = fetch(kit.application, HOST, path, **headers)
            assert "set-cookie" not in answer.headers
            assert "vary" not in answer.headers


def test_what_is_published_is_fresh_at_once_here_and_through_the_feed_elsewhere(kit: PortalKit) -> None:
    other = Application(kit.deployment, strict=True)
    try:
        for app in (kit.application, other):
            app.feed.poll_once()
            for path in SORTS:
                assert fetch(app, HOST, path).status == 200
        before = {path: fetch(other, HOST, path) for path in SORTS}
        number = publish(kit, "刚刚发布")
        for path in ("/gzdt/", "/", "/gzdt/feed.atom", "/sitemap.xml"):
            assert ("刚刚发布" if path != "/sitemap.xml" else f"/gzdt/{number}<") in fetch(
                kit.application, HOST, path
            ).text, path
        assert {path: fetch(other, HOST, path) for path in SORTS} == before
        assert other.feed.poll_once()
        for path in SORTS:
            assert fetch(other, HOST, path) == fetch(kit.application, HOST, path), path
        assert "刚刚发布" in fetch(other, HOST, "/gzdt/").text
    finally:
        other.close()


def test_a_change_of_one_site_leaves_the_pages_of_others_kept(kit: PortalKit) -> None:
    fetch(kit.application, "jyj.sjz.example", "/gzdt/")
    publish(kit, "别处看不见")
    with statements(kit) as seen:
        fetch(kit.application, "jyj.sjz.example", "/gzdt/")
    assert not seen
    with statements(kit) as seen:
        fetch(kit.application, HOST, "/gzdt/")
    assert seen


def test_a_change_of_an_article_is_seen_on_its_page(kit: PortalKit) -> None:
    number = publish(kit, "旧标题")
    assert "旧标题" in fetch(kit.application, HOST, f"/gzdt/{number}").text
    with kit.session("fgw") as session:
        change_article(session, kit.site("fgw"), number, article("gzdt", "新标题"))
        session.commit()
    assert "新标题" in fetch(kit.application, HOST, f"/gzdt/{number}").text


def test_unknown_parameters_share_the_page_and_fill_no_memory(kit: PortalKit) -> None:
    page = fetch(kit.application, HOST, "/gzdt/")
    held, size = kept(kit), kit.application.cache.bytes_kept
    for number in range(50):
        assert fetch(kit.application, HOST, f"/gzdt/?utm_source={number}").body == page.body
        assert fetch(kit.application, HOST, f"/gzdt/?{number}").body == page.body
        assert fetch(kit.application, HOST, f"/nothing-{number}").status == 404
        assert fetch(kit.application, HOST, f"/gzdt/?page={number + 100}").status == 404
        assert fetch(kit.application, HOST, f"/gzdt/{number + 10**8}").status == 404
        assert fetch(kit.application, HOST, f"/sitemap/{number}").status == 404
    assert (kept(kit), kit.application.cache.bytes_kept) == (held, size)


def test_other_spellings_of_the_host_share_the_page(kit: PortalKit) -> None:
    page = fetch(kit.application, HOST, "/gzdt/")
    held = kept(kit)
    for host in ("FGW.sjz.example", "fgw.sjz.example:80", "Fgw.Sjz.Example:80"):
        with statements(kit) as seen:
            assert fetch(kit.application, host, "/gzdt/").body == page.body
        assert not seen, host
    assert kept(kit) == held


def test_head_and_conditional_requests_are_answered_from_memory(kit: PortalKit) -> None:
    page = fetch(kit.application, HOST, "/gzdt/")
    etag = page.headers["etag"]
    with statements(kit) as seen:
        head = fetch(kit.application, HOST, "/gzdt/", "HEAD")
        same = fetch(kit.application, HOST, "/gzdt/", If_None_Match=f'"other", W/{etag}')
        differs = fetch(kit.application, HOST, "/gzdt/", If_None_Match='"other"')
    assert not seen
    assert (head.status, head.body) == (200, b"")
    assert head.headers == page.headers
    assert (same.status, same.body) == (304, b"")
    assert same.headers["etag"] == etag
    assert differs == page
    publish(kit, "新的")
    assert fetch(kit.application, HOST, "/gzdt/", If_None_Match=etag).status == 200


def test_each_way_and_language_is_a_page_of_its_own(kit: PortalKit) -> None:
    ways = (HOST, "fgw.localhost", "fgw.sjz.example:8080")
    bodies = {host: fetch(kit.application, host, "/gzdt/").body for host in ways}
    bodies["path"] = fetch(kit.application, "www.sjz.example", "/bm/fgw/gzdt/").body
    assert len(set(bodies.values())) == len(bodies)
    for host in ways:
        assert fetch(kit.application, host, "/gzdt/").body == bodies[host]


def test_off_and_on_through_the_cache_is_byte_equal(kit: PortalKit) -> None:
    hosts = (HOST, "www.sjz.example", "jyj.sjz.example")
    paths = (*SORTS, an_article(kit))
    before = {(host, path): fetch(kit.application, host, path) for host in hosts for path in paths}
    media = next(
        link for _, link, _ in Page(fetch(kit.application, HOST, paths[-1]).text).links if "/media/" in link
    )
    assert fetch(kit.application, HOST, media).status == 200
    switch_feature(kit.registry, "fgw", "news", on=False)
    now = {(host, path): fetch(kit.application, host, path) for host in hosts for path in paths}
    assert now[HOST, "/gzdt/"].status == now[HOST, paths[-1]].status == 404
    assert {key for key in before if key[0] != HOST and now[key] != before[key]} == set()
    for path in ("/", "/sitemap", "/sitemap.xml", "/jggk/"):
        assert "gzdt" not in now[HOST, path].text, path
    switch_feature(kit.registry, "fgw", "news", on=True)
    assert {(host, path): fetch(kit.application, host, path) for host in hosts for path in paths} == before


@pytest.fixture
def uncached(both: PortalKit) -> PortalKit:
    for path in ("/", "/gzdt/", "/jgzn/"):
        fetch(both.application, HOST, path)
    return both


def counted(kit: PortalKit, path: str, status: int = 200) -> int:
    fetch(kit.application, HOST, path)
    with statements(kit) as seen:
        answer = fetch(kit.application, HOST, path)
    assert answer.status == status
    return len([text for text in seen if text.lstrip().upper().startswith(("SELECT", "WITH"))])


def test_statements_of_each_sort_of_page_have_a_bound(uncached: PortalKit) -> None:
    blocks = len(uncached.site("fgw").structure.blocks["zh-Hans"])
    bounds = {
        an_article(uncached): 3, "/gzdt/": 3, "/gzdt/?page=1": 3, "/jgzn/": 3, "/": blocks + 2,
        "/sitemap": 0, "/find-error": 0, "/robots.txt": 0, "/gzdt/feed.atom": 2,
    }  # fmt: skip
    for path, bound in bounds.items():
        assert counted(uncached, path) <= bound, path
    assert counted(uncached, "/nothing/", 404) == 0
    assert counted(uncached, "/gzdt/999999999", 404) <= 1
    assert counted(uncached, "/gzdt/x", 404) == 0


def test_header_and_footer_cost_no_statement_once_they_are_kept(uncached: PortalKit) -> None:
    for path in ("/find-error", "/sitemap"):
        assert counted(uncached, path) == 0
    answer = fetch(uncached.application, HOST, "/find-error")
    assert "<header" in answer.text
    assert "<footer" in answer.text


def test_a_list_costs_as_much_with_more_articles(both: PortalKit) -> None:
    before = counted(both, "/tzgg/")
    with both.session("fgw") as session:
        for number in range(60):
            publish_article(session, both.site("fgw"), article("tzgg", f"{mark('fgw')} 第{number}条", number))
        session.commit()
    assert counted(both, "/tzgg/") <= max(before, 3)
    assert counted(both, "/tzgg/?page=2") <= max(before, 3)
