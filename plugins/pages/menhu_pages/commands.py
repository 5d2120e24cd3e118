"""``menhu pages``: import pages."""

from collections.abc import Iterable

import click

from menhu.api import PictureFolder, PortalContext, Report, import_options

from .importing import import_pages


@click.group("pages")
def pages() -> None:
    """Pages: import them."""


@pages.command(
    "import",
    epilog="\b\nExamples:\n"
    "  menhu pages import pages.jsonl\n"
    "  menhu pages import edu.jsonl --site edu --pictures photos/\n"
    "  menhu pages import pages.jsonl --dry-run --json\n"
    "\n\b\nA line (required: column, title, body):\n"
    '  {"site": "edu", "column": "jgzn", "slug": "", "title": "…", "body": "<p>…</p>",\n'
    '   "summary": "", "source": "市教育局", "updated": "2026-11-20T09:30:00+08:00",\n'
    '   "position": 0, "language": "zh-Hans",\n'
    '   "picture": {"file": "x.jpg", "alt": "…", "caption": "…"}}\n',
)
@import_options
def import_(
    portal: PortalContext, lines: Iterable[bytes], pictures: PictureFolder, site: str | None, dry_run: bool
) -> Report:
    """Import pages from FILE, JSON Lines in UTF-8; `-` reads the standard input.

    Column and slug name a page; the main page of a column has no slug. A line of a known page replaces
    it; lines that were imported before and are the same do nothing. Lines at fault are
    reported and left out; then the exit status is 1.
    """
    return import_pages(portal, lines, pictures.folder, site=site, dry_run=dry_run)
