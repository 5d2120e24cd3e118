"""Uploaded files: checked by their content when they come in, served only on the site that owns them."""

import re
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

import sqlalchemy as sa
from PIL import Image, UnidentifiedImageError
from pyramid.httpexceptions import HTTPNotFound
from sqlalchemy.orm import Session
from webob import Response

from menhu.data.files import FileStore, add_file
from menhu.data.models import FileRow
from menhu.web.ranges import range_response
from menhu.web.static import media_headers

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest

DIGEST = re.compile(r"[0-9a-f]{16,64}\Z")
PICTURES = {
    ".gif": "GIF",
    ".jpeg": "JPEG",
    ".jpg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
}
"""Kinds of picture that are taken, by the ending of the name: the format that the content must have."""

LARGEST_SIDE = 20_000
"""No picture has more pixels on a side; larger ones are bombs."""

_FIND = sa.select(FileRow.digest, FileRow.name, FileRow.content_type, FileRow.size).where(
    FileRow.digest == sa.bindparam("digest"), FileRow.name == sa.bindparam("name")
)


class FileError(ValueError):
    """A file cannot be taken; the message says why and what to do."""


def store_file(session: Session, store: FileStore, name: str, data: bytes, alt: str = "") -> FileRow:
    """Take a picture for the session's site; the same bytes under the same name are stored once.

    Arguments:
        session: a writing session of the site.
        store: where the bytes go.
        name: the file's name as people know it.
        data: the bytes.
        alt: what the picture shows, for people who do not see it.

    Raises:
        FileError: if the content is not what the name says, or is no picture that browsers show.
    """
    wanted = PICTURES.get(PurePath(name).suffix.lower())
    if wanted is None:
        raise FileError(f"{name!r} is no picture. Give a file of {', '.join(sorted(PICTURES))}.")
    try:
        with Image.open(BytesIO(data), formats=(wanted,)) as picture:
            width, height = picture.size
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise FileError(
            f"the content of {name!r} is no {wanted} picture. Save it again as {wanted}."
        ) from error
    if max(width, height) > LARGEST_SIDE:
        raise FileError(f"{name!r} has {width} × {height} pixels. Make it at most {LARGEST_SIDE} on a side.")
    try:
        return add_file(
            session, store, name, data, content_type=Image.MIME[wanted], size=(width, height), alt=alt
        )
    except ValueError as error:
        raise FileError(str(error)) from error


def media(context: object, request: "PortalRequest") -> Response:
    """``/media/DIGEST/NAME``: a file of this site, with ranges and the headers of its type."""
    del context
    if len(request.subpath) != 2 or not DIGEST.match(request.subpath[0]):
        raise HTTPNotFound
    digest, name = request.subpath
    file = request.db.execute(_FIND, {"digest": digest, "name": name}).first()
    if file is None:
        raise HTTPNotFound
    request.environ["menhu.cacheable"] = False
    store = request.registry.files
    return range_response(
        request,
        size=file.size,
        etag=f'"{digest}"',
        read=lambda start, end: store.read(digest, start, end),
        headers=[
            *media_headers(file.name, file.content_type, file.size),
            ("Cache-Control", "public, max-age=31536000, immutable"),
        ],
    )
