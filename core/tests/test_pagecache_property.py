"""The page cache against the bare application: equal to the byte, and never stale after a move."""

import sys
import threading
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webob import Request, Response

from menhu.web.pagecache import PageCache
from menhu.web.versions import Versions

TAGS = ("site/1", "site/1/news", "cluster")


class Portal:
    """Pages made of data under tags; each reads other parameters and answers in another way."""

    def __init__(self) -> None:
        self.data = dict.fromkeys(TAGS, 0)
        self.race: str | None = None
        self.versions = Versions()

    def change(self, tag: str) -> None:
        self.data[tag] += 1
        self.versions.moved([tag])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        response = self.respond(Request(environ))
        if self.race is not None:
            self.change(self.race)
        return response(environ, start_response)

    def respond(self, request: Request) -> Response:
        tags, reads = {
            "/home": (TAGS, ("page",)),
            "/news": (("site/1/news",), ("page", "year")),
            "/plain": (("site/1", "cluster"), ()),
            "/search": (("site/1/news",), ("page", "q")),
        }.get(request.path_info.rstrip("+"), (TAGS, ("page", "q", "year")))
        if request.path_info.endswith("+"):
            request.environ["menhu.query"] = frozenset(reads)
        request.environ.setdefault("menhu.tags", set()).update(tags)
        try:
            parameters = [(name, request.GET.getall(name)) for name in reads]
        except UnicodeDecodeError:
            return Response("bad query", status=400)
        user = request.cookies.get("menhu")
        shown = [(tag, self.data[tag]) for tag in tags]
        body = f"{request.host.lower().removesuffix(':80')} {request.path} {parameters} {shown} {user}"
        response = Response(body, content_type="text/plain")
        if request.path_info == "/missing":
            response.status_int = 404
        if request.path_info == "/stream":
            response.app_iter = iter([body.encode()])
        return response


def blank(path: str) -> Request:
    return Request.blank(path, environ={"HTTP_HOST": "a.example"})


class Visit(NamedTuple):
    method: str
    host: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]

    def request(self) -> Request:
        environ = {"HTTP_HOST": self.host, "QUERY_STRING": self.query, "REQUEST_METHOD": self.method}
        return Request.blank(self.path, environ=environ, headers=dict(self.headers))


PATHS = [f"/{name}{mark}" for name in ("home", "news", "plain", "search") for mark in ("", "+")]
QUERIES = [
    "", "page=2", "page=2&", "p%61ge=2", "page=1&page=2", "page=2&page=1", "page=", "page", "q=1", "q=2",
    "utm=1", "utm=1&page=2", "page=2&utm=1", "year=1&page=2", "page=2&year=1", "year=1", "page=%ff", "q=%E4",
    "page=2;q=1", "&&", "=", "page=1+1", "page=1%201", "PAGE=2", "page=2#", "year=1&utm=2&page=2",
]  # fmt: skip
HEADERS: list[tuple[tuple[str, str], ...]] = [
    (), (), (), (("Cookie", "a=b"),), (("Cookie", "menhu=me"),), (("Cookie", "a=b,menhu=me"),),
    (("Cookie", 'a="menhu=x"; menhu="me"'),), (("Authorization", "x"),),
]  # fmt: skip
VISITS = st.builds(
    Visit,
    method=st.sampled_from(["GET", "GET", "GET", "HEAD", "POST"]),
    host=st.sampled_from(["a.example", "a.example", "A.Example:80", "b.example", "a.example:8080"]),
    path=st.sampled_from([*PATHS, "/missing", "/stream"]),
    query=st.sampled_from(QUERIES),
    headers=st.sampled_from(HEADERS),
)
STEPS = st.lists(
    st.one_of(
        VISITS,
        VISITS,
        st.sampled_from(TAGS),
        st.tuples(VISITS, st.sampled_from(TAGS)),
        st.sampled_from([10.0, 70.0]),
        st.just(None),
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(steps=STEPS, max_bytes=st.sampled_from([0, 6_000, 1 << 20]))
def test_a_cached_answer_equals_the_bare_one(
    steps: list[Visit | str | tuple[Visit, str] | float | None], max_bytes: int
) -> None:
    portal = Portal()
    time = [0.0]
    cache = PageCache(portal, portal.versions, max_bytes, 60.0, ("page", "year"), now=lambda: time[0])
    for step in steps:
        match step:
            case None:
                portal.versions.reset()
            case float():
                time[0] += step
            case str():
                portal.change(step)
            case Visit():
                compare(cache, portal, step)
            case (visit, tag):
                portal.race = tag
                visit.request().get_response(cache)
                portal.race = None
        assert cache.bytes_kept <= max_bytes


def compare(cache: PageCache, portal: Portal, visit: Visit) -> None:
    bare = visit.request().get_response(portal)
    answer = visit.request().get_response(cache)
    assert (answer.status, answer.body) == (bare.status, bare.body)
    added = [pair for pair in answer.headerlist if pair[0] not in ("ETag", "Cache-Control")]
    assert sorted(added) == sorted(bare.headerlist)
    etag = answer.headers.get("ETag")
    if etag is None:
        return
    again = visit.request()
    again.headers["If-None-Match"] = etag
    known = again.get_response(cache)
    if "Cookie" not in dict(visit.headers):
        assert known.status_code == 304
    assert known.headers.get("ETag") in (etag, None)


@given(
    steps=st.lists(st.one_of(st.none(), st.lists(st.sampled_from("abcd"), max_size=3)), max_size=20),
    max_tags=st.sampled_from([2, 100]),
)
def test_versions_tell_exactly_what_moved_and_forget_only_by_a_reset(
    steps: list[list[str] | None], max_tags: int
) -> None:
    versions = Versions(max_tags=max_tags)
    for step in steps:
        clock, before = versions.clock(), versions.current("abcd")
        assert versions.unmoved("abcd", clock)
        if step is None:
            versions.reset()
        else:
            versions.moved(step)
        after = versions.current("abcd")
        grown = {tag for tag, old, new in zip("abcd", before, after, strict=True) if new > old}
        stale = {tag for tag in "abcd" if not versions.unmoved(tag, clock)}
        assert grown == stale
        assert all(new >= old for old, new in zip(before, after, strict=True))
        expected = set("abcd") if step is None else set(step)
        assert grown == expected if max_tags == 100 else grown >= expected
        assert (versions.clock() > clock) == bool(grown)


@pytest.fixture
def _impatient() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_impatient")
def test_no_thread_sees_a_page_from_before_a_move() -> None:
    portal = Portal()
    cache = PageCache(portal, portal.versions, 8_000)
    stale: list[tuple[int, int]] = []
    done = threading.Event()
    hits = [0]

    def visit() -> None:
        last = 0
        while not done.is_set():
            least = published[0]
            request = blank("/news")
            body = request.get_response(cache).text
            shown = int(body.partition("('site/1/news', ")[2].partition(")")[0])
            if shown < least:
                stale.append((shown, least))
            hits[0] += shown == last
            last = shown
            blank(f"/home?page={shown % 7}").get_response(cache)

    published = [0]
    threads = [threading.Thread(target=visit) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(300):
        portal.change("site/1/news")
        published[0] = turn + 1
        blank("/plain").get_response(cache)
    done.set()
    for thread in threads:
        thread.join()
    assert stale == []
    assert hits[0] > 0
    cache.clear()
    blank("/plain").get_response(cache)
    assert len(cache) == 1
