"""Slots: named places of the layout that plugins fill, in a declared order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from menhu.order import in_order

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest

SLOTS = ("head", "top", "header", "content_before", "content_after", "footer")
"""The slots of the layout, from top to bottom; ``head`` is inside ``<head>``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotItem:
    """Something that a plugin puts into a slot of every page of the sites where it is on.

    Arguments:
        slot: one of ``SLOTS``.
        name: ``plugin.item``, unique.
        render: ``render(request, page) -> Markup | None``; None or "" shows nothing.
        before, after: names of items that come later, or earlier; unknown names are no error.
    """

    slot: str
    name: str
    render: "Callable[[PortalRequest, Any], Markup | None]"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def arrange(items: Iterable[SlotItem]) -> dict[str, tuple[SlotItem, ...]]:
    """Sort the items of each slot by their ``before`` and ``after``, otherwise by name.

    Raises:
        ValueError: if they contradict one another.
    """
    slots: dict[str, list[SlotItem]] = {}
    for item in sorted(items, key=lambda item: item.name):
        slots.setdefault(item.slot, []).append(item)
    return {
        slot: tuple(in_order(members, lambda i: i.name, lambda i: i.before, lambda i: i.after))
        for slot, members in slots.items()
    }
