"""A visitor who follows every link of a site."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from webob import Request

from menhu.testing.faults import ContractFault

if TYPE_CHECKING:
    from menhu.testing.portal import PortalKit

DOORS = ("/", "/sitemap", "/sitemap.xml", "/robots.txt", "/find-error")
LARGEST = 3000
_LINKING = frozenset({"href", "src", "action", "poster", "srcset"})
_IN_TEXT = frozenset({"loc", "id"})
_SITEMAP = re.compile(r"^Sitemap:\s*(\S+)", re.MULTILINE)


class Answer(NamedTuple):
    """What one request was answered; ``fault`` is the error that was logged meanwhile, or ""."""

    address: str
    method: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fault: str

    @property
    def ok(self) -> bool:
        """Whether the view did what it is for: 2xx, or the redirect that follows a writing method."""
        return 200 <= self.status < 300 or (self.method not in ("GET", "HEAD") and self.status in (302, 303))

    @property
    def text(self) -> str:
        """Headers and body as one string, to search in."""
        lines = [f"{name}: {value}" for name, value in self.headers]
        return "\n".join([*lines, "", self.body.decode("utf-8", "replace")])

    def __str__(self) -> str:
        return f"{self.method} {self.address} answers {self.status}" + (
            f" ({self.fault})" if self.fault else ""
        )


class _Errors(logging.Handler):
    """Keeps the last error that was logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.last = f"{type(error).__name__}: {error}" if error is not None else record.getMessage()


@contextmanager
def _errors() -> Iterator[_Errors]:
    handler = _Errors()
    logger = logging.getLogger("menhu")
    logger.addHandler(handler)
    try:
        yield handler
    finally:
        logger.removeHandler(handler)


class Browser:
    """Visits one site of a portal on its own host, without cookies.

    Arguments:
        portal: the portal.
        site: the code of the site.
    """

    def __init__(self, portal: "PortalKit", site: str) -> None:
        self.portal = portal
        self.site = site
        self.origin = f"http://{portal.site(site).primary_host}"

    def fetch(self, address: str, method: str = "GET", form: Mapping[str, str] | None = None) -> Answer:
        """Send one request.

        Arguments:
            address: root-relative, percent-encoded, with its query.
            method: the method.
            form: the fields of a form that is sent.
        """
        given = {"POST": dict(form)} if form else {}
        request = Request.blank(address, base_url=self.origin, **given)
        request.method = method
        with _errors() as errors:
            response = request.get_response(self.portal.application)
            body: bytes = response.body
        headers = tuple(sorted((name.lower(), value) for name, value in response.headerlist))
        return Answer(address, method, response.status_int, headers, body, errors.last)

    def crawl(self, doors: Iterable[str] = DOORS) -> dict[str, Answer]:
        """Fetch everything that can be reached by links from the doors: pages, feeds, site maps, assets.

        Arguments:
            doors: root-relative addresses to begin with.

        Raises:
            ContractFault: if there is no end to it.
        """
        found: dict[str, Answer] = {}
        waiting = list(doors)
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            if len(found) >= LARGEST:
                raise ContractFault(
                    f"{self.site} links more than {LARGEST} pages, the last being {address}. "
                    "Link no endless row of pages (calendars, filters), or populate less."
                )
            answer = found[address] = self.fetch(address)
            waiting += (link for link in self.links(answer) if link not in found)
        return dict(sorted(found.items()))

    def links(self, answer: Answer) -> list[str]:
        """The root-relative addresses on this site that an answer leads to."""
        here = self.origin + answer.address
        links = []
        for link in references(answer):
            target = urljoin(here, link).partition("#")[0]
            if target.startswith(self.origin + "/"):
                links.append(target[len(self.origin) :])
        return links


class _References(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._text = tag in _IN_TEXT
        self.found += [
            value.split()[0] for name, value in attrs if name in _LINKING and value and value.strip()
        ]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - HTMLParser's signature
        self._text = False

    def handle_data(self, data: str) -> None:
        if self._text and "://" in data:
            self.found.append(data.strip())


def references(answer: Answer) -> list[str]:
    """Every address that a page, feed or site map names, as it is written there."""
    kind = dict(answer.headers).get("content-type", "")
    location = dict(answer.headers).get("location")
    found = [location] if location else []
    text = answer.body.decode("utf-8", "replace")
    if kind.startswith("text/plain"):
        return found + _SITEMAP.findall(text)
    if "html" in kind or "xml" in kind:
        parser = _References()
        parser.feed(text)
        parser.close()
        found += parser.found
    return found
