"""Page models: what a view returns, and all that a template sees of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from menhu.cluster.model import Column


class Crumb(NamedTuple):
    """One step of the breadcrumb; the last step, the page itself, has no address."""

    title: str
    url: str | None


class ArticleMeta(NamedTuple):
    """The content tags of the web page design rules (网页设计规范): ``ArticleTitle`` to ``Url``."""

    title: str
    published: datetime
    source: str
    keywords: tuple[str, ...] = ()
    author: str = ""
    description: str = ""
    image: str = ""


class Item(NamedTuple):
    """One record in a list, a feed or a block.

    ``url`` is root-relative on the way by which the visitor came; ``published`` is timezone-aware.
    ``origin`` is the name of the column or site that it comes from, where lists mix them.
    """

    title: str
    url: str
    published: datetime
    summary: str = ""
    picture: "Picture | None" = None
    origin: str = ""
    origin_url: str = ""
    updated: datetime | None = None


class Picture(NamedTuple):
    """A picture with its address, pixel size and alternative text."""

    url: str
    alt: str
    width: int
    height: int
    caption: str = ""


class PageLink(NamedTuple):
    """One link of a pager; ``number`` is None for a gap."""

    number: int | None
    url: str
    current: bool = False


class Pager(NamedTuple):
    """The pages of a list: ``total`` records on ``pages`` pages, this being page ``number`` (from 1)."""

    number: int
    pages: int
    total: int
    links: tuple[PageLink, ...]
    previous: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """The base of every page model.

    Arguments:
        title: the page's name, its ``<h1>``; empty on a home page.
        column: the column that the page stands in, or None.
        crumbs: steps of the breadcrumb after the column.
        article: set on a record's page; fills the content tags.
        description, keywords: for the column tags and search engines.
        feed: root-relative address of the Atom feed that belongs to the page, or None.
        canonical: root-relative address if it differs from the page's own.
        query: the query string that makes this page another page ("page=2"), or "".
        robots: a value for the robots tag, such as "noindex".
    """

    title: str = ""
    column: Column | None = None
    crumbs: tuple[Crumb, ...] = ()
    article: ArticleMeta | None = None
    description: str = ""
    keywords: tuple[str, ...] = ()
    feed: str | None = None
    canonical: str | None = None
    query: str = ""
    robots: str = ""


class RenderedBlock(NamedTuple):
    """A block of the home page, ready to be placed: its HTML and what stood around it."""

    name: str
    title: str
    html: Markup
    more_url: str | None


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """The home page: blocks by region, in the order in which the site arranged them."""

    regions: Mapping[str, tuple[RenderedBlock, ...]] = field(default_factory=dict)


class Section(NamedTuple):
    """A column within its group's page: its newest items and the way to all of them."""

    title: str
    url: str
    description: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class GroupPage(Page):
    """The page of a group of columns."""

    sections: tuple[Section, ...] = ()


class DirectoryEntry(NamedTuple):
    """A site in the directory of the cluster."""

    code: str
    name: str
    kind: str
    org_type: str
    url: str


class SiteMapNode(NamedTuple):
    """A column on the site map page."""

    title: str
    url: str
    children: "tuple[SiteMapNode, ...]"


@dataclass(frozen=True, kw_only=True)
class SiteMapPage(Page):
    """The site map that people read."""

    nodes: tuple[SiteMapNode, ...] = ()
    sites: tuple[DirectoryEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoticePage(Page):
    """A page that says something and what to do next: errors, states of a site, find-an-error."""

    status: int = 200
    message: str = ""
    advice: tuple[str, ...] = ()
    links: tuple[Crumb, ...] = ()
