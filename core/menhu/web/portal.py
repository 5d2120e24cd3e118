"""The way in: from a bare WSGI request to the site, the language and the view.

Everything that must be settled before Pyramid builds a request is settled here: bad requests, unknown
hosts, sites that do not serve, prefixes, assets. What is left goes through traversal.
"""

import json
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from webob import Request as WebObRequest

from menhu.cluster.model import SERVING, Site
from menhu.data.errors import DatabaseError
from menhu.render.furniture import LOCALE_PREFIX
from menhu.render.themes import digest_of
from menhu.security.headers import secured
from menhu.security.origin import is_forged
from menhu.web.barepage import BarePage, state_page
from menhu.web.guard import check, normal_host
from menhu.web.ways import Arrival, address, arrive

if TYPE_CHECKING:
    from menhu.app import PortalRegistry

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
log = logging.getLogger(__name__)

UNAVAILABLE = (DatabaseError, OperationalError, InterfaceError, NoConnectionLeft)
"""What is raised when the database cannot be reached, is held by others, or has no connection to spare."""

DEFAULT_PORT = {"http": "80", "https": "443"}
LANGUAGE_OF_SEGMENT = {segment: tag for tag, segment in LOCALE_PREFIX.items()}


class Portal:
    """The WSGI application behind the page cache.

    Arguments:
        router: Pyramid's router.
        registry: the registry with all services.
    """

    def __init__(self, router: Callable[..., Iterable[bytes]], registry: "PortalRegistry") -> None:
        self._router = router
        self._registry = registry

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, secured(headers), exc_info)

        try:
            return self._answer(environ, start)
        except UNAVAILABLE:
            log.exception("the database does not answer")
            return self._bare(environ, start, BarePage.busy())
        except Exception:
            log.exception("unexpected error")
            return self._bare(environ, start, BarePage.broken())

    def _answer(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        refusal = check(environ)
        if refusal is not None:
            page = BarePage.refused(refusal.status, refusal.reason, refusal.headers)
            return self._bare(environ, start, page)
        path: str = environ.get("PATH_INFO", "") or "/"
        if path == "/_health":
            return self._health(environ, start)
        if is_forged(environ):
            return self._bare(environ, start, BarePage.forged())
        shared = self._shared(environ, start, path)
        if shared is not None:
            return shared
        host = normal_host(environ["HTTP_HOST"]) or ("", "")
        cluster = self._registry.snapshots.current
        arrival = arrive(cluster, host[0], path, self._registry.deployment.local_hosts)
        if arrival is None:
            return self._bare(environ, start, BarePage.unknown_host())
        environ["HTTP_HOST"] = _one_host(*host, environ["wsgi.url_scheme"])
        if arrival.redirect is not None:
            return self._redirect(environ, start, environ.get("SCRIPT_NAME", "") + arrival.redirect)
        site = arrival.site
        if site.state not in SERVING:
            return self._bare(environ, start, state_page(site), site)
        return self._enter(environ, start, arrival)

    def _shared(self, environ: Environ, start: StartResponse, path: str) -> Iterable[bytes] | None:
        """The core's own assets: pages without a site need them on every host, in every state of a site."""
        parts = path.split("/")
        if parts[1:3] != ["static", "menhu"] or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        response = self._registry.static.serve("menhu", parts[3:], WebObRequest(environ))
        if response is None:
            return None
        environ["menhu.cacheable"] = False
        answer: Iterable[bytes] = response(environ, start)
        return answer

    def _enter(self, environ: Environ, start: StartResponse, arrival: Arrival) -> Iterable[bytes]:
        site, path = arrival.site, arrival.path
        site_base = environ.get("SCRIPT_NAME", "") + arrival.base
        environ["menhu.cluster"] = self._registry.snapshots.current
        environ["menhu.site"] = site
        environ["menhu.way"] = arrival.way
        environ["menhu.local_suffix"] = arrival.local_suffix
        environ["menhu.site_base"] = site_base
        environ["menhu.query"] = set()
        environ.setdefault("menhu.tags", set()).update((f"site/{site.id}", "cluster"))
        if path.startswith("/static/"):
            found = self._static(environ, start, site, path.split("/")[2:])
            if found is not None:
                return found
        structure = site.structure
        lang, base = structure.default_language, site_base
        segment, _, rest = path[1:].partition("/")
        tag = LANGUAGE_OF_SEGMENT.get(segment)
        if tag is not None and tag != lang and tag in structure.offered:
            if path == f"/{segment}":
                return self._redirect(environ, start, f"{site_base}/{segment}/")
            lang, base, path = tag, f"{site_base}/{segment}", "/" + rest
        environ["menhu.lang"] = lang
        environ["menhu.inner_path"] = address(path)
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = base, path
        return self._router(environ, start)

    def _static(
        self, environ: Environ, start: StartResponse, site: Site, parts: list[str]
    ) -> Iterable[bytes] | None:
        owner = parts[0]
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        request = WebObRequest(environ)
        if owner == "site" and len(parts) == 3 and parts[2] == "tokens.css":
            css = self._registry.themes.tokens(site.settings("core")).encode()
            if css and parts[1] == digest_of(css):
                headers = [
                    ("Content-Type", "text/css; charset=utf-8"),
                    ("Content-Length", str(len(css))),
                    ("Cache-Control", "public, max-age=31536000, immutable"),
                ]
                environ["menhu.cacheable"] = False
                start("200 OK", headers)
                return [css] if environ["REQUEST_METHOD"] == "GET" else [b""]
            return None
        plugins = self._registry.plugins.plugins
        if owner in plugins and not site.has(owner):
            return None
        response = self._registry.static.serve(owner, parts[1:], request)
        if response is None:
            return None
        environ["menhu.cacheable"] = False
        answer: Iterable[bytes] = response(environ, start)
        return answer

    def _health(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        environ["menhu.cacheable"] = False
        state = self._registry.health()
        body = json.dumps(state).encode()
        status = "503 Service Unavailable" if state["status"] == "failing" else "200 OK"
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ]
        start(status, headers)
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else [b""]

    def _redirect(self, environ: Environ, start: StartResponse, path: str) -> Iterable[bytes]:
        environ["menhu.cacheable"] = False
        target = address(path, environ.get("QUERY_STRING", ""))
        location = f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{target}"
        start("301 Moved Permanently", [("Location", location), ("Content-Length", "0")])
        return [b""]

    def _bare(
        self, environ: Environ, start: StartResponse, page: BarePage, site: Site | None = None
    ) -> Iterable[bytes]:
        environ["menhu.cacheable"] = False
        lang = "en" if environ.get("HTTP_ACCEPT_LANGUAGE", "").lower().startswith("en") else "zh-Hans"
        body = page.render(self._registry, lang, site)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            *page.headers,
        ]
        start(page.status_line, headers)
        return [body] if environ.get("REQUEST_METHOD") != "HEAD" else [b""]


def _one_host(host: str, port: str, scheme: str) -> str:
    """The one spelling of a host, so that what is made for it is made once."""
    return f"{host}:{port}" if port and port != DEFAULT_PORT.get(scheme) else host
