"""``menhu news``: import articles, count archives anew."""

import json
from pathlib import Path
from typing import BinaryIO

import click

from menhu.api import PortalContext

from .counters import recount
from .importing import Report, import_articles
from .pictures import PictureFolder

SHOWN = 20
pass_portal = click.make_pass_decorator(PortalContext)


@click.group("news")
def news() -> None:
    """Articles: import them, count the archives anew."""


@news.command(
    "import",
    epilog="\b\nExamples:\n"
    "  menhu news import articles.jsonl\n"
    "  menhu news import edu.jsonl --site edu --pictures photos/\n"
    "  menhu news import articles.jsonl --dry-run --json\n"
    "\n\b\nA line (required: column, external_id, title, body, published):\n"
    '  {"site": "edu", "column": "gzdt", "external_id": "gzdt-1", "title": "…",\n'
    '   "subtitle": "", "summary": "", "body": "<p>…</p>", "source": "市教育局",\n'
    '   "author": "", "editor": "", "keywords": ["…"], "language": "zh-Hans",\n'
    '   "published": "2026-11-20T09:30:00+08:00",\n'
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
    """Import articles from FILE, JSON Lines in UTF-8; `-` reads the standard input.

    Lines whose external_id is known on their site change that article; lines that were imported before
    and are the same do nothing. Lines at fault are reported and left out; then the exit status is 1.
    """
    if site is not None and site not in portal.cluster.by_code:
        raise click.ClickException(f"there is no site {site!r}. `menhu site list` shows all.")
    beside = Path(file.name).parent / "pictures" if file.name != "<stdin>" else Path("pictures")
    report = import_articles(portal, file, PictureFolder(pictures or beside), site=site, dry_run=dry_run)
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


@news.command("recount", epilog="\b\nExamples:\n  menhu news recount\n  menhu news recount --site edu")
@click.option("--site", metavar="CODE", help="Only this site.")
@pass_portal
def recount_(portal: PortalContext, site: str | None) -> None:
    """Count the articles of every month anew, where `menhu check` says that counters disagree."""
    cluster = portal.cluster
    if site is not None and site not in cluster.by_code:
        raise click.ClickException(f"there is no site {site!r}. `menhu site list` shows all.")
    total = 0
    for one in [cluster.by_code[site]] if site else cluster:
        with portal.sessions.for_site(one, immediate=True) as session:
            wrong = recount(session, one.id)
            session.commit()
        if wrong:
            click.echo(f"{one.code}: {wrong} counters corrected")
        total += wrong
    click.echo(f"{total} counters were wrong")
