"""Slots: in which order they are filled, and the marks of the debug mode."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import menhu_toy.plugin
import pytest
from markupsafe import Markup
from pyramid.request import Request

from menhu.api import Plugin, SlotItem, hookimpl
from menhu.render.slots import SLOTS, arrange
from menhu.testing import PortalKit, SiteSpec
from menhu.testing.browsing import Browser

COLUMN = {"code": "cases", "name": "Cases", "plugin": "toy", "column_type": "办事服务"}
MakePortal = Callable[..., PortalKit]


def decorator(folder: Path, *items: SlotItem) -> ModuleType:
    """A plugin that does nothing but fill slots."""
    module = ModuleType("menhu_decorator")
    module.__file__ = str(folder / "menhu_decorator" / "__init__.py")

    @hookimpl
    def menhu_slots() -> tuple[SlotItem, ...]:
        return items

    module.plugin = Plugin(name="decorator", title="Decoration")  # type: ignore[attr-defined]
    module.menhu_slots = menhu_slots  # type: ignore[attr-defined]
    return module


def item(slot: str, name: str, html: str, **order: tuple[str, ...]) -> SlotItem:
    return SlotItem(slot=slot, name=f"decorator.{name}", render=lambda request, page: Markup(html), **order)


def home(portal: MakePortal, module: ModuleType, **options: bool) -> str:
    sites = [SiteSpec(code="main", features={"decorator": True})]
    return Browser(portal(sites, {"decorator": module}, **options), "main").fetch("/").text


def test_every_slot_is_on_the_page_once(portal: MakePortal, tmp_path: Path) -> None:
    items = [item(slot, slot, f"<!--here is {slot}-->") for slot in SLOTS]
    text = home(portal, decorator(tmp_path, *items))
    assert [text.count(f"<!--here is {slot}-->") for slot in SLOTS] == [1] * len(SLOTS)
    places = [text.index(f"<!--here is {slot}-->") for slot in SLOTS]
    assert places == sorted(places)
    assert text.index("<!--here is head-->") < text.index("</head>") < text.index("<!--here is top-->")


def test_order_within_a_slot_is_declared(portal: MakePortal, tmp_path: Path) -> None:
    items = [
        item("top", "a", "<i>third</i>", after=("decorator.c",)),
        item("top", "b", "<i>first</i>", before=("decorator.c", "nobody.knows")),
        item("top", "c", "<i>second</i>"),
    ]
    assert "<i>first</i><i>second</i><i>third</i>" in home(portal, decorator(tmp_path, *items))


def test_order_that_contradicts_itself_is_refused() -> None:
    first = item("top", "a", "", after=("decorator.b",))
    second = item("top", "b", "", after=("decorator.a",))
    with pytest.raises(ValueError, match=r"decorator\.(a|b)"):
        arrange([first, second])


def test_debug_mode_marks_slots_and_items(portal: MakePortal, tmp_path: Path) -> None:
    text = home(portal, decorator(tmp_path, item("top", "hello", "<b>hello</b>")), debug_slots=True)
    assert "<!-- slot top --><!-- decorator.hello --><b>hello</b><!-- /slot top -->" in text
    for slot in SLOTS:
        assert text.count(f"<!-- slot {slot} -->") == text.count(f"<!-- /slot {slot} -->") == 1


def test_without_debug_mode_nothing_is_marked(portal: MakePortal, tmp_path: Path) -> None:
    text = home(portal, decorator(tmp_path, item("top", "hello", "<b>hello</b>")))
    assert "<b>hello</b>" in text
    assert "slot top" not in text
    assert "decorator.hello" not in text


def test_item_of_a_feature_that_is_off_is_not_marked_either(portal: MakePortal) -> None:
    sites = [
        SiteSpec(code="main", features={"toy": True}, columns=(COLUMN,)),
        SiteSpec(code="left", features={"toy": False}, columns=(COLUMN,)),
    ]
    kit = portal(sites, {"toy": menhu_toy.plugin}, debug_slots=True)
    assert "<!-- toy.note -->" in Browser(kit, "main").fetch("/").text
    assert "toy.note" not in Browser(kit, "left").fetch("/").text


def test_item_that_fails_leaves_the_page_standing(portal: MakePortal, tmp_path: Path) -> None:
    def fail(request: Request, page: object) -> Markup:
        raise RuntimeError("out of order")

    broken = SlotItem(slot="top", name="decorator.broken", render=fail)
    module = decorator(tmp_path, broken, item("top", "sound", "<b>sound</b>"))
    kit = portal([SiteSpec(code="main", features={"decorator": True})], {"decorator": module}, strict=False)
    answer = Browser(kit, "main").fetch("/")
    assert answer.status == 200
    assert "<b>sound</b>" in answer.text
    health = kit.registry.health()
    assert health["status"] == "degraded"
    assert health["problems"] == ["decorator.broken menhu_slots failed"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (item("roof", "high", ""), "decorator.high: there is no slot 'roof'; slots are head, top"),
        (
            SlotItem(slot="top", name="other.item", render=lambda request, page: None),
            "a slot item's name begins",
        ),
    ],
)
def test_item_that_is_declared_wrongly_puts_its_plugin_in_quarantine(
    portal: MakePortal, tmp_path: Path, wrong: SlotItem, reason: str
) -> None:
    sites = [SiteSpec(code="main", features={"decorator": True})]
    kit = portal(sites, {"decorator": decorator(tmp_path, wrong)}, strict=False)
    assert reason in str(kit.registry.plugins.quarantined["decorator"])
    assert Browser(kit, "main").fetch("/").status == 200


def test_order_that_two_plugins_contradict_costs_the_later_one(portal: MakePortal, tmp_path: Path) -> None:
    early = SlotItem(
        slot="top", name="toy.early", render=lambda request, page: None, after=("decorator.late",)
    )
    toy = decorator(tmp_path, early)
    toy.plugin = Plugin(name="toy", title="Cases")  # type: ignore[attr-defined]
    late = item("top", "late", "", after=("toy.early",))
    modules = {"decorator": decorator(tmp_path, late), "toy": toy}
    kit = portal([SiteSpec(code="main")], modules, strict=False)
    assert list(kit.registry.plugins.active) == ["decorator"]
    assert "its slot items cannot be ordered" in str(kit.registry.plugins.quarantined["toy"])
