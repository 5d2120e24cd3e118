"""A crawl of the whole demo cluster: no dead link, no empty block, on any site."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import html
from webob import Request

from menhu.testing import PortalKit
from menhu.testing.browsing import Browser

LINKS = "//a/@href | //link/@href | //img/@src | //script/@src | //use/@href"
BLOCKS = "//section[contains(concat(' ', @class, ' '), ' block ')]"
CONTENT = ".//a | .//img | .//dd | .//p[normalize-space()]"


class Found(NamedTuple):
    """What the crawl saw."""

    answers: dict[str, int]
    dead: list[str]
    empty: list[str]


def targets(url: str, tree: html.HtmlElement, hosts: frozenset[str]) -> Iterator[str]:
    """The absolute addresses on these hosts to which a page leads."""
    for link in tree.xpath(LINKS):
        target = urljoin(url, str(link)).partition("#")[0]
        if urlsplit(target).hostname in hosts:
            yield target


def empty_blocks(url: str, tree: html.HtmlElement) -> Iterator[str]:
    """Blocks that show nothing but their heading."""
    for block in tree.xpath(BLOCKS):
        heads = block.xpath("./*[@class='block-head']")
        inside = [
            found
            for found in block.xpath(CONTENT)
            if not any(head in found.iterancestors() for head in heads)
        ]
        if not inside:
            yield f"{url}: {' '.join(block.text_content().split())}"


def crawl(kit: PortalKit, start: str, hosts: frozenset[str], below: str = "/") -> Found:
    """Follow every link on some hosts below a path."""
    found = Found({}, [], [])
    waiting = [(start, "the beginning")]
    while waiting:
        url, origin = waiting.pop()
        if url in found.answers or not urlsplit(url).path.startswith(below):
            continue
        response = Request.blank(url).get_response(kit.application)
        status = found.answers[url] = response.status_int
        if status in (301, 302):
            waiting.append((response.headers["Location"], url))
        elif status != 200:
            found.dead.append(f"{url} answers {status}, linked on {origin}")
        elif response.content_type == "text/html":
            tree = html.fromstring(response.text)
            found.empty.extend(empty_blocks(url, tree))
            waiting += [(target, url) for target in targets(url, tree, hosts) if target not in found.answers]
    return found


def test_all_sites(city: PortalKit) -> None:
    cluster = city.registry.snapshots.current
    hosts = frozenset(host for site in cluster for host in site.hosts)
    found = crawl(city, f"http://{cluster.main.primary_host}/", hosts)
    assert found.dead == []
    assert found.empty == []
    homes = {f"http://{site.primary_host}/" for site in cluster}
    assert len(homes) == 72
    assert homes <= set(found.answers)
    assert len(found.answers) > 3000


def test_links_stay_below_the_prefix(city: PortalKit) -> None:
    host = city.site("main").primary_host
    for code in ("fgw", "zhengding"):
        site = city.site(code)
        found = crawl(city, f"http://{host}{site.prefix}", frozenset({host}), site.prefix)
        assert found.dead == []
        page = Browser(city, "main").fetch(site.prefix)
        assert site.primary_host not in html.fromstring(page.body.decode()).xpath("string(//body)")
        assert len(found.answers) > 20
