"""Calling hooks: at boot for all active plugins, per site for those that are on there.

Tuples of functions rather than pluggy's own callers: a subset caller is a deny list that is rebuilt
from names, costs more per call, and cannot say which plugin gave which result.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import click

from menhu.cluster.model import Structure
from menhu.plugins.registry import Registry
from menhu.plugins.results import Finding, OpenBusiness, SiteMapEntry
from menhu.render.blocks import BlockType
from menhu.render.page import Item
from menhu.render.slots import SlotItem

log = logging.getLogger(__name__)

RESULTS: dict[str, type[Any] | None] = {
    "menhu_configure": None,
    "menhu_blocks": BlockType,
    "menhu_slots": SlotItem,
    "menhu_commands": click.Command,
    "menhu_check": Finding,
    "menhu_column_items": Item,
    "menhu_sitemap": SiteMapEntry,
    "menhu_open_business": OpenBusiness,
    "menhu_feature_switched": None,
}
"""The type of each result of a hook; None where a hook returns nothing."""


class HookResultError(TypeError):
    """A hook returned something that it does not promise; the message names plugin, hook and remedy."""


class Implementation(NamedTuple):
    """One plugin's implementation of a hook."""

    plugin: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]

    def __call__(self, **given: Any) -> Any:
        return self.function(**{name: given[name] for name in self.arguments})


class Hooks:
    """All implementations, ready to be called.

    Arguments:
        registry: the plugins; later quarantines are respected, later registrations are not possible.
        strict: raise faults of plugins instead of logging them and going on without (tests).
    """

    def __init__(self, registry: Registry, *, strict: bool = False) -> None:
        self.registry = registry
        self.strict = strict
        self.failures: dict[str, str] = {}
        self._by_site: dict[tuple[str, frozenset[str]], tuple[Implementation, ...]] = {}

    def all(self, hook: str) -> tuple[Implementation, ...]:
        """The implementations of a hook by active plugins, in the plugins' order."""
        caller = getattr(self.registry.manager.hook, hook)
        found = {
            impl.plugin_name: Implementation(impl.plugin_name, impl.function, tuple(impl.argnames))
            for impl in caller.get_hookimpls()
        }
        return tuple(found[name] for name in self.registry.active if name in found)

    def of(self, hook: str, plugin: str) -> Implementation | None:
        """One plugin's implementation of a hook, or None."""
        return next((impl for impl in self.all(hook) if impl.plugin == plugin), None)

    def on(self, hook: str, structure: Structure) -> tuple[Implementation, ...]:
        """The implementations of a hook by plugins that are on (and not closing) in a structure."""
        features = structure.features - structure.closing
        key = (hook, features)
        known = self._by_site.get(key)
        if known is None:
            known = self._by_site[key] = tuple(i for i in self.all(hook) if i.plugin in features)
        return known

    def forget(self) -> None:
        """Forget what was resolved; called after a quarantine at boot."""
        self._by_site.clear()

    def demand(self, hook: str, implementation: Implementation, **given: Any) -> tuple[Any, ...]:
        """Call one implementation and check its results; faults are the caller's affair.

        Raises:
            HookResultError: if a result has not the promised type.
            Exception: whatever the plugin raises.
        """
        return checked(hook, implementation.plugin, implementation(**given))

    def collect(self, hook: str, implementation: Implementation, **given: Any) -> tuple[Any, ...]:
        """Call one implementation and check its results.

        Raises:
            HookResultError: in strict mode, if a result has not the promised type.
            Exception: in strict mode, whatever the plugin raised. Otherwise faults are logged,
                remembered in ``failures`` and the answer is ().
        """
        try:
            return self.demand(hook, implementation, **given)
        except Exception as error:
            self.fail(hook, implementation.plugin, error)
            return ()

    def fail(self, hook: str, who: str, error: Exception) -> None:
        """Take note of a plugin's fault; the page goes on without that plugin's part.

        Raises:
            Exception: the fault itself, in strict mode.
        """
        if self.strict:
            raise error
        log.error("%s of %s failed", hook, who, exc_info=error)
        self.failures[f"{who} {hook}"] = f"{type(error).__name__}: {error}"


def checked(hook: str, plugin: str, result: Any) -> tuple[Any, ...]:
    """Check what a hook returned against its promise and make it a tuple.

    Raises:
        HookResultError: if it is not iterable or holds something of another type.
    """
    wanted = RESULTS[hook]
    if wanted is None or result is None:
        return ()
    if isinstance(result, str | bytes | dict) or not isinstance(result, Iterable):
        raise HookResultError(
            f"{plugin}: {hook} returned {type(result).__name__}, not a tuple of {wanted.__name__}. "
            f"Return ({wanted.__name__}(...),)."
        )
    results = tuple(result)
    for value in results:
        if not isinstance(value, wanted):
            raise HookResultError(
                f"{plugin}: {hook} returned a {type(value).__name__} among its results. "
                f"Return {wanted.__name__} objects only."
            )
    return results
