"""The snapshot: frozen objects that the request path reads and never changes.

Structure (features, columns, blocks) is interned: sites that share it share the objects.
What differs from site to site (name, sponsor, settings) is loaded when it is first asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

SERVING = frozenset({"trial", "running"})
STATES = ("preparing", "trial", "running", "offline", "closed", "moved")
"""States of a site: preparing and offline answer 503, closed 410, moved 301, the others 200."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A node of the navigation tree.

    ``feature`` is the plugin that it belongs to, or ``core``. ``kind`` is ``column``, ``group``
    (gathers its children) or ``home``. ``language`` is None for the site's default language.
    """

    code: str
    name: str
    feature: str
    kind: str = "column"
    column_type: str = ""
    freshness: str = "none"
    description: str = ""
    keywords: tuple[str, ...] = ()
    language: str | None = None
    visible: bool = True
    redirect: str | None = None
    source: str | None = None
    settings: dict[str, Any] = {}
    children: "tuple[Column, ...]" = ()

    def walk(self) -> "Iterator[Column]":
        """This column and all below it, in the order of the tree."""
        yield self
        for child in self.children:
            yield from child.walk()


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A block placed on the home page; ``name`` is ``feature.block``."""

    region: str
    name: str
    title: str = ""
    language: str | None = None
    settings: dict[str, Any] = {}

    @property
    def feature(self) -> str:
        """The feature that offers the block."""
        return self.name.partition(".")[0]


class StructureData(msgspec.Struct, frozen=True, kw_only=True):
    """The stored form of a structure: what the files and the console say, whatever is installed."""

    features: tuple[str, ...]
    closing: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    home: tuple[Block, ...] = ()
    theme: str = "portal"
    languages: tuple[str, ...] = ("zh-Hans",)
    default_language: str = "zh-Hans"


@dataclass(frozen=True, slots=True, eq=False)
class PlacedBlock:
    """A block of a home page with its type found and its settings checked."""

    region: str
    title: str
    type: Any
    settings: Any


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """What sites of one shape share, seen with the plugins that are active in this process.

    ``features`` are on and active; ``closing`` are among them but begin nothing new; ``missing``
    are switched on but not active. The rest is per language: ``columns`` by code (whatever can be
    reached), ``parents`` by code, ``navigation`` the tree to show, ``blocks`` of the home page.
    """

    features: frozenset[str]
    closing: frozenset[str]
    missing: frozenset[str]
    columns: Mapping[str, Mapping[str, Column]]
    parents: Mapping[str, Mapping[str, Column]]
    navigation: Mapping[str, tuple[Column, ...]]
    blocks: Mapping[str, tuple[PlacedBlock, ...]]
    problems: tuple[str, ...]
    theme: str
    languages: tuple[str, ...]
    default_language: str

    def column(self, code: str, language: str) -> Column | None:
        """The column of that code in that language, or None."""
        return self.columns.get(language, {}).get(code)

    def ancestors(self, column: Column, language: str) -> tuple[Column, ...]:
        """The columns above a column, the topmost first."""
        parents = self.parents.get(language, {})
        above: list[Column] = []
        parent = parents.get(column.code)
        while parent is not None:
            above.insert(0, parent)
            parent = parents.get(parent.code)
        return tuple(above)

    def top(self, column: Column, language: str) -> Column:
        """The topmost column above a column, or the column itself."""
        above = self.ancestors(column, language)
        return above[0] if above else column

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages in which there is something to read, the default one first."""
        others = (tag for tag in self.languages if tag != self.default_language)
        return (self.default_language, *(tag for tag in others if self.navigation.get(tag)))


class SiteInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a site says of itself. Texts only; empty where nothing was declared."""

    name: str
    full_name: str = ""
    short_name: str = ""
    org_type: str = ""
    sponsor: str = ""
    operator: str = ""
    site_id_code: str = ""
    division_code: str = ""
    icp_no: str = ""
    police_no: str = ""
    badge_url: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One site of the cluster, as of one version of its configuration."""

    id: int
    code: str
    kind: str
    state: str
    prefix: str | None
    hosts: tuple[str, ...]
    structure: Structure
    version: int
    successor: str | None = None
    notice: str | None = None
    _details: "Callable[[Site], SiteDetails]" = field(repr=False, kw_only=True)

    @property
    def info(self) -> SiteInfo:
        """Names and numbers of the site; read from the database when first asked for."""
        return self._details(self).info

    def words(self, language: str) -> "SiteWording":
        """What the site says of itself in a language: its own words where it has no others."""
        details = self._details(self)
        found = details.wordings.get(language)
        return found if found is not None else details.own

    def settings(self, feature: str) -> Any:
        """The resolved settings of a feature (an instance of the class it declared).

        Raises:
            KeyError: if the feature declares no settings or is not active.
        """
        return self._details(self).settings[feature]

    def has(self, feature: str) -> bool:
        """Whether the feature is on (or closing) here."""
        return feature in self.structure.features

    def begins(self, feature: str) -> bool:
        """Whether something new may begin in the feature here."""
        return feature in self.structure.features and feature not in self.structure.closing

    @property
    def closing(self) -> frozenset[str]:
        """Features that begin nothing new here."""
        return self.structure.closing

    @property
    def primary_host(self) -> str | None:
        """The host that other sites link to."""
        return self.hosts[0] if self.hosts else None


@dataclass(frozen=True, slots=True, eq=False)
class SiteDetails:
    """The lazily loaded part of a site."""

    info: SiteInfo
    settings: Mapping[str, Any]
    own: "SiteWording"
    wordings: Mapping[str, "SiteWording"]


class SiteWording(msgspec.Struct, frozen=True):
    """A site's words in one language: names and the core's settings (slogan, address, hours, notice)."""

    language: str
    info: SiteInfo
    settings: Any


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """All sites, as one immutable value; a change makes a new one."""

    name: str
    timezone: str
    by_id: Mapping[int, Site]
    by_code: Mapping[str, Site]
    by_host: Mapping[str, Site]
    by_prefix: Mapping[str, Site]
    main: Site | None
    names: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, language: str) -> str:
        """The cluster's name in a language; its own where it has no other."""
        return self.names.get(language, self.name)

    def __iter__(self) -> Iterator[Site]:
        return iter(self.by_id.values())
