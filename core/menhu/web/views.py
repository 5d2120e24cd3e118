"""Views of the core: groups, site maps, feeds, robots, find-an-error, media and error pages."""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPFound, HTTPMovedPermanently, HTTPNotFound
from pyramid.response import Response

from menhu.render.core_blocks import directory
from menhu.render.page import Crumb, GroupPage, Item, NoticePage, Section, SiteMapNode, SiteMapPage
from menhu.web.resources import ColumnResource, GroupResource, HomeColumnResource, LeadingColumnResource
from menhu.web.ways import address

if TYPE_CHECKING:
    from menhu.cluster.model import Column
    from menhu.web.request import PortalRequest

log = logging.getLogger(__name__)
GROUP_ITEMS = 6
FEED_ITEMS = 30
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated: a value that two readings do not tell apart."""


def column_items(request: "PortalRequest", column: "Column", limit: int) -> tuple[Item, ...]:
    """The newest records of a column, as the plugin that it belongs to names them."""
    hooks = request.registry.hooks
    for implementation in hooks.on("menhu_column_items", request.site.structure):
        if implementation.plugin == column.feature:
            request.tags.add(f"site/{request.site.id}/{column.feature}")
            return hooks.collect(
                "menhu_column_items", implementation, request=request, column=column, limit=limit
            )
    return ()


def group(context: GroupResource, request: "PortalRequest") -> GroupPage:
    """The page of a group: each of its columns with its newest records."""
    request.tags.update((f"site/{request.site.id}", "cluster"))
    return GroupPage(
        title=context.column.name,
        column=context.column,
        description=context.column.description,
        sections=tuple(
            Section(
                child.name,
                request.column_target(child),
                child.description,
                column_items(request, child, GROUP_ITEMS),
            )
            for child in context.column.children
            if child.visible
        ),
    )


def home_column(context: HomeColumnResource, request: "PortalRequest") -> Response:
    """The home column stands for the home page."""
    del context
    return HTTPMovedPermanently(request.absolute(request.home_url))


def leading_column(context: LeadingColumnResource, request: "PortalRequest") -> Response:
    """A column that leads elsewhere; not for ever, since staff may change it."""
    return HTTPFound(request.absolute(request.column_target(context.column)))


def feed(context: ColumnResource, request: "PortalRequest") -> Response:
    """The Atom feed of a column (RFC 4287)."""
    if context.column.redirect or not has_feed(request, context.column):
        raise HTTPNotFound
    items = column_items(request, context.column, FEED_ITEMS)
    page = SiteMapPage(title=context.column.name, column=context.column)
    xml = request.registry.renderer.render(
        "menhu:feed.pt",
        request,
        page,
        items=items,
        updated=max((_moment(i) for i in items), default=NEVER),
    )
    return Response(str(xml), content_type="application/atom+xml", charset="utf-8")


def has_feed(request: "PortalRequest", column: "Column") -> bool:
    """Whether the plugin of a column names its records."""
    hooks = request.registry.hooks.on("menhu_column_items", request.site.structure)
    return any(implementation.plugin == column.feature for implementation in hooks)


def _moment(item: Item) -> Any:
    return item.updated or item.published


def site_map(context: object, request: "PortalRequest") -> SiteMapPage:
    """The site map for people: columns of this site, and the sites of the cluster."""
    del context
    request.tags.update((f"site/{request.site.id}", "cluster", "cluster/sites"))

    def nodes(columns: "tuple[Column, ...]") -> tuple[SiteMapNode, ...]:
        return tuple(
            SiteMapNode(
                column.name,
                request.column_target(column),
                nodes(column.children),
            )
            for column in columns
        )

    groups = directory(request, ("department", "county", "special"), grouped=False)
    return SiteMapPage(
        title=request.translate("Site map"),
        nodes=nodes(request.site.structure.navigation.get(request.lang, ())),
        sites=tuple(entry for group in groups for entry in group.entries),
    )


def robots(context: object, request: "PortalRequest") -> Response:
    """robots.txt of the host: everything may be read; the site map is named."""
    del context
    lines = [
        "User-agent: *",
        "Allow: /",
        "",
        f"Sitemap: {request.absolute(request.site_base())}/sitemap.xml",
        "",
    ]
    return Response("\n".join(lines), content_type="text/plain", charset="utf-8")


def find_error(context: object, request: "PortalRequest") -> NoticePage:
    """How to tell the site's staff of an error on a page."""
    del context
    request.tags.update((f"site/{request.site.id}", "cluster"))
    words = request.site.words(request.lang)
    settings, info = words.settings, words.info
    say = request.translate
    ways = [
        (settings.phone, "Call ${value} in office hours."),
        (settings.email, "Write to ${value}."),
        (settings.address, "Come to, or write to: ${value}."),
    ]
    return NoticePage(
        title=say("Report an error on this website"),
        message=say(
            "Did you find a wrong statement, a dead link or a misspelling on the pages of ${site}? "
            "Please tell us: it is corrected as soon as it is confirmed.",
            site=info.name,
        ),
        advice=(
            say("Copy the address of the page from your browser and say what is wrong there."),
            *(say(text, value=value) for value, text in ways if value),
            say("The pages are answered for by ${name}.", name=info.sponsor or info.name),
        ),
    )


