"""Assets of the core, the themes and the plugins, and the headers of media."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final
from urllib.parse import quote

from webob.request import BaseRequest
from webob.response import Response

from menhu.web.ranges import range_response

MIME_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""The kinds of file that are served as assets; no other is."""

INLINE_TYPES: Final = frozenset(
    {"application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp", "image/avif"}
)
"""Media that a browser may show in place: none of them runs a script in our origin."""

KEPT_IN_MEMORY: Final = 256 * 1024
"""Largest file in bytes that is kept in memory."""

FOREVER: Final = ("Cache-Control", "public, max-age=31536000, immutable")
SHORTLY: Final = ("Cache-Control", "public, max-age=60")
NOSNIFF: Final = ("X-Content-Type-Options", "nosniff")
SANDBOX: Final = ("Content-Security-Policy", "sandbox; default-src 'none'")

_OWNER: Final = re.compile(r"[a-z][a-z0-9_]*")
_DIGEST: Final = re.compile(r"[0-9a-f]{12}")
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class AssetMissingError(LookupError):
    """No asset of that name belongs to that owner."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is served; ``body`` is None if it is too large to be kept."""

    file: Path
    digest: str
    size: int
    modified_ns: int
    content_type: str
    body: bytes | None

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to, and without, ``end``."""
        if self.body is not None:
            return self.body[start:end]
        return _read(self.file, start, end)


class StaticFiles:
    """Which folder holds whose assets, and under which addresses they are served.

    An asset's address is ``PREFIX/OWNER/DIGEST/PATH``, with the digest of its content, so that it may
    be kept by browsers for ever. An address with another digest leads to the present one: a style
    sheet may therefore name its neighbours relative to itself.

    Arguments:
        prefix: path before the owner, without a closing slash.
        reload: look at each file anew on every use; otherwise it is read once.
    """

    def __init__(self, prefix: str = "/static", *, reload: bool = False) -> None:
        self._prefix = prefix
        self._reload = reload
        self._folders: dict[str, Path] = {}
        self._assets: dict[tuple[str, str], Asset] = {}

    def register(self, owner: str, folder: Path) -> None:
        """Let ``owner`` serve the files below ``folder``.

        Raises:
            ValueError: the owner's name does not fit into an address, or has another folder already.
        """
        if not _OWNER.fullmatch(owner):
            raise ValueError(f"{owner!r} cannot own assets: use a-z, 0-9 and _, a letter first")
        folder = folder.resolve()
        if self._folders.setdefault(owner, folder) != folder:
            raise ValueError(f"{owner!r} has its assets in {self._folders[owner]} already, not in {folder}")

    def owns(self, owner: str, path: str) -> bool:
        """Whether there is such an asset."""
        return self._asset(owner, path) is not None

    def asset_path(self, owner: str, path: str) -> str:
        """The address of an asset, from the root of the host.

        Raises:
            AssetMissingError: there is no such file, or it is not of a kind that is served.
        """
        asset = self._asset(owner, path)
        if asset is None:
            folder = self._folders.get(owner)
            where = f"below {folder}" if folder else "since it has registered no folder"
            raise AssetMissingError(f"{owner!r} has no asset {path!r} {where}")
        return f"{self._prefix}/{owner}/{asset.digest}/{path}"

    def serve(self, owner: str, subpath: Sequence[str], request: BaseRequest) -> Response | None:
        """Answer a GET or HEAD for an asset.

        Arguments:
            subpath: the segments of the address after the owner: the digest, then the path.

        Returns:
            The asset (200, 206, 304, 416), a redirect to its present address, or None if there is no
            such asset: the caller has the page for that.
        """
        if len(subpath) < 2 or not _DIGEST.fullmatch(subpath[0]):
            return None
        path = "/".join(subpath[1:])
        asset = self._asset(owner, path)
        if asset is None:
            return None
        if subpath[0] != asset.digest:
            # Relative, so that it stays below whatever prefix the request came under.
            location = f"{'../' * (len(subpath) - 1)}{asset.digest}/{path}"
            headers = [("Location", location), SHORTLY, ("Content-Length", "0")]
            return Response(status=302, headerlist=headers, app_iter=[])
        return range_response(
            request,
            size=asset.size,
            etag=f'"{asset.digest}"',
            read=asset.read,
            headers=[("Content-Type", asset.content_type), FOREVER, NOSNIFF],
            modified=asset.modified_ns // 1_000_000_000,
        )

    def _asset(self, owner: str, path: str) -> Asset | None:
        known = self._assets.get((owner, path))
        if known is not None and not self._reload and known.body is not None:
            return known
        file = self._file(owner, path)
        if file is None:
            self._assets.pop((owner, path), None)
            return None
        try:
            state = file.stat()
            if known is None or (known.modified_ns, known.size) != (state.st_mtime_ns, state.st_size):
                known = self._assets[owner, path] = _load(file)
        except OSError:
            return None
        return known

    def _file(self, owner: str, path: str) -> Path | None:
        folder = self._folders.get(owner)
        segments = path.split("/")
        if folder is None or not all(map(_SEGMENT.fullmatch, segments)):
            return None
        try:
            file = folder.joinpath(*segments).resolve(strict=True)
            fits = file.is_relative_to(folder) and file.is_file() and file.suffix in MIME_TYPES
        except (OSError, RuntimeError):
            return None
        return file if fits else None


def media_headers(name: str, content_type: str, size: int) -> list[tuple[str, str]]:
    """The headers under which an uploaded file is handed out.

    Pictures and PDF are shown in place. Everything else is saved to disk, and should a browser show it
    all the same (SVG, HTML, XML), it may run and load nothing.

    Arguments:
        name: the file's name as people read it; it is told as RFC 6266 says, with a name in ASCII for
            readers that know only that.
        content_type: as stored; what is no media type becomes ``application/octet-stream``.
        size: in bytes.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = "application/octet-stream"
    inline = media_type in INLINE_TYPES
    headers = [
        ("Content-Type", media_type),
        ("Content-Length", str(size)),
        ("Content-Disposition", f"{'inline' if inline else 'attachment'}; {_file_name(name)}"),
        NOSNIFF,
    ]
    return headers if inline else [*headers, SANDBOX]


def _file_name(name: str) -> str:
    name = _UNPRINTABLE.sub("", name).replace("\\", "/").rpartition("/")[2].strip(" .") or "file"
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, suffix) if dot else (suffix, "")
    ascii_stem = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_") or "file"
    ascii_suffix = re.sub(r"[^A-Za-z0-9]+", "", suffix)
    plain = f"{ascii_stem}.{ascii_suffix}" if ascii_suffix else ascii_stem
    if plain == name:
        return f'filename="{plain}"'
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _load(file: Path) -> Asset:
    # The state before the content: if the file changes in between, the next look sees another state.
    state = file.stat()
    content = file.read_bytes()
    kept = content if len(content) <= KEPT_IN_MEMORY else None
    digest = blake2b(content, digest_size=6).hexdigest()
    content_type = MIME_TYPES[file.suffix]
    return Asset(file, digest, len(content), state.st_mtime_ns, content_type, kept)


def _read(file: Path, start: int, end: int) -> bytes:
    with file.open("rb") as stream:
        stream.seek(start)
        return stream.read(end - start)
