"""The plugin ``news``: lists, archives, articles and picture news."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from menhu.api import BlockType, Column, Finding, Item, Plugin, PortalRequest, SiteMapEntry, hookimpl

from . import queries
from .blocks import BLOCKS
from .counters import Disagreement, disagreements
from .models import Base
from .resources import ArticleResource, NewsColumn
from .settings import ColumnSettings, NewsSettings
from .views import article, listing

if TYPE_CHECKING:
    import click
    from pyramid.config import Configurator
    from sqlalchemy.orm import Session

plugin = Plugin(
    name="news",
    title="News",
    settings=NewsSettings,
    column_settings=ColumnSettings,
    metadata=Base.metadata,
    column=NewsColumn,
)
SHOWN = 5


@hookimpl
def menhu_configure(config: "Configurator") -> None:
    """The list of a column, and an article."""
    config.add_view(listing, context=NewsColumn, request_method="GET", renderer="news:list.pt")
    config.add_view(article, context=ArticleResource, request_method="GET", renderer="news:article.pt")


@hookimpl
def menhu_blocks() -> tuple[BlockType, ...]:
    """Picture news, the newest articles, the newest of other sites."""
    return BLOCKS


@hookimpl
def menhu_commands() -> "tuple[click.Command, ...]":
    """``menhu news``."""
    from .commands import news

    return (news,)


@hookimpl
def menhu_check(session: "Session") -> tuple[Finding, ...]:
    """Whether the counters of the archives agree with the articles; a finding for each site where not."""
    return tuple(
        _disagreeing(site_id, list(wrong))
        for site_id, wrong in groupby(disagreements(session), attrgetter("site_id"))
    )


def _disagreeing(site_id: int, wrong: list[Disagreement]) -> Finding:
    shown = "; ".join(
        f"{one.column} {one.month}: {one.counted} instead of {one.actual}" for one in wrong[:SHOWN]
    )
    more = "; and more" if len(wrong) > SHOWN else ""
    return Finding(
        level="error",
        message=f"counters of the news archives disagree with the articles ({shown}{more})",
        remedy="Run `menhu news recount`.",
        site_id=site_id,
    )


@hookimpl
def menhu_column_items(request: PortalRequest, column: Column, limit: int) -> Iterable[Item]:
    """The newest articles of a column."""
    url = request.column_url(column)
    return tuple(queries.item(url, row) for row in queries.latest(request, column, limit))


@hookimpl
def menhu_sitemap(request: PortalRequest, column: Column, offset: int, limit: int) -> Iterable[SiteMapEntry]:
    """Every article that can be read now, the oldest first."""
    given = {"column": column.code, "now": request.now, "count": limit, "skip": offset}
    return tuple(
        SiteMapEntry(str(row.id), row.updated) for row in request.db.execute(queries.SITE_MAP, given)
    )
