"""``ultimate-sitemap-parser`` finds through robots.txt exactly what is published, and all of it answers."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from usp.tree import sitemap_tree_for_homepage
from usp.web_client.abstract_client import (
    AbstractWebClient,
    AbstractWebClientSuccessResponse,
    WebClientErrorResponse,
)
from webob import Request

from menhu.render.furniture import LOCALE_PREFIX
from menhu.testing import PortalKit
from menhu.testing.browsing import Browser
from menhu_news.models import PUBLISHED, Article
from menhu_pages.models import MAIN, PageRecord


class Success(AbstractWebClientSuccessResponse):
    """What the portal answered."""

    def __init__(self, url: str, status: int, headers: dict[str, str], body: bytes) -> None:
        self._url, self._status, self._headers, self._body = url, status, headers, body

    def status_code(self) -> int:
        return self._status

    def status_message(self) -> str:
        return "OK"

    def header(self, case_insensitive_name: str) -> str | None:
        return self._headers.get(case_insensitive_name.lower())

    def raw_data(self) -> bytes:
        return self._body

    def url(self) -> str:
        return self._url


class InProcess(AbstractWebClient):
    """Asks the application instead of the network."""

    def __init__(self, kit: PortalKit) -> None:
        self._kit = kit

    def set_max_response_data_length(self, max_response_data_length: int | None) -> None:
        del max_response_data_length

    def get(self, url: str) -> Success | WebClientErrorResponse:
        response = Request.blank(url).get_response(self._kit.application)
        if response.status_int != 200:
            return WebClientErrorResponse(message=response.status, retryable=False)
        headers = {name.lower(): value for name, value in response.headerlist}
        return Success(url, response.status_int, headers, response.body)


def published(kit: PortalKit, code: str) -> set[str]:
    """Addresses of the site: home pages, columns and records, from snapshot and database."""
    site, now = kit.site(code), datetime.now(UTC)
    structure, base = site.structure, f"http://{site.primary_host}"
    found = set()
    places = {}
    for language in structure.offered:
        prefix = (
            f"{base}/" if language == structure.default_language else f"{base}/{LOCALE_PREFIX[language]}/"
        )
        found.add(prefix)
        for column in structure.columns[language].values():
            places[column.code] = f"{prefix}{column.code}/"
            if column.kind != "home" and column.visible and not column.redirect:
                found.add(places[column.code])
    with kit.session(code) as session:
        articles = sa.select(Article.column, Article.id).where(
            Article.state == PUBLISHED, Article.published <= now
        )
        pages = sa.select(PageRecord.column, PageRecord.slug).where(PageRecord.slug != MAIN)
        for statement in (articles, pages):
            found |= {f"{places[column]}{name}" for column, name in session.execute(statement)}
    return found


@pytest.mark.parametrize("code", ["main", "fgw", "jyj", "zhengding"])
def test_the_site_map_is_what_is_published(city: PortalKit, code: str) -> None:
    home = f"http://{city.site(code).primary_host}/"
    tree = sitemap_tree_for_homepage(home, web_client=InProcess(city), use_known_paths=False)
    listed = [page.url for page in tree.all_pages()]
    assert len(listed) == len(set(listed))
    assert set(listed) == published(city, code)
    browser = Browser(city, code)
    assert [url for url in listed if browser.fetch(url.removeprefix(browser.origin)).status != 200] == []
