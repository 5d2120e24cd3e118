"""``menhu urls``: every address of a site, out of the snapshot and the introspector."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from menhu.cli.command import Command
from menhu.cli.context import PortalContext, pass_portal
from menhu.cli.output import as_json, table

if TYPE_CHECKING:
    from menhu.cluster.model import Site

RECORD = "RECORD"
COLUMN = "COLUMN"


class ColumnAddress(NamedTuple):
    """A column that can be reached."""

    address: str
    name: str
    language: str
    feature: str
    context: str


class ViewAddress(NamedTuple):
    """A view that answers on a site; ``pattern`` has COLUMN and RECORD where the names of these stand."""

    pattern: str
    methods: tuple[str, ...]
    context: str
    owner: str
    view: str


@click.command(cls=Command, examples=("menhu urls fgw", "menhu urls fgw --json"))
@click.argument("site", metavar="SITE")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@pass_portal
def urls(portal: PortalContext, site: str, json_: bool) -> None:
    """List the addresses of a site: its columns and the views below them.

    Columns are listed in every language. Addresses are relative to the site's root on any of its
    ways. What is switched off is absent. In patterns, COLUMN is any column whose
    context class fits, RECORD the name of a record in it.
    """
    from menhu.cluster.service import find_site

    found = find_site(portal.registry, site)
    columns, views = list(columns_of(portal, found)), sorted(views_of(portal, found))
    if json_:
        as_json({"columns": [c._asdict() for c in columns], "views": [v._asdict() for v in views]})
        return
    click.echo(table(("ADDRESS", "NAME", "LANGUAGE", "FEATURE", "CONTEXT"), columns))
    click.echo()
    rows = [(v.pattern, " ".join(v.methods), v.context, v.owner, v.view) for v in views]
    click.echo(table(("PATTERN", "METHODS", "CONTEXT", "OWNER", "VIEW"), rows))


def columns_of(portal: PortalContext, site: "Site") -> Iterator[ColumnAddress]:
    """The home pages and columns of a site, language by language."""
    from menhu.render.furniture import LOCALE_PREFIX
    from menhu.web.resources import SiteRoot

    structure = site.structure
    for language in structure.offered:
        base = "/" if language == structure.default_language else f"/{LOCALE_PREFIX[language]}/"
        yield ColumnAddress(base, site.info.name, language, "core", SiteRoot.__name__)
        for code, column in structure.columns.get(language, {}).items():
            factory = portal.registry.features.column_factory(column)
            yield ColumnAddress(f"{base}{code}/", column.name, language, column.feature, factory.__name__)


def views_of(portal: PortalContext, site: "Site") -> Iterator[ViewAddress]:
    """The views that answer on a site: those of the core, and of plugins that are on there."""
    registry = portal.registry
    introspector: Any = vars(registry)["introspector"]
    for entry in introspector.get_category("views") or ():
        view = entry["introspectable"]
        context = view["context"]
        if not isinstance(context, type) or issubclass(context, BaseException):
            continue
        owner = registry.plugins.owner_of(_module(view["callable"]))
        begins = bool(view.get("begins"))
        if owner is not None and not (site.begins(owner) if begins else site.has(owner)):
            continue
        yield ViewAddress(
            _pattern(context, view["name"]),
            _methods(view["request_methods"]),
            context.__name__,
            owner or "core",
            f"{_module(view['callable'])}.{getattr(view['callable'], '__name__', '')}",
        )


def _pattern(context: type, name: str) -> str:
    from menhu.web.resources import ColumnResource, SiteRoot

    if issubclass(context, SiteRoot):
        return f"/{name}"
    if issubclass(context, ColumnResource):
        return f"/{COLUMN}/{name}"
    return f"/{COLUMN}/{RECORD}" + (f"/{name}" if name else "")


def _methods(given: Any) -> tuple[str, ...]:
    """The methods a view answers; none named means all, and GET brings HEAD."""
    named = {given} if isinstance(given, str) else set(given or "*")
    return tuple(sorted(named | ({"HEAD"} if "GET" in named else set())))


def _module(view: Any) -> str:
    return str(getattr(view, "__module__", ""))
