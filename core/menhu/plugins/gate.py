"""The gate: a view of a plugin answers only on sites where the plugin is on.

It stands under INGRESS, so that nothing else of the view runs; and it is closed by default: a view
from a package that nobody owns stops the boot.
"""

from collections.abc import Callable
from typing import Any

from pyramid.exceptions import ConfigurationError, PredicateMismatch

from menhu.plugins.registry import Registry

CORE = frozenset({"menhu", "pyramid"})
View = Callable[[Any, Any], Any]


def gate_for(registry: Registry) -> Callable[[View, Any], View]:
    """Make the view deriver.

    A view registered with ``begins=True`` begins new business: it is absent while its feature closes.
    ``subpath=True`` is for the core's deriver of spellings; both options are known wherever the gate is.
    """

    def gate(view: View, info: Any) -> View:
        owner = view_owner(registry, info.package)
        if owner is None:
            return view
        begins = bool(info.options.get("begins"))

        def gated(context: Any, request: Any) -> Any:
            structure = request.site.structure
            if owner not in structure.features or (begins and owner in structure.closing):
                raise PredicateMismatch(f"{owner} is off")
            return view(context, request)

        return gated

    gate.options = ("begins", "subpath")  # type: ignore[attr-defined]
    return gate


def view_owner(registry: Registry, package: Any) -> str | None:
    """The plugin that owns a view's package; None for the core.

    Raises:
        ConfigurationError: if nobody owns it.
    """
    name: str = getattr(package, "__name__", "")
    owner = registry.owner_of(name)
    if owner is not None:
        return owner
    if name.partition(".")[0] in CORE:
        return None
    raise ConfigurationError(
        f"a view is registered from the package {name!r}, which no active plugin owns. "
        "Register views only in the plugin's own package, by its menhu_configure hook."
    )
