"""Commands that plugins bring by the hook ``menhu_commands``."""

import click

from menhu.cli.errors import Refused
from menhu.plugins.calls import Hooks
from menhu.plugins.registry import Registry


def commands_of(plugins: Registry, name: str) -> tuple[click.Command, ...]:
    """The commands of one plugin.

    Arguments:
        plugins: the plugins of this process.
        name: the plugin's name, which is its command's name too.

    Raises:
        Refused: if the plugin is in quarantine, or its hook fails or gives what it must not.
    """
    if name in plugins.quarantined:
        raise Refused(f"the plugin {plugins.quarantined[name]}")
    hooks = Hooks(plugins)
    implementation = hooks.of("menhu_commands", name)
    if implementation is None:
        return ()
    try:
        commands: tuple[click.Command, ...] = hooks.demand("menhu_commands", implementation)
    except (Exception, SystemExit) as error:
        raise Refused(
            f"the plugin {name} cannot give its commands: {type(error).__name__}: {error}. Mend the plugin."
        ) from error
    strange = [command.name or "?" for command in commands if command.name != name]
    if strange or len(commands) > 1:
        raise Refused(
            f"the plugin {name} brings the commands {', '.join(c.name or '?' for c in commands)}. "
            f"Put them into one click group called {name}."
        )
    return commands
