"""Without scripts, without a pointer that hovers, on paper: the same page serves."""

import re

import pytest
from gallery.tour import Visit
from playwright.sync_api import Page, expect
from surveying import PHONE, WIDE, Surveyor, show

pytestmark = pytest.mark.browser
THEMES = ("portal", "department")
NAVIGATION = (
    ".skip-link, .bar, .menu, .breadcrumb, .page-aside, .pager, .neighbours, .more, .footer-links, button"
)


def home(surveyor: Surveyor, theme: str) -> Visit:
    """The home page with most on it."""
    return max(
        (v for v in surveyor.gallery.of(theme, "zh-Hans") if v.url.count("/") == 3), key=lambda v: len(v.body)
    )


@pytest.mark.parametrize("theme", THEMES)
def test_menus_of_a_phone_work_without_scripts(surveyor: Surveyor, theme: str) -> None:
    with surveyor.context(PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        show(page, home(surveyor, theme))
        expect(page.locator(".menu-nav")).to_be_hidden()
        page.locator(".menu-toggle > summary").tap()
        expect(page.locator(".menu-nav")).to_be_visible()
        expect(page.locator(".sub").first).to_be_hidden()
        page.locator(".sub-toggle > summary").first.tap()
        page.locator(".sub a").first.tap()
        page.wait_for_url(re.compile("/jggk/$"))
        expect(page.locator("h1")).to_have_text("机构概况")


@pytest.mark.parametrize("theme", THEMES)
def test_menus_of_a_wide_screen_work_without_scripts(surveyor: Surveyor, theme: str) -> None:
    with surveyor.context(WIDE, java_script_enabled=False) as context:
        page = context.new_page()
        show(page, home(surveyor, theme))
        menu = page.locator(".menu-item.has-sub").first
        expect(menu.locator(".sub")).to_be_hidden()
        menu.hover()
        expect(menu.locator(".sub")).to_be_visible()
        menu.locator(".sub a").first.click()
        page.wait_for_url(re.compile("/jggk/$"))


@pytest.mark.parametrize("theme", THEMES)
def test_menus_of_a_wide_touch_screen(surveyor: Surveyor, theme: str) -> None:
    with surveyor.context(WIDE, phone=True, java_script_enabled=False) as context:
        page = context.new_page()
        show(page, home(surveyor, theme))
        menu = page.locator(".menu-item.has-sub").first
        menu.locator("summary").tap()
        expect(menu.locator(".sub")).to_be_visible()
        menu.locator(".sub a").first.tap()
        page.wait_for_url(re.compile("/jggk/$"))


@pytest.mark.parametrize("theme", THEMES)
def test_print_button_needs_scripts(surveyor: Surveyor, theme: str) -> None:
    visit = next(v for v in surveyor.gallery.of(theme, "zh-Hans") if b"data-print" in v.body)
    for scripts in (True, False):
        with surveyor.context(WIDE, java_script_enabled=scripts) as context:
            page = context.new_page()
            show(page, visit)
            expect(page.locator("[data-print]").first).to_be_visible(visible=scripts)


def hidden(page: Page, selector: str) -> bool:
    """Whether nothing of that sort is shown."""
    return not any(place.is_visible() for place in page.locator(selector).all())


@pytest.mark.parametrize("theme", THEMES)
def test_paper_shows_the_content_alone(surveyor: Surveyor, theme: str) -> None:
    with surveyor.context(WIDE) as context:
        page = context.new_page()
        for visit in surveyor.gallery.of(theme, "zh-Hans"):
            show(page, visit)
            page.emulate_media(media="print")
            assert hidden(page, NAVIGATION), visit
            assert page.locator("main").is_visible(), visit
            assert page.locator("h1").is_visible(), visit
            assert page.locator(".site-footer .footer-legal").is_visible(), visit
