"""Answers to conditional and range requests over any bytes that can be read by position (RFC 9110)."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from email.utils import formatdate, parsedate_to_datetime
from typing import Final

from webob.request import BaseRequest
from webob.response import Response

Reader = Callable[[int, int], bytes]
"""Reads the bytes from the first offset up to, and without, the second."""

Headers = Sequence[tuple[str, str]]

CHUNK: Final = 256 * 1024

_ETAGS: Final = re.compile(r'(?:W/)?("[^"]*")')
_RANGE: Final = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*\Z", re.ASCII | re.IGNORECASE)
_KEPT_IN_304: Final = frozenset({"cache-control", "content-location", "expires", "vary"})
_OURS: Final = frozenset({"content-length", "etag", "last-modified", "accept-ranges", "content-range"})


class UnsatisfiableRangeError(Exception):
    """The range asked for lies outside of the bytes there are."""


class ShortReadError(OSError):
    """The reader gave another number of bytes than asked for: the bytes changed under the answer."""


def etag_matches(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names the strong ETag, by weak comparison (RFC 9110, 13.1.2)."""
    return if_none_match.strip() == "*" or etag in _ETAGS.findall(if_none_match)


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """The single range of bytes that a Range header asks for, as (start, end), without end.

    Returns:
        None when the header is to be ignored: another unit, several ranges, bad syntax (RFC 9110, 14.2).

    Raises:
        UnsatisfiableRangeError: no byte of ``size`` lies in the range.
    """
    match = _RANGE.match(header)
    if match is None:
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start = int(first)
        end = min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise UnsatisfiableRangeError
    return start, end


def range_response(
    request: BaseRequest,
    *,
    size: int,
    etag: str,
    read: Reader,
    headers: Headers,
    modified: float | None = None,
) -> Response:
    """Answer a GET or HEAD for ``size`` bytes: 200, 206, 304 or 416.

    Arguments:
        request: its method and its If-None-Match, If-Modified-Since, Range and If-Range decide.
        size: number of bytes in all.
        etag: strong, with its quotes.
        read: gives the bytes; it is called for at most ``CHUNK`` of them at a time, not for a HEAD.
        headers: what else to say (Content-Type, Cache-Control, ...). Content-Length, ETag,
            Last-Modified, Accept-Ranges and Content-Range in it are replaced.
        modified: seconds since the epoch, if known.
    """
    validators = [("ETag", etag)]
    if modified is not None:
        validators.append(("Last-Modified", formatdate(int(modified), usegmt=True)))
    if _not_modified(request, etag, modified):
        kept = [pair for pair in headers if pair[0].lower() in _KEPT_IN_304]
        return _response(304, [*kept, *validators])
    told = [pair for pair in headers if pair[0].lower() not in _OURS]
    told += [*validators, ("Accept-Ranges", "bytes")]
    try:
        span = _wanted_range(request, size, etag, modified)
    except UnsatisfiableRangeError:
        return _response(416, [("Content-Range", f"bytes */{size}"), ("Content-Length", "0"), *validators])
    start, end = span or (0, size)
    told.append(("Content-Length", str(end - start)))
    if span is not None:
        told.append(("Content-Range", f"bytes {start}-{end - 1}/{size}"))
    body: Iterable[bytes] = [] if request.method == "HEAD" else _body(read, start, end)
    return _response(200 if span is None else 206, told, body)


def _response(status: int, headers: list[tuple[str, str]], body: Iterable[bytes] = ()) -> Response:
    return Response(status=status, headerlist=headers, app_iter=body)


def _body(read: Reader, start: int, end: int) -> Iterable[bytes]:
    if end - start <= CHUNK:
        return [_exactly(read, start, end)] if end > start else []
    return _chunks(read, start, end)


def _chunks(read: Reader, start: int, end: int) -> Iterator[bytes]:
    for offset in range(start, end, CHUNK):
        yield _exactly(read, offset, min(offset + CHUNK, end))


def _exactly(read: Reader, start: int, end: int) -> bytes:
    data = read(start, end)
    if len(data) != end - start:
        raise ShortReadError(f"{len(data)} bytes read where {end - start} were expected")
    return data


def _not_modified(request: BaseRequest, etag: str, modified: float | None) -> bool:
    if_none_match = request.environ.get("HTTP_IF_NONE_MATCH")
    if if_none_match is not None:
        return etag_matches(if_none_match, etag)
    since = _timestamp(request.environ.get("HTTP_IF_MODIFIED_SINCE"))
    return since is not None and modified is not None and int(modified) <= since


def _wanted_range(
    request: BaseRequest, size: int, etag: str, modified: float | None
) -> tuple[int, int] | None:
    header = request.environ.get("HTTP_RANGE")
    if header is None or request.method != "GET":
        return None
    if_range = request.environ.get("HTTP_IF_RANGE")
    if if_range is not None and if_range.strip() != etag:
        date = _timestamp(if_range)
        if date is None or modified is None or int(modified) != date:
            return None
    return parse_range(header, size)


def _timestamp(date: str | None) -> float | None:
    if not date:
        return None
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
