"""Files: bytes in an object store under their digest, one row per site and name in ``core_file``."""

import hashlib
import mimetypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import obstore
import sqlalchemy as sa
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url
from sqlalchemy.orm import Session

from menhu.data.models import FileRow

__all__ = ["FileRow", "FileStore", "StoredFile", "add_file", "file_address"]

CHUNK = 1 << 16
MEMORY = "memory:"
DIGEST = re.compile(r"[0-9a-f]{64}")
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
LONGEST_NAME = 120
OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes in the store.

    Arguments:
        digest: their SHA-256, 64 hexadecimal digits.
        size: how many, in bytes.
    """

    digest: str
    size: int


class FileStore:
    """A content-addressed store: equal bytes are kept once, and never change.

    Arguments:
        where: a folder (made if it is missing), ``memory:``, or an address such as ``s3://bucket/prefix``.
    """

    def __init__(self, where: str | Path) -> None:
        self._store = _store(where)
        self._folder = self._store.prefix if isinstance(self._store, LocalStore) else None

    def put(self, data: bytes) -> StoredFile:
        """Keep bytes; nothing is written if they are there already."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.has(digest):
            obstore.put(self._store, _path(digest), data)
        return StoredFile(digest, len(data))

    def has(self, digest: str) -> bool:
        """Whether there are bytes with this digest."""
        try:
            obstore.head(self._store, _path(digest))
        except (NotFoundError, FileNotFoundError):
            return False
        return True

    def read(self, digest: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes, or those from ``start`` up to, not including, ``end``.

        Raises:
            FileNotFoundError: if there are none with this digest.
        """
        path = _path(digest)
        try:
            if start == 0 and end is None:
                return bytes(obstore.get(self._store, path).bytes())
            stop = obstore.head(self._store, path)["size"] if end is None else end
            return bytes(obstore.get_range(self._store, path, start=start, end=stop)) if stop > start else b""
        except (NotFoundError, FileNotFoundError) as error:
            raise _missing(digest) from error

    def stream(self, digest: str) -> Iterator[bytes]:
        """The bytes in chunks of about 64 KiB.

        Raises:
            FileNotFoundError: if there are none with this digest.
        """
        try:
            found = obstore.get(self._store, _path(digest))
        except (NotFoundError, FileNotFoundError) as error:
            raise _missing(digest) from error
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK))

    def remove(self, digest: str) -> None:
        """Remove bytes that no row refers to any more; it is no error if they are gone already."""
        if self.has(digest):
            obstore.delete(self._store, _path(digest))

    def local_path(self, digest: str) -> Path | None:
        """The file on disk, for servers that send files themselves; None if the store is no folder."""
        return None if self._folder is None else Path(self._folder) / _path(digest)


def add_file(
    session: Session,
    store: FileStore,
    name: str,
    data: bytes,
    *,
    content_type: str | None = None,
    size: tuple[int, int] | None = None,
    alt: str = "",
) -> FileRow:
    """Keep a file for the session's site; the same bytes under the same name give the same row.

    Arguments:
        session: a session of a site.
        store: where the bytes go.
        name: the file's name as people know it; path separators and control characters are replaced.
        data: the bytes.
        content_type: a media type; guessed from the name if None.
        size: width and height of a picture in pixels.
        alt: what a picture shows, for people who do not see it.

    Raises:
        ValueError: if nothing of the name remains.
        ScopeError: if the session is not that of a site.
    """
    safe = safe_name(name)
    stored = store.put(data)
    present = session.scalar(sa.select(FileRow).where(FileRow.digest == stored.digest, FileRow.name == safe))
    if present is not None:
        return present
    width, height = size if size is not None else (None, None)
    row = FileRow(
        digest=stored.digest,
        name=safe,
        content_type=content_type or mimetypes.guess_type(safe)[0] or OCTETS,
        size=stored.size,
        width=width,
        height=height,
        alt=alt,
    )
    session.add(row)
    session.flush()
    return row


def file_address(digest: str, name: str) -> str:
    """The path of a file below its site: ``/media/<digest>/<name>``."""
    return f"/media/{digest}/{quote(name, safe='')}"


def safe_name(name: str) -> str:
    """A file name without separators and control characters, of at most 120 characters, ending kept.

    Raises:
        ValueError: if nothing remains.
    """
    clean = UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    if not clean.strip("_"):
        raise ValueError(f"{name!r} is no file name. Give the file a name.")
    if len(clean) <= LONGEST_NAME:
        return clean
    suffix = Path(clean).suffix[:16]
    return clean[: LONGEST_NAME - len(suffix)] + suffix


def _store(where: str | Path) -> ObjectStore:
    address = str(where)
    if address == MEMORY:
        return MemoryStore()
    if "://" in address:
        return from_url(address)
    return LocalStore(Path(address).absolute(), mkdir=True)


def _path(digest: str) -> str:
    if not DIGEST.fullmatch(digest):
        raise FileNotFoundError(f"{digest!r} is no digest")
    return f"{digest[:2]}/{digest}"


def _missing(digest: str) -> FileNotFoundError:
    return FileNotFoundError(f"no file with the digest {digest}")
