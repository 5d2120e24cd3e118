"""The keyboard alone: everything is reached, in the order that is seen, and one sees where one is."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from gallery.tour import Visit
from playwright.sync_api import Page
from surveying import PHONE, WIDE, Surveyor, show

pytestmark = pytest.mark.browser
THEMES = ("portal", "department")
REACHABLE = """() => [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")]
  .filter((e) => e.checkVisibility() || (e.closest(".sub") && e.closest(".menu-nav").checkVisibility()))
  .map((e, number) => { e.dataset.number = number; return e.outerHTML.slice(0, 140); })"""
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const colours = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let clipped = false;
  for (let above = e; above; above = above.parentElement) clipped ||= getComputedStyle(above).clipPath !== "none";
  let ground = e.parentElement;
  while (ground && colours(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
  const style = getComputedStyle(e);
  const [a, b] = [style.outlineColor, ground ? getComputedStyle(ground).backgroundColor : "rgb(255,255,255)"]
    .map((text) => light(colours(text))).sort((x, y) => y - x);
  const box = e.getBoundingClientRect();
  return {
    number: Number(e.dataset.number ?? -1), popup: e.closest(".sub") !== null, html: e.outerHTML.slice(0, 140),
    left: box.left, top: box.top + scrollY, bottom: box.bottom + scrollY,
    seen: !clipped && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), contrast: (a + 0.05) / (b + 0.05),
  };
}"""


def one_of_each(surveyor: Surveyor, theme: str) -> Iterator[Visit]:
    """One page of each view in Chinese."""
    views = set()
    for visit in sorted(surveyor.gallery.of(theme, "zh-Hans"), key=lambda visit: -len(visit.body)):
        if visit.views not in views:
            views.add(visit.views)
            yield visit


def walk(page: Page) -> tuple[list[str], list[dict[str, Any]]]:
    """What can be reached, and what Tab reaches, one after the other."""
    reachable = page.evaluate(REACHABLE)
    steps = []
    for _ in range(len(reachable) + 5):
        page.keyboard.press("Tab")
        step = page.evaluate(FOCUS)
        if step is None or (steps and step["number"] == steps[0]["number"]):
            break
        steps.append(step)
    return reachable, steps


def faults(reachable: list[str], steps: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with a walk."""
    reached = {step["number"] for step in steps}
    yield from (f"not reached: {html}" for number, html in enumerate(reachable) if number not in reached)
    for step in steps:
        if step["outline"] < 2 or step["contrast"] < 3:
            yield f"focus hardly seen ({step['outline']} px, contrast {step['contrast']:.1f}): {step['html']}"
        if not step["seen"]:
            yield f"out of sight: {step['html']}"
    for before, after in itertools.pairwise(steps):
        above, right = after["bottom"] <= before["top"] + 2, after["left"] > before["left"] + 2
        if above and not right and not before["popup"]:
            yield f"goes back from {before['html']} to {after['html']}"


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("theme", THEMES)
def test_tab_reaches_everything_in_visual_order(surveyor: Surveyor, theme: str, width: int) -> None:
    found = []
    with surveyor.context(width) as context:
        page = context.new_page()
        for visit in one_of_each(surveyor, theme):
            show(page, visit)
            found += [f"{visit.url}: {fault}" for fault in faults(*walk(page))]
    assert found == []


@pytest.mark.parametrize("theme", THEMES)
def test_skip_link(surveyor: Surveyor, theme: str) -> None:
    with surveyor.context(WIDE) as context:
        page = context.new_page()
        for visit in one_of_each(surveyor, theme):
            show(page, visit)
            page.keyboard.press("Tab")
            box = page.locator(".skip-link:focus").bounding_box()
            assert box is not None, visit
            assert box["y"] >= 0, visit
            page.keyboard.press("Enter")
            assert page.evaluate("() => document.activeElement.id") == "main", visit


def test_escape_closes_menus(surveyor: Surveyor) -> None:
    home = surveyor.gallery.of("portal", "zh-Hans")[0]
    with surveyor.context(WIDE) as context:
        page = context.new_page()
        show(page, home)
        menu = page.locator(".menu-item.has-sub").first
        menu.locator(".menu-link").focus()
        assert menu.locator(".sub").is_visible()
        page.keyboard.press("Escape")
        assert not menu.locator(".sub").is_visible()
    with surveyor.context(PHONE) as context:
        page = context.new_page()
        show(page, home)
        page.locator(".menu-toggle > summary").tap()
        page.locator(".sub-toggle > summary").first.tap()
        assert page.locator(".sub").first.is_visible()
        page.keyboard.press("Escape")
        assert not page.locator(".menu-nav").is_visible()
