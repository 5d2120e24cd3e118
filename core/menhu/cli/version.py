"""``menhu version``."""

import click

from menhu.cli.command import Command
from menhu.cli.output import as_json


@click.command(cls=Command, examples=("menhu version", "menhu version --json"))
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def version(json_: bool) -> None:
    """Print the versions of Menhu and of what it runs on."""
    import platform
    from importlib.metadata import version as version_of

    from menhu.plugins.declaration import API_VERSION

    found = {
        "menhu": version_of("menhu"),
        "plugin API": str(API_VERSION),
        "Python": platform.python_version(),
        "Pyramid": version_of("pyramid"),
        "SQLAlchemy": version_of("SQLAlchemy"),
        "system": platform.platform(),
    }
    if json_:
        as_json(found)
        return
    for name, value in found.items():
        click.echo(f"{name} {value}")
