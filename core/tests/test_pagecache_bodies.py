"""The page cache passes on untouched what is not to be kept, or cannot be held as a whole."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from types import TracebackType
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper

import pytest
from webob import Request, Response

from menhu.web.pagecache import MAX_BODY, PageCache
from menhu.web.versions import Versions


def blank(path: str = "/") -> Request:
    return Request.blank(path, environ={"HTTP_HOST": "site.example"})


def sending(response: Response) -> WSGIApplication:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.setdefault("menhu.tags", set()).add("t")
        return response(environ, start_response)

    return app


@pytest.mark.parametrize(
    "response",
    [
        Response("x", status=404),
        Response("x", status=301, location="http://site.example/y"),
        Response("x", status=201),
        Response(b"x", headerlist=[("Set-Cookie", "a=b"), ("Content-Type", "text/plain")]),
        Response(b"x", headerlist=[("Vary", "Accept-Language"), ("Content-Type", "text/plain")]),
        Response(b"x", headerlist=[("Content-Encoding", "identity"), ("Content-Type", "text/plain")]),
        Response(b"x", headerlist=[("Cache-Control", "no-store"), ("Content-Type", "text/plain")]),
        Response(b"x", headerlist=[("Cache-Control", "Private, max-age=3"), ("Content-Type", "text/plain")]),
        Response("x" * (MAX_BODY + 1)),
    ],
    ids=["404", "301", "201", "cookie", "vary", "encoded", "no-store", "private", "large"],
)
def test_what_is_not_kept_passes_unchanged(response: Response) -> None:
    cache = PageCache(sending(response), Versions(), 4 << 20)
    for _ in range(2):
        answer = blank().get_response(cache)
        assert (answer.status, answer.headerlist) == (response.status, response.headerlist)
        assert answer.body == response.body
    assert len(cache) == 0


def test_a_body_of_the_largest_size_is_kept() -> None:
    cache = PageCache(sending(Response("x" * MAX_BODY)), Versions(), 4 << 20)
    blank().get_response(cache)
    assert len(cache) == 1


def test_a_wrong_content_length_is_not_kept() -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        environ.setdefault("menhu.tags", set()).add("t")
        start_response("200 OK", [("Content-Length", environ["PATH_INFO"].strip("/"))])
        return [b"abc"]

    cache = PageCache(app, Versions(), 1 << 20)
    for path, kept in (("/4", 0), ("/3", 1)):
        assert blank(path).get_response(cache).body == b"abc"
        assert len(cache) == kept


def start(environ: WSGIEnvironment, start_response: StartResponse) -> Callable[[bytes], object]:
    environ.setdefault("menhu.tags", set()).add("t")
    return start_response("200 OK", [("Content-Type", "text/plain")])


def streaming(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    start(environ, start_response)
    yield b"a"
    yield b"b"


def generating(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    start(environ, start_response)
    return (part for part in (b"a", b"b"))


def writing(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    write = start(environ, start_response)
    write(b"a")
    write(b"b")
    return []


def writing_late(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    write = start(environ, start_response)

    def parts() -> Iterator[bytes]:
        write(b"a")
        yield b"b"

    return parts()


def failing_late(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    start(environ, start_response)
    try:
        raise ValueError
    except ValueError as error:
        trace = cast(TracebackType, error.__traceback__)
        start_response("200 OK", [("Content-Type", "text/plain")], (ValueError, error, trace))
    return [b"ab"]


def filing(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start(environ, start_response)
    wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](BytesIO(b"ab"))
    return wrapped


@pytest.mark.parametrize("app", [streaming, generating, writing, writing_late, failing_late, filing])
def test_what_is_not_whole_passes_untouched(app: Any) -> None:
    cache = PageCache(app, Versions(), 1 << 20)
    for _ in range(2):
        sent: list[Any] = []

        def start_response(*said: Any, sent: list[Any] = sent) -> Callable[[bytes], object]:
            sent.append(said[0])
            return sent.append

        sent.extend(cache({**blank().environ, "wsgi.file_wrapper": FileWrapper}, start_response))
        assert (sent[0], b"".join(sent[1:])) == ("200 OK", b"ab")
    assert len(cache) == 0


def test_the_server_gets_the_very_iterable_of_a_stream() -> None:
    stream = iter([b"a"])

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start(environ, start_response)
        return stream

    environ = blank().environ
    assert PageCache(app, Versions(), 1 << 20)(environ, lambda *said: lambda data: None) is stream


def test_an_error_of_the_application_reaches_the_server() -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start(environ, start_response)
        raise KeyError("no")

    cache = PageCache(app, Versions(), 1 << 20)
    with pytest.raises(KeyError):
        blank().get_response(cache)
    assert len(cache) == 0
