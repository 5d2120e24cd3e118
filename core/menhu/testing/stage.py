"""The stage of the contract: a small cluster with one plugin on, and what can be reached there."""

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import msgspec

from menhu.cluster.model import Column
from menhu.plugins.calls import Hooks
from menhu.plugins.registry import Registry
from menhu.render.furniture import LOCALE_PREFIX
from menhu.testing.browsing import Answer, Browser
from menhu.testing.portal import PortalKit, SiteSpec
from menhu.testing.spies import PluginView, Spies

SITES = ("main", "left", "right")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READING = ("GET", "HEAD")
REGION = "wide"


def marker(site: str) -> str:
    """What stands in the title of every record, column and block of a site."""
    return f"marker-{site}"


def default_sites(
    plugin: str,
    modules: Mapping[str, ModuleType],
    languages: Mapping[str, tuple[str, ...]],
    blocks: Iterable[Mapping[str, Any]] = (),
) -> tuple[SiteSpec, ...]:
    """Three sites with the plugin on: a column, a second one in English on ``left``, its blocks.

    Arguments:
        plugin: the plugin's name.
        modules: it and those that it needs, by name; all are on everywhere.
        languages: languages by site; the default one alone where it is not named.
        blocks: blocks to place beside those that need no settings, ``block`` and ``settings`` at least.
    """
    registry = Registry(tuple(modules), modules, discover=False)
    has_column = registry.plugins[plugin].column is not None
    return tuple(
        SiteSpec(
            code=code,
            features=dict.fromkeys(modules, True),
            columns=tuple(_columns(plugin, code, languages.get(code, ()))) if has_column else (),
            languages=languages.get(code, ("zh-Hans",)),
            home=tuple(
                {"region": REGION, "title": f"{marker(code)} block", **block}
                for block in (*_free_blocks(registry, plugin), *blocks)
            ),
        )
        for code in SITES
    )


def _columns(plugin: str, site: str, languages: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    code = plugin.replace("_", "-")
    column = {"code": code, "name": f"{marker(site)} column", "plugin": plugin, "column_type": "工作动态"}
    yield column
    for language in languages[1:]:
        yield {**column, "code": f"{code}-{language.lower()}", "language": language}


def _free_blocks(registry: Registry, plugin: str) -> Iterator[dict[str, Any]]:
    hooks = Hooks(registry, strict=True)
    implementation = hooks.of("menhu_blocks", plugin)
    if implementation is None:
        return
    for kind in hooks.demand("menhu_blocks", implementation):
        try:
            msgspec.convert({}, kind.settings)
        except msgspec.ValidationError:
            continue
        yield {"block": kind.name}


class Reached(NamedTuple):
    """A view that answered at an address."""

    view: PluginView
    method: str
    address: str


def columns_of(portal: PortalKit, site: str, plugin: str) -> Iterator[tuple[str, Column]]:
    """The plugin's columns on a site with their root-relative addresses, in every language."""
    structure = portal.site(site).structure
    for language, columns in structure.columns.items():
        prefix = "/" if language == structure.default_language else f"/{LOCALE_PREFIX[language]}/"
        for column in columns.values():
            if column.feature == plugin and column.kind == "column":
                yield f"{prefix}{column.code}/", column


def bases(portal: PortalKit, site: str, plugin: str, records: Iterable[str]) -> tuple[str, ...]:
    """Addresses of everything that a view can have as its context: root, columns, records."""
    columns = (address for address, _ in columns_of(portal, site, plugin))
    return tuple(dict.fromkeys(("/", *columns, *records)))


def under(base: str, view: PluginView) -> str:
    """The address of a view on a context."""
    return f"{base.rstrip('/')}/{view.name}" if view.name else base


def reach(
    browser: Browser, spies: Spies, found: Iterable[str], forms: Mapping[str, Mapping[str, str]]
) -> tuple[list[Reached], list[str]]:
    """Try every view of the plugin on every context, by every method that it declares.

    Arguments:
        browser: a visitor of a site where the plugin is on.
        spies: they know which view answered.
        found: addresses of root, columns and records.
        forms: the fields of forms, by name of view.

    Returns:
        What was reached, and a sentence for each view that was not.
    """
    contexts = tuple(found)
    reached: list[Reached] = []
    faults = []
    for view in spies.views:
        misses: list[Answer] = []
        hits = list(_hits(browser, spies, view, contexts, forms.get(view.name, {}), misses))
        reached += hits
        if not hits:
            faults.append(_unreached(view, misses))
    return reached, faults


def _hits(
    browser: Browser,
    spies: Spies,
    view: PluginView,
    contexts: tuple[str, ...],
    form: Mapping[str, str],
    misses: list[Answer],
) -> Iterator[Reached]:
    for method in view.methods:
        for base in contexts:
            spies.answered.clear()
            address = under(base, view)
            answer = browser.fetch(address, method, form if method not in READING else None)
            if answer.ok and view in spies.answered:
                yield Reached(view, method, address)
                if method not in READING:
                    break
            elif answer.status != 404:
                misses.append(answer)


def _unreached(view: PluginView, misses: list[Answer]) -> str:
    tried = "; ".join(str(miss) for miss in misses[:3])
    return (
        f"no address reaches the view {view.label}" + (f": {tried}" if tried else "") + ". "
        "populate() must return an address for its context, forms the fields that it needs; "
        "remove the view if nothing leads to it."
    )
