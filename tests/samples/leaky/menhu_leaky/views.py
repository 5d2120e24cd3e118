"""Four pages, four ways past the site."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import text

from menhu.api import ColumnResource, Page, PortalRequest

from .models import Document, Remark


class LeakyColumn(ColumnResource):
    """A column of documents."""


@dataclass(frozen=True, kw_only=True)
class TitlesPage(Page):
    """Lines of text."""

    titles: tuple[str, ...]


def _page(context: LeakyColumn, titles: list[str]) -> TitlesPage:
    return TitlesPage(title=context.column.name, column=context.column, titles=tuple(titles))


def own(context: LeakyColumn, request: PortalRequest) -> TitlesPage:
    """The one page that does no harm."""
    return _page(context, list(request.db.scalars(sa.select(Document.title))))


def by_text(context: LeakyColumn, request: PortalRequest) -> TitlesPage:
    """Hand-written SQL."""
    return _page(context, list(request.db.scalars(text("SELECT title FROM leaky_document"))))


def by_table(context: LeakyColumn, request: PortalRequest) -> TitlesPage:
    """The table instead of the class."""
    return _page(context, list(request.db.scalars(sa.select(Document.__table__.c.title))))


def by_cluster(context: LeakyColumn, request: PortalRequest) -> TitlesPage:
    """A session of the whole cluster."""
    with request.registry.sessions.for_cluster("leaky: because it can") as session:
        return _page(context, list(session.scalars(sa.select(Document.title))))


def by_child(context: LeakyColumn, request: PortalRequest) -> TitlesPage:
    """A child table that belongs to no site."""
    return _page(context, list(request.db.scalars(sa.select(Remark.text))))
