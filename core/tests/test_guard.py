"""The guard: a malformed request gets one clear answer before any site is asked."""

from ipaddress import IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menhu.web import guard
from menhu.web.guard import check, normal_host


def environ(**given: str) -> dict[str, Any]:
    return {"REQUEST_METHOD": "GET", "HTTP_HOST": "fgw.sjz.example", "PATH_INFO": "/", **given}


def wsgi(text: str) -> str:
    """Text as PATH_INFO carries it."""
    return text.encode().decode("latin-1")


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("fgw.sjz.example", ("fgw.sjz.example", "")),
        ("FGW.SJZ.Example:8080", ("fgw.sjz.example", "8080")),
        ("fgw.sjz.example.", ("fgw.sjz.example", "")),
        ("fgw.sjz.example.:80", ("fgw.sjz.example", "80")),
        ("fgw.sjz.example:", ("fgw.sjz.example", "")),
        ("localhost:0080", ("localhost", "80")),
        ("127.0.0.1:65535", ("127.0.0.1", "65535")),
        ("web_1:6543", ("web_1", "6543")),
        ("xn--fiq228c.cn", ("xn--fiq228c.cn", "")),
        ("[::1]:8080", ("[::1]", "8080")),
        ("[2001:DB8:0:0:0:0:0:1]", ("[2001:db8::1]", "")),
        ("a" * 63 + ".example", ("a" * 63 + ".example", "")),
        (".".join(["a" * 49] * 5) + ".abc.", (".".join(["a" * 49] * 5) + ".abc", "")),
    ],
)
def test_hosts_have_one_normal_spelling(value: str, normal: tuple[str, str]) -> None:
    assert normal_host(value) == normal
    assert check(environ(HTTP_HOST=value)) is None


BAD_HOSTS = [
    "",
    " ",
    ".",
    "..",
    "a b",
    " a",
    "a ",
    "a\t",
    "a\n",
    "a\r\nX: y",
    "a\x00",
    "a,b",
    "a, b",
    "a/b",
    "a\\b",
    "/",
    "user@a",
    "user:secret@a",
    "a?b",
    "a#b",
    "a%41",
    "http://a",
    "a..b",
    ".a",
    "a..",
    "-a",
    "a-",
    "a.-b",
    "*",
    "a:b",
    "a:-1",
    "a:+1",
    "a: 1",
    "a:1 ",
    "a:0",
    "a:65536",
    "a:999999",
    "a:" + "1" * 5000,
    "a:80:80",
    "a:８０",
    "a:1.5",
    ":80",
    "中国.cn",
    wsgi("中国.cn"),
    "a\xff",
    "\u212a.example",
    "\u017f.example",
    "a" * 64,
    "a" * 64 + ".example",
    ".".join(["a" * 50] * 5),
    "::1",
    "[::1",
    "::1]",
    "[]",
    "[::1]a",
    "[fe80::1%eth0]",
    "[1.2.3.4]",
    "[::g]",
    "[::1]:x",
    "[:::]",
    "a" * 100_000,
]


@pytest.mark.parametrize("value", BAD_HOSTS)
def test_malformed_hosts_are_refused(value: str) -> None:
    assert normal_host(value) is None
    assert check(environ(HTTP_HOST=value)) == guard.BAD_HOST


def test_a_request_without_host_is_refused() -> None:
    assert check({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}) == guard.BAD_HOST


def test_what_a_proxy_forwards_is_not_believed() -> None:
    forged = {"HTTP_X_FORWARDED_HOST": "a b", "HTTP_FORWARDED": "host=a b", "HTTP_X_FORWARDED_PROTO": "\x00"}
    assert check(environ(**forged)) is None
    forged["HTTP_X_FORWARDED_HOST"] = "good.example"
    assert check(environ(HTTP_HOST="a b", **forged)) == guard.BAD_HOST


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_methods_that_a_view_may_serve_go_on(method: str) -> None:
    assert check(environ(REQUEST_METHOD=method)) is None


