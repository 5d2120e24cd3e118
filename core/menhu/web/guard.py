"""What is wrong with a request before any site is asked: a few rules over the bare environ.

Nothing here reads X-Forwarded-* or Forwarded: whoever wants them believed tells the server
(waitress' ``trusted_proxy``), which then sets the environ itself.
"""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from typing import Final
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

MAX_PATH: Final = 8 * 1024
MAX_QUERY: Final = 8 * 1024
MAX_HOST: Final = 253
"""Longest host name in characters (RFC 1035, 2.3.4, without the dot of the root)."""

ALLOWED_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_REFUSED_METHODS: Final = frozenset({"TRACE", "CONNECT"})

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(
    rf"(?:\[(?P<six>[0-9a-f:.]{{2,45}})\]|(?P<name>{_LABEL}(?:\.{_LABEL})*)\.?)(?::(?P<port>[0-9]{{0,5}}))?",
    re.ASCII | re.IGNORECASE,
)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_RAW_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")
_ENCODED_AGAIN: Final = re.compile(r"%(?:00|25|2e|2f|5c)", re.IGNORECASE)
_LENGTH: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue."""
    return msgid


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not served.

    ``status`` is the HTTP status, ``reason`` the msgid of a sentence for the visitor, ``headers`` what
    the answer must carry beside its page.
    """

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...] = ()


METHOD_NOT_ALLOWED: Final = Refusal(
    405, _("This kind of request is not served here."), (("Allow", ", ".join(ALLOWED_METHODS)),)
)
METHOD_UNKNOWN: Final = Refusal(501, _("This server does not know this kind of request."))
BAD_HOST: Final = Refusal(400, _("The request does not name a valid host."))
PATH_TOO_LONG: Final = Refusal(414, _("The address is too long."))
PATH_NOT_UTF8: Final = Refusal(400, _("The address is not encoded in UTF-8."))
PATH_CONTROL: Final = Refusal(400, _("The address contains characters that no address may contain."))
PATH_TRICK: Final = Refusal(400, _("The address contains parts that lead out of their folder."))
EMPTY_SEGMENT: Final = Refusal(404, _("There is no such page: the address contains a doubled slash."))
QUERY_TOO_LONG: Final = Refusal(414, _("The part of the address after the question mark is too long."))
QUERY_NOT_UTF8: Final = Refusal(
    400, _("The part of the address after the question mark is not encoded in UTF-8.")
)
QUERY_CONTROL: Final = Refusal(
    400, _("The part of the address after the question mark contains characters that it may not contain.")
)
BAD_LENGTH: Final = Refusal(400, _("The request states an invalid length."))

REFUSALS: Final = (
    METHOD_NOT_ALLOWED, METHOD_UNKNOWN, BAD_HOST, PATH_TOO_LONG, PATH_NOT_UTF8, PATH_CONTROL, PATH_TRICK,
    EMPTY_SEGMENT, QUERY_TOO_LONG, QUERY_NOT_UTF8, QUERY_CONTROL, BAD_LENGTH,
)  # fmt: skip
"""Every refusal there is."""


def check(environ: WSGIEnvironment) -> Refusal | None:
    """The first thing that is wrong with the request, or None if it may go on.

    Arguments:
        environ: a WSGI environ; PATH_INFO is decoded from percents once and carries bytes as latin-1
            (PEP 3333).
    """
    return (
        _check_method(environ.get("REQUEST_METHOD", ""))
        or _check_host(environ.get("HTTP_HOST", ""))
        or _check_path(environ.get("PATH_INFO", ""))
        or _check_query(environ.get("QUERY_STRING", ""))
        or _check_length(environ.get("CONTENT_LENGTH", ""))
    )


def normal_host(value: str) -> tuple[str, str] | None:
    """Split a Host header into host and port, both in their one normal spelling.

    The host is in lower case, without the dot of the root; an IPv6 literal is compressed and keeps its
    brackets. Underscores are let through: they are legal in an URL (RFC 3986, 3.2.2) and names of
    containers have them. Names beyond ASCII must come as A-labels (``xn--``).

    Returns:
        Host and port ("" if none is given, no leading zeros); None if the header is malformed.
    """
    match = _HOST.fullmatch(value)
    if match is None:
        return None
    port = (match["port"] or "").lstrip("0")
    if match["port"] and not (port and int(port) <= 65535):
        return None
    if match["six"] is not None:
        try:
            return f"[{IPv6Address(match['six'])}]", port
        except AddressValueError:
            return None
    name = match["name"].lower()
    return (name, port) if len(name) <= MAX_HOST else None


def _check_method(method: str) -> Refusal | None:
    if method in ALLOWED_METHODS:
        return None
    return METHOD_NOT_ALLOWED if method in _REFUSED_METHODS else METHOD_UNKNOWN


def _check_host(host: str) -> Refusal | None:
    return BAD_HOST if normal_host(host) is None else None


def _check_path(path: str) -> Refusal | None:
    if len(path) > MAX_PATH:
        return PATH_TOO_LONG
    if not path.isascii():
        try:
            path = path.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return PATH_NOT_UTF8
    if _CONTROL.search(path):
        return PATH_CONTROL
    if path and not path.startswith("/"):
        return PATH_TRICK
    if "\\" in path or ("%" in path and _ENCODED_AGAIN.search(path)):
        return PATH_TRICK
    if "/." in path and not {".", ".."}.isdisjoint(path.split("/")):
        return PATH_TRICK
    return EMPTY_SEGMENT if "//" in path else None


def _check_query(query: str) -> Refusal | None:
    if len(query) > MAX_QUERY:
        return QUERY_TOO_LONG
    if _RAW_CONTROL.search(query):
        return QUERY_CONTROL
    if "%" in query or not query.isascii():
        try:
            query = unquote_to_bytes(query.encode("latin-1")).decode("utf-8")
        except UnicodeError:
            return QUERY_NOT_UTF8
    return QUERY_CONTROL if "\x00" in query else None


def _check_length(length: str) -> Refusal | None:
    return None if not length or _LENGTH.fullmatch(length) else BAD_LENGTH
