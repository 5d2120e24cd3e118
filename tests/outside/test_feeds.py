"""Feeds: ``feedparser`` reads every one of the demo cluster, and RFC 4287's rules hold."""

import re
from collections.abc import Iterator
from datetime import datetime

import feedparser
import pytest
from lxml import etree

from menhu.cluster.model import Site
from menhu.render.furniture import LOCALE_PREFIX
from menhu.testing import PortalKit
from menhu.testing.browsing import Browser

ATOM = "{http://www.w3.org/2005/Atom}"
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


def feeds(kit: PortalKit, site: Site) -> Iterator[tuple[str, str, bytes]]:
    """Address, language and body of every feed of a site."""
    browser = Browser(kit, site.code)
    for language, columns in site.structure.columns.items():
        prefix = "/" if language == site.structure.default_language else f"/{LOCALE_PREFIX[language]}/"
        for column in columns.values():
            if column.kind == "column" and column.feature in ("news", "pages"):
                answer = browser.fetch(f"{prefix}{column.code}/feed.atom")
                assert answer.status == 200, answer
                assert dict(answer.headers)["content-type"] == "application/atom+xml; charset=utf-8"
                yield browser.origin + answer.address, language, answer.body


def test_feedparser_reads_all(city: PortalKit) -> None:
    entries, ids = 0, set()
    for site in city.registry.snapshots.current:
        for address, language, body in feeds(city, site):
            read = feedparser.parse(body)
            assert not read.bozo, (address, read.get("bozo_exception"))
            assert read.feed.language == language
            assert language != site.structure.default_language or read.feed.author == site.info.sponsor
            assert read.feed.author.strip()
            assert URN.match(read.feed.id)
            assert read.feed.id not in ids, address
            ids.add(read.feed.id)
            for entry in read.entries:
                entries += 1
                assert URN.match(entry.id)
                assert entry.id not in ids, (address, entry.link)
                ids.add(entry.id)
                assert entry.link.startswith(f"http://{site.primary_host}/")
                assert entry.title.strip()
                assert entry.summary.strip()
                assert entry.updated_parsed >= entry.published_parsed
    assert entries > 1000


@pytest.mark.parametrize("code", ["main", "fgw"])
def test_rfc_4287(city: PortalKit, code: str) -> None:
    for address, language, body in feeds(city, city.site(code)):
        root = etree.fromstring(body)
        assert root.tag == ATOM + "feed"
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        assert root.find(f"{ATOM}author/{ATOM}name").text
        for element in (root, *root.findall(ATOM + "entry")):
            for name in ("id", "title", "updated"):
                assert len(element.findall(ATOM + name)) == 1, (address, name)
            assert datetime.fromisoformat(element.findtext(ATOM + "updated")).tzinfo is not None
            alternates = [link for link in element.findall(ATOM + "link") if link.get("rel") == "alternate"]
            assert [link.get("type") for link in alternates] == ["text/html"]
        own = [link.get("href") for link in root.findall(ATOM + "link") if link.get("rel") == "self"]
        assert own == [address]
        moments = [
            datetime.fromisoformat(entry.findtext(ATOM + "updated")) for entry in root.findall(ATOM + "entry")
        ]
        assert not moments or datetime.fromisoformat(root.findtext(ATOM + "updated")) == max(moments)


def test_ids_are_the_same_on_every_way(city: PortalKit) -> None:
    site = city.site("fgw")
    ways = {
        "host": Browser(city, "fgw").fetch("/gzdt/feed.atom"),
        "path": Browser(city, "main").fetch(f"{site.prefix}gzdt/feed.atom"),
    }
    ids = {way: [entry.id for entry in feedparser.parse(answer.body).entries] for way, answer in ways.items()}
    links = {
        way: [entry.link for entry in feedparser.parse(answer.body).entries] for way, answer in ways.items()
    }
    assert ids["host"]
    assert ids["host"] == ids["path"]
    assert not set(links["host"]) & set(links["path"])
