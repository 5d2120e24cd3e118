"""Requests that nobody means well with: at the socket of both servers, and as fuzzed WSGI environs."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from demokit import DEMO, FEW, MARK, PLUGINS, Page, fetch, fill, unsecured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webob import Request

from menhu.testing.portal import PortalKit

MENHU = (sys.executable, "-c", "from menhu.cli import main; main()")
STARTS_WITHIN = 60.0
HOST = "fgw.sjz.example"


class Reply(NamedTuple):
    """What came back on a socket; ``status`` is 0 if the server closed without an answer."""

    status: int
    head: bytes
    body: bytes


class Server:
    """``menhu serve`` as a process of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.log = folder / f"{name}.log"
        environ = os.environ | {"MENHU_VAR": str(folder / "var")}
        for key in ("MENHU_CONFIG", "MENHU_DATABASE"):
            environ.pop(key, None)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*MENHU, "serve", "--port", str(self.port), "--server", name],
                env=environ, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def send(self, raw: bytes, *, ends: bool = False) -> Reply:
        """Send bytes, and read until the server closes; ``ends`` says at once that no more will come."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            received = b""
            try:
                connection.sendall(raw)
                if ends:
                    with suppress(OSError):  # the server may have hung up already
                        connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    received += part
            except (ConnectionResetError, BrokenPipeError):
                pass
        head, _, body = received.partition(b"\r\n\r\n")
        match = re.match(rb"HTTP/1\.[01] (\d{3})", head)
        return Reply(int(match[1]) if match else 0, head, body)

    def get(
        self, path: bytes, host: bytes = HOST.encode(), method: bytes = b"GET", more: bytes = b""
    ) -> Reply:
        return self.send(
            method
            + b" "
            + path
            + b" HTTP/1.1\r\nHost: "
            + host
            + b"\r\nConnection: close\r\n"
            + more
            + b"\r\n"
        )

    def is_well(self) -> bool:
        assert self.process.poll() is None, self.log.read_text(errors="replace")
        try:
            return self.get(b"/_health").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module", params=["waitress", "granian"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(str(request.param))
    with PortalKit(folder, DEMO, installed=PLUGINS) as kit:
        fill(kit, 1, FEW)
    server = Server(folder, str(request.param))
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while not server.is_well():
            assert time.monotonic() < deadline, server.log.read_text(errors="replace")
        yield server
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(STARTS_WITHIN)


TRICKS = [
    b"/%00", b"/gzdt/%00/", b"/gzdt/1%00.html", b"/%ff", b"/%c0%af", b"/%ed%a0%80", b"/gzdt/%E4%B8", b"/\xe4\xb8\xad",
    b"/" + b"a" * 100_000, b"/gzdt/" + b"9" * 5000, b"/..", b"/../../etc/passwd", b"/gzdt/../jgzn/", b"/./gzdt/",
    b"/%2e%2e/%2e%2e/etc/passwd", b"/%252e%252e/etc/passwd", b"/static/menhu/..%2f..%2fapp.py", b"/gzdt%2f..%2fx",
    b"/static/../../../etc/passwd", b"/gzdt\\..\\x", b"/%5c..%5c", b"//evil.example/", b"///", b"/gzdt//", b"/gzdt//1",
    b"//evil.example/%2e%2e", b"http://evil.example/", b"http://www.sjz.example/gzdt/", b"*", b"gzdt/", b"/;/gzdt/",
    b"/gzdt/;jsessionid=1", b"/%0d%0aSet-Cookie:%20x=y", b"/gzdt?%0d%0aX-Evil:1", b"/gzdt/007", b"/gzdt/-1",
    b"/gzdt/1e3",
    b"/gzdt/%D9%A3", b"/gzdt/+1", b"/gzdt/1.0", b"/gzdt/0x1", b"/gzdt/%201", b"/gzdt/99999999999999999999", b"/gzdt/0",
    b"/gzdt/?page=0", b"/gzdt/?page=-1", b"/gzdt/?page=1e9", b"/gzdt/?page=99999999999999999999", b"/gzdt/?page=%D9%A3",
    b"/gzdt/?page=01", b"/gzdt/?page=1%00", b"/gzdt/?page=%ff", b"/gzdt/?page", b"/gzdt/?page=1&page=2",
    b"/gzdt/?page[]=1",
    b"/gzdt/?" + b"a=b&" * 20_000, b"/gzdt/?" + b"%" * 100, b"/sitemap.xml?part=../../x", b"/sitemap.xml?part=gzdt.-1",
    b"/sitemap.xml?part=gzdt.99999999999999", b"/sitemap.xml?part=gzdt.50000", b"/sitemap.xml?part=%D9%A3", b"/bm/jyj/",
    b"/bm/../gzdt/", b"/media/x/y", b"/media/" + b"0" * 64 + b"/x.png", b"/media/" + b"0" * 64 + b"/%2e%2e%2fx",
    b"/media//x", b"/static/site/0/tokens.css", b"/static/news/x/y", b"/static/", b"/static", b"/@@sitemap", b"/%40%40",
]  # fmt: skip
HOSTS = [
    b"", b" ", b"a b", b"evil.example", b"fgw.sjz.example.evil.example", b"fgw.sjz.example@evil.example", b"[::1]",
    b"fgw.sjz.example:99999", b"fgw.sjz.example:x", b"fgw.sjz.example:-1", b"fgw.sjz.example/..", b"..", b".", b"*",
    b"fgw.sjz.example\t", b"fgw.sjz.example,evil.example", b"\xe4\xb8\xad.example", b"xn--", b"a" * 300, b"a." * 5000,
    b"<script>", b"127.0.0.1", b"[fe80::1%25eth0]", b"fgw..sjz.example", b"-fgw.sjz.example", b"localhost.",
    b"%66gw.sjz.example",
]  # fmt: skip


def assert_decent(reply: Reply, sent: bytes) -> None:
    """Refused or answered, never a fault, never somebody else's content, nothing let into the head."""
    assert reply.status < 500 or reply.status in (501, 505), (sent[:80], reply.head)
    assert b"\nx-evil" not in reply.head.lower()
    assert b"\nset-cookie" not in reply.head.lower()
    assert sent == b"localhost." or {*MARK.findall(reply.body.decode("utf-8", "replace"))} <= {"fgw"}, sent[
        :80
    ]
    assert b"Traceback" not in reply.body
    assert b"root:" not in reply.body


