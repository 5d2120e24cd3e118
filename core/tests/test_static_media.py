"""Ranges over any bytes, and the heads of media."""

from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webob import Request, Response

from menhu.web.ranges import CHUNK, UnsatisfiableRangeError, etag_matches, parse_range, range_response
from menhu.web.static import INLINE_TYPES, media_headers

CONTENT = b"0123456789"
MODIFIED = 1_700_000_000.9
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"


def answer(content: bytes = CONTENT, *, method: str = "GET", **headers: str) -> Response:
    environ = {"REQUEST_METHOD": method, **{f"HTTP_{name}": value for name, value in headers.items()}}
    request = Request.blank("/", environ=environ)
    response = range_response(
        request,
        size=len(content),
        etag='"e"',
        read=lambda start, end: content[start:end],
        headers=media_headers("a.png", "image/png", len(content)),
        modified=MODIFIED,
    )
    sent: Response = request.get_response(response)
    return sent


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=2-4", (2, 5)),
        ("bytes=2-", (2, 10)),
        ("bytes=2-99", (2, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)),
        ("Bytes= 2-4 ", (2, 5)),
        ("bytes=0-999999999999999999", (0, 10)),
    ],
)
def test_a_range_is_cut_out(header: str, span: tuple[int, int]) -> None:
    start, end = span
    response = answer(RANGE=header)
    assert (response.status_code, response.body) == (206, CONTENT[start:end])
    assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/10"
    assert response.headers.getall("Content-Length") == [str(end - start)]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=4-2",
        "bytes=1-2,4-5",
        "bytes=1-2, 4-5",
        "items=0-1",
        "bytes=--1",
        "bytes=1",
        "bytes=0x1-2",
        "bytes=１-２",
        "bytes=" + "9" * 5000 + "-",
        "bytes 0-1",
        "bytes=0-1\n",
    ],
)
def test_a_range_that_is_not_understood_is_ignored(header: str) -> None:
    response = answer(RANGE=header)
    assert (response.status_code, response.body) == (200, CONTENT)
    assert "Content-Range" not in response.headers


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-11", "bytes=-0", "bytes=999999999999999999-"])
def test_a_range_beyond_the_end_is_refused(header: str) -> None:
    response = answer(RANGE=header)
    assert (response.status_code, response.body) == (416, b"")
    assert response.headers["Content-Range"] == "bytes */10"


def test_nothing_can_be_served_whole_but_not_in_part() -> None:
    assert answer(b"").status_code == answer(b"", RANGE="bytes=4-2").status_code == 200
    assert answer(b"", RANGE="bytes=0-").status_code == answer(b"", RANGE="bytes=-1").status_code == 416


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        ('"e"', 206),
        (DATE, 206),
        ('W/"e"', 200),
        ('"x"', 200),
        ("Tue, 14 Nov 2023 22:13:19 GMT", 200),
        ("x", 200),
    ],
)
def test_a_range_is_served_only_of_what_the_visitor_has(if_range: str, status: int) -> None:
    assert answer(RANGE="bytes=0-1", IF_RANGE=if_range).status_code == status


def test_head_and_304_know_no_range() -> None:
    assert answer(method="HEAD", RANGE="bytes=0-1").status_code == 200
    assert answer(RANGE="bytes=0-1", IF_NONE_MATCH='"e"').status_code == 304


@pytest.mark.parametrize(
    ("date", "status"),
    [
        (DATE, 304),
        ("Tue, 14 Nov 2023 22:13:19 GMT", 200),
        ("Tuesday, 14-Nov-23 22:13:20 GMT", 304),
        ("", 200),
        ("yesterday", 200),
        ("Tue, 14 Nov 99999 22:13:20 GMT", 200),
        ("Tue, 99 Nov 2023 99:99:99 +9999999999999", 200),
        ("\x00", 200),
    ],
)
def test_dates(date: str, status: int) -> None:
    assert answer(IF_MODIFIED_SINCE=date).status_code == status


def test_a_304_says_only_what_it_may() -> None:
    assert dict(answer(IF_NONE_MATCH="*").headerlist) == {"ETag": '"e"', "Last-Modified": DATE}


def test_a_long_answer_is_read_in_parts() -> None:
    content, reads = b"ab" * CHUNK, []

    def read(start: int, end: int) -> bytes:
        reads.append((start, end))
        return content[start:end]

    request = Request.blank("/", environ={"HTTP_RANGE": "bytes=1-"})
    response = range_response(request, size=len(content), etag='"e"', read=read, headers=[])
    assert request.get_response(response).body == content[1:]
    assert reads == [(1, 1 + CHUNK), (1 + CHUNK, 2 * CHUNK)]


