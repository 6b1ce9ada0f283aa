"""A recruiter changes several questions at once."""

import pytest
from playwright.sync_api import Page, expect

from questions.models import Question
from tests.browser.base import PHONE, Visitors, press, shown, tick
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


def choose(page: Page, action: str) -> None:
    page.get_by_label("Action").select_option(label=action)
    page.get_by_role("button", name="Continue").click()


def test_three_questions_get_another_level(alice: Page) -> None:
    rows, count = alice.locator(".row"), alice.locator("[data-select-count]")
    address = alice.url
    for n in range(3):
        rows.nth(n).get_by_role("checkbox").check()
    expect(count).to_have_text("3 selected")
    assert alice.url == address  # the filters' form hears nothing of it
    check(alice)
    choose(alice, "Set the level")
    expect(alice.get_by_role("heading", level=1)).to_have_text("Set the level: 3 questions")
    alice.get_by_label("Level").select_option("expert")
    alice.get_by_role("button", name="Preview").click()
    expect(alice.get_by_text("Will change: 3")).to_be_visible()
    check(alice)
    check_reflow(alice)
    alice.get_by_role("button", name="Apply to 3 questions").click()
    expect(alice.get_by_text("Set the level: 3 questions changed.")).to_be_visible()
    expect(shown(alice)).to_contain_text("of 127")
    assert Question.objects.filter(pending_version=2).count() == 3
    check(alice)
    alice.get_by_role("button", name="Undo").click()
    expect(alice.get_by_text("Undone: 3")).to_be_visible()
    assert not Question.objects.filter(pending_version=2).exists()
    alice.get_by_role("link", name="‹ Questions").click()
    expect(shown(alice)).to_contain_text("of 127")


def test_all_that_match_are_retired(alice: Page) -> None:
    tick(alice, "level", "expert")
    total = Question.objects.filter(level="expert").count()
    alice.get_by_label(f"All {total} that match").check()
    expect(alice.locator("[data-select-count]")).to_have_text("All that match")
    choose(alice, "Retire")
    alice.get_by_label("Reason").fill("out of date")
    alice.get_by_role("button", name="Preview").click()
    alice.get_by_role("button", name=f"Apply to {total} questions").click()
    expect(alice.get_by_text(f"Retire: {total} questions changed.")).to_be_visible()
    alice.get_by_role("link", name="Details").click()
    expect(alice.get_by_text(f"Changed: {total}")).to_be_visible()
    assert Question.objects.filter(status="retired").count() == total


def test_by_keyboard(alice: Page) -> None:
    for key in ("j", "x", "j", "j", "x"):
        press(alice, key)
    expect(alice.locator("[data-select-count]")).to_have_text("2 selected")
    boxes = alice.locator("[data-select]")
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).not_to_be_checked()
    alice.get_by_label("This page").check()
    expect(alice.locator("[data-select-count]")).to_have_text("25 selected")


def test_on_a_phone(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice", size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/questions/")
    page.locator("[data-select]").first.tap()
    expect(page.locator("[data-select-count]")).to_have_text("1 selected")
    check(page, PHONE)
    check_reflow(page)


def test_without_script(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice", java_script_enabled=False)
    page.goto("/questions/?level=basic")
    page.locator("[data-select]").nth(1).check()
    choose(page, "Set the minutes")
    page.get_by_label("Minutes").fill("9")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Apply to 1 question").click()
    expect(page.get_by_text("Set the minutes: 1 question changed.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: 1")).to_be_visible()
