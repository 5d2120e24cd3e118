"""Looking at every page type in Chromium: what goes wrong is noted by sort, so that each look serves many tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gallery.build import Gallery
from gallery.tour import DOMAIN, Visit
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

WIDE, PHONE, NARROW, DOUBLED = 1280, 390, 320, 640
"""Widths in CSS pixels; ``DOUBLED`` is a screen of 1280 at 200 % zoom."""

SORTS = ("status", "console", "hosts", "sideways", "axe", "axe, menus open", "targets")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COVERED = "target-size"
"""The rule that an open menu of a wide screen breaks, since it covers parts of links until it closes."""

PERMITTED = {
    "Cross-Origin-Opener-Policy": "the gallery is served without TLS, where this header has no effect"
}
"""Words of the console → why they are no fault."""

AXE = """async ([rules, ...off]) => (await axe.run(document, {
  runOnly: rules, resultTypes: ["violations"], rules: Object.fromEntries(off.map((rule) => [rule, {enabled: false}])),
})).violations.map(
  (found) => found.id + ": " + found.help + " " + found.nodes.slice(0, 2).map(
    (node) => node.html.slice(0, 160) + " " + node.any.concat(node.all).map((check) => check.message).slice(0, 1)
  ).join(" | "))"""
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
  return document.documentElement.scrollWidth + " > " + width + " " + (out.at(-1)?.outerHTML.slice(0, 160) ?? "");
}"""
SMALL = """() => [...document.querySelectorAll("a, button, summary")].filter((e) => {
  const box = e.getBoundingClientRect();
  const inText = e.closest(".prose, .intro-words, .notice-advice, .portal-link, .empty, .meta-line, figcaption");
  return e.checkVisibility() && !inText && box.height > 0 && box.height < 43.5
    && !e.closest(".visually-hidden, .skip-link");
}).map((e) => Math.round(e.getBoundingClientRect().height) + " px: " + e.outerHTML.slice(0, 120))"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach((details) => { details.open = true; })"


class Surveyor:
    """Looks at the exhibits in one theme and language at one width.

    Arguments:
        gallery: what to look at.
        browser: Chromium.
        axe: the file ``axe.min.js``.
    """

    def __init__(self, gallery: Gallery, browser: Browser, axe: Path) -> None:
        self.gallery = gallery
        self.browser = browser
        self._axe = axe
        self._taken: dict[tuple[str, str, int], dict[str, list[str]]] = {}

    def survey(self, theme: str, lang: str, width: int) -> dict[str, list[str]]:
        """The faults by sort; every sort of ``SORTS`` is there."""
        key = theme, lang, width
        if key not in self._taken:
            faults: dict[str, list[str]] = {sort: [] for sort in SORTS}
            with self.context(width, lang, axe=True) as context:
                for visit in self.gallery.of(theme, lang):
                    page = context.new_page()
                    for sort, words in self._faults(page, visit, width):
                        faults[sort].append(f"{visit.url} ({theme}, {lang}): {words}")
                    page.close()
            self._taken[key] = faults
        return self._taken[key]

    @contextmanager
    def context(
        self,
        width: int,
        lang: str = "zh-Hans",
        *,
        axe: bool = False,
        phone: bool | None = None,
        **options: Any,
    ) -> Iterator[BrowserContext]:
        """Windows of that width; narrow ones are a phone's."""
        phone = width < WIDE if phone is None else phone
        context = self.browser.new_context(
            viewport={"width": width, "height": 844 if phone else 800},
            has_touch=phone,
            is_mobile=phone,
            locale="en-GB" if lang == "en" else "zh-CN",
            reduced_motion="reduce",
            **options,
        )
        if axe:
            context.add_init_script(path=self._axe)
        try:
            yield context
        finally:
            context.close()

    def _faults(self, page: Page, visit: Visit, width: int) -> Iterator[tuple[str, str]]:
        said: list[ConsoleMessage] = []
        asked: list[str] = []
        errors: list[str] = []
        page.on("console", lambda message: said.append(message))
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        status = show(page, visit)
        if status != visit.status:
            yield "status", f"answers {status}, not {visit.status}"
        for message in said:
            own = message.location.get("url") == visit.url and "status of" in message.text
            known = own or any(words in message.text for words in PERMITTED)
            if message.type in ("error", "warning") and not known:
                yield "console", message.text
        yield from (("console", error) for error in errors)
        hosts = {urlsplit(url).hostname or "" for url in asked}
        yield from (("hosts", host) for host in hosts if not host.endswith(DOMAIN))
        yield from self._looks(page, width)

    def _looks(self, page: Page, width: int) -> Iterator[tuple[str, str]]:
        yield from (("axe", found) for found in page.evaluate(AXE, [RULES]))
        yield from _sideways(page)
        if width >= WIDE:
            yield from _sideways(page, DOUBLED)
            menu = page.locator(".menu-item.has-sub")
            if menu.count():
                page.set_viewport_size({"width": width, "height": 800})
                menu.last.hover()
                yield from (("axe, menus open", found) for found in page.evaluate(AXE, [RULES, COVERED]))
                yield from _sideways(page)
            return
        page.evaluate(OPEN_ALL)
        yield from (("axe, menus open", found) for found in page.evaluate(AXE, [RULES]))
        yield from (("targets", found) for found in page.evaluate(SMALL))
        yield from _sideways(page)
        yield from _sideways(page, NARROW)


def _sideways(page: Page, width: int | None = None) -> Iterator[tuple[str, str]]:
    former = page.viewport_size or {"width": WIDE, "height": 800}
    if width is not None:
        page.set_viewport_size({"width": width, "height": former["height"]})
    found = page.evaluate(SIDEWAYS)
    if found:
        yield "sideways", found
    page.set_viewport_size(former)


def show(page: Page, visit: Visit) -> int:
    """Open a page and answer its status; one that sends the browser elsewhere is shown without that."""
    if visit.status not in (301, 302):
        answer = page.goto(visit.url)
        assert answer is not None
        return answer.status
    headers = {name: value for name, value in visit.headers if name not in ("location", "content-length")}
    page.route(visit.url, lambda route: route.fulfill(status=200, headers=headers, body=visit.body))
    page.goto(visit.url)
    page.unroute(visit.url)
    return visit.status
