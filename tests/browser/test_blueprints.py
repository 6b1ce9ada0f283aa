"""Writing a blueprint while the bank's answer is watched, and making kits of it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from questions.models import Blueprint, Kit
from tests.browser.base import PHONE, WIDE, Visitors
from tests.browser.test_accessibility import check, check_reflow
from tests.worker import run_tasks

pytestmark = pytest.mark.browser


def answer(page: Page) -> Locator:
    """Return the locator of what the bank says of the plan as it stands."""
    return page.locator(".plan-side [role=status]")


def fill_row(page: Page, place: int, **values: str) -> None:
    row = page.locator("[data-quota-row]").nth(place)
    for label, value in values.items():
        control = row.get_by_label(label.replace("_", " ").capitalize(), exact=True)
        if label in ("at_least", "at_most"):
            control.fill(value)
        else:
            control.select_option(label=value)


def test_a_plan_turns_feasible_while_it_is_written_and_makes_a_kit(
    visitors: Visitors, bank: None
) -> None:
    page = visitors.visit("bob")
    page.goto("/blueprints/")
    check(page)
    check_reflow(page)
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.get_by_role("link", name="New blueprint").click()
    expect(answer(page)).to_contain_text("Feasible")
    fill_row(page, 0, at_least="9", level="Expert", skill="Communication")
    expect(answer(page)).to_contain_text(
        "9 expert Communication questions asked for, 3 in the bank"
    )
    check(page)
    check_reflow(page)
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    fill_row(page, 0, at_least="1")
    expect(answer(page)).to_contain_text("Feasible")
    page.get_by_role("button", name="Add a row").click()
    fill_row(page, 1, at_least="4", at_most="3", level="Basic")
    expect(answer(page)).to_contain_text("Quota 2: “At most” is below “at least”.")
    fill_row(page, 1, at_most="4")
    expect(answer(page)).to_contain_text("Feasible")
    page.get_by_label("Name", exact=True).fill("Second talk")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Second talk")).to_be_visible()
    expect(page.get_by_text("Exactly 4 basic questions")).to_be_visible()
    expect(page.get_by_text("Feasible:")).to_be_visible()
    check(page)
    check_reflow(page)
    page.get_by_role("button", name="Make the kit").click()
    page.wait_for_url("**/build/")
    kit = Kit.objects.get()
    assert kit.name.startswith("Second talk, ")
    assert kit.is_template
    levels = list(kit.items.values_list("question__level", flat=True))
    assert levels.count("basic") == 4


def test_rows_and_questions_are_chosen_by_keyboard(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("bob")
    page.goto("/blueprints/new/")
    add = page.get_by_role("button", name="Add a row")
    add.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-quota-row]")).to_have_count(2)
    page.keyboard.type("2")
    remove = page.locator("[data-remove-quota]")
    remove.nth(0).press("Enter")
    expect(page.locator("[data-quota-row]")).to_have_count(1)
    expect(remove.nth(0)).to_be_focused()
    expect(page.get_by_label("At least", exact=True)).to_have_value("2")
    remove.nth(0).press("Enter")
    expect(add).to_be_focused()
    page.get_by_label("Find a question").fill("precision")
    page.get_by_role("button", name="Always ask question").first.press("Enter")
    expect(answer(page)).to_contain_text("Named in the plan")
    check(page, PHONE)
    page.get_by_label("Name", exact=True).fill("Named")
    # Enter in a field saves: it presses none of the buttons that change rows.
    page.get_by_label("Name", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Always asks")).to_be_visible()
    assert Blueprint.objects.get(name="Named").includes.count() == 1


def test_the_list_narrows_while_it_is_typed_in(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice", size=PHONE)
    page.goto("/blueprints/")
    expect(page.get_by_text("Showing 1–16 of 16")).to_be_visible()
    page.get_by_label("Search blueprints by name").fill("junior")
    expect(page.get_by_text("Showing 1–4 of 4")).to_be_visible()
    page.get_by_label("Target level").select_option(label="Senior")
    expect(page.get_by_text("No blueprint matches")).to_be_visible()
    assert page.url.endswith("?q=junior&level=senior")
    check(page, PHONE)


def test_parallel_kits_come_while_their_page_is_watched(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    page.goto(Blueprint.objects.get(seniority="junior", minutes=30).get_absolute_url())
    page.get_by_label("Number of kits").fill("2")
    page.get_by_role("button", name="Make parallel kits").click()
    expect(page.get_by_text("Waiting: 0 of 2 kits")).to_be_visible()
    check(page)
    check_reflow(page)
    run_tasks()
    expect(page.get_by_text("Done: 2 of 2 kits")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(3)
    check(page)
    check_reflow(page)
