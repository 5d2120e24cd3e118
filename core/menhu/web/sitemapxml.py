"""The XML site map of a site (sitemaps.org 0.9): one file, or an index when it is too long for one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from menhu.plugins.results import SiteMapEntry

if TYPE_CHECKING:
    from menhu.cluster.model import Column
    from menhu.web.request import PortalRequest

LIMIT = 50_000
"""The largest number of addresses in one file, by the protocol."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def site_map_xml(context: object, request: "PortalRequest") -> Response:
    """``/sitemap.xml``: all addresses, or, if they are more than one file holds, an index of parts."""
    del context
    part = request.parameter("part")
    if part is not None:
        return _part(request, part)
    parts = {"columns": tuple(_columns(request))}
    for column in _all_columns(request):
        for offset in range(0, LIMIT * LIMIT, LIMIT):
            found = _records(request, column, offset)
            if found:
                parts[f"{column.code}.{offset}"] = found
            if len(found) < LIMIT:
                break
    if sum(len(entries) for entries in parts.values()) <= LIMIT:
        return _urlset(request, [entry for entries in parts.values() for entry in entries])
    base = escape(f"{request.absolute(request.site_base())}/sitemap.xml")
    rows = "".join(f"<sitemap><loc>{base}?part={name}</loc></sitemap>\n" for name in parts)
    return _xml(f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{rows}</sitemapindex>\n')


def _part(request: "PortalRequest", part: str) -> Response:
    if part == "columns":
        return _urlset(request, list(_columns(request)))
    code, _, offset = part.rpartition(".")
    column = next((column for column in _all_columns(request) if column.code == code), None)
    if column is None or not offset.isdecimal() or int(offset) % LIMIT or len(offset) > 12:
        raise HTTPNotFound
    return _urlset(request, list(_records(request, column, int(offset))))


def _all_columns(request: "PortalRequest") -> Iterator["Column"]:
    for tag in request.site.structure.offered:
        for top in request.site.structure.navigation.get(tag, ()):
            yield from (column for column in top.walk() if column.kind == "column" and not column.redirect)


def _columns(request: "PortalRequest") -> Iterator[SiteMapEntry]:
    structure = request.site.structure
    for tag in structure.offered:
        prefix = "" if tag == structure.default_language else f"{tag}/"
        yield SiteMapEntry(prefix)
        for top in structure.navigation.get(tag, ()):
            for column in top.walk():
                if column.kind != "home" and not column.redirect:
                    yield SiteMapEntry(f"{prefix}{column.code}/")


def _records(request: "PortalRequest", column: "Column", offset: int) -> tuple[SiteMapEntry, ...]:
    structure, hooks = request.site.structure, request.registry.hooks
    tag = column.language or structure.default_language
    prefix = "" if tag == structure.default_language else f"{tag}/"
    request.tags.add(f"site/{request.site.id}/{column.feature}")
    for implementation in hooks.on("menhu_sitemap", structure):
        if implementation.plugin == column.feature:
            found = hooks.collect(
                "menhu_sitemap", implementation, request=request, column=column, offset=offset, limit=LIMIT
            )
            return tuple(SiteMapEntry(f"{prefix}{column.code}/{e.path}", e.updated) for e in found)
    return ()


def _urlset(request: "PortalRequest", entries: list[SiteMapEntry]) -> Response:
    request.tags.update((f"site/{request.site.id}", "cluster"))
    base = request.absolute(request.site_base())
    text = request.registry.clock.text
    rows = "".join(
        f"<url><loc>{escape(f'{base}/{entry.path}')}</loc>"
        + (f"<lastmod>{text(entry.updated, 'iso')}</lastmod>" if entry.updated else "")
        + "</url>\n"
        for entry in entries
    )
    return _xml(f'{_HEAD}<urlset xmlns="{_SPACE}">\n{rows}</urlset>\n')


def _xml(text: str) -> Response:
    return Response(text, content_type="application/xml", charset="utf-8")
