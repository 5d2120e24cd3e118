"""Features at run time: who serves a column, and features that close by themselves."""

import logging
import threading
from typing import TYPE_CHECKING, Any

from menhu.cluster.model import Column
from menhu.web.resources import GroupResource, HomeColumnResource, LeadingColumnResource

if TYPE_CHECKING:
    from menhu.app import PortalRegistry

log = logging.getLogger(__name__)


class Features:
    """Resource classes of columns, by the feature that a column belongs to."""

    def __init__(self, registry: "PortalRegistry") -> None:
        self._factories: dict[str, Any] = {
            plugin.name: plugin.column for plugin in registry.plugins.plugins.values()
        }

    def column_factory(self, column: Column) -> Any:
        """The resource class of a column that is in the snapshot."""
        if column.kind == "group":
            return GroupResource
        if column.kind == "home":
            return HomeColumnResource
        if column.redirect:
            return LeadingColumnResource
        return self._factories[column.feature]


class ClosingWatch:
    """Switches a closing feature off when the last of its open business ends.

    It looks whenever a tag of a closing feature moved, beside the commit that moved it.
    """

    def __init__(self, registry: "PortalRegistry") -> None:
        self._registry = registry
        self._busy = threading.local()

    def look(self, tags: frozenset[str]) -> None:
        """See whether one of the moved tags belongs to a feature that is closing and has nothing open."""
        from menhu.cluster.service import close_if_done

        if getattr(self._busy, "looking", False):
            return
        cluster = self._registry.snapshots.current
        self._busy.looking = True
        try:
            for tag in tags:
                _, _, rest = tag.partition("/")
                site_id, _, feature = rest.partition("/")
                site = (
                    cluster.by_id.get(int(site_id))
                    if tag.startswith("site/") and site_id.isdecimal()
                    else None
                )
                if site is None or feature not in site.structure.closing:
                    continue
                try:
                    close_if_done(self._registry, site, feature)
                except Exception:
                    log.exception("closing %s on %s could not be finished", feature, site.code)
        finally:
            self._busy.looking = False
