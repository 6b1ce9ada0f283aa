"""The bank on a phone, and the theme switch."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.base import PHONE, Visitors, count_of, tick

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(visitors: Visitors, bank: None) -> Page:
    page = visitors.visit("alice", size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/questions/")
    return page


def test_filters_open_as_a_sheet_and_close(phone: Page) -> None:
    sheet = phone.locator("#facets")
    expect(sheet).to_be_hidden()
    phone.get_by_role("button", name="Filters").tap()
    expect(sheet).to_be_visible()
    mcqs = count_of(phone, "type", "mcq")
    tick(phone, "type", "mcq")
    expect(sheet).to_be_visible()
    phone.get_by_role("button", name=f"Show {mcqs} questions").tap()
    expect(sheet).to_be_hidden()
    expect(phone.get_by_role("button", name="Filters")).to_contain_text("1")
    expect(phone.locator(".row")).to_have_count(mcqs)


def test_sheet_closes_at_its_head_and_by_escape(phone: Page) -> None:
    opener, sheet = phone.get_by_role("button", name="Filters"), phone.locator("#facets")
    opener.tap()
    sheet.get_by_role("button", name="Close").tap()
    expect(sheet).to_be_hidden()
    opener.tap()
    phone.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_theme_is_switched_and_kept(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice", scheme="light")
    page.goto("/questions/")
    switch = page.get_by_role("button", name="Theme:")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    expect(switch).to_have_accessible_name("Theme: Auto")
    switch.click()
    expect(switch).to_have_accessible_name("Theme: Light")
    assert page.evaluate(background) == light
    switch.click()
    expect(switch).to_have_accessible_name("Theme: Dark")
    page.locator(".row-stem").first.click()
    expect(switch).to_have_accessible_name("Theme: Dark")
    assert page.evaluate(background) != light


def test_targets_are_large_enough(phone: Page) -> None:
    """WCAG 2.5.8: 24 by 24 pixels, for everything that is no link within a sentence."""
    phone.goto("/questions/?level=basic&q=model")
    phone.get_by_role("button", name="Filters").tap()
    small = phone.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, label, input")]
            .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, .row, label *"))
            .filter((e) => !(e.matches("input") && e.closest("label")) && !e.matches(".skip-link"))
            .filter((e) => e.getBoundingClientRect().height < 24)
            .filter((e) => !e.matches(".visually-hidden"))
            .map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
