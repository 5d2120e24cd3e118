"""Blocks for home pages: picture news, the newest articles, the newest articles of other sites."""

from datetime import datetime, timedelta
from operator import attrgetter
from typing import Annotated, Any, NamedTuple

import sqlalchemy as sa
from msgspec import Meta

from menhu.api import (
    SERVING,
    BlockModel,
    BlockSettings,
    BlockType,
    Cluster,
    Column,
    Item,
    PortalRequest,
    Site,
)

from . import queries
from .models import PUBLISHED, Article

Count = Annotated[int, Meta(ge=1, le=30)]
WINDOWS = (timedelta(days=30), timedelta(days=366))
"""How far back the newest articles of other sites are looked for before all are."""


class PicturesSettings(BlockSettings, frozen=True):
    """``news.pictures``"""

    column: str
    count: Count = 5


class LatestSettings(BlockSettings, frozen=True):
    """``news.latest``; ``show_column`` puts the column's name before each title."""

    columns: Annotated[tuple[str, ...], Meta(min_length=1, max_length=10)]
    count: Count = 8
    show_column: bool = False


class ClusterLatestSettings(BlockSettings, frozen=True):
    """``news.cluster_latest``; ``feature_column`` is the code of the column that each site has."""

    feature_column: str
    kinds: tuple[str, ...] = ("department",)
    count: Count = 8


class ItemList(NamedTuple):
    """The content of these blocks."""

    items: tuple[Item, ...]
    origins: bool = False


def build_pictures(request: PortalRequest, settings: PicturesSettings) -> BlockModel | None:
    """The newest articles of a column that have a picture."""
    column = news_column(request.site, settings.column, request.lang)
    rows = queries.pictures(request, column, settings.count) if column else ()
    if column is None or not rows:
        return None
    url = request.column_url(column)
    items = tuple(queries.picture_item(request, url, row) for row in rows)
    return BlockModel("Picture news", ItemList(items), url)


def build_latest(request: PortalRequest, settings: LatestSettings) -> BlockModel | None:
    """The newest articles of one or several columns."""
    found = [news_column(request.site, code, request.lang) for code in settings.columns]
    columns = [column for column in found if column is not None]
    items: list[Item] = []
    for column in columns:
        url = request.column_url(column)
        items += [
            queries.item(url, row, column.name, url)
            for row in queries.latest(request, column, settings.count)
        ]
    if len(columns) > 1:
        items.sort(key=attrgetter("published"), reverse=True)
    if not items:
        return None
    shown = ItemList(tuple(items[: settings.count]), settings.show_column)
    return BlockModel("Latest news", shown, request.column_url(columns[0]))


def build_cluster_latest(request: PortalRequest, settings: ClusterLatestSettings) -> BlockModel | None:
    """The newest articles of one column of other sites, each with the name of its site."""
    key = ("news.cluster", request.site.id, settings)
    rows = queries.standing(
        request, key, ("cluster/news", "cluster/sites"), lambda: _of_other_sites(request, settings)
    )
    items = []
    for row in rows:
        site = request.cluster.by_id.get(row.site_id)
        if site is not None:
            name = site.info.short_name or site.info.name
            base = request.site_url(site, f"{settings.feature_column}/")
            items.append(queries.item(base, row, name, request.site_url(site)))
    return BlockModel("Latest from other sites", ItemList(tuple(items), True)) if items else None


def _of_other_sites(
    request: PortalRequest, settings: ClusterLatestSettings
) -> tuple[tuple[Any, ...], datetime | None]:
    sites = [number for number in sites_with(request.cluster, settings) if number != request.site.id]
    if not sites:
        return (), None
    now = request.now
    listed = (
        Article.site_id.in_(sites),
        Article.column == settings.feature_column,
        Article.state == PUBLISHED,
    )
    newest = (
        sa.select(
            Article.site_id, Article.id, Article.title, Article.published, Article.summary, Article.updated
        )
        .where(*listed, Article.published <= now)
        .order_by(Article.published.desc(), Article.id.desc())
        .limit(settings.count)
    )
    coming = sa.select(sa.func.min(Article.published)).where(*listed, Article.published > now)
    rows: tuple[Any, ...] = ()
    with request.registry.sessions.for_cluster("news.cluster_latest: newest of other sites") as session:
        for window in (*WINDOWS, None):
            recent = newest if window is None else newest.where(Article.published > now - window)
            rows = tuple(session.execute(recent))
            if len(rows) == settings.count:
                break
        until = session.scalar(coming)
    return rows, until


def sites_with(cluster: Cluster, settings: ClusterLatestSettings) -> tuple[int, ...]:
    """Numbers of the serving sites of those kinds on which the column can be read in the first language."""
    return tuple(
        site.id
        for site in cluster
        if site.kind in settings.kinds
        and site.state in SERVING
        and news_column(site, settings.feature_column, site.structure.default_language) is not None
    )


def news_column(site: Site, code: str, lang: str) -> Column | None:
    """The column of that code if it can be reached and belongs to news."""
    column = site.structure.column(code, lang)
    return column if column is not None and column.feature == "news" and column.kind == "column" else None


BLOCKS = (
    BlockType(
        name="news.pictures", title="Picture news", settings=PicturesSettings,
        build=build_pictures, template="news:block_pictures.pt",
    ),
    BlockType(
        name="news.latest", title="Latest news", settings=LatestSettings,
        build=build_latest, template="news:block_latest.pt",
    ),
    BlockType(
        name="news.cluster_latest", title="Latest from other sites", settings=ClusterLatestSettings,
        build=build_cluster_latest, template="news:block_latest.pt",
    ),
)  # fmt: skip
