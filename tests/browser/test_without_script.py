"""Everything on the pages also works with JavaScript switched off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.base import Cast, make_question
from tests.browser.base import PHONE, Visitors, shown

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(visitors: Visitors, bank: None) -> Page:
    page = visitors.visit("alice", java_script_enabled=False)
    page.goto("/questions/")
    return page


def test_search_facets_order_and_chips(plain: Page) -> None:
    plain.get_by_label("Search the questions").fill("model")
    plain.get_by_role("button", name="Search").click()
    expect(shown(plain)).to_contain_text("for “model”")
    plain.locator("#facet-level-basic").check()
    plain.get_by_label("Sort").select_option("Shortest")
    plain.get_by_role("button", name="Apply filters").click()
    expect(plain.locator(".chip")).to_have_count(2)
    expect(plain.get_by_label("Sort").locator("option:checked")).to_have_text("Shortest")
    assert set(plain.locator(".row .level").all_inner_texts()) == {"Basic"}
    plain.get_by_role("link", name="Level: Basic").click()
    expect(plain.locator(".chip")).to_have_count(1)
    plain.get_by_role("link", name="Clear all").click()
    expect(shown(plain)).to_have_text("Showing 1–25 of 127")


def test_minutes_stay_chosen_when_a_facet_is_added(plain: Page) -> None:
    plain.get_by_role("link", name="4–5 min").click()
    plain.locator("#facet-type-open").check()
    plain.get_by_role("button", name="Apply filters").click()
    expect(plain.locator(".chip")).to_have_count(2)


def test_pages_and_long_facets(plain: Page) -> None:
    plain.get_by_role("link", name="Next ›").click()
    expect(shown(plain)).to_have_text("Showing 26–50 of 127")
    plain.get_by_text("Show all").first.click()
    expect(plain.locator("[data-facet-rest] input[type=checkbox]").last).to_be_visible()


def test_answer_and_next(plain: Page) -> None:
    stems = plain.locator(".row-stem").all_inner_texts()
    plain.locator(".row-stem").first.click()
    expect(plain.get_by_role("heading", name="Model answer")).to_have_count(0)
    plain.get_by_role("link", name="Show the answer").click()
    expect(plain.get_by_role("heading", name="Model answer")).to_be_visible()
    plain.get_by_role("link", name="Hide the answer").click()
    expect(plain.get_by_role("heading", name="Model answer")).to_have_count(0)
    plain.get_by_role("link", name="Next ›").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(stems[1])


def test_list_is_kept_when_the_answer_is_shown(plain: Page) -> None:
    plain.goto("/questions/?q=model&level=basic")
    plain.locator(".row-stem").first.click()
    plain.get_by_role("link", name="Show the answer").click()
    plain.get_by_role("link", name="Back to the list").click()
    expect(plain).to_have_url(re.compile(r"\?q=model&level=basic$"))


def test_nothing_is_offered_that_needs_script(plain: Page) -> None:
    for selector in ("[data-theme-switch]", "[data-open-dialog]", "[data-facet-search]"):
        assert not any(part.is_visible() for part in plain.locator(selector).all())


def test_filter_sheet_on_a_phone(visitors: Visitors, cast: Cast) -> None:
    make_question("What is drift?", level="basic")
    make_question("What is a gradient?", level="expert")
    page = visitors.visit("alice", size=PHONE, java_script_enabled=False)
    page.goto("/questions/")
    page.get_by_role("button", name="Filters").click()
    page.locator("#facet-level-expert").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator(".row-stem")).to_have_text(["What is a gradient?"])
