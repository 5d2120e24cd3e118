"""The root of the command line: global options, the core's commands, and those of plugins."""

import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import click

from menhu.cli.command import LazyGroup
from menhu.cli.context import PortalContext
from menhu.cli.errors import Refused, message_of

COMMANDS = {
    "serve": "menhu.cli.serve:serve",
    "db": "menhu.cli.db:db",
    "cluster": "menhu.cli.cluster:cluster",
    "site": "menhu.cli.site:site",
    "feature": "menhu.cli.feature:feature",
    "config": "menhu.cli.config:config",
    "urls": "menhu.cli.urls:urls",
    "plugins": "menhu.cli.plugins:plugins",
    "check": "menhu.cli.check:check",
    "version": "menhu.cli.version:version",
}
GLOBAL = {"--config": True, "--debug": False}
"""The global options and whether they take a value; they may stand anywhere, plugins cannot use them."""


class Root(LazyGroup):
    """``menhu``: the core's commands, and one for each active plugin that brings commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not isinstance(ctx.obj, PortalContext):
            ctx.obj = PortalContext()
        ctx.call_on_close(ctx.obj.close)
        return super().parse_args(ctx, hoisted(args))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _plugin_command(_portal(ctx), cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        if self.get_command(ctx, args[0]) is None:
            near = get_close_matches(args[0], [*COMMANDS, *_plugin_names(_portal(ctx))], 1)
            hint = f"Did you mean `menhu {near[0]}`?" if near else "`menhu --help` lists the commands."
            ctx.fail(f"there is no command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if _portal(ctx).debug:
                raise
            known = message_of(error)
            if known is None:
                raise Refused(
                    f"unexpected {type(error).__name__}: {error}. "
                    "This is a fault of the program: run again with --debug and report what it prints."
                ) from error
            raise Refused(known) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_commands(ctx, formatter)
        names = ", ".join(_plugin_names(_portal(ctx)))
        if names:
            with formatter.section("Plugins"):
                formatter.write_text(
                    f"Plugins bring commands of their own, under their name. Active here: {names}. "
                    "`menhu plugins` shows which of them have commands."
                )


def hoisted(args: list[str]) -> list[str]:
    """The arguments with the global options, wherever they stood before ``--``, moved to the front."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in GLOBAL:
            front += [word, *([value] if GLOBAL[word] and (value := next(waiting, None)) is not None else [])]
        elif word.startswith("--config="):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def _portal(ctx: click.Context) -> PortalContext:
    portal = ctx.find_root().obj
    assert isinstance(portal, PortalContext)
    return portal


def _plugin_names(portal: PortalContext) -> tuple[str, ...]:
    """Names of the plugins to be active, without importing them; none if the deployment cannot be read."""
    from importlib.metadata import entry_points

    from menhu.deployment import DeploymentError

    try:
        wanted = portal.deployment.plugins
    except DeploymentError:
        return ()
    return wanted if wanted is not None else tuple(sorted(entry_points(group="menhu.plugins").names))


def _plugin_command(portal: PortalContext, name: str) -> click.Command | None:
    from menhu.cli.plugincommands import commands_of

    if name not in _plugin_names(portal):
        return None
    commands = commands_of(portal.plugins, name)
    if not commands:
        raise Refused(f"the plugin {name} brings no commands. `menhu --help` lists those of the core.")
    return commands[0]


def _set_config(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    del param
    if value is not None:
        _portal(ctx).config_file = value


def _set_debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value:
        _portal(ctx).debug = True


class PlainFormatter(logging.Formatter):
    """One line for each record; tracebacks are for --debug."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname.lower()}: {record.getMessage()}"
        return f"{line}: {record.exc_info[1]}" if record.exc_info and record.exc_info[1] else line


def set_logging(*, debug: bool) -> None:
    """Let records of this process go to stderr, warnings and worse unless everything is wanted."""
    handler = logging.StreamHandler()
    full = logging.Formatter("%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(full if debug else PlainFormatter())
    logging.basicConfig(level=logging.INFO if debug else logging.WARNING, handlers=[handler], force=True)
    if not debug:
        # `menhu plugins` and `menhu check` tell of quarantine; the other commands are not about it.
        logging.getLogger("menhu.plugins.registry").setLevel(logging.CRITICAL)


@click.group(
    cls=Root,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    examples=(
        "menhu db upgrade",
        "menhu cluster apply sites/shijiazhuang",
        "menhu serve --port 8080",
        "menhu --config /etc/menhu/production.ini check",
    ),
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    is_eager=True,
    expose_value=False,
    callback=_set_config,
    help="The configuration, an .ini; else MENHU_CONFIG, else defaults. May stand after the command too.",
)
@click.option(
    "--debug",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_set_debug,
    help="Show tracebacks and what happens. May stand after the command too.",
)
@click.version_option(package_name="menhu", message="menhu %(version)s")
def root() -> None:
    """Menhu runs a cluster of portal sites: its database, its sites, their features and its server.

    Exit status: 0 done, 1 a problem was found or the command was refused, 2 wrong usage.
    """


def run() -> None:
    """Run the command line and end the process with its exit status."""
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    set_logging(debug="--debug" in sys.argv)
    root(prog_name="menhu")
