"""``gne`` and ``trafilatura`` take title, date, source and text out of a page as the database has them."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
import trafilatura
from gne import GeneralNewsExtractor
from lxml import html

from menhu.testing import PortalKit
from menhu.testing.browsing import Browser
from menhu_news.models import Article, Body

STEP = 29
"""Each so-manyth article of a site is taken, beside the newest of every column."""

SPACE = re.compile(r"\s+")
TAG = re.compile(r"<[^<>]+>")


class Known(NamedTuple):
    title: str
    published: str
    source: str
    texts: list[str]


def words(text: str) -> str:
    """A text without any space: extractors set spaces as they like."""
    return SPACE.sub("", text)


def chosen(kit: PortalKit) -> Iterator[tuple[str, Known, str]]:
    """Address, what the database knows, and the page, of articles of every site and column."""
    for site in kit.registry.snapshots.current:
        codes = {column.code: language for language in site.structure.offered
                 for column in site.structure.columns[language].values()}  # fmt: skip
        statement = (
            sa.select(Article.id, Article.column, Article.title, Article.published, Article.source, Body.html)
            .join(Body, Body.article_id == Article.id)
            .order_by(Article.column, Article.id)
        )
        with kit.session(site.code) as session:
            rows = list(session.execute(statement))
        for row in rows[site.id % STEP :: STEP]:
            prefix = "/" if codes[row.column] == site.structure.default_language else "/en/"
            answer = Browser(kit, site.code).fetch(f"{prefix}{row.column}/{row.id}")
            assert answer.status == 200, answer
            yield f"{site.code}{answer.address}", known(kit, row), answer.body.decode()


def known(kit: PortalKit, row: Any) -> Known:
    """What the database says of an article; its text in pieces."""
    pieces = [words(unescape(piece)) for piece in TAG.split(row.html)]
    moment = kit.registry.clock.local(row.published).strftime("%Y-%m-%d %H:%M")
    return Known(row.title, moment, row.source, [piece for piece in pieces if len(piece) > 3])


@pytest.fixture(scope="module")
def articles(city: PortalKit) -> list[tuple[str, Known, str]]:
    """At least fifty articles, of both themes and both languages."""
    found = list(chosen(city))
    themes = [city.site(address.partition("/")[0]).structure.theme for address, _, _ in found]
    assert len(found) >= 50
    assert min(themes.count("portal"), themes.count("department")) >= 10
    return found


def test_gne(articles: list[tuple[str, Known, str]]) -> None:
    extractor = GeneralNewsExtractor()
    for address, known, page in articles:
        found = extractor.extract(page, host="http://www.sjz.example", with_body_html=False)
        assert found["title"] == known.title, address
        assert found["publish_time"] == known.published, address
        assert found["meta"]["ContentSource"] == known.source, address
        text = words(found["content"])
        assert [piece for piece in known.texts if piece not in text] == [], address


def test_trafilatura(articles: list[tuple[str, Known, str]]) -> None:
    for address, known, page in articles:
        found = trafilatura.bare_extraction(page, url=f"http://www.sjz.example/{address}", with_metadata=True)
        assert found is not None, address
        assert found.title == known.title, address
        assert found.date == known.published[:10], address
        text = words(found.text or "")
        assert [piece for piece in known.texts if piece not in text and piece not in captions(page)] == [], (
            address
        )


def captions(page: str) -> set[str]:
    """Words under pictures, which ``trafilatura`` does not count as text of an article."""
    return {words(caption.text_content()) for caption in html.fromstring(page).xpath("//figcaption")}


def test_source(articles: list[tuple[str, Known, str]]) -> None:
    """RSSHub's government routes read ``ContentSource``; people read 来源."""
    for address, known, page in articles:
        tree = html.fromstring(page)
        assert tree.xpath("string(//meta[@name='ContentSource']/@content)") == known.source, address
        [line] = tree.xpath("//div[@class='article-line']")
        assert known.source in line.text_content(), address
