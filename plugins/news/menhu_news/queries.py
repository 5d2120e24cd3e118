"""The statements of the public pages, prepared once, and what is remembered of their results."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from menhu.api import Column, File, Item, Picture, PortalRequest, shown_picture

from .archive import Archive, Slice, archive_of
from .models import PUBLISHED, Article, Body, MonthCount

T = TypeVar("T")
REMEMBERED_BODY = 16_384
"""Longest body, in characters, of an article that is kept in memory."""

POOL = 40
"""How many of a column's newest articles are looked through for related ones."""

_newer, _older = aliased(Article), aliased(Article)
_column = sa.bindparam("column", type_=sa.String())
_now = sa.bindparam("now", type_=Article.published.type)
_list = (Article.column == _column, Article.state == PUBLISHED)
_plain = (Article.id, Article.title, Article.published, Article.summary, Article.updated)
_file = (File.digest, File.name, File.width, File.height, Article.picture_alt, Article.picture_caption)
_order = (Article.published.desc(), Article.id.desc())
_with_file = sa.select(*_plain, *_file).outerjoin(File, File.id == Article.picture_id)

LIST = (
    sa.select(*_plain)
    .where(*_list, Article.published < sa.bindparam("before", type_=Article.published.type))
    .order_by(*_order)
    .limit(sa.bindparam("count", type_=sa.Integer()))
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
PICTURE_LIST = (
    _with_file.where(*_list, Article.published < sa.bindparam("before", type_=Article.published.type))
    .order_by(*_order)
    .limit(sa.bindparam("count", type_=sa.Integer()))
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
LATEST = (
    sa.select(*_plain, Article.keywords)
    .where(*_list, Article.published <= _now)
    .order_by(*_order)
    .limit(sa.bindparam("count", type_=sa.Integer()))
)
PICTURES = (
    sa.select(*_plain, *_file)
    .join(File, File.id == Article.picture_id)
    .where(*_list, Article.published <= _now, Article.picture_id.is_not(None))
    .order_by(*_order)
    .limit(sa.bindparam("count", type_=sa.Integer()))
)
SITE_MAP = (
    sa.select(Article.id, Article.updated)
    .where(*_list, Article.published <= _now)
    .order_by(Article.published, Article.id)
    .limit(sa.bindparam("count", type_=sa.Integer()))
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
MONTHS = sa.select(MonthCount.month, MonthCount.count).where(MonthCount.column == _column)
SCHEDULED = sa.select(Article.published).where(*_list, Article.published > _now)


def _beside(neighbour: Any, *, newer: bool) -> Any:
    """The id of the article that stands before or after an article in its list."""
    other = aliased(Article)
    place = sa.tuple_(other.published, other.id)
    own = sa.tuple_(Article.published, Article.id)
    found = sa.select(other.id).where(
        other.column == Article.column, other.state == PUBLISHED, place > own if newer else place < own
    )
    if newer:
        found = found.where(other.published <= _now).order_by(other.published, other.id)
    else:
        found = found.order_by(other.published.desc(), other.id.desc())
    return neighbour.id == found.limit(1).correlate(Article).scalar_subquery()


ARTICLE = (
    sa.select(
        *_plain,
        Article.subtitle,
        Article.source,
        Article.author,
        Article.editor,
        Article.keywords,
        *_file,
        Body.html,
        _newer.id.label("newer_id"),
        _newer.title.label("newer_title"),
        _older.id.label("older_id"),
        _older.title.label("older_title"),
    )
    .join(Body, Body.article_id == Article.id)
    .outerjoin(File, File.id == Article.picture_id)
    .outerjoin(_newer, _beside(_newer, newer=True))
    .outerjoin(_older, _beside(_older, newer=False))
    .where(Article.id == sa.bindparam("id", type_=sa.Integer()), *_list, Article.published <= _now)
)


def tag(request: PortalRequest) -> str:
    """The cache tag of this site's news."""
    return f"site/{request.site.id}/news"


def archive(request: PortalRequest, column: Column) -> Archive:
    """The numbers of a column's archive, remembered until the site's news change."""

    def build() -> Archive:
        given = {"column": column.code}
        months = request.db.execute(MONTHS, given)
        ahead = request.db.scalars(SCHEDULED, {**given, "now": request.now})
        return archive_of(((row[0], row[1]) for row in months), ahead)

    return request.fragment(("news.archive", request.site.id, column.code), (tag(request),), build)


def standing(
    request: PortalRequest,
    key: Hashable,
    tags: tuple[str, ...],
    build: Callable[[], tuple[T, datetime | None]],
) -> T:
    """A value remembered until a tag moves or a scheduled article appears.

    Arguments:
        key: names the value.
        tags: what makes it stale.
        build: makes the value and says when the next scheduled article appears, or None.
    """
    since: datetime | None = None
    while True:
        value, until = request.fragment((key, since), tags, build)
        if until is None or request.now < until:
            return value
        since = until


def article(request: PortalRequest, column: Column, number: int) -> Any:
    """A row (``ARTICLE``) that can be read now, remembered unless its body is long.

    Raises:
        KeyError: if this column shows no such article now.
    """
    key = ("news.article", request.site.id, column.code, number)

    def build() -> tuple[Any, datetime | None]:
        row = request.db.execute(ARTICLE, {"id": number, "column": column.code, "now": request.now}).first()
        if row is None:
            raise KeyError(number)
        if len(row.html) > REMEMBERED_BODY:
            raise _TooLong(row)
        return row, archive(request, column).coming(request.now)

    try:
        return standing(request, key, (tag(request),), build)
    except _TooLong as long:
        return long.row


class _TooLong(Exception):
    """An article that is not worth the memory."""

    def __init__(self, row: Any) -> None:
        self.row = row


def page(
    request: PortalRequest, column: Column, number: int, size: int, place: Slice, statement: Any
) -> tuple[Any, ...]:
    """Rows of ``statement`` (``LIST`` or ``PICTURE_LIST``) on one page of a column's list, remembered.

    Arguments:
        number: the page, from 1.
        size: articles on a page.
        place: where the page begins now.
    """

    def build() -> tuple[tuple[Any, ...], datetime | None]:
        given = {"column": column.code, "before": place.before, "skip": place.offset, "count": size}
        return tuple(request.db.execute(statement, given)), archive(request, column).coming(request.now)

    key = ("news.page", request.site.id, column.code, number, size, statement is LIST)
    return standing(request, key, (tag(request),), build)


def latest(request: PortalRequest, column: Column, count: int) -> tuple[Any, ...]:
    """Rows (``LATEST``) of a column's newest articles, remembered."""
    return _newest(request, column, count, LATEST, "news.latest")


def pictures(request: PortalRequest, column: Column, count: int) -> tuple[Any, ...]:
    """Rows (``PICTURES``) of a column's newest articles that have a picture, remembered."""
    return _newest(request, column, count, PICTURES, "news.pictures")


def _newest(
    request: PortalRequest, column: Column, count: int, statement: sa.Executable, name: str
) -> tuple[Any, ...]:
    def build() -> tuple[tuple[Any, ...], datetime | None]:
        given = {"column": column.code, "now": request.now, "count": count}
        coming = archive(request, column).coming(request.now)
        return tuple(request.db.execute(statement, given)), coming

    return standing(request, (name, request.site.id, column.code, count), (tag(request),), build)


def item(column_url: str, row: Any, origin: str = "", origin_url: str = "") -> Item:
    """A row of a list as what templates and feeds are shown."""
    return Item(
        title=row.title,
        url=f"{column_url}{row.id}",
        published=row.published,
        summary=row.summary,
        origin=origin,
        origin_url=origin_url,
        updated=row.updated,
    )


def picture_item(request: PortalRequest, column_url: str, row: Any) -> Item:
    """A row with a file as what templates are shown."""
    return item(column_url, row)._replace(picture=picture(request, row))


def picture(request: PortalRequest, row: Any) -> Picture | None:
    """The picture of a row with a file, if it has one."""
    return shown_picture(request.site_base(), row)
