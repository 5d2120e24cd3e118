"""The tour: every address of the gallery is visited once, and each visit is noted with all that took part in it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from chameleon import PageTemplate
from chameleon.zpt.template import Macros
from pyramid.interfaces import INewResponse
from webob import Request

from menhu.testing import PortalKit
from menhu.testing.browsing import DOORS, Answer, Browser

from .sites import SHOWN, STATES

DOMAIN = "portal.example"
FAILING = ("refused", "closing", "withdrawn", "busy", "broken")
WITHOUT_ANSWER = ("busy", "broken")
"""Of these, what their views raise passes by Pyramid: the portal answers itself."""

MACROS = "macros.pt"
"""The one template that is never rendered as a whole."""

NOBODY = "nobody.portal.example"


class KnownView(NamedTuple):
    """A view that answers GET, as Pyramid's introspector knows it."""

    label: str
    name: str
    context: type


@dataclass(frozen=True, repr=False)
class Visit:
    """One address with its answer.

    ``views`` are the views that answered, ``templates`` the template files, ``macros`` the names of macros.
    ``url`` is absolute; ``theme`` is "" for pages without a site.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    site: str
    theme: str
    lang: str
    views: frozenset[KnownView]
    templates: frozenset[Path]
    macros: frozenset[str]

    @property
    def is_html(self) -> bool:
        """Whether a browser shows it as a page."""
        return dict(self.headers).get("content-type", "").startswith("text/html")

    @property
    def type(self) -> tuple[object, ...]:
        """What kind of page it is: two visits of one type differ in their content only."""
        path = urlsplit(self.url).path.strip("/").partition("/")[0] if self.status >= 400 else ""
        return (
            self.views,
            self.templates,
            self.macros,
            self.theme,
            self.lang,
            self.status,
            path if not self.views else "",
        )

    def __repr__(self) -> str:
        return f"{self.url} ({self.theme or 'no theme'}, {self.lang}, {self.status})"


def known_views(registry: Any) -> tuple[KnownView, ...]:
    """Every view that answers GET; exception views have an exception as their context."""
    found = []
    for entry in registry.introspector.get_category("views") or ():
        view = entry["introspectable"]
        methods = view["request_methods"] or ("GET",)
        if "GET" in ((methods,) if isinstance(methods, str) else methods):
            function, context = view["callable"], view["context"] or object
            label = f"{function.__module__}.{function.__qualname__} for {context.__name__} {view['name']}".rstrip()
            found.append(KnownView(label, view["name"], context))
    return tuple(found)


def views_of(known: Iterable[KnownView], request: Any) -> Iterator[KnownView]:
    """The views that took part in an answer: the one of the context, and the one of an exception.

    Of those that fit, Pyramid takes the one for the most special class.
    """
    subjects = [(request.context, request.view_name), (request.exception, "")]
    for subject, name in subjects:
        kinds = type(subject).__mro__
        fitting = [view for view in known if view.name == name and view.context in kinds]
        if subject is not None and fitting:
            yield min(fitting, key=lambda view: kinds.index(view.context))


class Witness:
    """Notes which view answers, which template files are rendered and which macros are taken."""

    def __init__(self, registry: Any) -> None:
        self._known = known_views(registry)
        registry.registerHandler(self._answered, (INewResponse,))
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.views: set[KnownView] = set()
        self.templates: set[Path] = set()
        self.macros: set[str] = set()

    def _answered(self, event: Any) -> None:
        self.views.update(views_of(self._known, event.request))

    @contextmanager
    def watching(self) -> Iterator["Witness"]:
        """Watch Chameleon until the end of the block."""
        render, include, macro = PageTemplate.render, PageTemplate.include, Macros.__getitem__

        def rendering(template: Any, *arguments: Any, **names: Any) -> Any:
            self.templates.add(Path(template.filename))
            return render(template, *arguments, **names)

        def including(template: Any, *arguments: Any, **names: Any) -> Any:
            self.templates.add(Path(template.filename))
            return include(template, *arguments, **names)

        def taking(macros: Any, name: str) -> Any:
            self.macros.add(name)
            return macro(macros, name)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(PageTemplate, "render", rendering)
            patch.setattr(PageTemplate, "include", including)
            patch.setattr(Macros, "__getitem__", taking)
            yield self


class Visitor(Browser):
    """A visitor of one site who notes everything."""

    def __init__(self, portal: PortalKit, site: str, witness: Witness, visits: list[Visit]) -> None:
        super().__init__(portal, site)
        self._witness = witness
        self._visits = visits

    def fetch(self, address: str, method: str = "GET", form: Any = None) -> Answer:
        """Send one request and note the visit."""
        seen = self._witness
        seen.forget()
        answer = super().fetch(address, method, form)
        lang = "en" if address.startswith("/en/") else "zh-Hans"
        theme = self.portal.site(self.site).structure.theme if b'class="is-bare"' not in answer.body else ""
        self._visits.append(
            Visit(
                self.origin + address,
                answer.status,
                answer.headers,
                answer.body,
                self.site,
                theme,
                lang,
                frozenset(seen.views),
                frozenset(seen.templates),
                frozenset(seen.macros),
            )
        )
        return answer


def doors(kit: PortalKit, site: str) -> Iterator[str]:
    """Where a visitor of a site begins: the core's doors, every column, an absent page, every failure."""
    structure = kit.site(site).structure
    for language in structure.offered:
        prefix = "/" if language == structure.default_language else f"/{language}/"
        yield from (prefix, f"{prefix}sitemap", f"{prefix}find-error", f"{prefix}absent")
        yield from (f"{prefix}{code}/" for code in structure.columns[language])
        if structure.column("gjzs", language):
            yield from (f"{prefix}gjzs/{name}" for name in FAILING)
    yield from DOORS


def tour(kit: PortalKit) -> list[Visit]:
    """Visit everything of the gallery."""
    visits: list[Visit] = []
    with Witness(kit.registry).watching() as witness:
        for site in SHOWN:
            Visitor(kit, site, witness, visits).crawl(tuple(doors(kit, site)))
        for site in STATES:
            Visitor(kit, site, witness, visits).fetch("/")
    return [*visits, *bare_visits(kit)]


def bare_visits(kit: PortalKit) -> Iterator[Visit]:
    """Pages without a site, in both languages: an unknown host, a malformed address, a state of a site."""
    away = urlsplit(Browser(kit, "away").origin).netloc
    for host, path in ((NOBODY, "/"), (f"www.{DOMAIN}", "/a%2e%2e//b"), (away, "/")):
        for lang, accept in (("zh-Hans", "zh-CN"), ("en", "en")):
            url = f"http://{host}{path}"
            response = Request.blank(url, headers={"Accept-Language": accept}).get_response(kit.application)
            headers = tuple(sorted((name.lower(), value) for name, value in response.headerlist))
            yield Visit(
                url,
                response.status_int,
                headers,
                response.body,
                "",
                "",
                lang,
                frozenset(),
                frozenset(),
                frozenset(),
            )


def exhibits(visits: Iterable[Visit]) -> list[Visit]:
    """One HTML page of each type, the one with most on it."""
    best: dict[tuple[object, ...], Visit] = {}
    for visit in visits:
        if visit.is_html and (visit.type not in best or len(visit.body) > len(best[visit.type].body)):
            best[visit.type] = visit
    return sorted(best.values(), key=lambda visit: (visit.theme, visit.lang, visit.url))
