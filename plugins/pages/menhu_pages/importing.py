"""Pages from JSON Lines: what names them, what is known of them, how they are written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from menhu.api import Content, Installation, Known, PictureFolder, PictureLine, Report, Site, import_lines

from .models import PageRecord
from .services import PageInput, find_page, prepared, write

Name = tuple[str, str]
"""Column and slug."""


class PageLine(PageInput, frozen=True, kw_only=True):
    """One line of the file."""

    site: str | None = None
    picture: PictureLine | None = None


class Pages:
    """What lines become: pages, named by column and slug.

    Arguments:
        now: the time of change of pages that name none.
    """

    command = "menhu pages import"
    line = PageLine

    def __init__(self, now: datetime) -> None:
        self._now = now

    def name(self, line: PageLine) -> Name:
        """The page's column and slug."""
        return line.column, line.slug

    def repeated(self, name: Name, first: int) -> str:
        """The fault of a second line of that name."""
        return f"line {first} is the same page {name}. Remove one of them."

    def prepared(self, site: Site, line: PageLine) -> tuple[dict[str, Any], str]:
        """The values of the page's row, and its sanitised body.

        Raises:
            PageError: naming the first fault.
        """
        return prepared(site, line, self._now)

    def known(self, session: Session, names: Sequence[Name]) -> Mapping[Name, Known[PageRecord]]:
        """The pages of those names."""
        found = {name: find_page(session, *name) for name in names}
        return {name: Known(page, page.imported) for name, page in found.items() if page is not None}

    def write(
        self,
        session: Session,
        fresh: Sequence[Content[Name]],
        changed: Sequence[tuple[PageRecord, Content[Name]]],
    ) -> None:
        """Write new pages, and what known ones say from now on."""
        for content in fresh:
            write(session, None, content.values, content.html)
        for page, content in changed:
            write(session, page, content.values, content.html)


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
        lines: JSON objects in UTF-8; empty lines are passed over.
        pictures: the folder of pictures.
        site: code of the site of lines that name none.
        dry_run: check and compare everything, write nothing.
        now: the time of change of pages that name none; the present moment if absent.
    """
    target = Pages(now or datetime.now(UTC))
    return import_lines(portal, target, lines, PictureFolder(pictures), site=site, dry_run=dry_run)
