"""Everything a plugin may import from the core. What stands here is documented, and stable for its API version."""

from menhu.cluster.model import Block, Cluster, Column, Site, SiteInfo
from menhu.plugins.declaration import API_VERSION, DeclarationError, Plugin
from menhu.plugins.hookspecs import hookimpl
from menhu.plugins.results import Finding, OpenBusiness, SiteMapEntry
from menhu.render.blocks import BlockModel, BlockSettings, BlockType
from menhu.render.page import (
    ArticleMeta,
    Crumb,
    Item,
    Page,
    PageLink,
    Pager,
    Picture,
)
from menhu.render.slots import SlotItem
from menhu.web.request import PortalRequest
from menhu.web.resources import ColumnResource, RecordResource, SiteRoot

__all__ = [
    "API_VERSION",
    "ArticleMeta",
    "Block",
    "BlockModel",
    "BlockSettings",
    "BlockType",
    "Cluster",
    "Column",
    "ColumnResource",
    "Crumb",
    "DeclarationError",
    "Finding",
    "Item",
    "OpenBusiness",
    "Page",
    "PageLink",
    "Pager",
    "Picture",
    "Plugin",
    "PortalRequest",
    "RecordResource",
    "Site",
    "SiteInfo",
    "SiteMapEntry",
    "SiteRoot",
    "SlotItem",
    "hookimpl",
]