def home_crumb(request: "PortalRequest") -> Crumb:
    """The way to the site's home page."""
    name = request.site.words(request.lang).info.name
    return Crumb(request.translate("Home page of ${site}", site=name), request.home_url)


def not_found(context: Any, request: "PortalRequest") -> NoticePage:
    """404: what it means and where to go on. The answer is the same for whatever is absent."""
    del context
    request.response.status_int = 404
    request.environ["menhu.cacheable"] = False
    say = request.translate
    return NoticePage(
        title=say("This page does not exist"),
        status=404,
        robots="noindex",
        message=say("The address may be mistyped, or the page was moved or taken off."),
        advice=(
            say("Check the address for mistakes."),
            say("Start from the home page, or look for the column on the site map."),
        ),
        links=(
            home_crumb(request),
            Crumb(say("Site map"), f"{request.base}/sitemap"),
        ),
    )


def forbidden(context: Any, request: "PortalRequest") -> NoticePage:
    """403: what is refused and what to do."""
    del context
    request.response.status_int = 403
    request.environ["menhu.cacheable"] = False
    say = request.translate
    return NoticePage(
        title=say("You may not do this here"),
        status=403,
        robots="noindex",
        message=say("This page is not open to you."),
        links=(home_crumb(request),),
    )


def canonical_slash(context: Any, request: "PortalRequest", *, named: bool = False) -> Response | None:
    """Columns end with a slash, records and named views do not; the other spelling leads there."""
    path: str = request.environ["PATH_INFO"]
    wants = isinstance(context, ColumnResource) and not named
    if path.endswith("/") == wants:
        return None
    raw = request.environ["SCRIPT_NAME"] + (path + "/" if wants else path.rstrip("/"))
    return HTTPMovedPermanently(request.origin + address(raw, request.environ.get("QUERY_STRING", "")))


def http_answer(context: Any, request: "PortalRequest") -> Any:
    """HTTP answers that a view raised: redirects as they are, errors on a page of the site."""
    if context.status_int < 400:
        return context
    request.environ["menhu.cacheable"] = False
    page = NoticePage(
        title=request.translate("This request cannot be answered"),
        status=context.status_int,
        robots="noindex",
        message=context.detail or context.explanation or context.title,
        links=(home_crumb(request),),
    )
    html = request.registry.renderer.render("menhu:notice.pt", request, page)
    headers = [
        (name, value) for name, value in context.headerlist if name in ("Allow", "Retry-After", "Location")
    ]
    response = Response(str(html), status=context.status, content_type="text/html", charset="utf-8")
    response.headers.extend(headers)
    return response
