"""``menhu plugins``: what is installed, what is active, what is in quarantine and why."""

from typing import TYPE_CHECKING, Any

import click

from menhu.cli.command import Command
from menhu.cli.context import PortalContext, pass_portal
from menhu.cli.output import as_json, table

if TYPE_CHECKING:
    from menhu.plugins.registry import Registry


@click.command(cls=Command, examples=("menhu plugins", "menhu plugins --json"))
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_portal
def plugins(portal: PortalContext, json_: bool) -> None:
    """List the plugins: state, version, distribution, why in quarantine."""
    registry = booted(portal)
    lines = [_line(registry, name) for name in sorted({*registry.installed, *registry.quarantined})]
    if json_:
        as_json(lines)
        return
    columns = ("name", "state", "version", "distribution", "commands")
    click.echo(table([name.upper() for name in columns], [[line[key] for key in columns] for line in lines]))
    for line in lines:
        if line["reason"]:
            click.echo(f"\n{line['name']} is in quarantine: {line['reason']}. {line['remedy']}")


def booted(portal: PortalContext) -> "Registry":
    """The plugins after boot; as they declare themselves if the database does not allow a boot."""
    from sqlalchemy.exc import SQLAlchemyError

    from menhu.data.errors import DatabaseError

    try:
        return portal.registry.plugins
    except (DatabaseError, SQLAlchemyError):
        click.echo(
            "The database is not ready (`menhu db status`), so only the declarations were examined.", err=True
        )
        return portal.plugins


def _line(registry: "Registry", name: str) -> dict[str, Any]:
    from menhu.plugins.calls import Hooks

    installed, fault = registry.installed.get(name), registry.quarantined.get(name)
    active = name in registry.plugins
    state = "quarantined" if fault else "active" if active else "installed" if installed else "not installed"
    return {
        "name": name,
        "state": state,
        "version": installed.version if installed else "",
        "distribution": installed.distribution if installed else "",
        "commands": "yes" if Hooks(registry).of("menhu_commands", name) else "",
        "requires": list(registry.plugins[name].requires) if active else [],
        "reason": fault.reason if fault else "",
        "remedy": fault.remedy if fault else "",
    }
