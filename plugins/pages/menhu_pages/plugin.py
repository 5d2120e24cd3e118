"""The plugin ``pages``: the static pages of columns."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from menhu.api import BlockType, Column, Finding, Item, Plugin, PortalRequest, SiteMapEntry, hookimpl

from . import queries
from .blocks import BLOCKS
from .models import Base
from .resources import PageResource, PagesColumn
from .services import pages_without_body
from .views import column_page, record_page

if TYPE_CHECKING:
    import click
    from pyramid.config import Configurator
    from sqlalchemy.orm import Session

plugin = Plugin(name="pages", title="Pages", metadata=Base.metadata, column=PagesColumn)


@hookimpl
def menhu_configure(config: "Configurator") -> None:
    """A column with its main page, and a page below it."""
    config.add_view(column_page, context=PagesColumn, request_method="GET", renderer="pages:page.pt")
    config.add_view(record_page, context=PageResource, request_method="GET", renderer="pages:page.pt")


@hookimpl
def menhu_blocks() -> tuple[BlockType, ...]:
    """The beginning of a page."""
    return BLOCKS


@hookimpl
def menhu_commands() -> "tuple[click.Command, ...]":
    """``menhu pages``."""
    from .commands import pages

    return (pages,)


@hookimpl
def menhu_check(session: "Session") -> tuple[Finding, ...]:
    """Whether every page has its text."""
    lost = pages_without_body(session)
    if not lost:
        return ()
    return (
        Finding(
            level="error",
            message=f"{lost} pages have lost their text and cannot be shown",
            remedy="Restore the table pages_body from a backup, or import the pages again.",
        ),
    )


@hookimpl
def menhu_column_items(request: PortalRequest, column: Column, limit: int) -> Iterable[Item]:
    """The pages of a column, the last changed first."""
    url = request.column_url(column)
    rows = request.db.execute(queries.LATEST, {"column": column.code, "count": limit})
    return tuple(
        Item(title=row.title, url=url + row.slug, published=row.updated, summary=row.summary) for row in rows
    )


@hookimpl
def menhu_sitemap(request: PortalRequest, column: Column, offset: int, limit: int) -> Iterable[SiteMapEntry]:
    """Every page below the column; the main page is the column itself."""
    rows = request.db.execute(queries.SITE_MAP, {"column": column.code, "count": limit, "skip": offset})
    return tuple(SiteMapEntry(row.slug, row.updated) for row in rows)