def test_tricky_addresses_at_the_socket(server: Server) -> None:
    for path in TRICKS:
        assert_decent(server.get(path), path)
    assert server.is_well()
    assert b"Traceback" not in server.log.read_bytes()


def test_tricky_hosts_at_the_socket(server: Server) -> None:
    for host in HOSTS:
        reply = server.get(b"/", host)
        assert reply.status in (0, 400, 404, 200), (host[:40], reply.head)
        if host != b"localhost." and not host.startswith(b"fgw.sjz.example\t"):
            assert reply.status != 200, host[:40]
        assert_decent(reply, host)
    for raw in (
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: fgw.sjz.example\r\nHost: www.sjz.example\r\nConnection: close\r\n\r\n",
    ):
        reply = server.send(raw, ends=b"close" not in raw)
        assert reply.status in (0, 400, 404), (raw, reply.head)
        assert not MARK.search(reply.body.decode())
    assert b"Traceback" not in server.log.read_bytes()


def test_broken_requests_at_the_socket(server: Server) -> None:
    start, host = b"POST /gzdt/ HTTP/1.1\r\n", b"Host: fgw.sjz.example\r\nConnection: close\r\n"
    for raw in (
        b"", b"\r\n\r\n", b"\0" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n" + host + b"\r\n", b"\x16\x03\x01\x02\x00",
        start + host + b"Content-Length: -1\r\n\r\n", start + host + b"Content-Length: 99999999999999999999\r\n\r\n",
        start + host + b"Content-Length: 1, 2\r\n\r\nab",
        start + host + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        start + host + b"Content-Length: abc\r\n\r\n", start + host + b"Content-Length: 100\r\n\r\nshort",
        start + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", start + host + b"Transfer-Encoding: what\r\n\r\n",
        start + host + b"X: a\r\n\x00: b\r\n\r\n", b"GET /" + b"a" * 300_000,
        b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET /gzdt/ HTTP/1.1\r\n" + host + b"Cookie: " + b"menhu=\xff;" * 500 + b"\r\n\r\n",
    ):  # fmt: skip
        assert_decent(server.send(raw, ends=True), raw)
    for method in (b"TRACE", b"CONNECT", b"BREW", b"PROPFIND", b"get", b"G" * 500):
        reply = server.get(b"/gzdt/", method=method)
        assert_decent(reply, method)
        assert reply.status != 200, method
    assert server.is_well()


