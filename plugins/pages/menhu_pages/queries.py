"""The statements of the public pages, prepared once, and what is remembered of their results."""

from typing import Any

import sqlalchemy as sa

from menhu.api import Column, File, Picture, PortalRequest, shown_picture

from .models import MAIN, Body, PageRecord

_column = sa.bindparam("column", type_=sa.String())
_plain = (PageRecord.id, PageRecord.slug, PageRecord.title, PageRecord.summary, PageRecord.updated)
_order = (PageRecord.position, PageRecord.title, PageRecord.id)

PAGE = (
    sa.select(
        *_plain,
        PageRecord.source,
        PageRecord.picture_alt,
        PageRecord.picture_caption,
        Body.html,
        File.digest,
        File.name,
        File.width,
        File.height,
    )
    .join(Body, Body.page_id == PageRecord.id)
    .outerjoin(File, File.id == PageRecord.picture_id)
    .where(PageRecord.column == _column, PageRecord.slug == sa.bindparam("slug", type_=sa.String()))
)
OUTLINE = sa.select(*_plain).where(PageRecord.column == _column).order_by(PageRecord.slug != MAIN, *_order)
SITE_MAP = (
    sa.select(*_plain)
    .where(PageRecord.column == _column, PageRecord.slug != MAIN)
    .order_by(*_order)
    .limit(sa.bindparam("count", type_=sa.Integer()))
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
LATEST = (
    sa.select(*_plain)
    .where(PageRecord.column == _column)
    .order_by(PageRecord.updated.desc(), PageRecord.id.desc())
    .limit(sa.bindparam("count", type_=sa.Integer()))
)


def tag(request: PortalRequest) -> str:
    """The cache tag of this site's pages."""
    return f"site/{request.site.id}/pages"


def outline(request: PortalRequest, column: Column) -> tuple[Any, ...]:
    """Rows (``OUTLINE``) of a column's pages, the main page first, remembered until one changes."""
    key = ("pages.outline", request.site.id, column.code)
    return request.fragment(
        key, (tag(request),), lambda: tuple(request.db.execute(OUTLINE, {"column": column.code}))
    )


def page(request: PortalRequest, column: Column, slug: str) -> Any:
    """The row (``PAGE``) of a page, or None."""
    return request.db.execute(PAGE, {"column": column.code, "slug": slug}).first()


def picture(request: PortalRequest, row: Any) -> Picture | None:
    """The picture of a page's row, if it has one."""
    return shown_picture(request.site_base(), row)
