"""``menhu news``: import articles, count archives anew."""

from collections.abc import Iterable

import click

from menhu.api import PictureFolder, PortalContext, Report, import_options, site_named

from .counters import recount
from .importing import import_articles

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
@import_options
def import_(
    portal: PortalContext, lines: Iterable[bytes], pictures: PictureFolder, site: str | None, dry_run: bool
) -> Report:
    """Import articles from FILE, JSON Lines in UTF-8; `-` reads the standard input.

    Lines whose external_id is known on their site change that article; lines that were imported before
    and are the same do nothing. Lines at fault are reported and left out; then the exit status is 1.
    """
    return import_articles(portal, lines, pictures, site=site, dry_run=dry_run)


@news.command("recount", epilog="\b\nExamples:\n  menhu news recount\n  menhu news recount --site edu")
@click.option("--site", metavar="CODE", help="Only this site.")
@pass_portal
def recount_(portal: PortalContext, site: str | None) -> None:
    """Count the articles of every month anew, where `menhu check` says that counters disagree."""
    total = 0
    for one in [site_named(portal, site)] if site is not None else portal.cluster:
        with portal.sessions.for_site(one, immediate=True) as session:
            wrong = recount(session, one.id)
            session.commit()
        if wrong:
            click.echo(f"{one.code}: {wrong} counters corrected")
        total += wrong
    click.echo(f"{total} counters were wrong")
