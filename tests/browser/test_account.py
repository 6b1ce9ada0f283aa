"""One's own account in a browser: the second factor from set-up to sign-in, and API tokens."""

import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.base import PASSWORD
from tests.browser.base import Visitors
from tests.browser.test_accessibility import check, check_reflow
from tests.views.accounts.test_second_factor import code

pytestmark = pytest.mark.browser


def look(page: Page) -> None:
    check(page)
    check_reflow(page)


def test_a_second_factor_is_set_up_and_asked_for(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    page.goto("/questions/")
    page.get_by_text("alice", exact=True).click()
    page.get_by_role("link", name="Your account").click()
    look(page)
    page.get_by_role("link", name="Set up a second factor").click()
    look(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert page.locator(".qr").evaluate("image => image.naturalWidth") > 0
    look(page)
    secret = page.get_by_label("Or type this secret").input_value()
    page.get_by_label("Code from the app").fill(code(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the codes").click()
    codes = Path(download.value.path()).read_text(encoding="utf-8").split()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes left")).to_be_visible()
    look(page)

    elsewhere = visitors.visit()
    elsewhere.goto("/accounts/login/?next=/kits/")
    elsewhere.get_by_label("Username or email").fill("alice")
    elsewhere.get_by_label("Password", exact=True).fill(PASSWORD)
    elsewhere.get_by_role("button", name="Sign in").click()
    expect(elsewhere.get_by_role("heading", name="Enter your code")).to_be_visible()
    look(elsewhere)
    elsewhere.get_by_label("Code").fill(codes[0])
    elsewhere.get_by_role("button", name="Sign in").click()
    expect(elsewhere.get_by_role("heading", name="Kits", exact=True)).to_be_visible()


def test_a_token_is_made_rotated_and_revoked(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    page.goto("/settings/tokens/")
    look(page)
    page.get_by_role("link", name="New token").first.click()
    look(page)
    page.get_by_label("What it is for").fill("Nightly report")
    page.get_by_label("Read questions").check()
    page.get_by_label("Read answers").check()
    page.get_by_label("It expires after").select_option("a year")
    page.get_by_role("button", name="Make the token").click()
    look(page)
    first = page.get_by_label("Token", exact=True).input_value()
    assert re.fullmatch(r"ibk_[\w-]{43}", first)
    page.get_by_role("link", name="I have kept it").click()
    row = page.get_by_role("row", name="Nightly report")
    expect(row).to_contain_text("active")
    look(page)
    page.get_by_label("Rotate Nightly report").click()
    look(page)
    page.get_by_label("The secret before ends").select_option("at once")
    page.get_by_role("button", name="Make a new secret").click()
    second = page.get_by_label("Token", exact=True).input_value()
    assert (opens(first), opens(second)) == (401, 200)
    page.get_by_role("link", name="I have kept it").click()
    page.get_by_label("Revoke Nightly report").click()
    expect(page.get_by_role("status").first).to_contain_text("opens nothing any more")
    assert opens(second) == 401


def opens(secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().get("/api/v1/questions/", headers=headers).status_code
