"""Signing in, out, and back into a lost account."""

import pytest
from playwright.sync_api import expect

from tests.base import PASSWORD, Cast
from tests.browser.base import Visitors

pytestmark = pytest.mark.browser


def test_form_leads_to_the_page_that_was_asked_for(visitors: Visitors, cast: Cast) -> None:
    page = visitors.visit()
    page.goto("/questions/?level=basic")
    page.get_by_label("Username or email").fill("alice")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Search the questions")).to_be_visible()
    assert page.url.endswith("/questions/?level=basic")


def test_wrong_password_says_so(visitors: Visitors, cast: Cast) -> None:
    page = visitors.visit()
    page.goto("/accounts/login/")
    page.get_by_label("Username or email").fill("alice@example.org")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("password you specified are not correct")).to_be_visible()
    expect(page.get_by_label("Username or email")).to_have_value("alice@example.org")


def test_signing_out_from_the_menu(visitors: Visitors, cast: Cast) -> None:
    page = visitors.visit("alice")
    page.goto("/questions/")
    page.get_by_text("alice", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/questions/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_changing_the_password(visitors: Visitors, cast: Cast) -> None:
    page = visitors.visit("alice")
    page.goto("/accounts/password/change/")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password, again").fill("short")
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator(".errorlist")).to_contain_text("too short")


def test_asking_for_a_reset_tells_nobody_whether_the_account_exists(
    visitors: Visitors, cast: Cast
) -> None:
    page = visitors.visit()
    for address in ("alice@example.org", "nobody@example.org"):
        page.goto("/accounts/password/reset/")
        page.get_by_label("Your email address").fill(address)
        page.get_by_role("button", name="Send the link").click()
        expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
