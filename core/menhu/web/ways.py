"""From host and path to a site: the ways by which a visitor can come."""

from typing import Literal, NamedTuple
from urllib.parse import quote

from menhu.cluster.model import Cluster, Site

_PATH_SAFE = "/~!$&'()*+,;=:@"
_QUERY_SAFE = f"{_PATH_SAFE}?%[]"

Way = Literal["host", "local", "path"]
HOST: Way = "host"
LOCAL: Way = "local"
PATH: Way = "path"


class Arrival(NamedTuple):
    """Which site a request reaches, how, and what of the path belongs to the way.

    ``base`` is the site's prefix without its closing slash ("" or "/bm/fgw"); ``path`` what is left.
    ``redirect`` is set when the prefix came without its closing slash.
    """

    site: Site
    way: Way
    base: str
    path: str
    local_suffix: str = ""
    redirect: str | None = None


def arrive(cluster: Cluster, host: str, path: str, local_hosts: tuple[str, ...]) -> Arrival | None:
    """Resolve a normalised host name (no port) and a path to a site.

    A host is a site's own, or ``CODE.<local host>``, or a local host itself (the main site, by path).
    On any way of the main site, another site's path prefix leads to that site.

    Returns:
        The arrival, or None when no site answers on that host.
    """
    site = cluster.by_host.get(host)
    way, suffix = HOST, ""
    if site is None:
        if host in local_hosts:
            site, way = cluster.main, PATH
        else:
            code, dot, rest = host.partition(".")
            if dot and rest in local_hosts:
                site, way, suffix = cluster.by_code.get(code), LOCAL, rest
    if site is None:
        return None
    if site is cluster.main and cluster.by_prefix:
        below = _below(cluster, path)
        if below is not None:
            return below
    return Arrival(site, way, "", path, suffix)


def address(path: str, query: str = "") -> str:
    """A path and a query of an environ (their bytes as latin-1, PEP 3333), as a header or a link may hold them."""
    quoted = quote(path.encode("latin-1"), safe=_PATH_SAFE)
    return f"{quoted}?{quote(query.encode('latin-1'), safe=_QUERY_SAFE)}" if query else quoted


def _below(cluster: Cluster, path: str) -> Arrival | None:
    parts = path.split("/", 3)
    if len(parts) < 3:
        return None
    prefix = f"/{parts[1]}/{parts[2]}/"
    site = cluster.by_prefix.get(prefix)
    if site is None:
        return None
    if len(parts) == 3:
        return Arrival(site, PATH, prefix[:-1], "/", redirect=prefix)
    return Arrival(site, PATH, prefix[:-1], "/" + parts[3])
