"""The page cache: outermost, plain WSGI, for visitors without our cookie.

How the application takes part, through the environ that it was handed (not a copy of it):

``menhu.tags``
    a set that the application fills with the cache tags of what the page shows (it is there already
    whenever the page might be kept). A page without tags is not kept, since nothing could ever declare
    it stale.
``menhu.cacheable``
    set to False, forbids to keep the page.
``menhu.query``
    the names of the query parameters that the view reads, if the view declares them.

Which requests share a page. A page is kept only for a request in canonical spelling (host in lower
case, no default port, parameters spelled as ``urlencode`` spells them) all of whose parameters are
known and read by its view; so no request can plant its own spelling in somebody else's page. It is
served to that spelling, to other spellings of it, and, if the view has declared what it reads, to
requests with further parameters that the view does not read. A view that declares nothing is taken to
read everything: a request with an unknown parameter then goes to the application. A view that declares
a parameter which the cache does not know is never kept.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from threading import Lock
from time import monotonic
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from menhu.web.ranges import etag_matches
from menhu.web.versions import Versions

MAX_BODY: Final = 1024 * 1024
MAX_QUERY: Final = 1024
MAX_PARAMETERS: Final = 8
ENTRY_OVERHEAD: Final = 2048
"""Bytes that an entry is taken to cost beside its body, headers and key."""

CACHE_CONTROL: Final = ("Cache-Control", "public, max-age=0, must-revalidate")

_NEVER_KEPT: Final = frozenset({"set-cookie", "vary", "content-encoding", "content-range"})
_KEPT_IN_304: Final = frozenset({"cache-control", "content-location", "etag", "expires"})
_FORBIDDING: Final = re.compile(r"no-store|no-cache|private", re.IGNORECASE)
_DEFAULT_PORT: Final = {"http": ":80", "https": ":443"}

Key = tuple[str, str, str, str, str]
"""Scheme, host, script name, path and query string of the request, as the server gave them."""

HeaderList = list[tuple[str, str]]


class Entry:
    """A kept page, ready to be sent. It refers to nothing of the request that made it."""

    __slots__ = (
        "body", "checked", "clock", "cost", "etag", "expires", "headers", "not_modified", "reads", "status",
        "tags", "used",
    )  # fmt: skip

    def __init__(
        self,
        status: str,
        headers: HeaderList,
        body: bytes,
        *,
        tags: tuple[str, ...],
        reads: frozenset[str] | None,
        clock: int,
        expires: float,
    ) -> None:
        names = {name.lower(): value for name, value in headers}
        self.etag = names.get("etag") or f'"{blake2b(body, digest_size=16).hexdigest()}"'
        told = [pair for pair in headers if pair[0].lower() not in ("content-length", "etag")]
        if "cache-control" not in names:
            told.append(CACHE_CONTROL)
        self.headers = [*told, ("ETag", self.etag), ("Content-Length", str(len(body)))]
        self.not_modified = [pair for pair in self.headers if pair[0].lower() in _KEPT_IN_304]
        self.status = status
        self.body = body
        self.tags = tags
        self.reads = reads
        self.clock = self.checked = clock
        self.expires = expires
        self.used = False
        self.cost = ENTRY_OVERHEAD + len(body) + sum(len(name) + len(value) for name, value in self.headers)

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Send the page, 304 when the visitor has it, or its head alone."""
        if_none_match = environ.get("HTTP_IF_NONE_MATCH")
        if if_none_match is not None and etag_matches(if_none_match, self.etag):
            start_response("304 Not Modified", self.not_modified.copy())
            return []
        start_response(self.status, self.headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]

    def serves(self, dropped: frozenset[str]) -> bool:
        """Whether the page is right for a request that has these parameters beside those of its key."""
        return not dropped or (self.reads is not None and self.reads.isdisjoint(dropped))


class Wanted(NamedTuple):
    """What a request asks for.

    ``key`` is its spelling, ``canonical`` says whether a page may be kept under it, ``candidates`` are
    the keys under which its page may be found, each with the parameters that the key leaves out.
    """

    key: Key
    canonical: bool
    names: frozenset[str]
    candidates: tuple[tuple[Key, frozenset[str]], ...]


