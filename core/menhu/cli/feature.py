"""``menhu feature``: which plugins are on at which sites."""

from typing import TYPE_CHECKING, NamedTuple

import click

from menhu.cli.command import Group
from menhu.cli.context import PortalContext, pass_portal
from menhu.cli.output import as_json, table

if TYPE_CHECKING:
    from menhu.cluster.model import Site

JSON = click.option("--json", "json_", is_flag=True, help="Print JSON.")
SITE = click.argument("site", metavar="SITE")
FEATURE = click.argument("name", metavar="FEATURE")


@click.group(cls=Group, examples=("menhu feature list fgw", "menhu feature disable fgw news"))
def feature() -> None:
    """Switch features on and off, site by site, while the servers run."""


@feature.command(
    "list", examples=("menhu feature list", "menhu feature list fgw", "menhu feature list fgw --json")
)
@click.argument("site", metavar="[SITE]", required=False)
@JSON
@pass_portal
def list_(portal: PortalContext, site: str | None, json_: bool) -> None:
    """List the features of a site with their state and who decided it; without SITE, those of the cluster."""
    if site is None:
        _list_cluster(portal, json_)
        return
    from menhu.cluster.service import find_site

    found = find_site(portal.registry, site)
    lines = _lines(portal, found)
    if json_:
        as_json([line._asdict() for line in lines])
        return
    click.echo(table(("FEATURE", "STATE", "LAYER", "ORIGIN"), lines))


@feature.command(examples=("menhu feature enable fgw news",))
@SITE
@FEATURE
@pass_portal
def enable(portal: PortalContext, site: str, name: str) -> None:
    """Switch a feature on at a site. Its data, if it had any there, is back as it was."""
    from menhu.cluster.service import switch_feature

    result = switch_feature(portal.registry, site, name, on=True, by="menhu feature enable")
    click.echo(f"{name} was on at {site} already." if result == "unchanged" else f"{name} is on at {site}.")


@feature.command(examples=("menhu feature disable fgw news", "menhu feature disable fgw news --close"))
@SITE
@FEATURE
@click.option(
    "--close", is_flag=True, help="If business is open, begin nothing new and go off with the last of it."
)
@pass_portal
def disable(portal: PortalContext, site: str, name: str, close: bool) -> None:
    """Switch a feature off at a site: it is absent there, its data is kept.

    It is refused while the feature has open business there, unless --close is given.
    """
    from menhu.cluster.service import switch_feature

    result = switch_feature(portal.registry, site, name, on=False, close=close, by="menhu feature disable")
    if result == "closing":
        click.echo(
            f"{name} is closing at {site}: nothing new begins, it goes off with the last open business."
        )
    elif result == "unchanged":
        click.echo(f"{name} was off at {site} already.")
    else:
        click.echo(f"{name} is off at {site}.")


NOBODY = (False, "", "")


class Line(NamedTuple):
    """One feature of a site."""

    feature: str
    state: str
    layer: str
    origin: str


def _lines(portal: PortalContext, site: "Site") -> list[Line]:
    from menhu.cluster.layers import switches
    from menhu.cluster.overlay import declarations

    plugins = portal.registry.plugins
    layers = dict(zip(("template", "site", "console"), declarations(portal.registry, site)[1:], strict=True))
    wanted: dict[str, tuple[bool, str, str]] = {}
    for layer, declared in layers.items():
        origins = declared.get("origins") or {}
        for name, on in switches(declared).items():
            where = origins.get(f"features.{name}") or origins.get("features") or origins.get("") or ""
            wanted[name] = (on, layer, where)
    names = sorted({*wanted, *plugins.plugins, *plugins.installed})
    return [Line(name, _state(portal, site, name, wanted), *wanted.get(name, NOBODY)[1:]) for name in names]


def _state(portal: PortalContext, site: "Site", name: str, wanted: dict[str, tuple[bool, str, str]]) -> str:
    plugins = portal.registry.plugins
    on = wanted.get(name, NOBODY)[0]
    if name in site.structure.closing:
        return "closing"
    if name in site.structure.features:
        return "enabled"
    if name in plugins.plugins:
        if not on:
            return "off"
        lacking = [need for need in plugins.plugins[name].requires if not site.has(need)]
        return f"waits for {', '.join(lacking)}"
    return f"{'enabled' if on else 'off'}, {_presence(portal, name)}"


def _presence(portal: PortalContext, name: str) -> str:
    plugins = portal.registry.plugins
    if name in plugins.plugins:
        return "active"
    if name in plugins.quarantined:
        return "in quarantine"
    return "installed, not active" if name in plugins.installed else "not installed"


def _list_cluster(portal: PortalContext, json_: bool) -> None:
    plugins, sites = portal.registry.plugins, list(portal.cluster)
    names = {*plugins.plugins, *plugins.installed, *(name for s in sites for name in s.structure.missing)}
    lines = [
        {
            "feature": name,
            "state": _presence(portal, name),
            "on": sum(site.has(name) or name in site.structure.missing for site in sites),
            "closing": sum(name in site.structure.closing for site in sites),
            "sites": len(sites),
        }
        for name in sorted(names)
    ]
    if json_:
        as_json(lines)
        return
    rows = [(n["feature"], n["state"], f"{n['on']} of {n['sites']}", n["closing"] or "") for n in lines]
    click.echo(table(("FEATURE", "STATE", "SWITCHED ON AT", "CLOSING AT"), rows))
