"""The reference of all commands, made from the commands themselves."""

from collections.abc import Iterator

import click

from menhu.cli.command import Command, Group

HEADER = """# Commands

Made from the commands by `python -m menhu.cli.reference > docs/cli.md`; a test holds it against them.

Every command takes `--config FILE` (or `MENHU_CONFIG`) and `--debug`, before or after its name.
Results go to stdout, all else to stderr, in UTF-8. Exit status: 0 done, 1 a problem was found or the
command was refused, 2 wrong usage. Plugins bring commands of their own, under the plugin's name;
`menhu plugins` shows which.
"""


def reference(root: click.Group) -> str:
    """The reference as Markdown.

    Arguments:
        root: the group whose commands are described, those of plugins left out.
    """
    with click.Context(root, info_name="menhu") as ctx:
        return "\n".join([HEADER, *_described(root, ctx)])


def _described(group: click.Group, ctx: click.Context) -> Iterator[str]:
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        with click.Context(command, parent=ctx, info_name=name) as inner:
            level = "##" if ctx.parent is None else "###"
            yield f"{level} `{inner.command_path}`\n\n{_help(command, inner)}\n"
            if isinstance(command, click.Group):
                yield from _described(command, inner)


def _help(command: click.Command, ctx: click.Context) -> str:
    lines = [" ".join(paragraph.split()) for paragraph in (command.help or "").split("\n\n")]
    parts = ["\n\n".join(lines), f"```\nmenhu {_usage(command, ctx)}\n```"]
    records = [record for param in command.get_params(ctx) if (record := param.get_help_record(ctx))]
    options = [f"- `{names}`: {' '.join(text.split())}" for names, text in records if "--help" not in names]
    if options:
        parts.append("\n".join(options))
    examples = command.examples if isinstance(command, Command | Group) else ()
    if examples:
        parts.append("Examples:\n\n```\n" + "\n".join(examples) + "\n```")
    return "\n\n".join(parts)


def _usage(command: click.Command, ctx: click.Context) -> str:
    path = ctx.command_path.partition(" ")[2]
    return " ".join([path, *command.collect_usage_pieces(ctx)])


if __name__ == "__main__":
    from menhu.cli.root import root

    click.echo(reference(root), nl=False)
