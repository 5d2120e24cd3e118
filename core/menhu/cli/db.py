"""``menhu db``: the tables of the core and of every active plugin."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from menhu.cli.command import Group
from menhu.cli.context import PortalContext, pass_portal
from menhu.cli.output import as_json, table

if TYPE_CHECKING:
    import sqlalchemy as sa

JSON = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.group(cls=Group, examples=("menhu db status", "menhu db upgrade"))
def db() -> None:
    """Create, upgrade and examine the database."""


@db.command(examples=("menhu db upgrade", "menhu db upgrade --config production.ini"))
@pass_portal
def upgrade(portal: PortalContext) -> None:
    """Bring the tables of the core and of every active plugin to what this code needs.

    It creates them if there are none. All of it is done or nothing; a second run changes nothing.
    """
    from menhu.cli.serving import check_folder
    from menhu.data.migrate import upgrade as run
    from menhu.units import units_of

    check_folder(portal.deployment.var)
    steps: list[str] = []

    def told(step: str) -> None:
        steps.append(step)
        click.echo(step)

    with _engine(portal) as engine:
        run(engine, units_of(portal.plugins), told)
    click.echo("The database is current." if steps else "The database was current already.")


@db.command(examples=("menhu db check", "menhu db check --json"))
@JSON
@click.pass_context
def check(ctx: click.Context, json_: bool) -> None:
    """Compare the tables with what the code expects, column by column. Exit status 1 if they differ."""
    from menhu.data.migrate import check as run
    from menhu.units import units_of

    portal = ctx.ensure_object(PortalContext)
    with _engine(portal) as engine:
        differences = run(engine, units_of(portal.plugins))
    if json_:
        as_json({"ok": not differences, "differences": list(differences)})
    else:
        for difference in differences:
            click.echo(difference, err=True)
        click.echo(f"The database {'differs from the code' if differences else 'is as the code expects'}.")
    if differences:
        ctx.exit(1)


@db.command(examples=("menhu db status", "menhu db status --json"))
@JSON
@pass_portal
def status(portal: PortalContext, json_: bool) -> None:
    """Show the revision of the core's tables and of every active plugin's, and what is to be upgraded."""
    from menhu.data.migrate import status as run
    from menhu.units import units_of

    with _engine(portal) as engine:
        found = run(engine, units_of(portal.plugins))
        shown = engine.url.render_as_string()
    if json_:
        units = [
            {"name": u.name, "state": u.state, "current": u.current, "head": u.head, "pending": u.pending}
            for u in found
        ]
        as_json({"database": shown, "current": all(u.state == "current" for u in found), "units": units})
        return
    click.echo(shown)
    rows = [(u.name, u.state, u.current, u.head, u.pending or "") for u in found]
    click.echo(table(("UNIT", "STATE", "REVISION", "NEWEST", "TO DO"), rows))
    if any(unit.state in ("behind", "missing") for unit in found):
        click.echo("Run `menhu db upgrade`.")


@contextmanager
def _engine(portal: PortalContext) -> "Iterator[sa.Engine]":
    engine = portal.make_engine()
    try:
        yield engine
    finally:
        engine.dispose()
