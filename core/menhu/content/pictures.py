"""Pictures of content: those that an import brings from a folder, and those that pages show."""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy.orm import Session

from menhu.content.checking import ContentError, PictureWords
from menhu.content.text import media_url
from menhu.data.files import FileStore
from menhu.data.models import FileRow
from menhu.media import PICTURES, FileError, store_file
from menhu.render.page import Picture

LARGEST = 20 << 20
"""No picture of a web page is larger than this, in bytes."""

_IN_BODY = re.compile(r'(<img [^<>]*?src=")pictures/([^"]*)(")')


class PictureLine(PictureWords, frozen=True, kw_only=True):
    """The picture of a line: a file in the folder of pictures, and its words."""

    file: str


class PictureFolder:
    """A folder of pictures. Names are relative to it; a leading ``pictures/`` is left out.

    Arguments:
        folder: the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._digests: dict[str, str] = {}

    def path(self, name: str) -> Path:
        """The file of that name.

        Raises:
            ContentError: if it is not there, too large, or lies outside the folder.
        """
        plain = name.removeprefix("pictures/")
        path = (self.folder / plain).resolve() if "\0" not in plain else self.folder
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise ContentError(
                f"the picture {name!r} is not in {self.folder}. "
                "Put it there, or name its folder with --pictures."
            )
        if path.suffix.lower() not in PICTURES:
            raise ContentError(f"{name!r} is no picture. Give a file of {', '.join(sorted(PICTURES))}.")
        if path.stat().st_size > LARGEST:
            raise ContentError(f"the picture {name!r} is larger than {LARGEST >> 20} MB. Make it smaller.")
        return path

    def digest(self, name: str) -> str:
        """The digest of a picture's bytes; read once.

        Raises:
            ContentError: as ``path`` does.
        """
        known = self._digests.get(name)
        if known is None:
            data = self.path(name).read_bytes()
            known = self._digests[name] = hashlib.blake2b(data, digest_size=16).hexdigest()
        return known


class PictureStorage:
    """Stores pictures on one site, each file once.

    Arguments:
        session: a writing session of the site.
        store: where bytes are kept.
        folder: where they come from.
    """

    def __init__(self, session: Session, store: FileStore, folder: PictureFolder) -> None:
        self._session, self._store, self._folder = session, store, folder
        self._stored: dict[str, FileRow] = {}

    def file(self, name: str, alt: str = "") -> FileRow:
        """The stored file of a picture.

        Raises:
            ContentError: if it is not there or is no picture.
        """
        known = self._stored.get(name)
        if known is None:
            path = self._folder.path(name)
            try:
                known = store_file(self._session, self._store, path.name, path.read_bytes(), alt)
            except FileError as error:
                raise ContentError(f"the picture {name!r} cannot be stored: {error}") from error
            self._stored[name] = known
        return known

    def body(self, html: str) -> str:
        """The body with its pictures stored and their addresses, relative to the site, put in.

        Raises:
            ContentError: as ``file`` does.
        """

        def stored(found: re.Match[str]) -> str:
            file = self.file(_name(found[2]))
            return f"{found[1]}{media_url('', file.digest, file.name)}{found[3]}"

        return _IN_BODY.sub(stored, html)


def pictures_in(html: str) -> Iterator[str]:
    """Names of the pictures that a sanitised body asks for: ``<img src="pictures/NAME">``."""
    return (_name(found[1]) for found in _IN_BODY.findall(html))


def _name(written: str) -> str:
    return unquote(unescape(written))


def shown_picture(base: str, row: Any) -> Picture | None:
    """The picture of a row, as templates are shown it, if the row has one.

    Arguments:
        base: ``request.site_base()``.
        row: with ``digest, name, width, height`` of ``menhu.api.File`` (``digest`` None: no picture),
            ``picture_alt`` and ``picture_caption``.
    """
    if row.digest is None:
        return None
    return Picture(
        url=media_url(base, row.digest, row.name),
        alt=row.picture_alt,
        width=row.width or 0,
        height=row.height or 0,
        caption=row.picture_caption,
    )