class PageCache:
    """Answers from memory what an anonymous visitor has been answered before, as long as it stands.

    Two requests that miss the same page at once compute it twice: threads are few, and waiting for one
    another would hold up pages that turn out not to be kept.

    Arguments:
        app: the application behind the cache.
        versions: the tags' moves; a page is stale from the moment when one of its tags has moved since
            before the application began to make it.
        max_bytes: memory for pages; 0 turns the cache off.
        max_age: seconds after which a page is made anew even if no tag moved.
        known_query: names of the query parameters that may tell kept pages apart.
        cookie: name of our cookie; whoever sends it gets no kept page. Other cookies do not matter.
        now: a clock in seconds that never goes back.
    """

    def __init__(
        self,
        app: WSGIApplication,
        versions: Versions,
        max_bytes: int,
        max_age: float = 60.0,
        known_query: Iterable[str] = ("page",),
        *,
        cookie: str = "menhu",
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._app = app
        self._versions = versions
        self._clock = versions.clock
        self._max_bytes = max_bytes
        self._max_age = max_age
        self._known = frozenset(known_query)
        # Any character that cannot be part of a cookie's name may stand before it: to take a foreign
        # cookie for ours costs a hit, the other way round shows one visitor's page to another.
        self._our_cookie = re.compile(rf"(?<![\w!#$%&'*+.^`|~-]){re.escape(cookie)}\s*=", re.ASCII)
        self._now = now
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            entry = self._entries[
                environ["wsgi.url_scheme"],
                environ["HTTP_HOST"],
                environ["SCRIPT_NAME"],
                environ["PATH_INFO"],
                environ["QUERY_STRING"],
            ]
        except KeyError:
            return self._answer(environ, start_response)
        if (
            (entry.checked != self._clock() and not self._stands(entry))
            or entry.expires <= self._now()
            or "HTTP_AUTHORIZATION" in environ
            or ("HTTP_COOKIE" in environ and self._our_cookie.search(environ["HTTP_COOKIE"]))
        ):
            return self._answer(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method == "GET" and "HTTP_IF_NONE_MATCH" not in environ:
            entry.used = True
            start_response(entry.status, entry.headers.copy())
            return [entry.body]
        if method in ("GET", "HEAD"):
            entry.used = True
            return entry.answer(environ, start_response)
        return self._answer(environ, start_response)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def bytes_kept(self) -> int:
        """Memory that the kept pages are taken to cost, in bytes."""
        return self._bytes

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        wanted = self._wanted(environ)
        if wanted is None:
            return self._app(environ, start_response)
        entry = self._find(wanted)
        if entry is not None:
            entry.used = True
            return entry.answer(environ, start_response)
        if not wanted.canonical:
            return self._app(environ, start_response)
        return self._make(wanted, environ, start_response)

    def _wanted(self, environ: WSGIEnvironment) -> Wanted | None:
        method = environ["REQUEST_METHOD"]
        if not self._max_bytes or method not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return None
        cookies = environ.get("HTTP_COOKIE")
        if cookies and self._our_cookie.search(cookies):
            return None
        scheme, given = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
        query = environ.get("QUERY_STRING", "")
        pairs = _parameters(query)
        if pairs is None or not given:
            return None
        host = given.lower().removesuffix(_DEFAULT_PORT.get(scheme, " "))
        names = frozenset([name for name, _ in pairs])
        known = [pair for pair in pairs if pair[0] in self._known]
        known.sort(key=_name)

        def key(host: str, query: str) -> Key:
            return scheme, host, environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), query

        candidates = [(key(host, urlencode(known)), names - self._known)]
        if known:
            candidates.append((key(host, ""), names))
        canonical = (
            method == "GET"
            and host == given
            and names <= self._known
            and query == urlencode(pairs)
            and environ.get("CONTENT_LENGTH", "") in ("", "0")
            and "HTTP_TRANSFER_ENCODING" not in environ
        )
        return Wanted(key(given, query), canonical, names, ((key(host, query), frozenset()), *candidates))

    def _find(self, wanted: Wanted) -> Entry | None:
        for key, dropped in wanted.candidates:
            entry = self._entries.get(key)
            if entry is None or not entry.serves(dropped):
                continue
            if entry.expires > self._now() and self._stands(entry):
                return entry
            self._discard(key, entry)
        return None

    def _stands(self, entry: Entry) -> bool:
        # The clock before the tags: a move in between is then looked at once more, not overlooked.
        clock = self._clock()
        if not self._versions.unmoved(entry.tags, entry.clock):
            return False
        entry.checked = clock
        return True

    def _make(
        self, wanted: Wanted, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        environ.setdefault("menhu.tags", set())
        clock, expires = self._clock(), self._now() + self._max_age
        held = _HeldStart(start_response)
        parts = self._app(environ, held)
        if type(parts) not in (list, tuple) or not held.complete or not _may_keep(held, environ):
            held.let_go()
            return parts
        body = b"".join(parts)
        tags: tuple[str, ...] = tuple(environ["menhu.tags"])
        declared = environ.get("menhu.query")
        reads = None if declared is None else frozenset(declared)
        if (
            len(body) > MAX_BODY
            or not tags
            or held.length not in (None, str(len(body)))
            or not (reads is None or wanted.names <= reads <= self._known)
        ):
            held.let_go()
            return parts
        entry = Entry(
            held.status,
            held.headers,
            body,
            tags=tags,
            reads=reads,
            clock=clock,
            expires=expires,
        )
        if self._versions.unmoved(tags, clock):
            self._keep(wanted.key, entry)
        return entry.answer(environ, start_response)

    def _keep(self, key: Key, entry: Entry) -> None:
        entry.cost += sum(map(len, key))
        if entry.cost > self._max_bytes:
            return
        with self._lock:
            former = self._entries.pop(key, None)
            self._bytes += entry.cost - (former.cost if former else 0)
            self._entries[key] = entry
            while self._bytes > self._max_bytes:
                self._evict()

    def _evict(self) -> None:
        """Drop the oldest page; one that was used since it was last the oldest gets a second chance."""
        key, entry = self._entries.popitem(last=False)
        if entry.used:
            entry.used = False
            self._entries[key] = entry
        else:
            self._bytes -= entry.cost

    def _discard(self, key: Key, entry: Entry) -> None:
        with self._lock:
            if self._entries.get(key) is entry:
                del self._entries[key]
                self._bytes -= entry.cost


class _HeldStart:
    """Holds back what the application says to start_response until it is known what comes after it."""

    def __init__(self, start_response: StartResponse) -> None:
        self._start_response = start_response
        self._said: tuple[Any, ...] = ()
        self._send: Callable[[bytes], object] | None = None
        self._gone = False
        self.status = ""
        self.headers: HeaderList = []
        self.failed = False

    def __call__(
        self, status: str, headers: HeaderList, exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        said = (status, headers, exc_info) if exc_info else (status, headers)
        if self._gone:
            return self._start_response(*said)
        self.status, self.headers, self._said = status, headers, said
        self.failed = exc_info is not None
        return self._write

    @property
    def complete(self) -> bool:
        """Whether the whole head is here and nothing has been sent."""
        return bool(self._said) and not self._gone

    @property
    def length(self) -> str | None:
        """The Content-Length that the application states."""
        return next((value for name, value in self.headers if name.lower() == "content-length"), None)

    def let_go(self) -> None:
        """Say to the server what was said so far; from now on everything goes straight to it."""
        if self._said and not self._gone:
            self._send = self._start_response(*self._said)
        self._gone = True

    def _write(self, data: bytes) -> object:
        self.let_go()
        assert self._send is not None
        return self._send(data)


def _may_keep(held: _HeldStart, environ: WSGIEnvironment) -> bool:
    if held.failed or not held.status.startswith("200 ") or environ.get("menhu.cacheable") is False:
        return False
    for name, value in held.headers:
        lower = name.lower()
        if lower in _NEVER_KEPT or (lower == "cache-control" and _FORBIDDING.search(value)):
            return False
    return True


def _parameters(query: str) -> list[tuple[str, str]] | None:
    """The parameters of a query string as the application will read them; None if the cache should not."""
    if not query:
        return []
    if len(query) > MAX_QUERY or not query.isascii():
        return None
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return None


def _name(pair: tuple[str, str]) -> str:
    return pair[0]
