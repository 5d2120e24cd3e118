"""``menhu pages``: import pages."""

import json
from pathlib import Path
from typing import BinaryIO

import click

from menhu.api import PortalContext

from .importing import Report, import_pages

SHOWN = 20
pass_portal = click.make_pass_decorator(PortalContext)


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
@click.argument("file", type=click.File("rb"))
@click.option("--site", metavar="CODE", help="The site of lines that name none.")
@click.option(
    "--pictures",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the pictures; `pictures` beside FILE if absent.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--dry-run", is_flag=True, help="Check and compare, write nothing.")
@pass_portal
def import_(
    portal: PortalContext,
    file: BinaryIO,
    site: str | None,
    pictures: Path | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Import pages from FILE, JSON Lines in UTF-8; `-` reads the standard input.

    Column and slug name a page; the main page of a column has no slug. A line of a known page replaces
    it; lines that were imported before and are the same do nothing. Lines at fault are
    reported and left out; then the exit status is 1.
    """
    if site is not None and site not in portal.cluster.by_code:
        raise click.ClickException(f"there is no site {site!r}. `menhu site list` shows all.")
    beside = Path(file.name).parent / "pictures" if file.name != "<stdin>" else Path("pictures")
    report = import_pages(portal, file, pictures or beside, site=site, dry_run=dry_run)
    _show(report, as_json=as_json, dry_run=dry_run)
    if report.faults:
        raise SystemExit(1)


def _show(report: Report, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        found = {
            "dry_run": dry_run,
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "faults": [fault._asdict() for fault in report.faults],
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for fault in report.faults[:SHOWN]:
        click.echo(f"line {fault.line}: {fault.message}", err=True)
    if len(report.faults) > SHOWN:
        click.echo(f"… and {len(report.faults) - SHOWN} more lines at fault; --json lists all.", err=True)
    words = "would be " if dry_run else ""
    click.echo(
        f"{words}created {report.created}, {words}updated {report.updated}, "
        f"unchanged {report.unchanged}, at fault {len(report.faults)}"
    )
