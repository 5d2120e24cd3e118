"""Content from JSON Lines: line by line checked, site by site written, again and again without harm."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from menhu.cluster.model import Site
from menhu.content.checking import ContentError
from menhu.content.pictures import PictureFolder, PictureStorage, pictures_in
from menhu.content.targets import Content, Fault, ImportTarget, Installation, L, N, R, Report

IMPORT_BATCH = 500
"""How many lines of an import are written in one transaction."""

HELD = 10 * IMPORT_BATCH
"""How many checked lines wait in memory before all are written."""

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class _Row(Generic[L, N]):
    number: int
    line: L
    name: N
    values: dict[str, Any]
    html: str
    digest: str


class _Import(Generic[L, N, R]):
    def __init__(
        self,
        portal: Installation,
        target: ImportTarget[L, N, R],
        pictures: PictureFolder,
        site: str | None,
        dry_run: bool,
    ) -> None:
        self._portal, self._target, self._pictures = portal, target, pictures
        self._site, self._dry = site, dry_run
        self._decoder = msgspec.json.Decoder(target.line)
        self._waiting: dict[int, list[_Row[L, N]]] = {}
        self._held = 0
        self._seen: dict[tuple[int, N], int] = {}
        self._report = Report()

    def run(self, lines: Iterable[bytes]) -> Report:
        for number, raw in enumerate(lines, 1):
            text = raw.removeprefix(BOM) if number == 1 else raw
            if not text.strip():
                continue
            try:
                self._take(number, text)
            except ContentError as error:
                self._report.faults.append(Fault(number, str(error)))
        self._write_all()
        self._report.faults.sort()
        return self._report

    def _take(self, number: int, text: bytes) -> None:
        line = self._decoded(text)
        site = self._site_of(line)
        values, html = self._target.prepared(site, line)
        name = self._target.name(line)
        row = _Row(number, line, name, values, html, self._digest(line, html))
        first = self._seen.setdefault((site.id, name), number)
        if first != number:
            raise ContentError(self._target.repeated(name, first))
        rows = self._waiting.setdefault(site.id, [])
        rows.append(row)
        self._held += 1
        if len(rows) >= IMPORT_BATCH:
            self._write(site.id)
        elif self._held >= HELD:
            self._write_all()

    def _decoded(self, text: bytes) -> L:
        try:
            return self._decoder.decode(text)
        except msgspec.ValidationError as error:
            raise ContentError(
                f"{error}. Correct the value; `{self._target.command} --help` shows the format."
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ContentError(
                f"this is no JSON: {error}. Write one object on one line, in UTF-8."
            ) from error

    def _site_of(self, line: L) -> Site:
        code = line.site or self._site
        if code is None:
            raise ContentError('the line names no site. Add "site", or name one for all with --site.')
        site = self._portal.cluster.by_code.get(code)
        if site is None:
            raise ContentError(f"there is no site {code!r}. `menhu site list` shows all.")
        return site

    def _digest(self, line: L, html: str) -> str:
        names = [line.picture.file] if line.picture else []
        names += pictures_in(html)
        seen = [self._pictures.digest(name) for name in names]
        return hashlib.blake2b(msgspec.json.encode((line, html, seen)), digest_size=16).hexdigest()

    def _write_all(self) -> None:
        for site_id in list(self._waiting):
            self._write(site_id)

    def _write(self, site_id: int) -> None:
        site = self._portal.cluster.by_id[site_id]
        rows = self._waiting.pop(site_id)
        self._held -= len(rows)
        for attempt in (1, 2):
            try:
                with self._portal.sessions.for_site(site, immediate=not self._dry) as session:
                    outcome = self._batch(session, rows)
                    if not self._dry:
                        session.commit()
                self._report.add(outcome)
                return
            except IntegrityError as error:  # somebody else wrote the same records; now they are found
                if attempt == 2:
                    reason = f"not written: {error.orig}. Run the import again."
                    self._report.faults += [Fault(row.number, reason) for row in rows]

    def _batch(self, session: Session, rows: list[_Row[L, N]]) -> Report:
        known = self._target.known(session, [row.name for row in rows])
        storage = PictureStorage(session, self._portal.files, self._pictures)
        outcome = Report()
        fresh: list[Content[N]] = []
        changed: list[tuple[R, Content[N]]] = []
        for row in rows:
            there = known.get(row.name)
            if there is not None and there.imported == row.digest:
                outcome.unchanged += 1
                continue
            try:
                content = self._complete(storage, row)
            except ContentError as error:
                outcome.faults.append(Fault(row.number, str(error)))
                continue
            if there is None:
                fresh.append(content)
            else:
                changed.append((there.record, content))
        outcome.created, outcome.updated = len(fresh), len(changed)
        if not self._dry:
            self._target.write(session, fresh, changed)
        return outcome

    def _complete(self, storage: PictureStorage, row: _Row[L, N]) -> Content[N]:
        values = {**row.values, "imported": row.digest, "picture_id": None}
        if self._dry:
            return Content(row.name, values, row.html)
        picture = row.line.picture
        if picture is not None:
            values["picture_id"] = storage.file(picture.file, picture.alt).id
        return Content(row.name, values, storage.body(row.html))


def import_lines(
    portal: Installation,
    target: ImportTarget[L, N, R],
    lines: Iterable[bytes],
    pictures: PictureFolder,
    *,
    site: str | None = None,
    dry_run: bool = False,
) -> Report:
    """Import content. Lines at fault are reported, the others are taken.

    A line that was imported before and is the same, its pictures included, does nothing.

    Arguments:
        portal: the installation.
        target: what the lines become.
        lines: JSON objects in UTF-8; empty lines are passed over.
        pictures: where pictures lie.
        site: code of the site of lines that name none.
        dry_run: check and compare everything, write nothing.

    Raises:
        SQLAlchemyError: if the database cannot be reached; batches that were written before stay.
    """
    return _Import(portal, target, pictures, site, dry_run).run(lines)