def test_a_page_is_whole_after_all_of_this(server: Server) -> None:
    reply = server.get(b"/gzdt/")
    assert reply.status == 200
    assert MARK.findall(reply.body.decode())
    for header in (b"content-security-policy: default-src 'none'", b"x-content-type-options: nosniff"):
        assert header in reply.head.lower()


PIECES = st.sampled_from(
    [
        "gzdt", "tzgg", "jgzn", "jggk", "en", "bm", "xq", "fgw", "jyj", "zhengding", "static", "media", "menhu", "news",
        "sitemap", "sitemap.xml", "robots.txt", "find-error", "feed.atom", "site", "tokens.css", "_health", "1", "2",
        "007", "٣", "1e3", "-1", "0", "99999999999", "..", ".", "", "@@", "@@sitemap", "%2e%2e", "%00", "\\", "中文",
        "console", "zh-hans", "zh-hant", "a" * 300, "x;y", "+", " ", "\x00", "\x7f", "�", "search", "0" * 12, "0" * 64,
    ]
) | st.text(max_size=12)  # fmt: skip
PATHS = st.lists(PIECES, max_size=6).map(lambda parts: "/" + "/".join(parts)) | st.text(max_size=40)
FUZZED_HOSTS = st.sampled_from(
    [
        HOST, "www.sjz.example", "fgw.localhost", "localhost:8080", "www.zhengding.example", "FGW.sjz.example.", "",
        "evil.example", "fgw.sjz.example:80", "fgw.sjz.example:099", "[::1]:80", "localhost", "main.localhost",
    ]
) | st.text(max_size=30)  # fmt: skip
QUERIES = st.sampled_from(
    [
        "",
        "page=2",
        "page=-1",
        "page=٣",
        "part=columns",
        "page=%ff",
        "a=b",
        "page=1%0d%0aX:1",
        "&&=;",
        "a\r\nX: 1",
    ]
) | st.text(max_size=40)
METHODS = st.sampled_from(
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", ""]
) | st.text(max_size=6)


