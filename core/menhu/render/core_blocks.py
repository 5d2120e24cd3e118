"""Blocks that the core offers: links, columns of a group, the directory of sites, contact."""

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from menhu.cluster.model import SERVING
from menhu.render.blocks import BlockModel, BlockSettings, BlockType
from menhu.render.page import DirectoryEntry

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest

ORG_TYPES = {
    "gov": "Government departments",
    "institution": "Public institutions",
    "mass": "People's organisations",
    "vertical": "Vertically managed authorities",
}
KINDS = {"department": "Departments", "county": "Counties and cities", "special": "Special sites"}


class LinkItem(NamedTuple):
    """A link with words and the name of an icon."""

    label: str
    url: str
    icon: str = ""


class SiteGroup(NamedTuple):
    """Sites of one sort in the directory; ``title`` is a message of the core."""

    title: str
    entries: tuple[DirectoryEntry, ...]


class LinkSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link to a column of the site, or to an address."""

    column: str = ""
    url: str = ""
    label: str = ""
    icon: str = ""


class LinksSettings(BlockSettings, frozen=True):
    """``core.links``"""

    links: tuple[LinkSpec, ...]


class ColumnsSettings(BlockSettings, frozen=True):
    """``core.columns``"""

    group: str


class SitesSettings(BlockSettings, frozen=True):
    """``core.sites``"""

    kinds: tuple[str, ...] = ("department", "county")
    grouped: bool = True


class NoSettings(BlockSettings, frozen=True):
    """A block with nothing to set."""


def build_links(request: "PortalRequest", settings: LinksSettings) -> BlockModel | None:
    """Links to columns that are there; the block is absent if none is."""
    structure, lang = request.site.structure, request.lang
    links = []
    for spec in settings.links:
        column = structure.column(spec.column, lang) if spec.column else None
        if column is not None:
            links.append(LinkItem(spec.label or column.name, request.column_url(column), spec.icon))
        elif spec.url and not spec.column:
            links.append(LinkItem(spec.label or spec.url, spec.url, spec.icon))
    return BlockModel("", tuple(links)) if links else None


def build_columns(request: "PortalRequest", settings: ColumnsSettings) -> BlockModel | None:
    """The visible children of a group."""
    for top in request.site.structure.navigation.get(request.lang, ()):
        for column in top.walk():
            if column.code == settings.group and column.children:
                links = tuple(LinkItem(child.name, request.column_url(child)) for child in column.children)
                return BlockModel(column.name, links, request.column_url(column), title_is_data=True)
    return None


def build_sites(request: "PortalRequest", settings: SitesSettings) -> BlockModel | None:
    """The directory of the cluster's serving sites, by kind and sort of organisation."""
    request.tags.update(("cluster", "cluster/sites"))
    key = ("core.sites", settings, request.way, request.origin, request.environ.get("menhu.local_suffix"))
    groups = request.registry.fragments.get(
        key,
        ("cluster", "cluster/sites"),
        lambda: directory(request, settings.kinds, grouped=settings.grouped),
    )
    return BlockModel("Sites of the cluster", groups) if groups else None


def directory(
    request: "PortalRequest", kinds: tuple[str, ...], *, grouped: bool = True
) -> tuple[SiteGroup, ...]:
    """Serving sites of the given kinds, departments by sort of organisation if ``grouped``."""
    groups: dict[str, list[DirectoryEntry]] = {}
    labels = {**{f"department/{key}": title for key, title in ORG_TYPES.items()}, **KINDS}
    for site in request.cluster:
        if site.kind not in kinds or site.state not in SERVING:
            continue
        info = site.info
        entry = DirectoryEntry(
            site.code, info.short_name or info.name, site.kind, info.org_type, request.site_url(site)
        )
        sort = (
            f"{site.kind}/{info.org_type}"
            if grouped and f"{site.kind}/{info.org_type}" in labels
            else site.kind
        )
        groups.setdefault(sort, []).append(entry)
    rank = {key: index for index, key in enumerate(labels)}
    return tuple(
        SiteGroup(labels.get(sort, sort), tuple(groups[sort]))
        for sort in sorted(groups, key=lambda sort: (kinds.index(sort.partition("/")[0]), rank.get(sort, 99)))
    )


def build_portal_link(request: "PortalRequest", settings: NoSettings) -> BlockModel | None:
    """The way back to the main portal; absent on the portal itself."""
    del settings
    main = request.cluster.main
    if main is None or main is request.site:
        return None
    request.tags.add(f"site/{main.id}")
    return BlockModel("Back to the portal", LinkItem(main.info.name, request.site_url(main)))


def build_contact(request: "PortalRequest", settings: NoSettings) -> BlockModel | None:
    """Address, telephone and hours; absent if none is known."""
    del settings
    core = request.site.settings("core")
    known: tuple[Any, ...] = (core.address, core.phone, core.email, core.hours)
    return BlockModel("Contact", core) if any(known) else None


CORE_BLOCKS = (
    BlockType(
        name="core.links", title="Links", settings=LinksSettings,
        build=build_links, template="menhu:block_links.pt",
    ),
    BlockType(
        name="core.columns", title="Columns of a group", settings=ColumnsSettings,
        build=build_columns, template="menhu:block_columns.pt",
    ),
    BlockType(
        name="core.sites", title="Sites of the cluster", settings=SitesSettings,
        build=build_sites, template="menhu:block_sites.pt",
    ),
    BlockType(
        name="core.portal_link", title="Back to the portal", settings=NoSettings,
        build=build_portal_link, template="menhu:block_portal_link.pt",
    ),
    BlockType(
        name="core.contact", title="Contact", settings=NoSettings,
        build=build_contact, template="menhu:block_contact.pt",
    ),
)  # fmt: skip
