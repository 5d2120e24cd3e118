"""Where a writing request comes from: Fetch Metadata and Origin instead of tokens in pages.

A token would make every page with a form uncacheable. Browsers since 2023 send Sec-Fetch-Site; older
ones send Origin with every unsafe method (Fetch standard, "append a request `Origin` header").
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

DEFAULT_PORT = {"http": ":80", "https": ":443"}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_forged(environ: Mapping[str, Any]) -> bool:
    """Whether a request that may change something was sent by a page of another origin.

    Without either header it does not come from a browser's page, and there is nothing to forge.
    """
    if environ["REQUEST_METHOD"] in SAFE:
        return False
    fetch_site = environ.get("HTTP_SEC_FETCH_SITE")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    origin = environ.get("HTTP_ORIGIN")
    if origin is None:
        return False
    try:
        parts = urlsplit(origin)
    except ValueError:
        return True
    scheme: str = environ["wsgi.url_scheme"]
    own: str = environ.get("HTTP_HOST", "").lower()
    default = DEFAULT_PORT.get(scheme, ":")
    return bool(
        parts.scheme != scheme or parts.netloc.lower().removesuffix(default) != own.removesuffix(default)
    )
