"""Ended sessions, a server that fails, and pages that are not there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.base import PASSWORD, Cast, make_question
from tests.browser.base import Visitors, shown

pytestmark = pytest.mark.browser


def test_session_ended_elsewhere_leads_to_sign_in_and_back(alice: Page) -> None:
    other = alice.context.new_page()
    other.goto("/accounts/logout/")
    other.locator("main").get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    alice.locator("#facet-level-basic").click()
    expect(alice.get_by_role("heading", name="Sign in")).to_be_visible()
    alice.get_by_label("Username or email").fill("alice")
    alice.get_by_label("Password", exact=True).fill(PASSWORD)
    alice.get_by_role("button", name="Sign in").click()
    expect(shown(alice)).to_contain_text("of 127")


def test_failed_swap_says_so_and_leaves_the_list(alice: Page, visitors: Visitors) -> None:
    visitors.console.expect("500")
    alice.route("**/questions/?*", lambda route: route.fulfill(status=500, body="Oops"))
    alice.locator("#facet-level-basic").click()
    expect(alice.get_by_text("The server could not answer.")).to_be_visible()
    expect(shown(alice)).to_have_text("Showing 1–25 of 127")


def test_lost_connection_says_so(alice: Page, visitors: Visitors) -> None:
    visitors.console.expect("ERR_INTERNET_DISCONNECTED")
    visitors.console.expect("htmx:")
    alice.context.set_offline(True)
    alice.locator("#facet-level-basic").click()
    expect(alice.get_by_text("No connection.")).to_be_visible()
    alice.context.set_offline(False)
    alice.locator("#facet-level-expert").click()
    expect(alice.locator(".chip").first).to_be_visible()


def test_missing_page_leads_back(visitors: Visitors, cast: Cast) -> None:
    visitors.console.expect("status of 404")
    page = visitors.visit("alice")
    for path in ("/questions/4711/", "/nowhere/"):
        page.goto(path)
        expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.get_by_role("link", name="Go to the questions").click()
    expect(page).to_have_url(re.compile("/questions/$"))


def test_crash_shows_a_page_of_its_own(
    visitors: Visitors, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*args: object, **options: object) -> None:
        raise RuntimeError

    visitors.console.expect("status of 500")
    monkeypatch.setattr("questions.matches.Matches.page", crash)
    page = visitors.visit("alice")
    page.goto("/questions/")
    expect(page.get_by_role("heading", name="Something went wrong here")).to_be_visible()
    monkeypatch.undo()
    page.get_by_role("link", name="Go to the questions").click()
    expect(page.get_by_label("Search the questions")).to_be_visible()


def test_draft_is_hidden_from_a_hiring_manager(visitors: Visitors, cast: Cast) -> None:
    draft = make_question("What is a draft?", status="draft")
    visitors.console.expect("status of 404")
    page = visitors.visit("bob")
    page.goto(draft.get_absolute_url())
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()


def test_admin_asks_for_sign_in_on_our_page(visitors: Visitors, cast: Cast) -> None:
    page = visitors.visit()
    page.goto("/admin/")
    expect(page.get_by_label("Username or email")).to_be_visible()
