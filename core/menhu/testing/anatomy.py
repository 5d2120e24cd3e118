"""Looking at a plugin without running a portal: declaration, configuration, tables, messages."""

import importlib.metadata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from pyramid.config import Configurator
from pyramid.viewderivers import INGRESS

from menhu.data.base import plugin_of
from menhu.data.engine import make_engine
from menhu.data.migrate import check, upgrade
from menhu.data.owners import is_cluster_wide, owned_class
from menhu.plugins.audit import audit
from menhu.plugins.calls import RESULTS, Hooks
from menhu.plugins.gate import gate_for
from menhu.plugins.registry import ENTRY_POINTS, Registry
from menhu.render.texts import LOCALES, Texts
from menhu.units import units_of


def packages(modules: Mapping[str, ModuleType]) -> dict[str, str]:
    """The package of every known plugin: the installed ones and those given."""
    known = {
        entry.name: entry.module.partition(".")[0]
        for entry in importlib.metadata.entry_points(group=ENTRY_POINTS)
    }
    return known | {name: module.__name__.partition(".")[0] for name, module in modules.items()}


def folder_of(module: ModuleType) -> Path:
    """The folder of a plugin's package."""
    return Path(module.__file__ or "").parent


def configuration_faults(registry: Registry, plugin: str) -> Iterator[str]:
    """What the plugin configures beside views."""
    implementation = Hooks(registry).of("menhu_configure", plugin)
    if implementation is None:
        return
    config = Configurator(package="menhu")
    config.add_renderer(".pt", "pyramid.renderers.string_renderer_factory")
    config.add_view_deriver(gate_for(registry), name="menhu_gate", under=INGRESS)
    config.include(implementation.function)
    config.commit()
    for fault in audit(config.introspector, registry):
        yield f"{fault.plugin or 'an unknown package'} {fault.what}. {fault.remedy}"


def boot_hook_faults(registry: Registry, plugin: str, hooks: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the results of hooks without arguments."""
    calls = Hooks(registry, strict=True)
    for hook in hooks:
        implementation = calls.of(hook, plugin)
        if implementation is None:
            continue
        try:
            found = calls.demand(hook, implementation)
        except Exception as error:
            yield f"{hook}: {error}"
            continue
        for result in found:
            name = getattr(result, "name", "")
            if name.partition(".")[0] != plugin:
                yield f"{hook} gives {name!r}. Begin its name with {plugin!r}."


def implemented(registry: Registry, plugin: str) -> set[str]:
    """The hooks that a plugin implements."""
    calls = Hooks(registry)
    return {hook for hook in RESULTS if calls.of(hook, plugin) is not None}


def title_faults(registry: Registry, plugin: str, module: ModuleType) -> Iterator[str]:
    """Titles of the plugin and its blocks that lack a translation."""
    texts = Texts()
    texts.load(plugin, folder_of(module) / "locale")
    calls = Hooks(registry, strict=True)
    implementation = calls.of("menhu_blocks", plugin)
    blocks = calls.demand("menhu_blocks", implementation) if implementation is not None else ()
    for title in dict.fromkeys([registry.plugins[plugin].title, *(block.title for block in blocks)]):
        for language, locale in LOCALES.items():
            if not texts.has(title, plugin, language):
                yield (
                    f"the title {title!r} has no {language} translation. "
                    f"Add it to locale/{locale}/LC_MESSAGES/{plugin}.po."
                )


def migration_faults(registry: Registry, database: str) -> Iterator[str]:
    """In what the models differ from a fresh database that the migrations made."""
    engine = make_engine(database)
    try:
        upgrade(engine, units_of(registry), lambda _: None)
        for difference in check(engine, units_of(registry)):
            yield f"{difference}. Write a migration, or correct the model."
    finally:
        engine.dispose()


def table_faults(metadata: sa.MetaData, plugin: str) -> Iterator[str]:
    """Tables that do not say whose their rows are, and indexes that do not begin with the site."""
    if plugin_of(metadata) != plugin:
        yield f"the metadata of {plugin} is not its own. Derive the models from PluginBase, plugin={plugin!r}."
    for table in metadata.tables.values():
        if owned_class(table) is None:
            if not is_cluster_wide(table):
                yield (
                    f"table {table.name} does not say whose its rows are. Map a class that is SiteOwned or "
                    'SiteShared, or give it __cluster_wide__ = "the reason".'
                )
            continue
        for name, first in _indexes(table):
            if first != "site_id":
                yield (
                    f"the index {name} of {table.name} begins with {first}. Put site_id first, so that one "
                    "site's rows lie together."
                )


def _indexes(table: sa.Table) -> Iterator[tuple[str, str]]:
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        yield str(index.name), getattr(next(iter(index.expressions)), "name", "an expression")
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield str(constraint.name), constraint.columns[0].name
