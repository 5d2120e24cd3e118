"""Every site of the demo cluster on all its ways: its own name, tags, columns, footer and links."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from demokit import MARK, Answer, Door, Page, columns_of, doors, fetch, locale_base, mark, unsecured

from menhu.cluster.codes import RESERVED_CODES
from menhu.cluster.model import Site
from menhu.render.furniture import LOCALE_PREFIX
from menhu.testing.portal import PortalKit

SAMPLE = 6
OUTSIDE = ("https://beian.miit.gov.cn/", "https://beian.mps.gov.cn/")
"""Where the record numbers of the footer lead, on every site in the country."""


class Visitor:
    """Remembers what it was answered, so that the tests ask for each page once."""

    def __init__(self, demo: PortalKit) -> None:
        self.demo = demo
        self.cluster = demo.registry.snapshots.current
        self.doors = [door for site in self.cluster for door in doors(self.cluster, site)]
        self._known: dict[tuple[Door, str], tuple[Answer, Page]] = {}

    def look(self, door: Door, path: str) -> tuple[Answer, Page]:
        known = self._known.get((door, path))
        if known is None:
            answer = fetch(self.demo.application, door.host, door.base + path)
            page = Page(answer.text if answer.kind == "text/html" else "")
            known = self._known[door, path] = answer, page
        return known


@pytest.fixture(scope="module")
def visitor(demo: PortalKit) -> Visitor:
    return Visitor(demo)


def all_doors(demo: PortalKit) -> list[Door]:
    cluster = demo.registry.snapshots.current
    return [door for site in cluster for door in doors(cluster, site)]


def get(demo: PortalKit, door: Door, path: str, **headers: str) -> Answer:
    return fetch(demo.application, door.host, door.base + path, **headers)


def samples(demo: PortalKit) -> list[Site]:
    """The main site, and some of every kind."""
    by_kind: dict[str, list[Site]] = {}
    for site in demo.registry.snapshots.current:
        by_kind.setdefault(site.kind, []).append(site)
    return [site for group in by_kind.values() for site in (group[0], group[-1])]


def test_there_are_the_sites_of_the_files_with_hosts_and_prefixes(demo: PortalKit) -> None:
    cluster = demo.registry.snapshots.current
    assert len(list(cluster)) == 72
    assert all(site.hosts and site.prefix for site in cluster)
    assert len({door.host + door.base for door in all_doors(demo)}) == len(all_doors(demo))


def test_every_home_page_on_every_way_is_its_own(visitor: Visitor) -> None:
    cluster = visitor.cluster
    names = {site.info.name for site in cluster}
    assert len(names) == len(list(cluster))
    for door in visitor.doors:
        site = cluster.by_code[door.site]
        answer, page = visitor.look(door, "/")
        info = site.info
        assert answer.status == 200, door
        assert page.metas["SiteName"] == (info.full_name or info.name), door
        assert page.metas["SiteDomain"] == site.primary_host, door
        assert page.metas["SiteIDCode"] == info.site_id_code, door
        assert f"<title>{info.name}</title>" in answer.text, door
        for text in (info.sponsor, info.operator, info.site_id_code):
            assert text in answer.text.rpartition("<footer")[2], door
        assert page.canonical == f"http://{door.host}{door.base}/", door
        assert not unsecured(answer)


def test_every_column_on_the_host_is_its_own_site_s(demo: PortalKit) -> None:
    for site in demo.registry.snapshots.current:
        door = next(doors(demo.registry.snapshots.current, site))
        for path, column in columns_of(site):
            answer = get(demo, door, path)
            assert answer.status == (301 if column.kind == "home" else 200), (door, path)
            if answer.status == 200:
                page = Page(answer.text)
                assert page.metas["ColumnName"] == column.name, (door, path)
                assert page.metas["ColumnType"] == column.column_type
                assert {*MARK.findall(answer.text)} <= {site.code}, (door, path)
                if column.kind == "column":
                    assert mark(site.code) in answer.text, (door, path)


def test_navigation_shows_the_columns_of_the_site_and_no_other(visitor: Visitor) -> None:
    for door in visitor.doors:
        structure = visitor.cluster.by_code[door.site].structure
        shown = {
            f"{door.base}/{column.code}/" if column.kind != "home" else f"{door.base}/"
            for top in structure.navigation[structure.default_language]
            for column in top.walk()
        }
        core = {f"{door.base}/{LOCALE_PREFIX[tag]}/" for tag in structure.offered}
        core |= {f"{door.base}/sitemap", f"{door.base}/find-error"}
        linked = {x for x in visitor.look(door, "/")[1].navigation if x.startswith(f"{door.base}/")}
        assert shown <= linked, door
        assert linked <= shown | core, door


def inside(door: Door, address: str) -> str | None:
    """The path of an address on this way of this site, below its base; None if it leads elsewhere."""
    parts = urlsplit(address)
    if parts.netloc != door.host or not f"{parts.path}/".startswith(f"{door.base}/"):
        return None
    return address[len(f"{parts.scheme}://{door.host}{door.base}") :]


def crawl(demo: PortalKit, door: Door) -> Iterator[tuple[str, Answer, Page]]:
    waiting, seen = ["/"], {"/"}
    cluster = demo.registry.snapshots.current
    others = {f"{other.prefix}" for other in cluster if other.prefix and other is not cluster.main}
    while waiting:
        path = waiting.pop()
        answer = get(demo, door, path)
        page = Page(answer.text) if answer.kind == "text/html" else Page("")
        yield path, answer, page
        links = list(page.addresses(f"http://{door.host}{door.base}{path}"))
        if "location" in answer.headers:
            links.append(("redirect", answer.headers["location"]))
        for _, link in links:
            found = inside(door, link)
            if found is None or found in seen or (not door.base and f"{found}/".startswith(tuple(others))):
                continue
            seen.add(found)
            waiting.append(found)


def test_links_stay_on_the_way_and_all_answer(demo: PortalKit) -> None:
    cluster = demo.registry.snapshots.current
    for site in samples(demo):
        for door in doors(cluster, site):
            pages = 0
            for path, answer, page in crawl(demo, door):
                pages += 1
                assert answer.status in (200, 301), (str(door), path, answer.status)
                assert not page.inline, (str(door), path, page.inline)
                if answer.kind == "text/html" and answer.status == 200:
                    assert page.metas["SiteDomain"] == site.primary_host, (str(door), path)
                    if page.metas.get("robots") != "noindex":
                        assert page.canonical == f"http://{door.host}{door.base}{path}".partition("?")[0] + (
                            f"?{path.partition('?')[2]}" if "?" in path else ""
                        ), (str(door), path)
                    assert_links_lead_right(demo, door, path, page)
            assert pages > SAMPLE, str(door)


def assert_links_lead_right(demo: PortalKit, door: Door, path: str, page: Page) -> None:
    """Same site: same host and base. Another site: the way that goes with this one. Nothing else."""
    cluster = demo.registry.snapshots.current
    main = cluster.main
    assert main is not None
    if door.way == "host":
        elsewhere = {f"http://{other.primary_host}:8080/" for other in cluster}
    elif door.way == "local":
        elsewhere = {f"http://{other.code}.localhost:8080/" for other in cluster}
    else:
        elsewhere = {f"http://{door.host}{other.prefix}" for other in cluster}
    for tag, link in page.addresses(f"http://{door.host}{door.base}{path}"):
        if urlsplit(link).scheme in ("mailto", "tel") or link.startswith(OUTSIDE):
            continue
        if tag in ("link", "img", "script") and urlsplit(link).netloc == door.host:
            continue
        stays = inside(door, link) is not None
        assert stays or link.startswith(tuple(elsewhere)), (str(door), path, tag, link)


def test_assets_of_every_home_page_answer_on_every_way(visitor: Visitor) -> None:
    for door in visitor.doors:
        _, page = visitor.look(door, "/")
        for tag, link in page.addresses(f"http://{door.host}{door.base}/"):
            if tag in ("script", "img") or link.endswith((".css", ".svg")):
                there = Door(door.site, door.way, urlsplit(link).netloc, "")
                assert visitor.look(there, urlsplit(link).path)[0].status == 200, (str(door), link)


def test_the_directory_of_sites_leads_to_every_site_on_the_same_way(demo: PortalKit) -> None:
    cluster = demo.registry.snapshots.current
    main = cluster.main
    assert main is not None
    for door in doors(cluster, main):
        page = Page(get(demo, door, "/sitemap").text)
        links = {link for _, link in page.addresses(f"http://{door.host}/sitemap")}
        for other in cluster:
            wanted = {
                "host": f"http://{other.primary_host}:8080/",
                "local": f"http://{other.code}.localhost:8080/",
                "path": f"http://{door.host}{other.prefix}",
            }[door.way]
            assert other is main or wanted in links, (str(door), other.code)


@pytest.mark.parametrize("port", ["", ":80", ":8080", ":08080", ":65535"])
def test_the_port_stays_in_links(demo: PortalKit, port: str) -> None:
    answer = fetch(demo.application, f"WWW.sjz.example{port}", "/sitemap")
    page = Page(answer.text)
    shown = "" if port == ":80" else port.replace(":0", ":")
    assert page.canonical == f"http://www.sjz.example{shown}/sitemap"
    links = [link for _, link, _ in page.links if "fgw.sjz.example" in link]
    assert links
    assert {urlsplit(link).netloc for link in links} == {f"fgw.sjz.example{shown}"}


@pytest.mark.parametrize(
    "host",
    [
        "nowhere.example", "sjz.example.evil.example", "xwww.sjz.example", "nosuch.localhost",
        "fgw.localhost.example", "127.0.0.1", "[::1]", "localhost.example", "fgw.www.sjz.example",
        "a.fgw.localhost", "main.main.localhost",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/bm/fgw/", "/gzdt/", "/static/menhu/0/base.css", "/sitemap.xml"])
def test_an_unknown_host_is_404_and_never_content(demo: PortalKit, host: str, path: str) -> None:
    answer = fetch(demo.application, host, path)
    assert answer.status == 404
    assert not MARK.search(answer.text)
    assert not any(site.info.name in answer.text for site in demo.registry.snapshots.current)
    assert not unsecured(answer)


def test_hosts_in_other_spellings_reach_the_site(demo: PortalKit) -> None:
    for host in ("FGW.SJZ.EXAMPLE", "fgw.sjz.example.", "Fgw.sjz.example:8080", "fgw.LOCALHOST"):
        assert "石家庄市发展和改革委员会" in fetch(demo.application, host, "/").text, host


def test_a_missing_or_surplus_slash_leads_to_the_one_spelling(demo: PortalKit) -> None:
    cluster = demo.registry.snapshots.current
    for site in samples(demo):
        for door in doors(cluster, site):
            for path, column in columns_of(site):
                if column.kind == "home":
                    continue
                answer = get(demo, door, f"{path.rstrip('/')}?page=2&x=%E4%B8%AD")
                assert answer.status == 301, (str(door), path)
                assert answer.headers["location"] == f"http://{door.host}{door.base}{path}?page=2&x=%E4%B8%AD"


def test_a_record_with_a_slash_leads_to_the_record(demo: PortalKit) -> None:
    for door in doors(demo.registry.snapshots.current, demo.site("fgw")):
        page = Page(get(demo, door, "/gzdt/").text)
        record = next(link for _, link, _ in page.links if link.removeprefix(f"{door.base}/gzdt/").isdigit())
        answer = fetch(demo.application, door.host, f"{record}/?x=1")
        assert (answer.status, answer.headers["location"]) == (301, f"http://{door.host}{record}?x=1")


def test_a_prefix_without_its_slash_leads_to_the_site(demo: PortalKit) -> None:
    cluster = demo.registry.snapshots.current
    for site in cluster:
        for door in doors(cluster, site):
            if door.base:
                answer = fetch(demo.application, door.host, f"{door.base}?a=b")
                assert (answer.status, answer.headers["location"]) == (
                    301,
                    f"http://{door.host}{door.base}/?a=b",
                ), str(door)


def test_prefixes_answer_on_ways_of_the_main_site_only(demo: PortalKit) -> None:
    for host in ("fgw.sjz.example", "fgw.localhost", "www.zhengding.example"):
        assert fetch(demo.application, host, "/bm/jyj/").status == 404
        assert fetch(demo.application, host, "/bm/fgw/").status == 404


def test_reserved_codes_belong_to_no_column(demo: PortalKit) -> None:
    for site in demo.registry.snapshots.current:
        codes = {code for columns in site.structure.columns.values() for code in columns}
        assert not codes & RESERVED_CODES


def test_only_its_own_spelling_of_a_core_view_answers(demo: PortalKit) -> None:
    core = ("sitemap", "sitemap.xml", "robots.txt", "find-error")
    for path in core:
        assert fetch(demo.application, "fgw.sjz.example", f"/{path}").status == 200, path
        for other in (f"/{path}/x", f"/{path}/x/y", f"/@@{path}", f"/gzdt/{path}", f"/gzdt/@@{path}"):
            assert fetch(demo.application, "fgw.sjz.example", other).status == 404, other
        slashed = fetch(demo.application, "fgw.sjz.example", f"/{path}/?a=1")
        assert (slashed.status, slashed.headers["location"]) == (301, f"http://fgw.sjz.example/{path}?a=1")
    for other in ("/gzdt/feed.atom/x", "/gzdt/@@feed.atom", "/@@", "/gzdt/@@", "/gzdt/@@/x"):
        assert fetch(demo.application, "fgw.sjz.example", other).status == 404, other


def test_columns_of_another_language_are_absent(demo: PortalKit) -> None:
    seen = 0
    for site in demo.registry.snapshots.current:
        door = next(doors(demo.registry.snapshots.current, site))
        for lang, columns in site.structure.columns.items():
            for other in site.structure.offered:
                for code in columns.keys() - site.structure.columns[other].keys():
                    seen += 1
                    answer = get(demo, door, f"{locale_base(site, other)}/{code}/")
                    assert answer.status == 404, (site.code, lang, other, code)
    assert seen


def test_languages_lead_to_one_another(demo: PortalKit) -> None:
    cluster = demo.registry.snapshots.current
    many = [site for site in cluster if len(site.structure.offered) > 1]
    assert many
    for site in many:
        for door in doors(cluster, site):
            here = f"http://{door.host}{door.base}"
            wanted = {lang: f"{here}{locale_base(site, lang)}/" for lang in site.structure.offered}
            for lang, address in wanted.items():
                answer = fetch(demo.application, door.host, urlsplit(address).path)
                page = Page(answer.text)
                assert answer.status == 200
                assert page.lang == lang
                assert {t: a for t, a in page.alternates.items() if t != "x-default"} == wanted
                assert page.canonical == address


def test_a_language_without_its_slash_leads_there_and_the_default_one_has_no_prefix(demo: PortalKit) -> None:
    answer = fetch(demo.application, "www.sjz.example", "/en?x=1")
    assert (answer.status, answer.headers["location"]) == (301, "http://www.sjz.example/en/?x=1")
    assert fetch(demo.application, "www.sjz.example", "/zh-hans/").status == 404
    for site in demo.registry.snapshots.current:
        door = next(doors(demo.registry.snapshots.current, site))
        for lang, segment in LOCALE_PREFIX.items():
            status = get(demo, door, f"/{segment}/").status
            offered = lang in site.structure.offered and lang != site.structure.default_language
            assert status == (200 if offered else 404), (site.code, lang)


def test_site_maps_and_feeds_name_addresses_on_the_same_way_that_answer(demo: PortalKit) -> None:
    cluster = demo.registry.snapshots.current
    for site in samples(demo):
        for door in doors(cluster, site):
            text = get(demo, door, "/sitemap.xml").text
            addresses = [part.partition("</loc>")[0] for part in text.split("<loc>")[1:]]
            assert len(addresses) > SAMPLE
            robots = get(demo, door, "/robots.txt").text
            assert f"Sitemap: http://{door.host}{door.base}/sitemap.xml" in robots
            for address in addresses:
                path = inside(door, address)
                assert path is not None, (str(door), address)
                assert get(demo, door, path).status == 200, (str(door), address)
