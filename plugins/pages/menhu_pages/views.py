"""Public pages: a column with its main page, and a page below it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from menhu.api import ArticleMeta, Column, Page, Picture, PortalRequest, localised

from . import queries
from .models import MAIN
from .resources import PageResource, PagesColumn


class SubPage(NamedTuple):
    """A page in the list of the column's pages."""

    title: str
    url: str
    summary: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class StaticPage(Page):
    """A page; ``body`` is sanitised HTML, empty if the column has no main page.

    ``pages`` are all pages of the column if there are several; ``phone`` is the site's, for columns
    without any page.
    """

    body: str = ""
    picture: Picture | None = None
    pages: tuple[SubPage, ...] = ()
    phone: str = ""


def column_page(context: PagesColumn, request: PortalRequest) -> StaticPage:
    """``/CODE/``: the main page with links to the others; a sentence if there is nothing yet."""
    request.tags.add(queries.tag(request))
    row = queries.page(request, context.column, MAIN)
    links = page_links(request, context.column, MAIN)
    if row is None:
        return StaticPage(
            title=context.column.name,
            column=context.column,
            description=context.column.description,
            pages=links,
            phone=request.site.settings("core").phone,
            robots="" if links else "noindex",
        )
    return _shown(request, context.column, row, links)


def record_page(context: PageResource, request: PortalRequest) -> StaticPage:
    """``/CODE/SLUG``."""
    request.tags.add(queries.tag(request))
    row = context.record
    return _shown(request, context.column, row, page_links(request, context.column, row.slug))


def page_links(request: PortalRequest, column: Column, slug: str) -> tuple[SubPage, ...]:
    """All pages of a column; empty if there is no other page than that of the slug."""
    url = request.column_url(column)
    links = tuple(
        SubPage(row.title, url + row.slug, row.summary, row.slug == slug)
        for row in queries.outline(request, column)
    )
    return links if any(not link.current for link in links) else ()


def _shown(request: PortalRequest, column: Column, row: Any, links: tuple[SubPage, ...]) -> StaticPage:
    picture = queries.picture(request, row)
    return StaticPage(
        title=row.title,
        column=column,
        article=ArticleMeta(
            title=row.title,
            published=row.updated,
            source=row.source or request.site.words(request.lang).info.name,
            keywords=column.keywords,
            description=row.summary,
            image=picture.url if picture else "",
        ),
        body=localised(row.html, request.site_base()),
        picture=None if picture and row.digest in row.html else picture,
        pages=links,
    )
