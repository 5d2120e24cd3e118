"""Serving uploaded files: only on the site that owns them, by the digest of their content."""

import re
from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from menhu.data.files import find_file
from menhu.web.ranges import range_response
from menhu.web.static import media_headers

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest

DIGEST = re.compile(r"[0-9a-f]{16,64}\Z")


def media(context: object, request: "PortalRequest") -> Response:
    """``/media/DIGEST/NAME``: a file of this site, with ranges and the headers of its type."""
    del context
    if len(request.subpath) != 2 or not DIGEST.match(request.subpath[0]):
        raise HTTPNotFound
    digest, name = request.subpath
    file = find_file(request.db, digest, name)
    if file is None:
        raise HTTPNotFound
    request.environ["menhu.cacheable"] = False
    store = request.registry.files
    response: Response = range_response(
        request,
        size=file.size,
        etag=f'"{digest}"',
        read=lambda start, end: store.read(digest, start, end),
        headers=[
            *media_headers(file.name, file.content_type, file.size),
            ("Cache-Control", "public, max-age=31536000, immutable"),
        ],
    )
    return response
