"""News keeps the contract of plugins, on both databases."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, ClassVar

import pytest
from PIL import Image

import menhu_news.plugin
from menhu.api import store_file
from menhu.testing import PluginContract, PortalKit
from menhu.testing.databases import empty_database_url
from menhu_news.services import ArticleInput, PictureWords, publish_article

__all__ = ["empty_database_url"]

COLOURS = {"main": "red", "left": "green", "right": "blue"}
PUBLISHED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def picture(colour: str) -> bytes:
    """A picture of one colour."""
    target = BytesIO()
    Image.new("RGB", (8, 6), colour).save(target, "PNG")
    return target.getvalue()


class TestNews(PluginContract):
    """``news.cluster_latest`` is not placed: it is there to show titles of other sites."""

    module = menhu_news.plugin
    fixed_columns: ClassVar[dict[str, str]] = {
        "news_article.column": "a key",
        "news_article.language": "a key",
        "news_article.state": "a state",
        "news_month.column": "a key",
        "news_month.month": "a key",
    }
    blocks: ClassVar[tuple[dict[str, Any], ...]] = (
        {"block": "news.pictures", "settings": {"column": "news"}},
        {"block": "news.latest", "settings": {"columns": ["news"], "show_column": True}},
    )

    @pytest.fixture
    def contract_database(self, empty_database_url: str) -> str:
        return empty_database_url

    def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
        site = portal.site(site_code)
        columns = {"news": "/news/"} | (
            {"news-en": "/en/news-en/"} if "en" in site.structure.languages else {}
        )
        addresses = []
        with portal.session(site_code) as session:
            shown = store_file(
                session, portal.registry.files, "picture.png", picture(COLOURS[site_code]), "alt"
            )
            for column, base in columns.items():
                for number in range(22 if column == "news" else 2):
                    given = ArticleInput(
                        column=column,
                        title=f"{marker} {number}",
                        body=f"<p>{marker}, the text.</p>",
                        published=PUBLISHED - timedelta(days=number),
                        source=f"{marker} source",
                        editor=f"{marker} editor",
                        keywords=(f"{marker} word",),
                        external_id=f"{column}-{number}",
                        picture=PictureWords(alt=f"{marker} alt") if number < 2 else None,
                    )
                    article = publish_article(session, site, given, picture=shown if number < 2 else None)
                    addresses.append(f"{base}{article.id}")
            session.commit()
        return tuple(addresses)
