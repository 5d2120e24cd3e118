"""The hooks of Menhu: every way in which the core asks plugins for something.

Argument names never change; a plugin implements a hook as a module-level function marked with
``@hookimpl`` and takes those arguments that it needs. Results are tuples of frozen objects and are
checked when they are collected. *Site* hooks are only called for plugins that are on at the site.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import click
    from pyramid.config import Configurator
    from sqlalchemy.orm import Session

    from menhu.cluster.model import Column, Site
    from menhu.deployment import Deployment
    from menhu.plugins.results import Finding, OpenBusiness, SiteMapEntry
    from menhu.render.blocks import BlockType
    from menhu.render.page import Item
    from menhu.render.slots import SlotItem
    from menhu.web.request import PortalRequest

PROJECT = "menhu"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def menhu_configure(config: "Configurator") -> None:
    """Register the views of the plugin.

    What: views by context class, ``config.add_view(view, context=Article, renderer="news:article.pt")``.
        No routes, tweens, subscribers or static views: the boot audit refuses them.
    Scope: boot, once per process.
    Arguments: ``config``, a Pyramid configurator whose package is the plugin's.
    Returns: nothing.
    Example: ``plugins/news/menhu_news/plugin.py``.
    Since: 1.
    """


@hookspec
def menhu_blocks() -> "Iterable[BlockType]":  # type: ignore[empty-body]
    """Offer blocks for home pages.

    What: the kinds of block that a site may place in a region of its home page.
    Scope: boot, once per process; a block is built only on sites where the plugin is on.
    Arguments: none.
    Returns: a tuple of ``BlockType`` whose names begin with ``<plugin>.``.
    Example: ``plugins/news/menhu_news/blocks.py``.
    Since: 1.
    """


@hookspec
def menhu_slots() -> "Iterable[SlotItem]":  # type: ignore[empty-body]
    """Put something into a slot of the layout.

    What: items for the named places of every page.
    Scope: boot, once per process; an item is rendered only on sites where the plugin is on.
    Arguments: none.
    Returns: a tuple of ``SlotItem`` whose names begin with ``<plugin>.``.
    Example: ``tests/samples/toy``.
    Since: 1.
    """


@hookspec
def menhu_commands() -> "Iterable[click.Command]":  # type: ignore[empty-body]
    """Add commands to ``menhu``.

    What: one click command or group, named like the plugin: ``menhu news import FILE``.
    Scope: boot, when the command line starts.
    Arguments: none.
    Returns: a tuple of ``click.Command`` whose name is the plugin's.
    Example: ``plugins/news/menhu_news/commands.py``.
    Since: 1.
    """


@hookspec
def menhu_check(deployment: "Deployment", session: "Session") -> "Iterable[Finding]":  # type: ignore[empty-body]
    """Examine the plugin's own affairs.

    What: what an operator must know: a missing tool, a counter that disagrees with its records.
    Scope: ``menhu check`` only, never a request.
    Arguments: ``deployment``; ``session``, of the whole cluster, to be read only.
    Returns: a tuple of ``Finding``.
    Example: ``plugins/news/menhu_news/plugin.py``.
    Since: 1.
    """


@hookspec
def menhu_column_items(  # type: ignore[empty-body]
    request: "PortalRequest", column: "Column", limit: int
) -> "Iterable[Item]":
    """Name the newest records of a column.

    What: what the column's feed, its group's page and search engines are shown.
    Scope: site and request; called for the plugin that the column belongs to.
    Arguments: ``request``; ``column``; ``limit``, the largest number wanted.
    Returns: a tuple of ``Item``, newest first.
    Example: ``plugins/news/menhu_news/plugin.py``.
    Since: 1.
    """


@hookspec
def menhu_sitemap(  # type: ignore[empty-body]
    request: "PortalRequest", column: "Column", offset: int, limit: int
) -> "Iterable[SiteMapEntry]":
    """Name every published record of a column for the XML site map.

    What: addresses of records, relative to the column; the columns themselves are added by the core.
    Scope: site and request; called for the plugin that the column belongs to.
    Arguments: ``request``; ``column``; ``offset``, how many to leave out; ``limit``, the largest
        number wanted; in an order that does not change while nothing is published.
    Returns: a tuple of ``SiteMapEntry``.
    Example: ``plugins/news/menhu_news/plugin.py``.
    Since: 1.
    """


@hookspec
def menhu_open_business(session: "Session", site: "Site") -> "Iterable[OpenBusiness]":  # type: ignore[empty-body]
    """State what is still open before the plugin is switched off on a site.

    What: running cases, unanswered letters, an open vote: own ones and those the site takes part in.
    Scope: site; called when somebody switches the plugin off there, and while it is closing.
    Arguments: ``session``, of that site; ``site``.
    Returns: a tuple of ``OpenBusiness``; empty when nothing is open.
    Example: ``tests/samples/toy``.
    Since: 1.
    """


@hookspec
def menhu_feature_switched(session: "Session", site: "Site", feature: str, on: bool) -> None:
    """Learn that a feature was switched on or off on a site.

    What: a chance to prepare what the feature needs there; data is kept when it is switched off.
    Scope: site; called in the transaction that switches, for the plugin that is switched.
    Arguments: ``session``, of that site; ``site`` as it was before; ``feature``; ``on``.
    Returns: nothing.
    Example: ``tests/samples/toy``.
    Since: 1.
    """