@given(size=st.integers(0, 50), first=st.none() | st.integers(0, 60), last=st.none() | st.integers(0, 60))
def test_any_range_equals_the_slice(size: int, first: int | None, last: int | None) -> None:
    content = list(range(size))
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    try:
        span = parse_range(header, size)
    except UnsatisfiableRangeError:
        assert first is None or first >= size
        assert first is not None or last == 0 or size == 0
        return
    if first is None:
        expected = None if last is None else content[max(size - last, 0) :]
    elif last is not None and last < first:
        expected = None
    else:
        expected = content[first : size if last is None else last + 1]
    assert (None if span is None else content[slice(*span)]) == expected


@given(others=st.lists(st.text(alphabet="abW/*, ", max_size=5)), weak=st.booleans(), named=st.booleans())
def test_an_etag_is_found_in_any_list(others: list[str], weak: bool, named: bool) -> None:
    tags = [f'"{other}"' for other in others] + [("W/" if weak else "") + '"abc"'] * named
    assert etag_matches(", ".join(tags), '"abc"') == named


def disposition(name: str, content_type: str = "application/zip") -> tuple[str, str, str | None]:
    """How a reader of RFC 6266 understands it: the way, the plain name, the full name."""
    value = dict(media_headers(name, content_type, 1))["Content-Disposition"]
    assert value.isascii()
    assert value.isprintable()
    message = Message()
    message["Content-Disposition"] = value.split("; filename*=")[0]
    _, _, full = value.partition("; filename*=UTF-8''")
    plain = message.get_filename()
    assert plain is not None
    return value.partition(";")[0], plain, unquote(full, errors="strict") if full else None


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("report.pdf", "report.pdf", None),
        ("石家庄市2026年预算.xlsx", "2026.xlsx", "石家庄市2026年预算.xlsx"),
        ("预算.docx", "file.docx", "预算.docx"),
        ('a"b\\c.txt', "c.txt", None),
        ('say "hi".txt', "say_hi.txt", 'say "hi".txt'),
        ("a\r\nSet-Cookie: x=y.txt", "aSet-Cookie_x_y.txt", "aSet-Cookie: x=y.txt"),
        ("../../etc/passwd", "passwd", None),
        ("C:\\dir\\a.zip", "a.zip", None),
        ("\u202egpj.exe", "gpj.exe", None),
        ("无后缀", "file", "无后缀"),
        ("a.中文", "a", "a.中文"),
        (".htaccess", "htaccess", None),
        ("", "file", None),
        (" . ", "file", None),
        ("a/", "file", None),
        ("100%.txt", "100.txt", "100%.txt"),
        ("\ud800.txt", "txt", None),
    ],
)
def test_names_are_told_in_both_spellings(name: str, plain: str, full: str | None) -> None:
    assert disposition(name)[1:] == (plain, full)


@given(name=st.text(max_size=40))
def test_any_name_can_be_told(name: str) -> None:
    _, plain, full = disposition(name)
    assert plain.isascii()
    assert not set(full or plain) & set("/\x00\r\n")


@pytest.mark.parametrize("content_type", sorted(INLINE_TYPES))
def test_pictures_and_pdf_are_shown_in_place(content_type: str) -> None:
    told = dict(media_headers("a.bin", content_type.upper() + "; charset=x", 7))
    assert told == {
        "Content-Type": content_type,
        "Content-Length": "7",
        "Content-Disposition": 'inline; filename="a.bin"',
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize(
    ("content_type", "told"),
    [
        ("image/svg+xml", "image/svg+xml"),
        ("text/html", "text/html"),
        ("application/xhtml+xml", "application/xhtml+xml"),
        ("text/xml", "text/xml"),
        ("text/plain", "text/plain"),
        ("application/zip", "application/zip"),
        ("", "application/octet-stream"),
        ("image", "application/octet-stream"),
        ("image/png\r\nX: y", "application/octet-stream"),
        ("image/png, text/html", "application/octet-stream"),
        ("图/片", "application/octet-stream"),
    ],
)
def test_everything_else_is_saved_and_may_do_nothing(content_type: str, told: str) -> None:
    headers = dict(media_headers("a.bin", content_type, 7))
    assert headers["Content-Type"] == told
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
