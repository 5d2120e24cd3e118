"""What every page carries around its content: tags, navigation, breadcrumb, languages, footer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

from menhu.cluster.model import Column, Site, SiteInfo
from menhu.render.page import Crumb, Page

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest

LANGUAGE_LABELS = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
LOCALE_PREFIX = {"zh-Hans": "zh-hans", "zh-Hant": "zh-hant", "en": "en"}


class NavItem(NamedTuple):
    """An entry of the navigation; ``children`` are the columns of a group."""

    code: str
    title: str
    url: str
    children: "tuple[NavItem, ...]"


class LanguageLink(NamedTuple):
    """A language in which the site can be read; ``current`` marks the one on the screen."""

    tag: str
    label: str
    url: str
    current: bool


class Feed(NamedTuple):
    """The Atom feed that belongs to a page."""

    title: str
    url: str


def navigation_items(request: "PortalRequest", columns: tuple[Column, ...]) -> tuple[NavItem, ...]:
    """Turn a navigation tree of columns into entries with addresses on the way of the request."""
    return tuple(
        NavItem(
            column.code,
            column.name,
            request.column_target(column),
            navigation_items(request, column.children),
        )
        for column in columns
    )


def _meta(tags: Iterable[tuple[str, str]]) -> Markup:
    lines = [f'<meta name="{name}" content="{escape(value)}" />\n' for name, value in tags]
    return Markup("".join(lines))  # noqa: S704 - names are ours, values are escaped


class Furniture:
    """The furniture of one page; every part is made when the layout asks for it.

    Arguments:
        request: the request.
        page: the page model that the view returned.
    """

    def __init__(self, request: "PortalRequest", page: Page) -> None:
        self.request = request
        self.page = page
        self.site: Site = request.site

    @property
    def lang(self) -> str:
        """The language tag for ``<html lang>``."""
        return self.request.lang

    @property
    def title(self) -> str:
        """The window title: page, column, site."""
        page, name = self.page, self.info.name
        parts = [page.title]
        if page.column is not None and page.column.name != page.title:
            parts.append(page.column.name)
        return " - ".join([part for part in parts if part] + [name])

    @property
    def meta(self) -> tuple[tuple[str, str], ...]:
        """The tags of the web page design rules (DOMAIN A14): site, column and content tags."""
        return (*self._site_tags(), *self._page_tags())

    def _site_tags(self) -> list[tuple[str, str]]:
        site, page = self.site, self.page
        info = self.info
        tags = [
            ("SiteName", info.full_name or info.name),
            ("SiteDomain", site.primary_host or self.request.host),
            ("SiteIDCode", info.site_id_code),
        ]
        column = page.column
        if column is not None:
            tags += [
                ("ColumnName", column.name),
                ("ColumnDescription", column.description or f"{info.name} {column.name}"),
                ("ColumnKeywords", ",".join(column.keywords) or column.name),
                ("ColumnType", column.column_type),
            ]
        elif not page.title:
            home = self.request.registry.texts.translate("Home", "menhu", "zh-Hans")
            tags += [
                ("ColumnName", home),
                ("ColumnDescription", info.full_name or info.name),
                ("ColumnKeywords", info.name),
                ("ColumnType", "首页"),
            ]
        return tags

    def _page_tags(self) -> list[tuple[str, str]]:
        page = self.page
        tags: list[tuple[str, str]] = []
        if page.article is not None:
            tags += self._content_tags()
        elif page.description:
            tags.append(("Description", page.description))
        if page.robots:
            tags.append(("robots", page.robots))
        return tags

    @property
    def head(self) -> Markup:
        """The ``meta`` tags and the links to style sheets and scripts.

        What is the same on every page of a column is kept rendered.
        """
        request, page = self.request, self.page
        code = page.column.code if page.column is not None else ("" if page.title else "@home")
        key = ("head", self.site.id, request.lang, request.way, request.origin, request.base, code)
        tags = (f"site/{self.site.id}", "cluster")
        request.tags.update(tags)
        fixed = request.registry.fragments.get(key, tags, self._fixed_head)
        return _meta(self._page_tags()) + fixed

    def _fixed_head(self) -> Markup:
        sheets = (Markup('<link rel="stylesheet" href="{}" />\n').format(sheet) for sheet in self.stylesheets)
        scripts = (Markup('<script src="{}" defer="defer"></script>\n').format(one) for one in self.scripts)
        return _meta(self._site_tags()) + Markup("").join((*sheets, *scripts))

    def _content_tags(self) -> list[tuple[str, str]]:
        article = self.page.article
        assert article is not None
        local = self.request.registry.clock.local(article.published)
        tags = [
            ("ArticleTitle", article.title),
            ("PubDate", local.strftime("%Y-%m-%d %H:%M")),
            ("ContentSource", article.source),
        ]
        optional = [
            ("Keywords", ",".join(article.keywords)),
            ("Author", article.author),
            ("Description", article.description),
            ("Image", self.request.absolute(article.image) if article.image else ""),
            ("Url", self.canonical),
        ]
        return tags + [(name, value) for name, value in optional if value]

    @property
    def canonical(self) -> str:
        """The absolute address of this page without what does not belong to it."""
        request, page = self.request, self.page
        path = page.canonical or request.base + request.environ["menhu.inner_path"]
        return request.absolute(path + (f"?{page.query}" if page.query else ""))

    @property
    def feed(self) -> Feed | None:
        """The feed that belongs to the page."""
        page = self.page
        if page.feed is None:
            return None
        title = page.column.name if page.column is not None else page.title
        return Feed(f"{self.info.name} - {title}", page.feed)

    @property
    def home_url(self) -> str:
        """The site's home page in this language."""
        return self.request.home_url

    @property
    def breadcrumb(self) -> tuple[Crumb, ...]:
        """Home, the columns above, the page itself (without address)."""
        request, page = self.request, self.page
        if not page.title and page.column is None:
            return ()
        home = request.translate("Home")
        crumbs = [Crumb(home, request.home_url)]
        column = page.column
        if column is not None:
            ancestors = self.site.structure.ancestors(column, request.lang)
            crumbs += [Crumb(above.name, request.column_url(above)) for above in ancestors]
            own = page.title == column.name and not page.crumbs and page.article is None
            crumbs.append(Crumb(column.name, None if own else request.column_url(column)))
        crumbs += page.crumbs
        if column is None or page.title != column.name:
            crumbs.append(Crumb(page.title, None))
        return tuple(crumbs)

    @property
    def languages(self) -> tuple[LanguageLink, ...]:
        """The languages in which this site can be read, each leading to its home page there."""
        request = self.request
        structure = self.site.structure
        base = request.site_base()
        return tuple(
            LanguageLink(
                tag,
                LANGUAGE_LABELS.get(tag, tag),
                f"{base}/" if tag == structure.default_language else f"{base}/{LOCALE_PREFIX[tag]}/",
                tag == request.lang,
            )
            for tag in structure.offered
        )

    @property
    def stylesheets(self) -> tuple[str, ...]:
        """Addresses of the style sheets: theme, tokens of the site, plugins that are on."""
        return self.request.registry.themes.stylesheets(self.request)

    @property
    def scripts(self) -> tuple[str, ...]:
        """Addresses of scripts; everything works without them."""
        return self.request.registry.themes.scripts(self.request)

    @property
    def emblem(self) -> str:
        """The address of the site's emblem."""
        return self.request.registry.themes.emblem(self.request)

    @property
    def settings(self) -> Any:
        """The core's settings of this site in this language: slogan, phone, address, colours."""
        return self.site.words(self.request.lang).settings

    @property
    def info(self) -> SiteInfo:
        """Names and numbers of the site, in this language where it has words for it."""
        return self.site.words(self.request.lang).info

    @property
    def own_language(self) -> str | None:
        """The language of the site's words if it is not that of the page, for ``lang`` attributes."""
        language = self.site.words(self.request.lang).language
        return None if language == self.request.lang else language

    @property
    def header(self) -> Markup:
        """The header with the navigation, kept rendered until something in it changes."""
        column = self.page.column
        current = "" if column is None else self.site.structure.top(column, self.request.lang).code
        if column is None and not self.page.title:
            current = "@home"
        return self._fragment("header", current)

    @property
    def footer(self) -> Markup:
        """The footer, kept rendered until something in it changes."""
        return self._fragment("footer", "")

    def _fragment(self, name: str, current: str) -> Markup:
        request = self.request
        tags = (f"site/{self.site.id}", "cluster", "cluster/sites")
        request.tags.update(tags)
        key = (name, self.site.id, request.lang, request.way, request.origin, request.base, current)

        def build() -> Markup:
            return request.registry.renderer.render(
                f"menhu:{name}.pt", request, self.page, furniture=self, current=current
            )

        return request.registry.fragments.get(key, tags, build)

    @property
    def navigation(self) -> tuple[NavItem, ...]:
        """The navigation tree with addresses."""
        return navigation_items(self.request, self.site.structure.navigation.get(self.lang, ()))

    @property
    def main_site(self) -> tuple[str, str] | None:
        """Name and address of the main portal, or None on the portal itself."""
        main = self.request.cluster.main
        if main is None or main is self.site:
            return None
        return main.words(self.request.lang).info.name, self.request.site_url(main)

    @property
    def site_map_url(self) -> str:
        """The site map for people."""
        return f"{self.request.base}/sitemap"

    @property
    def find_error_url(self) -> str:
        """Where a visitor reports an error on this page."""
        url: str = self.settings.find_error_url
        return url.replace("{code}", self.info.site_id_code) or f"{self.request.base}/find-error"
