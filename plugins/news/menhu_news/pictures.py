"""Pictures that an import brings: read from one folder, stored on the site, put into bodies."""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

from sqlalchemy.orm import Session

from menhu.api import File, FileError, FileStore, store_file

from .services import ArticleError

IN_BODY = re.compile(r'(<img [^<>]*?src=")pictures/([^"]*)(")')
KINDS = (".jpg", ".jpeg", ".png", ".gif", ".webp")
LARGEST = 20 << 20
"""No picture of a web page is larger than this, in bytes."""


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
            ArticleError: if it is not there, too large, or lies outside the folder.
        """
        plain = name.removeprefix("pictures/")
        path = (self.folder / plain).resolve() if "\0" not in plain else self.folder
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise ArticleError(
                f"the picture {name!r} is not in {self.folder}. "
                "Put it there, or name its folder with --pictures."
            )
        if path.suffix.lower() not in KINDS:
            raise ArticleError(f"{name!r} is no picture. Give a file of {', '.join(KINDS)}.")
        if path.stat().st_size > LARGEST:
            raise ArticleError(f"the picture {name!r} is larger than {LARGEST >> 20} MB. Make it smaller.")
        return path

    def digest(self, name: str) -> str:
        """The digest of a picture's bytes; read once.

        Raises:
            ArticleError: as ``path`` does.
        """
        known = self._digests.get(name)
        if known is None:
            data = self.path(name).read_bytes()
            known = self._digests[name] = hashlib.blake2b(data, digest_size=16).hexdigest()
        return known


def pictures_in(html: str) -> Iterator[str]:
    """Names of the pictures that a sanitised body asks for."""
    return (_name(found[1]) for found in IN_BODY.findall(html))


def _name(written: str) -> str:
    return unquote(unescape(written))


class Storing:
    """Stores pictures on one site, each file once.

    Arguments:
        session: a writing session of the site.
        store: where bytes are kept.
        folder: where they come from.
    """

    def __init__(self, session: Session, store: FileStore, folder: PictureFolder) -> None:
        self._session, self._store, self._folder = session, store, folder
        self._stored: dict[str, File] = {}

    def file(self, name: str, alt: str = "") -> File:
        """The stored file of a picture.

        Raises:
            ArticleError: if it is not there or is no picture.
        """
        known = self._stored.get(name)
        if known is None:
            path = self._folder.path(name)
            try:
                known = store_file(self._session, self._store, path.name, path.read_bytes(), alt)
            except FileError as error:
                raise ArticleError(f"the picture {name!r} cannot be stored: {error}") from error
            self._stored[name] = known
        return known

    def body(self, html: str) -> str:
        """The body with its pictures stored and their addresses, relative to the site, put in."""

        def stored(found: re.Match[str]) -> str:
            file = self.file(_name(found[2]))
            return f"{found[1]}/media/{file.digest}/{quote(file.name)}{found[3]}"

        return IN_BODY.sub(stored, html)
