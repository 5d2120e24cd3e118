"""``menhu config``: the settings of a site, where they come from, and changing them."""

from typing import TYPE_CHECKING, Any

import click

from menhu.cli.command import Group
from menhu.cli.context import PortalContext, pass_portal
from menhu.cli.errors import Refused
from menhu.cli.output import NOTHING, as_json, table

if TYPE_CHECKING:
    from menhu.cluster.overlay import Setting, Step

JSON = click.option("--json", "json_", is_flag=True, help="Print JSON.")
SITE = click.argument("site", metavar="SITE")
KEY = click.argument("key", metavar="KEY")
MASK = "••••"


@click.group(
    cls=Group, examples=("menhu config explain fgw core.brand", "menhu config set fgw core.brand '#b3131b'")
)
def config() -> None:
    """Show and change the settings of a site.

    A setting comes from the highest layer that says something: default of the plugin, distribution
    (cluster.yaml), site template, site file, console.
    """


@config.command(
    examples=("menhu config explain fgw core.brand", "menhu config explain fgw news.page_size --json")
)
@SITE
@KEY
@JSON
@pass_portal
def explain(portal: PortalContext, site: str, key: str, json_: bool) -> None:
    """Show what each layer says of a setting, where it is written, and which one wins (→).

    KEY is FEATURE.KEY, such as core.brand.
    """
    from menhu.cluster.overlay import explain_setting, find_setting

    steps = explain_setting(portal.registry, site, key)
    setting = find_setting(portal.registry, key)
    if json_:
        as_json([_plain(step, setting) for step in steps])
        return
    click.echo(f"{key}: {setting.description}" if setting.description else key)
    rows = [("→" if s.wins else " ", s.layer, _shown(s.value, setting), _origin(s)) for s in steps]
    click.echo(table((" ", "LAYER", "VALUE", "ORIGIN"), rows))


@config.command(examples=("menhu config show fgw", "menhu config show fgw news --json"))
@SITE
@click.argument("feature", metavar="[FEATURE]", required=False)
@JSON
@pass_portal
def show(portal: PortalContext, site: str, feature: str | None, json_: bool) -> None:
    """Show the settings of a site as they are in force, all or those of one feature."""
    from menhu.cluster.overlay import settings_of, settings_types
    from menhu.cluster.problems import did_you_mean
    from menhu.cluster.service import find_site

    found = find_site(portal.registry, site)
    kinds = settings_types(portal.registry.plugins.plugins)
    if feature is not None and feature not in kinds:
        raise Refused(f"no active plugin with settings is called {feature!r}. {did_you_mean(feature, kinds)}")
    chosen = [feature] if feature else [name for name in kinds if name == "core" or found.has(name)]
    lines = [
        (setting, _builtin(getattr(found.settings(name), setting.name)))
        for name in chosen
        for setting in settings_of(name, kinds[name])
    ]
    if json_:
        as_json({setting.key: _masked(value, setting) for setting, value in lines})
        return
    rows = [(setting.key, _shown(value, setting), setting.description) for setting, value in lines]
    click.echo(table(("KEY", "VALUE", "MEANING"), rows))


@config.command(
    "set",
    examples=("menhu config set fgw core.brand '#b3131b'", "menhu config set fgw core.new_days 7"),
)
@SITE
@KEY
@click.argument("value", metavar="VALUE")
@pass_portal
def set_(portal: PortalContext, site: str, key: str, value: str) -> None:
    """Set a setting of a site above everything that files say. Running servers follow within a second.

    VALUE is written as in YAML: 7, true, some text, [a, list]. Put -- before a value that begins with -.
    """
    from menhu.cluster.overlay import find_setting, set_setting

    setting = find_setting(portal.registry, key)
    given = parse_value(value, setting)
    set_setting(portal.registry, site, key, given, "menhu config set")
    click.echo(f"{key} of {site} is {_shown(given, setting)}.")


@config.command(examples=("menhu config unset fgw core.brand",))
@SITE
@KEY
@pass_portal
def unset(portal: PortalContext, site: str, key: str) -> None:
    """Take back what was set by console or command, so that the files decide again."""
    from menhu.cluster.overlay import explain_setting, find_setting, unset_setting

    was_there = unset_setting(portal.registry, site, key)
    setting = find_setting(portal.registry, key)
    winner = next(step for step in explain_setting(portal.registry, site, key) if step.wins)
    state = "is" if was_there else "was not set by console or command; it is"
    click.echo(f"{key} of {site} {state} {_shown(winner.value, setting)} ({winner.layer}).")


def parse_value(text: str, setting: "Setting") -> Any:
    """A value as the command line gives it: YAML, or the text itself where the setting is a text.

    Raises:
        Refused: if it is neither.
    """
    import yaml

    if setting.secret and text.startswith("env:"):
        return text
    try:
        value = text if text.lstrip().startswith("#") else yaml.safe_load(text)
    except yaml.YAMLError as error:
        if setting.fault(text):
            reason = " ".join(str(error).split())
            raise Refused(f"{text!r} cannot be read as YAML: {reason}. Quote it.") from error
        return text
    return text if setting.fault(value) and not setting.fault(text) else value


def _builtin(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value, enc_hook=str)


def _masked(value: Any, setting: "Setting") -> Any:
    """A value that may be shown: of a secret, the reference alone."""
    if not setting.secret or value is None:
        return value
    reference = getattr(value, "reference", value)
    return f"{reference} ({MASK})" if isinstance(reference, str) and reference.startswith("env:") else MASK


def _shown(value: Any, setting: "Setting") -> str:
    import json

    import msgspec

    if value is msgspec.UNSET:
        return NOTHING
    shown = _masked(_builtin(value), setting)
    return shown if isinstance(shown, str) and shown.strip() else json.dumps(shown, ensure_ascii=False)


def _origin(step: "Step") -> str:
    if step.fault:
        return f"{step.origin} passed over: {step.fault}".strip()
    return step.origin


def _plain(step: "Step", setting: "Setting") -> dict[str, Any]:
    import msgspec

    line: dict[str, Any] = {"layer": step.layer, "wins": step.wins, "says": step.value is not msgspec.UNSET}
    if line["says"]:
        line |= {"value": _masked(_builtin(step.value), setting), "origin": step.origin}
    return {**line, "fault": step.fault} if step.fault else line
