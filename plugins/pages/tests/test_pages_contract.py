"""Pages keep the contract of plugins, on both databases."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

import menhu_pages.plugin
from menhu.testing import PluginContract, PortalKit
from menhu.testing.databases import empty_database_url
from menhu_pages.services import PageInput, save_page

__all__ = ["empty_database_url"]

UPDATED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class TestPages(PluginContract):
    """A main page and two below it."""

    module = menhu_pages.plugin
    fixed_columns: ClassVar[dict[str, str]] = {
        "pages_page.column": "a key",
        "pages_page.language": "a key",
        "pages_page.slug": "part of the address",
    }
    blocks: ClassVar[tuple[dict[str, Any], ...]] = (
        {"block": "pages.intro", "settings": {"column": "pages", "chars": 20}},
    )

    @pytest.fixture
    def contract_database(self, empty_database_url: str) -> str:
        return empty_database_url

    def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
        site = portal.site(site_code)
        columns = {"pages": "/pages/"} | (
            {"pages-en": "/en/pages-en/"} if "en" in site.structure.languages else {}
        )
        slugs = ("", "duties", "leaders")
        with portal.session(site_code) as session:
            for column in columns:
                for slug in slugs:
                    title, body = f"{marker} {slug}", f"<p>{marker}: all that {slug} is about.</p>"
                    given = PageInput(column=column, slug=slug, title=title, body=body, updated=UPDATED)
                    save_page(session, site, given)
            session.commit()
        return tuple(f"{base}{slug}" for base in columns.values() for slug in slugs)
