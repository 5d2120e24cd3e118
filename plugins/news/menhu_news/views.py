"""Public pages: the list of a column and an article."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from pyramid.httpexceptions import HTTPNotFound

from menhu.api import ArticleMeta, Column, Item, Page, Pager, Picture, PortalRequest, localised

from . import queries
from .archive import pager
from .resources import ArticleResource, NewsColumn
from .settings import NewsSettings, column_settings

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,7}\Z")


class Neighbour(NamedTuple):
    """The article before or after this one in the list."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    """A page of a column's list; ``style`` is the column's (titles, summaries, pictures)."""

    items: tuple[Item, ...]
    pager: Pager
    style: str


@dataclass(frozen=True, kw_only=True)
class ArticlePage(Page):
    """An article; ``body`` is sanitised HTML."""

    subtitle: str
    body: str
    editor: str
    picture: Picture | None
    previous: Neighbour | None
    following: Neighbour | None
    related: tuple[Item, ...]


def listing(context: NewsColumn, request: PortalRequest) -> ListPage:
    """``/CODE/`` and ``/CODE/?page=N``.

    Raises:
        HTTPNotFound: if there is no such page.
    """
    request.tags.add(queries.tag(request))
    column, url = context.column, context.url
    settings: NewsSettings = request.site.settings("news")
    number = page_number(request.parameter("page"))
    archive = queries.archive(request, column)
    place = archive.locate((number - 1) * settings.page_size, request.now)
    if place is None and number > 1:
        raise HTTPNotFound
    style = column_settings(column).style
    items: tuple[Item, ...] = ()
    if place is not None:
        statement = queries.LIST if style == "titles" else queries.PICTURE_LIST
        rows = queries.page(request, column, number, settings.page_size, place, statement)
        if style == "titles":
            items = tuple(queries.item(url, row) for row in rows)
        else:
            items = tuple(queries.picture_item(request, url, row) for row in rows)
    return ListPage(
        title=column.name,
        column=column,
        description=column.description,
        feed=f"{url}feed.atom",
        query=f"page={number}" if number > 1 else "",
        items=items,
        pager=pager(number, settings.page_size, archive.total(request.now), url),
        style=style,
    )


def page_number(text: str | None) -> int:
    """The number of a page of a list, from the address.

    Raises:
        HTTPNotFound: if it is not a whole number, written plainly, from 1.
    """
    if text is None:
        return 1
    if not PAGE_NUMBER.match(text):
        raise HTTPNotFound
    return int(text)


def article(context: ArticleResource, request: PortalRequest) -> ArticlePage:
    """``/CODE/ID``."""
    request.tags.add(queries.tag(request))
    row, column = context.record, context.column
    url = request.column_url(column)
    settings: NewsSettings = request.site.settings("news")
    picture = queries.picture(request, row)
    return ArticlePage(
        title=row.title,
        column=column,
        article=ArticleMeta(
            title=row.title,
            published=row.published,
            source=row.source or request.site.words(request.lang).info.name,
            keywords=tuple(row.keywords),
            author=row.author,
            description=row.summary,
            image=picture.url if picture else "",
        ),
        feed=f"{url}feed.atom",
        subtitle=row.subtitle,
        body=localised(row.html, request.site_base()),
        editor=row.editor if settings.show_editor else "",
        picture=None if picture and row.digest in row.html else picture,
        previous=Neighbour(row.newer_title, f"{url}{row.newer_id}") if row.newer_id else None,
        following=Neighbour(row.older_title, f"{url}{row.older_id}") if row.older_id else None,
        related=related(request, column, row, settings.related),
    )


def related(request: PortalRequest, column: Column, row: Any, count: int) -> tuple[Item, ...]:
    """Other articles of the column, those that share most keywords first, then the newest."""
    if count == 0:
        return ()

    def build() -> tuple[Any, ...]:
        own = set(row.keywords)
        others = [other for other in queries.latest(request, column, queries.POOL) if other.id != row.id]
        others.sort(key=lambda other: -len(own.intersection(other.keywords)))
        return tuple(others[:count])

    url = request.column_url(column)
    found = request.fragment(("news.related", row.id, count), (queries.tag(request),), build)
    return tuple(queries.item(url, other) for other in found)
