"""Articles from JSON Lines: row by row checked, site by site written, again and again without harm."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from menhu.api import Cluster, FileStore, SessionFactory, Site

from .counters import month, shift
from .models import PUBLISHED, Article, Body
from .pictures import PictureFolder, Storing, pictures_in
from .services import ArticleError, ArticleInput, PictureWords, prepared, replace

BATCH = 500
"""How many articles are written in one transaction."""

HELD = 10 * BATCH
"""How many checked articles wait in memory before all are written."""

BOM = b"\xef\xbb\xbf"


class PictureLine(PictureWords, frozen=True, kw_only=True):
    """The picture of an article: a file in the folder of pictures, and its words."""

    file: str


class ArticleLine(ArticleInput, frozen=True, kw_only=True):
    """One line of the file."""

    external_id: str
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

    def add(self, other: "Report") -> None:
        """Add the outcome of a batch."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.faults += other.faults


class Row(NamedTuple):
    """A checked line: its number, what it says, what is stored of it, and its digest."""

    number: int
    line: ArticleLine
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


_decoder = msgspec.json.Decoder(ArticleLine)


class Import:
    """One run of an import.

    Arguments:
        portal: the installation.
        pictures: where pictures lie.
        site: code of the site of lines that name none.
        dry_run: check and compare everything, write nothing.
        now: the time at which known articles are changed; the present moment if absent.
    """

    def __init__(
        self,
        portal: Installation,
        pictures: PictureFolder,
        *,
        site: str | None = None,
        dry_run: bool = False,
        now: datetime | None = None,
    ) -> None:
        self._portal, self._pictures, self._site, self._dry = portal, pictures, site, dry_run
        self._now = now or datetime.now(UTC)
        self._waiting: dict[int, list[Row]] = {}
        self._held = 0
        self._seen: dict[tuple[int, str], int] = {}
        self.report = Report()

    def run(self, lines: Iterable[bytes]) -> Report:
        """Import lines of JSON; empty lines are passed over."""
        for number, raw in enumerate(lines, 1):
            text = raw.removeprefix(BOM) if number == 1 else raw
            if not text.strip():
                continue
            try:
                self._take(number, text)
            except ArticleError as error:
                self.report.faults.append(Fault(number, str(error)))
        for site_id in list(self._waiting):
            self._write(site_id)
        self.report.faults.sort()
        return self.report

    def _take(self, number: int, text: bytes) -> None:
        try:
            line = _decoder.decode(text)
        except msgspec.ValidationError as error:
            raise ArticleError(
                f"{error}. Correct the value; `menhu news import --help` shows the format."
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ArticleError(
                f"this is no JSON: {error}. Write one object on one line, in UTF-8."
            ) from error
        site = self._site_of(line)
        values, html = prepared(site, line)
        row = Row(number, line, values, html, self._digest(line, html))
        first = self._seen.setdefault((site.id, line.external_id), number)
        if first != number:
            raise ArticleError(
                f"external_id {line.external_id!r} stands on line {first} already. Remove one of them."
            )
        rows = self._waiting.setdefault(site.id, [])
        rows.append(row)
        self._held += 1
        if len(rows) >= BATCH:
            self._write(site.id)
        elif self._held >= HELD:
            for site_id in list(self._waiting):
                self._write(site_id)

    def _site_of(self, line: ArticleLine) -> Site:
        code = line.site or self._site
        if code is None:
            raise ArticleError('the line names no site. Add "site", or name one for all with --site.')
        site = self._portal.cluster.by_code.get(code)
        if site is None:
            raise ArticleError(f"there is no site {code!r}. `menhu site list` shows all.")
        return site

    def _digest(self, line: ArticleLine, html: str) -> str:
        names = [line.picture.file] if line.picture else []
        names += pictures_in(html)
        seen = [self._pictures.digest(name) for name in names]
        return hashlib.blake2b(msgspec.json.encode((line, html, seen)), digest_size=16).hexdigest()

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
                self.report.add(outcome)
                return
            except IntegrityError as error:  # somebody else wrote the same articles; now they are found
                if attempt == 2:
                    reason = f"not written: {error.orig}. Run the import again."
                    self.report.faults += [Fault(row.number, reason) for row in rows]

    def _batch(self, session: Session, rows: list[Row]) -> Report:
        found = session.execute(
            sa.select(Article.external_id, Article.id, Article.imported)
            .where(Article.external_id.in_([row.line.external_id for row in rows]))
            .with_for_update()
        )
        known = {external_id: (number, digest) for external_id, number, digest in found}
        outcome = Report()
        storing = Storing(session, self._portal.files, self._pictures)
        fresh: list[dict[str, Any]] = []
        changed: dict[int, dict[str, Any]] = {}
        bodies: dict[str, str] = {}
        for row in rows:
            there = known.get(row.line.external_id)
            if there is not None and there[1] == row.digest:
                outcome.unchanged += 1
                continue
            try:
                values, html = self._complete(storing, row)
            except ArticleError as error:
                outcome.faults.append(Fault(row.number, str(error)))
                continue
            bodies[row.line.external_id] = html
            if there is None:
                fresh.append(values)
            else:
                changed[there[0]] = values
        outcome.created, outcome.updated = len(fresh), len(changed)
        if not self._dry:
            changes = _insert(session, fresh, bodies)
            changes.update(_update(session, changed, bodies, self._now))
            shift(session, changes)
        return outcome

    def _complete(self, storing: Storing, row: Row) -> tuple[dict[str, Any], str]:
        """The values of a row with its pictures stored."""
        values = {**row.values, "imported": row.digest, "picture_id": None}
        if self._dry:
            return values, row.html
        picture = row.line.picture
        if picture is not None:
            values["picture_id"] = storing.file(picture.file, picture.alt).id
        return values, storing.body(row.html)


def _insert(
    session: Session, fresh: list[dict[str, Any]], bodies: dict[str, str]
) -> Counter[tuple[str, str]]:
    if not fresh:
        return Counter()
    rows = [{**values, "state": PUBLISHED, "updated": values["published"]} for values in fresh]
    made = session.execute(sa.insert(Article).returning(Article.id, Article.external_id), rows)
    session.execute(
        sa.insert(Body),
        [{"article_id": number, "html": bodies[external_id or ""]} for number, external_id in made],
    )
    return Counter((values["column"], month(values["published"])) for values in fresh)


def _update(
    session: Session, changed: dict[int, dict[str, Any]], bodies: dict[str, str], now: datetime
) -> Counter[tuple[str, str]]:
    changes: Counter[tuple[str, str]] = Counter()
    if not changed:
        return changes
    articles = session.scalars(sa.select(Article).where(Article.id.in_(changed))).all()
    texts = {
        body.article_id: body for body in session.scalars(sa.select(Body).where(Body.article_id.in_(changed)))
    }
    for article in articles:
        values = changed[article.id]
        changes.update(replace(article, values, values["picture_id"], now))
        texts[article.id].html = bodies[values["external_id"]]
    session.flush()
    return changes


def import_articles(
    portal: Installation,
    lines: Iterable[bytes],
    pictures: PictureFolder,
    *,
    site: str | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Report:
    """Import articles; see ``Import``. Lines at fault are reported, the others are taken."""
    return Import(portal, pictures, site=site, dry_run=dry_run, now=now).run(lines)
