"""Everything a plugin may import from the core: documented, and stable for its API version."""

from menhu.cli.context import PortalContext
from menhu.cluster.model import SERVING, Block, Cluster, Column, Site, SiteInfo
from menhu.cluster.settings import Secret, Settings
from menhu.content.checking import (
    ContentError,
    PictureWords,
    check_year,
    checked_body,
    column_of,
    language_in,
    unwritable_text,
)
from menhu.content.commands import import_options, site_named
from menhu.content.importing import IMPORT_BATCH, import_lines
from menhu.content.pictures import (
    PictureFolder,
    PictureLine,
    PictureStorage,
    pictures_in,
    shown_picture,
)
from menhu.content.targets import Content, ImportLine, ImportTarget, Installation, Known, Report
from menhu.content.text import localised, media_url, plain_text, shortened
from menhu.data.base import PluginBase, plugin_base
from menhu.data.errors import FeatureClosing, ScopeError
from menhu.data.files import FileStore
from menhu.data.models import FileRow as File
from menhu.data.moves import move
from menhu.data.owners import SiteOwned, SiteShared
from menhu.data.participants import add_participant, participants, remove_participant
from menhu.data.session import SessionFactory
from menhu.data.types import UtcDateTime
from menhu.media import FileError, store_file
from menhu.plugins.declaration import API_VERSION, DeclarationError, Plugin
from menhu.plugins.hookspecs import hookimpl
from menhu.plugins.results import Finding, OpenBusiness, SiteMapEntry
from menhu.render.blocks import BlockModel, BlockSettings, BlockType
from menhu.render.html import sanitise
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
    "IMPORT_BATCH",
    "SERVING",
    "ArticleMeta",
    "Block",
    "BlockModel",
    "BlockSettings",
    "BlockType",
    "Cluster",
    "Column",
    "ColumnResource",
    "Content",
    "ContentError",
    "Crumb",
    "DeclarationError",
    "FeatureClosing",
    "File",
    "FileError",
    "FileStore",
    "Finding",
    "ImportLine",
    "ImportTarget",
    "Installation",
    "Item",
    "Known",
    "OpenBusiness",
    "Page",
    "PageLink",
    "Pager",
    "Picture",
    "PictureFolder",
    "PictureLine",
    "PictureStorage",
    "PictureWords",
    "Plugin",
    "PluginBase",
    "PortalContext",
    "PortalRequest",
    "RecordResource",
    "Report",
    "ScopeError",
    "Secret",
    "SessionFactory",
    "Settings",
    "Site",
    "SiteInfo",
    "SiteMapEntry",
    "SiteOwned",
    "SiteRoot",
    "SiteShared",
    "SlotItem",
    "UtcDateTime",
    "add_participant",
    "check_year",
    "checked_body",
    "column_of",
    "hookimpl",
    "import_lines",
    "import_options",
    "language_in",
    "localised",
    "media_url",
    "move",
    "participants",
    "pictures_in",
    "plain_text",
    "plugin_base",
    "remove_participant",
    "sanitise",
    "shortened",
    "shown_picture",
    "site_named",
    "store_file",
    "unwritable_text",
]
