"""A hiring manager fills a kit from the bank."""

import pytest
from playwright.sync_api import Page, expect

from questions.actions.asked import use
from questions.models import Kit, Question, User
from tests.base import make_candidate, make_kit
from tests.browser.base import PHONE, Visitors, press, shown, tick
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


@pytest.fixture
def kit(bank: None) -> Kit:
    """Bob's second talk with a candidate who was asked the bank's first question before."""
    bob = User.objects.get(username="bob")
    jane = make_candidate(by=bob)
    first = Question.objects.order_by("difficulty", "pk")[0]
    use(bob, make_kit("Phone", [first], by=bob, candidate=jane, frozen=True))
    return make_kit("Second talk", by=bob, candidate=jane)


def choose_kit(page: Page) -> None:
    page.goto("/questions/")
    page.get_by_text("Choose a kit").click()
    page.get_by_role("button", name="Second talk").click()
    expect(page.locator(".tray-time")).to_contain_text("0 questions, 0 of 45 min")


def stems(kit: Kit) -> list[str]:
    items = kit.items.order_by("section__position", "position")
    return [item.question.title for item in items.select_related("question")]


def test_filling_a_kit_from_the_list(visitors: Visitors, kit: Kit) -> None:
    page = visitors.visit("bob")
    choose_kit(page)
    rows, time = page.locator(".row"), page.locator(".tray-time")
    expect(rows.first).to_contain_text("asked in round 1")
    rows.nth(1).get_by_role("button", name="Add").click()
    expect(time).to_contain_text("1 question,")
    expect(rows.nth(1)).to_contain_text("In the kit")
    press(page, "j")
    press(page, "j")
    press(page, "j")
    press(page, "a")
    expect(time).to_contain_text("2 questions,")
    expect(rows.nth(2).locator(".row-stem")).to_be_focused()
    # A row that is in the kit already is not added again.
    press(page, "a")
    tick(page, "level", "expert")
    expect(rows.first.get_by_role("button", name="Add")).to_be_visible()
    rows.first.get_by_role("button", name="Add").click()
    expect(time).to_contain_text("3 questions,")
    items = page.locator(".tray-items [data-kit-item]")
    expect(items).to_have_count(3)
    before = items.locator("a").all_inner_texts()
    items.last.get_by_role("button", name="up").click()
    expect(items.locator("a").last).to_have_text(before[1])
    expect(page.locator(".tray-items")).to_be_visible()
    check(page)
    items.last.get_by_role("button", name="Remove").click()
    expect(items).to_have_count(2)
    assert len(stems(kit)) == 2
    expect(page).to_have_url("**/questions/?level=expert".replace("**", visitors.server.url))
    page.get_by_role("link", name="Open the builder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second talk")
    expect(page.locator(".slot")).to_have_count(2)


def test_someone_else_changes_the_kit_meanwhile(visitors: Visitors, kit: Kit) -> None:
    visitors.console.expect("status of 409")
    page = visitors.visit("bob")
    choose_kit(page)
    other = visitors.visit("alice")
    other.goto(f"/kits/{kit.pk}/build/")
    other.get_by_text("Add a section").click()
    other.get_by_label("Name").last.fill("Coding")
    other.get_by_role("button", name="Add", exact=True).click()
    expect(other.get_by_role("heading", name="Coding")).to_be_visible()
    page.locator(".row").nth(1).get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("alice changed this kit meanwhile")
    page.locator(".row").nth(1).get_by_role("button", name="Add").click()
    expect(page.locator(".tray-time")).to_contain_text("1 question,")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_on_a_phone(visitors: Visitors, kit: Kit) -> None:
    page = visitors.visit("bob", size=PHONE, has_touch=True, is_mobile=True)
    choose_kit(page)
    page.locator(".row").nth(3).get_by_role("button", name="Add").tap()
    expect(page.locator(".tray-time")).to_contain_text("1 question,")
    page.get_by_text("Questions in this kit").tap()
    expect(page.locator(".tray-items [data-kit-item]")).to_have_count(1)
    check(page, PHONE)
    check_reflow(page)


def test_without_script(visitors: Visitors, kit: Kit) -> None:
    page = visitors.visit("bob", java_script_enabled=False)
    choose_kit(page)
    page.goto("/questions/?level=expert")
    row = page.locator(".row").first
    row.get_by_role("button", name="Add").click()
    expect(row).to_contain_text("In the kit")
    expect(shown(page)).to_contain_text("Showing 1–")
    expect(page.get_by_role("link", name="Level: Expert")).to_be_visible()
    row.locator(".row-stem").click()
    page.get_by_role("link", name="Next ›").click()
    page.get_by_role("button", name="Add to Second talk").click()
    expect(page.get_by_text("Added to the current kit.")).to_be_visible()
    assert len(stems(kit)) == 2
