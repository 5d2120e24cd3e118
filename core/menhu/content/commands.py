"""What commands have in common that import content: arguments, report, exit status."""

import json
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import BinaryIO

import click

from menhu.cli.context import PortalContext, pass_portal
from menhu.cluster.model import Site
from menhu.content.pictures import PictureFolder
from menhu.content.targets import Report

SHOWN = 20
"""How many faults are shown where they are read by people."""

STDIN = "<stdin>"
"""How Python calls the standard input."""

ImportRun = Callable[[PortalContext, Iterable[bytes], PictureFolder, str | None, bool], Report]


def import_options(run: ImportRun) -> Callable[..., None]:
    """Make a function that imports lines into the body of a click command, decorated with this.

    The command has the argument FILE and the options ``--site``, ``--pictures``, ``--json`` and
    ``--dry-run``; it shows the report. The function's docstring is its help.

    Arguments:
        run: called with the ``PortalContext``, the lines of FILE, the folder of pictures, the code of the
            site of lines that name none, and whether it is a dry run.

    Raises:
        ClickException: (the command) if there is no site of the code that ``--site`` names.
        SystemExit: (the command) with status 1 if a line was at fault.
    """

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
    @wraps(run)
    def command(
        portal: PortalContext,
        file: BinaryIO,
        site: str | None,
        pictures: Path | None,
        as_json: bool,
        dry_run: bool,
    ) -> None:
        if site is not None:
            site_named(portal, site)
        name = getattr(file, "name", STDIN)
        beside = Path("pictures") if name == STDIN else Path(name).parent / "pictures"
        report = run(portal, file, PictureFolder(pictures or beside), site, dry_run)
        _show(report, as_json=as_json, dry_run=dry_run)
        if report.faults:
            raise SystemExit(1)

    return command


def site_named(portal: PortalContext, code: str) -> Site:
    """The site that an option of a command names.

    Arguments:
        portal: the installation.
        code: the site's code.

    Raises:
        ClickException: if there is none.
    """
    site = portal.cluster.by_code.get(code)
    if site is None:
        raise click.ClickException(f"there is no site {code!r}. `menhu site list` shows all.")
    return site


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
