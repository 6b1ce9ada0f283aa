"""Keeping a list of the bank under a name, and finding it again."""

import pytest
from playwright.sync_api import expect

from tests.browser.base import Visitors, shown, tick
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


def test_a_view_is_saved_and_shared(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    page.goto("/questions/")
    tick(page, "level", "expert")
    found = shown(page).inner_text()
    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name").fill("Experts")
    page.get_by_label("Share it").check()
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved as “Experts”")).to_be_visible()
    bob = visitors.visit("bob")
    bob.goto("/questions/")
    bob.locator(".views-menu summary").click()
    expect(bob.get_by_role("link", name="Experts")).to_be_visible()
    check(bob)
    bob.get_by_role("link", name="Experts").click()
    expect(shown(bob)).to_have_text(found)
    for path in ("/views/", "/views/new/?level=basic"):
        page.goto(path)
        check(page)
        check_reflow(page)
