"""A hiring manager who builds a first kit looks up how to interview with it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from questions.models import User
from tests.base import make_kit, make_question
from tests.browser.base import PHONE, WIDE, Visitors
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def test_from_the_kit_builder_to_a_section_of_the_guide(visitors: Visitors, cast: object) -> None:
    kit = make_kit(asked=[make_question()], by=User.objects.get(username="bob"))
    page = visitors.visit("bob")
    page.goto(f"/kits/{kit.pk}/build/")
    page.get_by_role("link", name="how to choose them").click()
    page.wait_for_url("**/guide/#before")
    expect(heading(page, "Before the interview")).to_be_in_viewport()
    expect(heading(page, "Rating the answers")).not_to_be_in_viewport()
    contents = page.get_by_role("navigation", name="On this page")
    contents.get_by_role("link", name="Rating the answers").click()
    expect(heading(page, "Rating the answers")).to_be_in_viewport()
    # The contents stay at hand beside the text.
    contents.get_by_role("link", name="What research says").click()
    expect(heading(page, "What research says")).to_be_in_viewport()
    expect(page.get_by_role("navigation", name="Main").get_by_text("Guide")).to_have_attribute(
        "aria-current", "page"
    )


def test_it_reads_well_for_everybody_on_any_screen(visitors: Visitors, cast: object) -> None:
    page = visitors.visit("dave", size=PHONE)
    page.goto("/questions/")
    page.get_by_role("link", name="Guide", exact=True).click()
    expect(heading(page, "Interviewing guide")).to_be_visible()
    check(page, WIDE, PHONE)
    check_reflow(page)


def test_it_needs_no_script(visitors: Visitors, cast: object) -> None:
    page = visitors.visit("carol", java_script_enabled=False)
    page.goto("/guide/")
    page.get_by_role("link", name="Fairness and the law").click()
    expect(heading(page, "Fairness and the law")).to_be_in_viewport()
