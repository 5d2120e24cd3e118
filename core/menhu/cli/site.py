"""``menhu site``: the sites of the cluster."""

from typing import TYPE_CHECKING, Any

import click

from menhu.cli.command import Group
from menhu.cli.context import PortalContext, pass_portal
from menhu.cli.output import NOTHING, as_json, table

if TYPE_CHECKING:
    from menhu.cluster.model import Site

JSON = click.option("--json", "json_", is_flag=True, help="Print JSON.")
CODE = click.argument("code", metavar="CODE")


@click.group(cls=Group, examples=("menhu site list", "menhu site show fgw"))
def site() -> None:
    """List, show and create sites, and change their state."""


@site.command("list", examples=("menhu site list", "menhu site list --json"))
@JSON
@pass_portal
def list_(portal: PortalContext, json_: bool) -> None:
    """List the sites in the order of the cluster."""
    sites = list(portal.cluster)
    if json_:
        as_json([_summary(found) for found in sites])
        return
    rows = [(s.code, s.info.name, s.kind, s.state, s.primary_host or "", s.prefix or "") for s in sites]
    click.echo(table(("CODE", "NAME", "KIND", "STATE", "HOST", "PREFIX"), rows))


@site.command(examples=("menhu site show fgw", "menhu site show fgw --json"))
@CODE
@JSON
@pass_portal
def show(portal: PortalContext, code: str, json_: bool) -> None:
    """Show what is known of a site: names, addresses, state, features."""
    from menhu.cluster.service import find_site

    found = _details(portal, find_site(portal.registry, code))
    if json_:
        as_json(found)
        return
    lines = [(key.replace("_", " "), _text(value)) for key, value in found.items()]
    width = max(len(key) for key, _ in lines)
    for key, value in lines:
        click.echo(f"{key:<{width}}  {value}")


@site.command(
    examples=(
        "menhu site create kjj --template department --name 市科学技术局 --host kjj.sjz.example",
        "menhu site create kjj --template department --name 市科学技术局 --host kjj.sjz.example "
        "--host www.kjj.example --prefix /bm/kjj/ --state trial",
    )
)
@CODE
@click.option("--template", required=True, metavar="TEMPLATE", help="The code of an applied site template.")
@click.option("--name", required=True, metavar="NAME", help="What the site is called.")
@click.option(
    "--host",
    "hosts",
    required=True,
    multiple=True,
    metavar="HOST",
    help="A host name; repeat it, the primary first.",
)
@click.option("--prefix", metavar="PATH", help="Its path on the main site's hosts, such as /bm/kjj/.")
@click.option(
    "--state", default="running", show_default=True, metavar="STATE", help="The state to begin with."
)
@pass_portal
def create(
    portal: PortalContext,
    code: str,
    template: str,
    name: str,
    hosts: tuple[str, ...],
    prefix: str | None,
    state: str,
) -> None:
    """Create a site from a template. Running servers answer for it within a second."""
    from menhu.cluster.service import create_site

    create_site(portal.registry, code, template=template, name=name, hosts=hosts, prefix=prefix, state=state)
    click.echo(f"{code} is {state}: {', '.join(_ways(portal, portal.cluster.by_code[code]))}")


@site.command(
    examples=(
        "menhu site state kjj offline --notice 系统维护，今晚八点恢复",
        "menhu site state kjj moved --successor https://new.example.org/",
    )
)
@CODE
@click.argument("state", metavar="STATE")
@click.option("--successor", metavar="URL", help="Where a site that moved is now.")
@click.option("--notice", metavar="TEXT", help="A sentence for visitors; without it none is shown.")
@pass_portal
def state(portal: PortalContext, code: str, state: str, successor: str | None, notice: str | None) -> None:
    """Change the state of a site.

    States: preparing and offline answer 503, trial and running 200, closed 410, moved 301.
    """
    from menhu.cluster.service import set_state

    set_state(portal.registry, code, state, successor=successor, notice=notice)
    click.echo(f"{code} is {state}.")


def _summary(found: "Site") -> dict[str, Any]:
    return {
        "code": found.code,
        "name": found.info.name,
        "kind": found.kind,
        "state": found.state,
        "hosts": list(found.hosts),
        "prefix": found.prefix,
    }


def _details(portal: PortalContext, found: "Site") -> dict[str, Any]:
    import msgspec
    import sqlalchemy as sa

    from menhu.data.models import SiteRow

    with portal.sessions.unscoped() as session:
        template = session.scalar(sa.select(SiteRow.template).where(SiteRow.id == found.id))
    structure = found.structure
    said = {key: value for key, value in msgspec.structs.asdict(found.info).items() if value}
    return {
        "id": found.id,
        **_summary(found),
        **said,
        "template": template,
        "successor": found.successor,
        "notice": found.notice,
        "ways": _ways(portal, found),
        "theme": structure.theme,
        "languages": list(structure.offered),
        "features": sorted(structure.features - structure.closing),
        "closing": sorted(structure.closing),
        "not_installed": sorted(structure.missing),
        "columns": sum(len(columns) for columns in structure.columns.values()),
        "blocks": sum(len(blocks) for blocks in structure.blocks.values()),
        "version": found.version,
    }


def _ways(portal: PortalContext, found: "Site") -> list[str]:
    """The addresses on which a site answers, without scheme and port."""
    main = portal.cluster.main
    ways = [f"{host}/" for host in found.hosts]
    ways += [f"{found.code}.{local}/" for local in portal.deployment.local_hosts]
    if main is not None and found is not main and found.prefix:
        ways += [f"{host}{found.prefix}" for host in (*main.hosts, *portal.deployment.local_hosts)]
    if found is main:
        ways += [f"{local}/" for local in portal.deployment.local_hosts]
    return ways


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or NOTHING
    return NOTHING if value is None or value == "" else str(value)
