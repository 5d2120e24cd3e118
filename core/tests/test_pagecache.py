"""The page cache: what is kept, for whom it is served, and what it says."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from webob import Request, Response
from webtest import TestApp  # type: ignore[import-untyped]

from menhu.web.pagecache import PageCache
from menhu.web.versions import Versions

CACHE_CONTROL = "public, max-age=0, must-revalidate"


class Counting:
    """An application that counts its runs and answers what ``respond`` makes of the request."""

    def __init__(self, respond: Callable[[Request], Response] | None = None) -> None:
        self.runs = 0
        self.respond = respond or (lambda request: Response(f"run {self.runs}", content_type="text/plain"))
        self.tags = {"site/1"}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.runs += 1
        environ.setdefault("menhu.tags", set()).update(self.tags)
        return self.respond(Request(environ))(environ, start_response)


def blank(path: str = "/", **environ: Any) -> Request:
    return Request.blank(path, environ={"HTTP_HOST": "site.example", **environ})


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def cached(app: Any, *, max_bytes: int = 1 << 20, **kw: Any) -> tuple[PageCache, TestApp, Versions]:
    versions = Versions()
    cache = PageCache(app, versions, max_bytes, **kw)
    return cache, TestApp(cache, extra_environ={"HTTP_HOST": "site.example"}), versions


def test_a_page_is_made_once_until_one_of_its_tags_moves() -> None:
    app = Counting()
    cache, client, versions = cached(app)
    assert client.get("/a/").text == client.get("/a/").text == "run 1"
    versions.moved(["site/2"])
    assert client.get("/a/").text == "run 1"
    versions.moved(["site/1"])
    assert client.get("/a/").text == client.get("/a/").text == "run 2"
    versions.reset()
    assert client.get("/a/").text == "run 3"
    assert len(cache) == 1


def test_a_move_while_the_page_is_made_keeps_it_out_of_the_cache() -> None:
    versions = Versions()

    def respond(request: Request) -> Response:
        if app.runs == 1:
            versions.moved(["site/1"])
        return Response(f"run {app.runs}")

    app = Counting(respond)
    cache = PageCache(app, versions, 1 << 20)
    client = TestApp(cache, extra_environ={"HTTP_HOST": "site.example"})
    assert client.get("/").text == "run 1"
    assert len(cache) == 0
    assert [client.get("/").text for _ in range(2)] == ["run 2", "run 2"]


def test_a_page_is_made_anew_when_it_is_too_old() -> None:
    app, clock = Counting(), Clock()
    _, client, _ = cached(app, max_age=60.0, now=clock)
    client.get("/")
    clock.time += 59
    assert client.get("/").text == "run 1"
    clock.time += 1
    assert client.get("/").text == client.get("/").text == "run 2"


def test_the_head_of_a_kept_page_equals_that_of_its_first_answer() -> None:
    headers = [("Content-Type", "text/x"), ("Content-Security-Policy", "default-src 'self'")]
    _, client, _ = cached(Counting(lambda request: Response("你好".encode(), headerlist=headers)))
    first, second = client.get("/"), client.get("/")
    assert first.headerlist == second.headerlist
    assert dict(second.headerlist) == {
        **dict(headers),
        "Cache-Control": CACHE_CONTROL,
        "ETag": first.headers["ETag"],
        "Content-Length": "6",
    }
    assert first.headers["ETag"].startswith('"')


def test_an_own_cache_control_and_etag_stay() -> None:
    headers = [("Cache-Control", "public, max-age=300"), ("ETag", '"mine"'), ("Content-Type", "text/plain")]
    _, client, _ = cached(Counting(lambda request: Response(b"x", headerlist=headers)))
    for _ in range(2):
        told = client.get("/").headers
        assert (told["Cache-Control"], told["ETag"]) == ("public, max-age=300", '"mine"')


@pytest.mark.parametrize("form", ["{etag}", "W/{etag}", '"other", {etag}', '"other" , W/{etag}', "*", " * "])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_page_is_told_so(form: str, method: str) -> None:
    app = Counting()
    cache, client, _ = cached(app)
    etag = client.get("/").headers["ETag"]
    request = blank(REQUEST_METHOD=method, HTTP_IF_NONE_MATCH=form.format(etag=etag))
    answer = request.get_response(cache)
    assert (answer.status, answer.body) == ("304 Not Modified", b"")
    assert dict(answer.headerlist) == {"ETag": etag, "Cache-Control": CACHE_CONTROL}
    assert app.runs == 1


def test_who_has_another_page_gets_this_one() -> None:
    app = Counting()
    _, client, versions = cached(app)
    etag = client.get("/").headers["ETag"]
    for given in ('"other"', "garbage", etag.strip('"'), ""):
        assert client.get("/", headers={"If-None-Match": given}).text == "run 1"
    versions.moved(["site/1"])
    assert client.get("/", headers={"If-None-Match": etag}).text == "run 2"


def test_a_page_made_anew_with_the_same_bytes_is_not_sent_again() -> None:
    _, client, versions = cached(Counting(lambda request: Response("same")))
    etag = client.get("/").headers["ETag"]
    versions.moved(["site/1"])
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304


def test_head_is_answered_from_the_page_of_get_and_keeps_nothing_itself() -> None:
    app = Counting()
    cache, client, _ = cached(app)
    assert client.head("/").status_code == 200
    assert len(cache) == 0
    page = client.get("/")
    head = client.head("/")
    assert head.headerlist == page.headerlist
    assert head.body == b""
    assert app.runs == 2


@pytest.mark.parametrize(
    ("headers", "runs"),
    [
        ({"Cookie": "menhu=abc"}, 2),
        ({"Cookie": "theme=dark; menhu=abc"}, 2),
        ({"Cookie": "theme=dark, menhu=abc"}, 2),
        ({"Cookie": "theme=dark;menhu =abc"}, 2),
        ({"Authorization": "Basic abc"}, 2),
        ({"Cookie": "theme=dark; hm_lvt=1"}, 1),
        ({"Cookie": "xmenhu=1; menhu2=2; my-menhu=3; a=menhu"}, 1),
        ({"Cookie": ""}, 1),
        ({"Range": "bytes=0-0"}, 1),
    ],
)
def test_only_our_cookie_and_authorization_pass_the_cache_by(headers: dict[str, str], runs: int) -> None:
    app = Counting()
    _, client, _ = cached(app)
    client.get("/")
    assert client.get("/", headers=headers).text == f"run {runs}"
    assert client.get("/").text == "run 1"


def test_a_request_with_our_cookie_leaves_nothing_behind() -> None:
    cache, client, _ = cached(Counting())
    client.get("/", headers={"Cookie": "menhu=abc"})
    client.get("/", headers={"Authorization": "Basic abc"})
    client.post("/")
    assert len(cache) == 0


def test_other_methods_reach_the_application() -> None:
    app = Counting()
    cache, client, _ = cached(app)
    client.get("/")
    for run, method in enumerate(("POST", "PUT", "OPTIONS", "get"), 2):
        assert blank(REQUEST_METHOD=method).get_response(cache).text == f"run {run}"


def test_the_application_may_forbid() -> None:
    def respond(request: Request) -> Response:
        request.environ["menhu.cacheable"] = False
        return Response("x")

    cache, client, _ = cached(Counting(respond))
    client.get("/")
    assert len(cache) == 0


def test_a_page_without_tags_is_not_kept() -> None:
    app = Counting()
    app.tags = set()
    cache, client, _ = cached(app)
    client.get("/")
    assert len(cache) == 0


@pytest.mark.parametrize("spelling", ["SITE.example", "site.example:80", "Site.Example:80"])
def test_a_host_has_one_page_however_it_is_spelled(spelling: str) -> None:
    app = Counting(lambda request: Response(request.host))
    cache, client, _ = cached(app)
    assert client.get("/", headers={"Host": spelling}).text == spelling
    assert len(cache) == 0, "a spelling of one visitor must not stand in everybody's page"
    client.get("/")
    assert client.get("/", headers={"Host": spelling}).text == "site.example"


def test_schemes_hosts_ports_mounts_and_paths_are_pages_apart() -> None:
    cache, _, _ = cached(Counting(lambda request: Response(request.url)))
    environs = [
        {"wsgi.url_scheme": "https"},
        {"HTTP_HOST": "other.example"},
        {"HTTP_HOST": "site.example:443"},
        {"HTTP_HOST": "site.example:8080"},
        {"SCRIPT_NAME": "/bm"},
        {"PATH_INFO": "/a"},
        {"PATH_INFO": "/a/"},
        {"PATH_INFO": "/\xe4\xb8\xad/"},
        {},
    ]
    blanks = [blank(**given) for given in environs]
    bodies = [request.copy().get_response(cache).text for request in blanks]
    assert len(set(bodies)) == len(cache) == len(environs)
    assert [request.get_response(cache).text for request in blanks] == bodies


def test_a_request_without_host_is_not_kept() -> None:
    cache, _, _ = cached(Counting())
    request = blank()
    del request.environ["HTTP_HOST"]
    assert request.get_response(cache).text == "run 1"
    assert len(cache) == 0


def page_of(*declared: str) -> Callable[[Request], Response]:
    def respond(request: Request) -> Response:
        request.environ["menhu.query"] = frozenset(declared)
        return Response(str(request.query_string))

    return respond


def test_known_parameters_tell_pages_apart() -> None:
    app = Counting(page_of("page", "year"))
    cache, client, _ = cached(app, known_query=("page", "year"))
    for query in ("", "page=1", "page=2", "page=", "page=1&year=2", "page=1&page=2", "page=2&page=1"):
        for _ in range(2):
            assert client.get("/?" + query).text == query
    assert app.runs == len(cache) == 7
    assert client.get("/?p%61ge=2").text == "page=2"
    assert client.get("/?year=2&page=1&").text == "page=1&year=2"


def test_unknown_parameters_share_the_page_of_a_view_that_declares_what_it_reads() -> None:
    app = Counting(page_of("page"))
    cache, client, _ = cached(app)
    assert client.get("/?utm=1").text == "utm=1"
    assert len(cache) == 0, "a visitor's own parameters must not stand in everybody's page"
    client.get("/")
    client.get("/?page=2")
    assert client.get("/?utm=1").text == ""
    assert client.get("/?utm=1&page=2&q=x").text == "page=2"
    assert client.get("/?page=3&utm=1").text == "page=3&utm=1"
    assert app.runs == 4


def test_known_parameters_that_the_view_does_not_read_share_its_page() -> None:
    app = Counting(page_of())
    cache, client, _ = cached(app)
    assert client.get("/?page=2").text == "page=2"
    assert len(cache) == 0
    client.get("/")
    assert [client.get(f"/?page={n}&utm=1").text for n in range(50)] == [""] * 50
    assert (app.runs, len(cache)) == (2, 1)


def test_a_view_that_declares_nothing_is_asked_about_unknown_parameters() -> None:
    app = Counting(lambda request: Response(request.GET.get("q", "nothing")))
    cache, client, _ = cached(app)
    assert client.get("/").text == "nothing"
    assert client.get("/?q=a").text == "a"
    assert client.get("/?q=b").text == "b"
    assert len(cache) == 1


@pytest.mark.parametrize("query", ["p%61ge=2", "page=%32", "page=2&", "&page=2", "page"])
def test_odd_spellings_keep_nothing(query: str) -> None:
    cache, client, _ = cached(Counting(page_of("page")))
    assert client.get("/?" + query).text == query
    assert len(cache) == 0


def test_a_view_that_reads_what_the_cache_does_not_know_is_not_kept() -> None:
    app = Counting(page_of("page", "q"))
    cache, client, _ = cached(app)
    client.get("/")
    client.get("/?page=2")
    assert len(cache) == 0


@pytest.mark.parametrize(
    "query", ["page=" + "1" * 1100, "&".join(f"a{n}=1" for n in range(9)), "page=%ff", "a=%ff&page=1"]
)
def test_odd_queries_pass_by(query: str) -> None:
    app = Counting(page_of("page"))
    _, client, _ = cached(app)
    client.get("/")
    client.get("/?page=1")
    client.get("/?" + query)
    assert app.runs == 3


def test_raw_bytes_in_the_query_pass_by() -> None:
    app = Counting(page_of("page"))
    cache, _, _ = cached(app)
    for _ in range(2):
        blank(QUERY_STRING="page=\xe4").get_response(cache)
    assert (app.runs, len(cache)) == (2, 0)


def test_a_get_with_a_body_keeps_nothing() -> None:
    cache, _, _ = cached(Counting())
    for environ in (
        {"CONTENT_LENGTH": "3", "wsgi.input": BytesIO(b"abc")},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
    ):
        blank(**environ).get_response(cache)
    assert len(cache) == 0


def test_memory_is_bounded_and_what_is_used_stays() -> None:
    app = Counting(lambda request: Response("x" * 10_000))
    cache, client, _ = cached(app, max_bytes=100_000)
    for n in range(50):
        client.get("/hot/")
        client.get(f"/{n}/")
        assert cache.bytes_kept <= 100_000
    assert app.runs == 51
    assert 6 <= len(cache) <= 10


def test_a_page_larger_than_the_memory_is_not_kept() -> None:
    cache, client, _ = cached(Counting(lambda request: Response("x" * 20_000)), max_bytes=10_000)
    client.get("/")
    assert (len(cache), cache.bytes_kept) == (0, 0)


def test_the_memory_of_stale_and_cleared_pages_is_given_back() -> None:
    app = Counting(lambda request: Response("x" * (10_000 // app.runs)))
    cache, client, versions = cached(app)
    client.get("/")
    first = cache.bytes_kept
    versions.moved(["site/1"])
    client.get("/")
    assert (len(cache), cache.bytes_kept) == (1, first - 5_000 - 1)
    versions.moved(["site/1"])
    client.head("/")
    assert (len(cache), cache.bytes_kept) == (0, 0)
    client.get("/")
    cache.clear()
    assert (len(cache), cache.bytes_kept) == (0, 0)


def test_no_memory_turns_the_cache_off() -> None:
    app = Counting()
    cache, client, _ = cached(app, max_bytes=0)
    assert [client.get("/").text for _ in range(2)] == ["run 1", "run 2"]
    assert "ETag" not in client.get("/").headers
    assert len(cache) == 0


def test_a_server_that_changes_the_headers_does_not_change_the_page() -> None:
    cache, client, _ = cached(Counting())

    def careless(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
        headers.clear()
        return lambda data: None

    first = client.get("/").headerlist
    environ = blank().environ
    cache(dict(environ), careless)
    cache({**environ, "HTTP_IF_NONE_MATCH": "*"}, careless)
    assert client.get("/").headerlist == first
    assert client.get("/", headers={"If-None-Match": "*"}).headers["ETag"]
