"""The request: one class for all, so that no class is built per request."""

from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import transaction
from pyramid.decorator import reify
from pyramid.request import Request

from menhu.cluster.model import Cluster, Column, Site
from menhu.security.origin import SAFE
from menhu.web.ways import HOST, LOCAL, Way

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from menhu.app import PortalRegistry


T = TypeVar("T")


def writes(request: "PortalRequest") -> bool:
    """Whether a request may change something: only then a transaction is managed for it."""
    return request.environ["REQUEST_METHOD"] not in SAFE


class PortalRequest(Request):
    """A request to one site, in one language, by one way.

    ``environ`` must carry ``menhu.site``, ``menhu.cluster``, ``menhu.way`` and ``menhu.lang``,
    set by ``menhu.web.portal.Portal``; SCRIPT_NAME holds the site's prefix and the locale.
    """

    registry: "PortalRegistry"

    def __init__(self, environ: dict[str, Any], *args: Any, **kw: Any) -> None:
        super().__init__(environ, *args, **kw)
        state = self.__dict__
        state["site"] = environ["menhu.site"]
        state["cluster"] = environ["menhu.cluster"]
        state["way"] = environ["menhu.way"]
        state["lang"] = environ["menhu.lang"]
        state["base"] = environ["SCRIPT_NAME"]
        state["tags"] = environ.setdefault("menhu.tags", set())

    site: Site
    cluster: Cluster
    way: Way
    lang: str
    base: str
    tags: set[str]
    """Cache tags of what this page shows; a change of any of them makes the cached page stale."""

    @reify
    def tm(self) -> transaction.TransactionManager:
        """The transaction of an unsafe request; pyramid_tm begins and ends it."""
        return transaction.TransactionManager(explicit=True)

    @reify
    def db(self) -> "Session":
        """The database as this site may see it; a safe request cannot write."""
        sessions = self.registry.sessions
        if self.environ["REQUEST_METHOD"] in SAFE:
            session = sessions.for_site(self.site, read_only=True)
            self.add_finished_callback(lambda _: session.close())
            return session
        return sessions.for_site(self.site, tm=self.tm, immediate=True)

    @reify
    def now(self) -> datetime:
        """The time of this request, in UTC; one value however often it is asked."""
        return datetime.now(UTC)

    def parameter(self, name: str) -> str | None:
        """A query parameter, or None. Asked this way, addresses with other parameters share the page."""
        reads = self.environ.get("menhu.query")
        if reads is not None:
            reads.add(name)
        value: str | None = super().GET.get(name)
        return value

    @property
    def GET(self) -> Any:  # noqa: N802 - WebOb's name
        """All query parameters; who reads them here makes every query string a page of its own."""
        self.environ["menhu.query"] = None
        return super().GET

    def translate(self, message: str, **mapping: object) -> str:
        """A message of the core's catalogue in the language of this request."""
        return self.registry.texts.translate(message, "menhu", self.lang, mapping)

    def fragment(self, key: Hashable, tags: Iterable[str], build: Callable[[], T]) -> T:
        """A value kept in memory until one of its tags moves; the page carries the tags as well."""
        tags = tuple(tags)
        self.tags.update(tags)
        return self.registry.fragments.get(key, tags, build)

    @reify
    def home_url(self) -> str:
        """The root-relative address of the site's home page in this language."""
        return self.base + "/"

    def column_url(self, column: Column | str) -> str:
        """The root-relative address of a column, given itself or its code."""
        return f"{self.base}/{column if isinstance(column, str) else column.code}/"

    def column_target(self, column: Column) -> str:
        """Where a link to a column leads: the home page, the address it redirects to, or its own."""
        if column.kind == "home":
            return self.home_url
        if column.redirect:
            return self.site_base() + column.redirect if column.redirect.startswith("/") else column.redirect
        return self.column_url(column)

    def site_base(self) -> str:
        """The root-relative address of the site without locale and without a closing slash."""
        base: str = self.environ["menhu.site_base"]
        return base

    def site_url(self, site: Site, path: str = "") -> str:
        """The address of another site, on the way by which the visitor came.

        ``path`` is relative to that site's root, without a leading slash.
        """
        if self.way == HOST and site.primary_host:
            return f"{self.scheme}://{site.primary_host}{self._port}/{path}"
        if self.way == LOCAL:
            suffix: str = self.environ["menhu.local_suffix"]
            return f"{self.scheme}://{site.code}.{suffix}{self._port}/{path}"
        prefix = site.prefix if site.prefix is not None else f"//{site.primary_host or ''}/"
        return f"{prefix}{path}"

    @reify
    def _port(self) -> str:
        host: str = self.environ.get("HTTP_HOST", "")
        _, colon, port = host.rpartition(":")
        return f":{port}" if colon and port.isdigit() else ""

    @reify
    def origin(self) -> str:
        """Scheme and host as the visitor wrote them, for absolute addresses."""
        origin: str = self.host_url
        return origin

    def absolute(self, path: str) -> str:
        """Make a root-relative address absolute on this request's scheme and host."""
        return path if "://" in path else self.origin + path
