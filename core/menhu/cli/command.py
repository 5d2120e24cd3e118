"""Commands and groups that show examples, and the group that finds its commands when they are asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Command(click.Command):
    """A command with an Examples section in its help.

    Arguments:
        examples: command lines that work as they stand.
    """

    def __init__(self, *arguments: Any, examples: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


class Group(click.Group):
    """A group whose commands have examples, and which has some itself."""

    command_class = Command
    group_class = type

    def __init__(self, *arguments: Any, examples: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


class LazyGroup(Group):
    """A group that imports a command's module when the command is asked for.

    Arguments:
        lazy: name → ``module:attribute`` of a click command.
    """

    def __init__(self, *arguments: Any, lazy: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        place = self._lazy.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def write_examples(examples: tuple[str, ...], formatter: click.HelpFormatter) -> None:
    """Write the Examples section, each line as it stands."""
    if not examples:
        return
    with formatter.section("Examples"):
        for line in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
