"""The boot audit: plugins add views, and nothing else, to the application."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyramid
import pyramid_tm
from pyramid.config import Configurator

import menhu
from menhu.plugins.registry import Registry

ALLOWED = frozenset({"views", "permissions", "templates", "view mapper"})
REMEDY = {
    "routes": "Plugins add no routes: register a view for a context class; the column gives the address.",
    "tweens": "Plugins add no tweens: use a slot, a view, or propose a hook.",
    "subscribers": "Plugins add no subscribers: use the hook that tells of the event.",
    "static views": "Plugins add no static views: put the files into static/ of the package.",
}


class Fault(NamedTuple):
    """Something that a plugin may not do: who (None if nobody is known), what, and the remedy."""

    plugin: str | None
    what: str
    remedy: str


def audit(introspector: Any, registry: Registry) -> tuple[Fault, ...]:
    """Look through everything that was configured for what does not come from the core.

    Arguments:
        introspector: Pyramid's introspector, after commit.
        registry: the plugins.

    Returns:
        The faults, in the order of their categories.
    """
    core = Path(menhu.__file__).parent
    roots = {name: Path(module.__file__ or "").parent for name, module in registry.modules.items()}
    faults = []
    for category in sorted(introspector.categories()):
        if category in ALLOWED:
            continue
        for entry in introspector.get_category(category) or ():
            introspectable = entry["introspectable"]
            owner = _author(introspectable, core, roots)
            if owner == "" and _is_nested(introspectable):
                owner = registry.owner_of(str(introspectable.title))
            if owner != "":
                remedy = REMEDY.get(
                    category, "Plugins configure views only; propose a hook for anything else."
                )
                faults.append(Fault(owner, f"adds to {category}: {introspectable.title}", remedy))
    return tuple(faults)


def _author(introspectable: Any, core: Path, roots: dict[str, Path]) -> str | None:
    """ "" for the core and its framework, a plugin's name, or None for an unknown author."""
    file = Path(getattr(introspectable.action_info, "file", "") or "")
    for name, root in roots.items():
        if file.is_relative_to(root):
            return name
    framework = (core, *(Path(module.__file__ or "").parent for module in (pyramid, pyramid_tm)))
    return "" if any(file.is_relative_to(root) for root in framework) else None


def _is_nested(introspectable: Any) -> bool:
    """Whether Pyramid says that it did this itself, though somebody must have told it to.

    Directives that call others (``add_tween``, ``add_view_predicate``) leave Pyramid's own file as the author.
    """
    file = Path(getattr(introspectable.action_info, "file", "") or "")
    known = (introspectable.category_name, introspectable.discriminator_hash) in _of_itself()
    return file.is_relative_to(Path(pyramid.__file__ or "").parent) and not known


@cache
def _of_itself() -> frozenset[tuple[str, int]]:
    """What Pyramid configures without being told, and the one tween that the core adds."""
    config: Any = Configurator(root_factory=object, request_factory=object)
    config.add_tween("pyramid_tm.tm_tween_factory")
    config.commit()
    return frozenset(
        (category, entry["introspectable"].discriminator_hash)
        for category, entries in config.introspector.categorized()
        for entry in entries
    )
