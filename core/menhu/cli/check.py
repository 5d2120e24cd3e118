"""``menhu check``: everything an operator should know, with an exit status."""

import click

from menhu.cli.command import Command
from menhu.cli.context import PortalContext
from menhu.cli.output import as_json


@click.command(
    cls=Command, examples=("menhu check", "menhu check --json", "menhu check --config production.ini")
)
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.pass_context
def check(ctx: click.Context, json_: bool) -> None:
    """Examine the whole installation and list what is wrong.

    Folder, database, plugins, themes, sites, settings and translations are looked at.
    Exit status 1 if there is an error; warnings alone leave it 0.
    """
    from menhu.cli.checks import examine

    findings = examine(ctx.ensure_object(PortalContext))
    errors = sum(finding.level == "error" for finding in findings)
    if json_:
        as_json({"ok": not errors, "findings": [finding._asdict() for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{finding.level}: {finding.about}: {finding.message}. {finding.remedy}")
        warnings = len(findings) - errors
        click.echo(
            f"{_count(errors, 'error')}, {_count(warnings, 'warning')}." if findings else "All is well."
        )
    if errors:
        ctx.exit(1)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
