"""The kit for plugin authors: a portal with exactly the plugins named, and the contract every plugin keeps.

Names are imported when they are asked for: pytest imports this package at its start, for the fixtures.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from menhu.testing.contract import PluginContract
    from menhu.testing.faults import ContractFault
    from menhu.testing.portal import PortalKit, SiteSpec

__all__ = ["ContractFault", "PluginContract", "PortalKit", "SiteSpec"]

_HOMES = {
    "ContractFault": "faults",
    "PluginContract": "contract",
    "PortalKit": "portal",
    "SiteSpec": "portal",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
