"""Sanitised HTML as plain words, and addresses in it."""

import re
from html import unescape
from urllib.parse import quote

SUMMARY_LENGTH = 140

_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_LINK_IN_TAG = re.compile(r'(<[a-z][^<>]*? (?:src|href)=")/(?!/)')


def plain_text(html: str) -> str:
    """The words of sanitised HTML, spaces drawn together.

    Arguments:
        html: as ``sanitise`` returns it.
    """
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def shortened(text: str, length: int = SUMMARY_LENGTH) -> str:
    """At most that many characters of a text, with an ellipsis where it was cut.

    Arguments:
        text: plain text.
        length: in characters, the ellipsis included.
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def localised(html: str, base: str) -> str:
    """The HTML with its root-relative addresses, which are of the site, below the site's own prefix.

    Arguments:
        html: sanitised HTML as it is stored.
        base: ``request.site_base()``; empty if the site stands at the root of its host.
    """
    return _LINK_IN_TAG.sub(rf"\1{base}/", html) if base else html


def media_url(base: str, digest: str, name: str) -> str:
    """The address of a stored file.

    Arguments:
        base: what stands before it: ``request.site_base()``, or nothing in a body that is stored.
        digest, name: of the file (``menhu.api.File``).
    """
    return f"{base}/media/{digest}/{quote(name)}"
