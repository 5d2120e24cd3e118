"""Which plugins there are, which are active, and which had to be put in quarantine."""

import importlib.metadata
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pluggy

from menhu.order import Circle, in_order
from menhu.plugins import hookspecs
from menhu.plugins.declaration import API_VERSION, Plugin

ENTRY_POINTS = "menhu.plugins"
log = logging.getLogger(__name__)


class RegistryFrozen(RuntimeError):
    """Somebody registers a plugin after boot."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A plugin that is off everywhere, and why."""

    name: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}. {self.remedy}"


class _Manager(pluggy.PluginManager):
    """A plugin manager that takes nothing more once it is frozen."""

    frozen = False

    def register(self, plugin: Any, name: str | None = None) -> str | None:
        if self.frozen:
            raise RegistryFrozen(
                f"{name or plugin!r} is registered after boot. Name it in menhu.plugins and restart."
            )
        return super().register(plugin, name)


@dataclass(frozen=True, slots=True)
class Installed:
    """A plugin that can be imported: its entry point's value and the distribution that brings it."""

    name: str
    module: str
    distribution: str
    version: str


class Registry:
    """The plugins of one process.

    Arguments:
        wanted: names of the plugins to activate, or None for all installed.
        modules: plugin modules given directly by name (tests, embedding); they count as installed.
        discover: whether entry points are read.
    """

    def __init__(
        self,
        wanted: Iterable[str] | None = None,
        modules: Mapping[str, ModuleType] | None = None,
        *,
        discover: bool = True,
    ) -> None:
        self.installed: dict[str, Installed] = {}
        self.plugins: dict[str, Plugin] = {}
        self.modules: dict[str, ModuleType] = {}
        self.quarantined: dict[str, Quarantined] = {}
        self.manager = _Manager(hookspecs.PROJECT)
        self.manager.add_hookspecs(hookspecs)
        given = dict(modules or {})
        entries = self._entry_points() if discover else {}
        for name in given:
            self.installed[name] = Installed(name, given[name].__name__, "", "")
        names = list(wanted) if wanted is not None else sorted({*entries, *given})
        for name in dict.fromkeys(names):
            self._activate(name, given.get(name), entries.get(name, []))
        self._settle()

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the active plugins, in the order in which their hooks run."""
        return tuple(self.plugins)

    def freeze(self) -> None:
        """Take no more plugins: per-site callers are a deny list, and a late plugin would escape it."""
        self.manager.frozen = True

    def quarantine(self, name: str, reason: str, remedy: str) -> None:
        """Put a plugin, and those that require it, out of service for this process."""
        fault = Quarantined(name, reason.rstrip("."), remedy)
        self.quarantined[name] = fault
        log.error("plugin in quarantine: %s", fault)
        if self.plugins.pop(name, None) is not None and self.manager.has_plugin(name):
            self.manager.unregister(name=name)
        for other in [p.name for p in self.plugins.values() if name in p.requires]:
            self.quarantine(
                other, f"it requires {name}, which is not active", f"Mend {name}, or stop using {other}."
            )

    def owner_of(self, package: str) -> str | None:
        """The active plugin that owns a dotted package or module name, or None."""
        for plugin in self.plugins.values():
            if package == plugin.package or package.startswith(plugin.package + "."):
                return plugin.name
        return None

    def _entry_points(self) -> dict[str, list[importlib.metadata.EntryPoint]]:
        found: dict[str, list[importlib.metadata.EntryPoint]] = {}
        for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
            rivals = found.setdefault(entry.name, [])
            if not any(rival.value == entry.value and _source(rival) == _source(entry) for rival in rivals):
                rivals.append(entry)
        for name, entries in found.items():
            entry = entries[0]
            distribution, version = _source(entry)
            self.installed[name] = Installed(name, entry.value, distribution, version)
        return found

    def _activate(
        self, name: str, module: ModuleType | None, entries: list[importlib.metadata.EntryPoint]
    ) -> None:
        if module is None and not entries:
            self.quarantine(
                name,
                "it is named in menhu.plugins but not installed",
                "Install its package, or take its name out of menhu.plugins.",
            )
            return
        if len(entries) + (module is not None) > 1:
            rivals = sorted({_source(entry)[0] or entry.value for entry in entries})
            self.quarantine(
                name,
                f"two plugins have this name ({', '.join(rivals)})",
                "Uninstall all but one of them; a name is taken by whoever published it first.",
            )
            return
        try:
            loaded = module if module is not None else entries[0].load()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            log.debug("import of plugin %s failed", name, exc_info=True)
            self.quarantine(
                name,
                f"its import failed: {type(error).__name__}: {error}",
                "Run `menhu plugins` after mending the package.",
            )
            return
        self._register(name, loaded)

    def _register(self, name: str, module: ModuleType) -> None:
        declared = getattr(module, "plugin", None)
        if not isinstance(declared, Plugin):
            self.quarantine(
                name,
                f"{module.__name__} has no `plugin = Plugin(...)`",
                "Declare it at the top of the module that the entry point names.",
            )
            return
        fault = declaration_fault(name, declared) or hook_fault(module)
        if fault:
            self.quarantine(name, *fault)
            return
        package = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
        try:
            self.manager.register(module, name)
        except pluggy.PluginValidationError as error:
            self.quarantine(name, f"a hook is wrong: {error}", "Compare it with menhu/plugins/hookspecs.py.")
            return
        self.plugins[name] = replace(declared, package=package or module.__name__)
        self.modules[name] = module

    def _settle(self) -> None:
        for plugin in list(self.plugins.values()):
            absent = [name for name in plugin.requires if name not in self.plugins]
            if absent and plugin.name in self.plugins:
                self.quarantine(
                    plugin.name,
                    f"it requires {', '.join(absent)}, which is not active",
                    f"Install {', '.join(absent)} and name it in menhu.plugins.",
                )
        for plugin in list(self.plugins.values()):
            for other in plugin.conflicts:
                if other in self.plugins and plugin.name in self.plugins:
                    reason = f"{plugin.name} and {other} conflict"
                    for name in (plugin.name, other):
                        self.quarantine(name, reason, "Keep only one of them in menhu.plugins.")
        ordered = self._ordered()
        self.plugins = {plugin.name: plugin for plugin in ordered if plugin.name in self.plugins}

    def _ordered(self) -> list[Plugin]:
        while True:
            try:
                return in_order(
                    list(self.plugins.values()),
                    lambda p: p.name, lambda p: p.before, lambda p: (*p.after, *p.requires),
                )  # fmt: skip
            except Circle as circle:
                for name in sorted(circle.names & self.plugins.keys()):
                    self.quarantine(name, str(circle), "Correct `before` and `after`.")


def declaration_fault(name: str, plugin: Plugin) -> tuple[str, str] | None:
    """What is wrong with a declaration found under an entry point's name: (reason, remedy), or None."""
    if plugin.name != name:
        return f"its declaration says it is {plugin.name!r}", "Give entry point and declaration one name."
    if plugin.api != API_VERSION:
        return (
            f"it is written for menhu.api {plugin.api}, this core offers {API_VERSION}",
            "Install a version of the plugin for this core.",
        )
    if plugin.metadata is not None:
        for table in plugin.metadata.tables.values():
            if table.metadata is plugin.metadata and not table.name.startswith(f"{name}_"):
                return f"its table {table.name} does not begin with {name}_", "Rename the table."
    return None


def hook_fault(module: ModuleType) -> tuple[str, str] | None:
    """What is wrong with the hooks of a plugin module: (reason, remedy), or None."""
    for attribute in dir(module):
        options = getattr(getattr(module, attribute), f"{hookspecs.PROJECT}_impl", None)
        if not isinstance(options, dict):
            continue
        spec = options.get("specname") or attribute
        if not hasattr(hookspecs, spec):
            return f"{attribute} implements no hook", "Compare its name with menhu/plugins/hookspecs.py."
        unruly = [key for key in ("tryfirst", "trylast", "hookwrapper", "wrapper") if options.get(key)]
        if unruly:
            return (
                f"{attribute} uses {', '.join(unruly)}",
                "Order is declared for the whole plugin: `before` and `after`; results are not wrapped.",
            )
    return None


def _source(entry: importlib.metadata.EntryPoint) -> tuple[str, str]:
    distribution = entry.dist
    return (distribution.name, distribution.version) if distribution is not None else ("", "")
