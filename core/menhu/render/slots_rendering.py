"""Rendering of slots for a request."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from menhu.plugins.calls import Hooks, Implementation
from menhu.render.slots import SLOTS, SlotItem, arrange

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest


def slot_items(hooks: Hooks, implementation: Implementation) -> tuple[SlotItem, ...]:
    """What one plugin puts into slots.

    Raises:
        ValueError: if an item names an unknown slot or not its own plugin.
        Exception: whatever the plugin raises.
    """
    items: tuple[SlotItem, ...] = hooks.demand("menhu_slots", implementation)
    for item in items:
        if item.slot not in SLOTS:
            raise ValueError(f"{item.name}: there is no slot {item.slot!r}; slots are {', '.join(SLOTS)}")
        if item.name.partition(".")[0] != implementation.plugin:
            raise ValueError(f"{item.name}: a slot item's name begins with `{implementation.plugin}.`")
    return items


class Slots:
    """The items of all active plugins, by slot.

    Arguments:
        hooks: where the items come from.
        debug: mark each slot and its items with HTML comments.

    Raises:
        ValueError: if an item names an unknown slot or not its own plugin, or the order is contradictory.
    """

    def __init__(self, hooks: Hooks, *, debug: bool = False) -> None:
        self._debug = debug
        self._hooks = hooks
        items: list[SlotItem] = []
        self._owner: dict[str, str] = {}
        for implementation in hooks.all("menhu_slots"):
            for item in slot_items(hooks, implementation):
                self._owner[item.name] = implementation.plugin
                items.append(item)
        self._slots = arrange(items)

    def render(self, slot: str, request: "PortalRequest", page: Any) -> Markup:
        """The HTML of a slot on this page: what plugins that are on here put into it."""
        items = self._slots.get(slot, ())
        if not items and not self._debug:
            return Markup("")
        structure = request.site.structure
        parts = []
        for item in items:
            owner = self._owner[item.name]
            if owner not in structure.features or owner in structure.closing:
                continue
            html = self._one(item, request, page)
            parts.append(Markup("<!-- {} -->").format(item.name) + html if self._debug else html)
        joined = Markup("").join(parts)
        return (
            Markup("<!-- slot {0} -->{1}<!-- /slot {0} -->").format(slot, joined) if self._debug else joined
        )

    def _one(self, item: SlotItem, request: "PortalRequest", page: Any) -> Markup:
        try:
            return Markup(item.render(request, page) or "")  # noqa: S704 - declared to be Markup
        except Exception as error:
            self._hooks.fail("menhu_slots", item.name, error)
            return Markup("")
