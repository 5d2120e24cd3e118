"""``menhu cluster``: files of a cluster, and the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from menhu.cli.command import Group
from menhu.cli.context import PortalContext, pass_portal
from menhu.cli.errors import Refused
from menhu.cli.output import Progress, as_json

if TYPE_CHECKING:
    from menhu.cluster.files import ClusterFiles
    from menhu.cluster.reconcile import Plan

MARKS = {"add": "+", "change": "~", "remove": "-", "keep": "="}
DIRECTORY = click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
JSON = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.group(
    cls=Group,
    examples=("menhu cluster plan sites/shijiazhuang", "menhu cluster apply sites/shijiazhuang"),
)
def cluster() -> None:
    """Apply the files of a cluster to the database, and export them."""


@cluster.command(
    examples=("menhu cluster plan sites/shijiazhuang", "menhu cluster plan sites/shijiazhuang --json")
)
@DIRECTORY
@JSON
@pass_portal
def plan(portal: PortalContext, directory: Path, json_: bool) -> None:
    """Show what `apply` would change. Nothing is written.

    DIR holds cluster.yaml. Lines begin with + (new), ~ (changed), - (removed) or = (left as it is,
    although it differs from the files).
    """
    from menhu.cluster import reconcile

    result = reconcile.plan(portal.registry, _files(portal, directory))
    _show(result, json_, "would be changed")


@cluster.command(
    examples=(
        "menhu cluster apply sites/shijiazhuang",
        "menhu cluster apply sites/shijiazhuang --overwrite --prune",
    )
)
@DIRECTORY
@click.option(
    "--overwrite", is_flag=True, help="Drop what console or commands changed on the sites of the files."
)
@click.option("--prune", is_flag=True, help="Close the sites that are not in the files; nothing is deleted.")
@JSON
@pass_portal
def apply(portal: PortalContext, directory: Path, overwrite: bool, prune: bool, json_: bool) -> None:
    """Bring the database into the state that the files in DIR describe, all of it or nothing.

    Running servers show the new state within a second. A second run changes nothing.
    """
    from menhu.cluster import reconcile

    files = _files(portal, directory)
    progress = Progress()
    try:
        result = reconcile.apply(portal.registry, files, overwrite=overwrite, prune=prune, progress=progress)
    finally:
        progress.finish()
    _show(result, json_, "changed")


@cluster.command(examples=("menhu cluster export /tmp/cluster",))
@DIRECTORY
@pass_portal
def export(portal: PortalContext, directory: Path) -> None:
    """Write the present state into DIR, as files that give the same cluster when they are applied.

    What console and commands changed is in them. DIR must be empty or not be there.
    """
    from menhu.cluster import reconcile

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refused(f"{directory} is there already. Name an empty folder, or one that is not there.")
    try:
        files = reconcile.export(portal.registry, directory)
    except LookupError as error:
        raise Refused(str(error)) from error
    click.echo(f"{len(files.templates)} templates and {len(files.sites)} sites written to {directory}.")


def _files(portal: PortalContext, directory: Path) -> "ClusterFiles":
    from menhu.cluster.files import load_cluster
    from menhu.cluster.overlay import column_settings_types, settings_types

    plugins = portal.registry.plugins.plugins
    return load_cluster(directory, settings_types(plugins), column_settings_types(plugins))


def _show(plan: "Plan", json_: bool, done: str) -> None:
    if json_:
        as_json(
            {"changes": [_plain(c) for c in plan.changes], "warnings": plan.warnings, "empty": plan.empty}
        )
        return
    for change in plan.changes:
        details = f" ({', '.join(change.details)})" if change.details else ""
        click.echo(f"{MARKS[change.kind]} {change.what}{details}")
    for warning in plan.warnings:
        click.echo(f"Warning: {warning}", err=True)
    count = sum(change.kind != "keep" for change in plan.changes)
    click.echo(f"{count} {'thing' if count == 1 else 'things'} {done}." if count else "Nothing to change.")


def _plain(change: Any) -> dict[str, Any]:
    return {"kind": change.kind, "what": change.what, "details": list(change.details)}