@pytest.mark.parametrize(
    ("method", "status"),
    [
        ("TRACE", 405),
        ("CONNECT", 405),
        ("BREW", 501),
        ("get", 501),
        ("", 501),
        ("G\x00T", 501),
        ("PROPFIND", 501),
    ],
)
def test_other_methods_are_refused(method: str, status: int) -> None:
    refusal = check(environ(REQUEST_METHOD=method))
    assert refusal is not None
    assert refusal.status == status
    allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
    assert refusal.headers == ((("Allow", allow),) if status == 405 else ())


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/a",
        "/a/",
        "/a/b.html",
        "/.well-known/x",
        "/a.",
        "/a..b",
        "/...",
        "/..a",
        "/100%",
        "/%7e",
        "/a;b=c",
        "/a:b@c",
        "/'\"<>",
        wsgi("/中文/新闻"),
        wsgi("/🏛"),
        "/" + "a" * 8191,
        "/ ",
    ],
)
def test_well_formed_paths_go_on(path: str) -> None:
    assert check(environ(PATH_INFO=path)) is None


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("/\x00", guard.PATH_CONTROL),
        ("/a\nb", guard.PATH_CONTROL),
        ("/a\x7f", guard.PATH_CONTROL),
        (wsgi("/a\x85"), guard.PATH_CONTROL),
        ("/\xff", guard.PATH_NOT_UTF8),
        ("/\xe4\xb8", guard.PATH_NOT_UTF8),
        ("/\xc0\xaf", guard.PATH_NOT_UTF8),
        ("/\xed\xa0\x80", guard.PATH_NOT_UTF8),
        ("/中", guard.PATH_NOT_UTF8),
        ("/" + "a" * 8192, guard.PATH_TOO_LONG),
        ("/" + "\x00" * 100_000, guard.PATH_TOO_LONG),
        ("/..", guard.PATH_TRICK),
        ("/.", guard.PATH_TRICK),
        ("/../", guard.PATH_TRICK),
        ("/a/../b", guard.PATH_TRICK),
        ("/a/./b", guard.PATH_TRICK),
        ("/a/..", guard.PATH_TRICK),
        ("/..//a", guard.PATH_TRICK),
        ("/a\\b", guard.PATH_TRICK),
        ("/..\\a", guard.PATH_TRICK),
        ("/%2e%2e/a", guard.PATH_TRICK),
        ("/a%2Fb", guard.PATH_TRICK),
        ("/a%5cb", guard.PATH_TRICK),
        ("/a%00", guard.PATH_TRICK),
        ("/%252e", guard.PATH_TRICK),
        ("*", guard.PATH_TRICK),
        ("a", guard.PATH_TRICK),
        ("http://other.example/", guard.PATH_TRICK),
        ("//", guard.EMPTY_SEGMENT),
        ("//a", guard.EMPTY_SEGMENT),
        ("/a//b", guard.EMPTY_SEGMENT),
        ("/a//", guard.EMPTY_SEGMENT),
    ],
)
def test_malformed_paths_are_refused(path: str, refusal: guard.Refusal) -> None:
    assert check(environ(PATH_INFO=path)) == refusal


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("", None),
        ("page=2&q=%E4%B8%AD%E6%96%87", None),
        ("q=\xe4\xb8\xad", None),
        ("q=%zz&r=%", None),
        ("q=a%0Ab", None),
        ("q=../..", None),
        ("a" * 8192, None),
        ("a" * 8193, guard.QUERY_TOO_LONG),
        ("q=%D6%D0", guard.QUERY_NOT_UTF8),
        ("q=%ff", guard.QUERY_NOT_UTF8),
        ("%ff", guard.QUERY_NOT_UTF8),
        ("q=\xff", guard.QUERY_NOT_UTF8),
        ("q=中", guard.QUERY_NOT_UTF8),
        ("q=%ED%A0%80", guard.QUERY_NOT_UTF8),
        ("q=%00", guard.QUERY_CONTROL),
        ("q=\x00", guard.QUERY_CONTROL),
    ],
)
def test_queries(query: str, refusal: guard.Refusal | None) -> None:
    assert check(environ(QUERY_STRING=query)) == refusal


@pytest.mark.parametrize("length", ["", "0", "12", "9" * 18])
def test_lengths_that_are_numbers_go_on(length: str) -> None:
    assert check(environ(CONTENT_LENGTH=length)) is None


@pytest.mark.parametrize("length", ["-1", "+1", " 1", "1,1", "1.0", "0x1", "１", "abc", "9" * 19, "9" * 5000])
def test_other_lengths_are_refused(length: str) -> None:
    assert check(environ(CONTENT_LENGTH=length)) == guard.BAD_LENGTH


def test_every_refusal_explains_itself_in_its_own_words() -> None:
    assert len({refusal.reason for refusal in guard.REFUSALS}) == len(guard.REFUSALS)
    assert all(refusal.reason.endswith(".") for refusal in guard.REFUSALS)


LABEL = st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,20}[A-Za-z0-9_])?", fullmatch=True)


@given(
    labels=st.lists(LABEL, min_size=1, max_size=8), port=st.none() | st.integers(1, 65535), dot=st.booleans()
)
def test_every_host_name_is_understood(labels: list[str], port: int | None, dot: bool) -> None:
    name = ".".join(labels)
    value = name + "." * dot + ("" if port is None else f":{port}")
    assert normal_host(value) == (name.lower(), "" if port is None else str(port))


@given(address=st.ip_addresses(v=6))
def test_every_ipv6_literal_is_understood(address: IPv6Address) -> None:
    assert normal_host(f"[{address.exploded.upper()}]") == (f"[{address}]", "")


@given(value=st.one_of(st.text(max_size=40), st.text(alphabet="aA0.:[]-_@/ \x00é", max_size=20)))
def test_a_normal_host_is_plain_and_stays_as_it_is(value: str) -> None:
    normal = normal_host(value)
    if normal is None:
        return
    host, port = normal
    assert normal_host(host + (f":{port}" if port else "")) == normal
    assert host.isascii()
    assert host == host.lower()
    assert not set(host) & set("@/\\ ,%?#")
    assert port == "" or 1 <= int(port) <= 65535


ODD = st.text(alphabet="a/.\\%20cef5Ff\x00\n\xe4\xb8\xad\xff中", max_size=30) | st.text(max_size=30)


@given(path=ODD, query=ODD, host=ODD, length=ODD, method=st.sampled_from(["GET", "POST", "TRACE"]) | ODD)
def test_any_request_is_answered_and_what_goes_on_is_sound(
    path: str, query: str, host: str, length: str, method: str
) -> None:
    refusal = check(
        {
            "REQUEST_METHOD": method,
            "HTTP_HOST": host,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": length,
        }
    )
    assert refusal is None or refusal in guard.REFUSALS


@given(path=ODD.map(lambda text: "/" + text), query=ODD)
def test_a_path_that_goes_on_names_no_other_folder(path: str, query: str) -> None:
    if check(environ(PATH_INFO=path, QUERY_STRING=query)) is not None:
        return
    text = path.encode("latin-1").decode("utf-8")
    assert not {"", ".", ".."} & set(text.split("/")[1:-1])
    assert text.rpartition("/")[2] not in (".", "..")
    assert "\\" not in text
    assert "\x00" not in text
    assert "\x00" not in query
