"""Pages from JSON Lines: row by row checked, site by site written, again and again without harm."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote, unquote

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from menhu.api import Cluster, File, FileError, FileStore, SessionFactory, Site, store_file

from .services import PageError, PageInput, PictureWords, find_page, prepared, write

BOM = b"\xef\xbb\xbf"
IN_BODY = re.compile(r'(<img [^<>]*?src=")pictures/([^"]*)(")')


class PictureLine(PictureWords, frozen=True, kw_only=True):
    """The picture of a page: a file in the folder of pictures, and its words."""

    file: str


class PageLine(PageInput, frozen=True, kw_only=True):
    """One line of the file."""

    site: str | None = None
    picture: PictureLine | None = None


class Fault(NamedTuple):
    """A line that was not taken, and why."""

    line: int
    message: str


@dataclass(kw_only=True)
class Report:
    """What became of the lines."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


class Row(NamedTuple):
    """A checked line: its number, what it says, what is stored of it, and its digest."""

    number: int
    line: PageLine
    values: dict[str, Any]
    html: str
    digest: str


class Installation(Protocol):
    """What an import works on; ``menhu.api.PortalContext`` is one."""

    @property
    def cluster(self) -> Cluster: ...
    @property
    def sessions(self) -> SessionFactory: ...
    @property
    def files(self) -> FileStore: ...


_decoder = msgspec.json.Decoder(PageLine)


def import_pages(
    portal: Installation,
    lines: Iterable[bytes],
    pictures: Path,
    *,
    site: str | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Report:
    """Import pages. Lines at fault are reported, the others are taken, site by site.

    Arguments:
        portal: the installation.
        lines: JSON objects; empty lines are passed over.
        pictures: the folder of pictures.
        site: code of the site of lines that name none.
        dry_run: check and compare everything, write nothing.
        now: the time of change of pages that name none; the present moment if absent.
    """
    report = Report()
    moment = now or datetime.now(UTC)
    checked: dict[int, dict[tuple[str, str], Row]] = {}
    for number, raw in enumerate(lines, 1):
        text = raw.removeprefix(BOM) if number == 1 else raw
        if not text.strip():
            continue
        try:
            of, row = _checked(portal, number, text, pictures, site, moment)
            name = (row.line.column, row.line.slug)
            first = checked.setdefault(of.id, {}).setdefault(name, row)
            if first is not row:
                raise PageError(f"line {first.number} is the same page {name}. Remove one of them.")
        except PageError as error:
            report.faults.append(Fault(number, str(error)))
    for site_id, rows in checked.items():
        _write_site(portal, portal.cluster.by_id[site_id], list(rows.values()), pictures, report, dry_run)
    report.faults.sort()
    return report


def _checked(
    portal: Installation, number: int, text: bytes, pictures: Path, site: str | None, now: datetime
) -> tuple[Site, Row]:
    try:
        line = _decoder.decode(text)
    except msgspec.ValidationError as error:
        raise PageError(
            f"{error}. Correct the value; `menhu pages import --help` shows the format."
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PageError(f"this is no JSON: {error}. Write one object on one line, in UTF-8.") from error
    code = line.site or site
    if code is None:
        raise PageError('the line names no site. Add "site", or name one for all with --site.')
    of = portal.cluster.by_code.get(code)
    if of is None:
        raise PageError(f"there is no site {code!r}. `menhu site list` shows all.")
    values, html = prepared(of, line, now)
    names = [line.picture.file] if line.picture else []
    names += [_name(found[1]) for found in IN_BODY.findall(html)]
    seen = [hashlib.sha256(picture_path(pictures, name).read_bytes()).digest() for name in names]
    digest = hashlib.blake2b(msgspec.json.encode((line, html, seen)), digest_size=16).hexdigest()
    return of, Row(number, line, values, html, digest)


def _write_site(
    portal: Installation, site: Site, rows: list[Row], pictures: Path, report: Report, dry_run: bool
) -> None:
    for attempt in (1, 2):
        outcome = Report()
        try:
            with portal.sessions.for_site(site, immediate=not dry_run) as session:
                for row in rows:
                    _write(session, portal.files, row, pictures, outcome, dry_run)
                if not dry_run:
                    session.commit()
        except IntegrityError as error:  # somebody else wrote the same pages; now they are found
            if attempt == 1:
                continue
            outcome = Report()
            outcome.faults = [
                Fault(row.number, f"not written: {error.orig}. Run the import again.") for row in rows
            ]
        report.created += outcome.created
        report.updated += outcome.updated
        report.unchanged += outcome.unchanged
        report.faults += outcome.faults
        return


def _write(
    session: Session, store: FileStore, row: Row, pictures: Path, outcome: Report, dry_run: bool
) -> None:
    found = find_page(session, row.line.column, row.line.slug)
    if found is not None and found.imported == row.digest:
        outcome.unchanged += 1
        return
    if not dry_run:
        try:
            values, html = _complete(session, store, row, pictures)
        except PageError as error:
            outcome.faults.append(Fault(row.number, str(error)))
            return
        write(session, found, values, html)
    if found is None:
        outcome.created += 1
    else:
        outcome.updated += 1


def _complete(session: Session, store: FileStore, row: Row, pictures: Path) -> tuple[dict[str, Any], str]:
    """The values and the body of a row with its pictures stored."""

    def stored(name: str, alt: str = "") -> File:
        path = picture_path(pictures, name)
        try:
            return store_file(session, store, path.name, path.read_bytes(), alt)
        except FileError as error:
            raise PageError(f"the picture {name!r} cannot be stored: {error}") from error

    def in_body(found: re.Match[str]) -> str:
        file = stored(_name(found[2]))
        return f"{found[1]}/media/{file.digest}/{quote(file.name)}{found[3]}"

    picture = row.line.picture
    picture_id = stored(picture.file, picture.alt).id if picture is not None else None
    return {**row.values, "imported": row.digest, "picture_id": picture_id}, IN_BODY.sub(in_body, row.html)


def picture_path(folder: Path, name: str) -> Path:
    """The file of a picture; names are relative to the folder, a leading ``pictures/`` is left out.

    Raises:
        PageError: if it is not there or lies outside the folder.
    """
    root = folder.resolve()
    plain = name.removeprefix("pictures/")
    path = (root / plain).resolve() if "\0" not in plain else root
    if not path.is_relative_to(root) or not path.is_file():
        raise PageError(
            f"the picture {name!r} is not in {root}. Put it there, or name its folder with --pictures."
        )
    return path


def _name(written: str) -> str:
    return unquote(unescape(written))