def wsgi(text: str) -> str:
    """A text as a server puts it into an environ: its bytes as latin-1 (PEP 3333)."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def owners(demo: PortalKit, host: str, path: str) -> set[str]:
    """The codes of sites whose content may stand in the answer."""
    cluster = demo.registry.snapshots.current
    name = host.lower().partition(":")[0].rstrip(".")
    code = name.partition(".")[0] if name.endswith(".localhost") else ""
    site = cluster.by_host.get(name) or cluster.by_code.get(code)
    if name == "localhost":
        site = cluster.main
    below = [
        s.code for s in cluster if s.prefix and s is not cluster.main and f"{path}/".startswith(s.prefix)
    ]
    if site is cluster.main and below:
        return set(below)
    if site is cluster.main:
        # The portal's home page gathers what its departments publish.
        return {site.code for site in cluster}
    return {site.code} if site else set()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(host=FUZZED_HOSTS, path=PATHS, query=QUERIES, method=METHODS)
def test_no_request_is_a_fault_or_shows_another_site(
    demo: PortalKit, host: str, path: str, query: str, method: str
) -> None:
    environ: dict[str, Any] = Request.blank("/").environ
    environ |= {
        "REQUEST_METHOD": method, "PATH_INFO": wsgi(path), "QUERY_STRING": wsgi(query), "HTTP_HOST": wsgi(host),
    }  # fmt: skip
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        said[:] = [int(status[:3]), {name.lower(): value for name, value in headers}, headers]

    chunks = demo.application(environ, start_response)
    body = b"".join(chunks)
    status, headers, pairs = said
    assert status < 500 or status == 501
    for name, value in pairs:
        assert not re.search(r"[\x00-\x1f\x7f]", name + value), (name, value)
        (name + value).encode("latin-1")
    assert headers["content-security-policy"].startswith(("default-src 'none'", "sandbox"))
    if method == "HEAD":
        assert body == b""
        return
    text = body.decode("utf-8", "replace")
    assert {*MARK.findall(text)} <= owners(demo, host, path)
    if status >= 400:
        page = Page(text)
        assert headers["content-type"].lower() == "text/html; charset=utf-8"
        assert page.lang in ("zh-Hans", "en")
        assert "<h1" in text
        assert "<li>" in text or "<a " in text or "<p" in text
        assert not page.inline
    elif "location" in headers and method not in ("TRACE", "CONNECT"):
        assert headers["location"].startswith("http://")


@pytest.mark.parametrize(
    "query", ["a=\r\nX-Evil: 1", "\n", "a b", "\x7f", "\x01", '"<>', "\x85", "é", "中"], ids=ascii
)
def test_a_raw_query_never_breaks_out_of_a_redirect(demo: PortalKit, query: str) -> None:
    for host, path in ((HOST, "/gzdt"), ("www.sjz.example", "/bm/fgw"), ("www.sjz.example", "/en")):
        request = Request.blank(path, base_url=f"http://{host}")
        request.environ["QUERY_STRING"] = wsgi(query)
        response = request.get_response(demo.application)
        assert response.status_int in (301, 400), (host, path)
        for name, value in response.headerlist:
            assert re.fullmatch(r"[\x20-\x7e\t]*", f"{name}: {value}"), (name, value)


RANGES = [
    "bytes=0-0", "bytes=-1", "bytes=0-", "bytes=5-1", "bytes=999999999-", "bytes=-0", "bytes=a-b", "bytes=0-0,1-1",
    "items=0-1", "bytes", "bytes=", "bytes=99999999999999999999-", "bytes=-99999999999999999999", "\x7f",
    "bytes=٣-".encode().decode("latin-1"),
]  # fmt: skip


def test_ranges_of_media_and_assets(demo: PortalKit) -> None:
    page = Page(fetch(demo.application, HOST, "/gzdt/").text)
    record = next(link for _, link, _ in page.links if link.removeprefix("/gzdt/").isdigit())
    article = Page(fetch(demo.application, HOST, record).text)
    media = next(link for _, link, _ in article.links if "/media/" in link)
    css = next(link for _, link, _ in article.links if link.endswith("base.css"))
    for path in (media, css):
        whole = fetch(demo.application, HOST, path)
        assert whole.status == 200
        assert not [name for name in unsecured(whole) if "sandbox" not in name]
        for given_range in RANGES:
            answer = fetch(demo.application, HOST, path, Range=given_range)
            assert answer.status in (200, 206, 416), given_range
            assert answer.body in whole.body
            if answer.status == 200:
                assert answer.body == whole.body
            assert not unsecured(answer)
        for headers in (
            {"If_None_Match": "*"}, {"If_Modified_Since": "nonsense"}, {"If_Range": '"x"', "Range": "bytes=0-1"},
            {"If_None_Match": '"'}, {"If_Modified_Since": "Thu, 99 Foo 99999 99:99:99 GMT"},
        ):  # fmt: skip
            assert fetch(demo.application, HOST, path, **headers).status in (200, 304)


def test_media_of_another_site_are_404_even_with_digest_and_name(demo: PortalKit) -> None:
    for site in demo.registry.snapshots.current:
        column = next(
            c for columns in site.structure.columns.values() for c in columns.values() if c.feature == "news"
        )
        if column.language:
            continue
        host = site.primary_host or ""
        page = Page(fetch(demo.application, host, f"/{column.code}/").text)
        record = next(link for _, link, _ in page.links if link.removeprefix(f"/{column.code}/").isdigit())
        found = [
            link for _, link, _ in Page(fetch(demo.application, host, record).text).links if "/media/" in link
        ]
        if not found:
            continue
        assert fetch(demo.application, host, found[0]).status == 200
        for other in ("jyj.sjz.example", "www.sjz.example", "www.zhengding.example"):
            if other != host:
                assert fetch(demo.application, other, found[0]).status == 404, (site.code, other)
        assert fetch(demo.application, host, found[0] + "x").status == 404
        assert fetch(demo.application, host, found[0].rpartition("/")[0] + "/other.png").status == 404


def test_wrong_methods_on_every_sort_of_page(demo: PortalKit) -> None:
    for path in (
        "/",
        "/gzdt/",
        "/gzdt/1",
        "/sitemap",
        "/sitemap.xml",
        "/robots.txt",
        "/jgzn/",
        "/jggk/",
        "/_health",
    ):
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = fetch(demo.application, HOST, path, method)
            assert answer.status in (404, 405, 200 if path == "/_health" else 404), (path, method)
            assert not unsecured(answer)
