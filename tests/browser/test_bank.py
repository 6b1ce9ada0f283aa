"""A recruiter looks for questions in the bank."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.base import Cast, make_question, make_skill
from tests.browser.base import Visitors, count_of, shown, tick

pytestmark = pytest.mark.browser


def test_typing_narrows_the_list_and_keeps_the_focus(alice: Page) -> None:
    box = alice.get_by_label("Search the questions")
    box.press_sequentially("overfitting", delay=20)
    expect(shown(alice)).to_contain_text("for “overfitting”")
    expect(box).to_be_focused()
    expect(box).to_have_value("overfitting")
    expect(alice).to_have_url(re.compile(r"\?q=overfitting$"))
    expect(alice).to_have_title("“overfitting” · Questions · interviewbank")
    expect(alice.locator("mark").first).to_be_visible()
    expect(alice.locator("#ordering option:checked")).to_have_text("Best match")


def test_ticked_facets_change_rows_chips_and_counts(alice: Page) -> None:
    expect(shown(alice)).to_have_text("Showing 1–25 of 127")
    mcqs, basics = count_of(alice, "type", "mcq"), count_of(alice, "level", "basic")
    tick(alice, "type", "mcq")
    expect(shown(alice)).to_contain_text(f"of {mcqs}")
    assert count_of(alice, "type", "mcq") == mcqs
    assert count_of(alice, "level", "basic") < basics
    tick(alice, "level", "basic")
    expect(alice.locator(".chip")).to_have_count(2)
    assert len(alice.locator(".row").all()) == count_of(alice, "type", "mcq")
    assert set(alice.locator(".row-type").all_inner_texts()) == {"MCQ"}


def test_values_of_one_facet_add_up(alice: Page) -> None:
    basics, experts = count_of(alice, "level", "basic"), count_of(alice, "level", "expert")
    tick(alice, "level", "basic")
    tick(alice, "level", "expert")
    expect(shown(alice)).to_contain_text(f"of {basics + experts}")


def test_focus_stays_on_the_facet_that_was_ticked(alice: Page) -> None:
    box = alice.locator("#facet-level-expert")
    box.focus()
    box.press("Space")
    expect(alice.locator(".chip")).to_have_count(1)
    expect(box).to_be_checked()
    expect(box).to_be_focused()


def test_removing_a_chip_and_clearing_all(alice: Page) -> None:
    alice.goto("/questions/?q=model&level=basic&type=open")
    alice.get_by_role("link", name="Level: Basic").click()
    expect(alice.locator(".chip")).to_have_count(2)
    expect(alice.locator("#facet-level-basic")).not_to_be_checked()
    alice.get_by_role("link", name="Clear all").click()
    expect(shown(alice)).to_have_text("Showing 1–25 of 127")
    expect(alice).to_have_url(re.compile("/questions/$"))


def test_choosing_an_order(alice: Page) -> None:
    with alice.expect_response(re.compile("ordering=-level")):
        alice.get_by_label("Sort").select_option("Level, expert first")
    expect(alice.locator(".row .level").first).to_have_text("Expert")
    expect(alice).to_have_url(re.compile(r"\?ordering=-level$"))
    alice.reload()
    expect(alice.locator("#ordering option:checked")).to_have_text("Level, expert first")


def test_pages_forward_and_back(alice: Page) -> None:
    first = alice.locator(".row-stem").first.inner_text()
    alice.get_by_role("link", name="Next ›").click()
    expect(shown(alice)).to_have_text("Showing 26–50 of 127")
    assert alice.locator(".row-stem").first.inner_text() != first
    alice.get_by_role("link", name="‹ Previous").click()
    expect(shown(alice)).to_have_text("Showing 1–25 of 127")
    expect(alice.locator(".row-stem").first).to_have_text(first)


def test_browser_back_brings_the_former_list(alice: Page) -> None:
    tick(alice, "level", "basic")
    tick(alice, "type", "mcq")
    alice.locator(".row-stem").first.click()
    expect(alice.get_by_role("link", name="Back to the list")).to_be_visible()
    alice.go_back()
    expect(alice.locator(".chip")).to_have_count(2)
    alice.go_back()
    expect(alice.locator(".chip")).to_have_count(1)
    expect(alice.locator("#facet-type-mcq")).not_to_be_checked()
    alice.go_back()
    expect(shown(alice)).to_have_text("Showing 1–25 of 127")


def test_shared_address_opens_the_same_list(alice: Page, visitors: Visitors) -> None:
    tick(alice, "level", "advanced")
    alice.get_by_label("Search the questions").fill("drift")
    expect(shown(alice)).to_contain_text("for “drift”")
    bob = visitors.visit("bob")
    bob.goto(alice.url)
    expect(shown(bob)).to_have_text(shown(alice).inner_text())
    expect(bob.locator("#facet-level-advanced")).to_be_checked()
    expect(bob.get_by_label("Search the questions")).to_have_value("drift")
    assert (
        bob.locator(".row-stem").all_inner_texts() == alice.locator(".row-stem").all_inner_texts()
    )


def test_snippet_of_an_answer_has_whole_words_and_no_table_marks(
    visitors: Visitors, cast: Cast
) -> None:
    table = "| method | cost |\n|--------|------|\n| imputation | low |"
    make_question("What fills gaps?", answer=f"{'Unabbreviated ' * 20}\n\n{table}")
    page = visitors.visit("alice")
    page.goto("/questions/?q=imputation")
    expect(page.locator(".row-snippet mark")).to_have_text("imputation")
    text = page.locator(".row-snippet").inner_text()
    assert text.startswith("…Unabbreviated")
    assert "|" not in text
    assert "imputation · low" in text


def test_time_needed_is_chosen_and_taken_back(alice: Page) -> None:
    alice.get_by_role("link", name="4–5 min").click()
    expect(alice.locator(".chip")).to_have_text(re.compile("4–5 min"))
    assert set(alice.locator(".row-minutes").all_inner_texts()) <= {"4 min", "5 min"}
    alice.locator(".facets").get_by_role("link", name="4–5 min").click()
    expect(alice.locator(".chip")).to_have_count(0)


def test_long_facet_is_opened_and_searched(alice: Page) -> None:
    rest = alice.locator("[data-facet-rest=skill]")
    rest.get_by_text("Show all").click()
    box = alice.get_by_label("Find a value of skill")
    values = rest.locator(".facet-value:visible")
    before = values.count()
    chosen = values.last.locator("input").get_attribute("value")
    box.fill(values.last.locator(".facet-label").inner_text())
    expect(values).to_have_count(1)
    assert before > 1
    expect(shown(alice)).to_have_text("Showing 1–25 of 127")
    tick(alice, "skill", str(chosen))
    expect(rest).to_have_attribute("open", "")


def test_no_match_says_what_to_do(alice: Page) -> None:
    alice.get_by_label("Search the questions").fill("zzzzz")
    expect(alice.get_by_role("heading", name="No question matches")).to_be_visible()
    alice.get_by_role("link", name="Clear search and filters").click()
    expect(shown(alice)).to_have_text("Showing 1–25 of 127")


def test_values_without_questions_cannot_be_ticked(visitors: Visitors, cast: Cast) -> None:
    make_question("What is drift?", level="basic", skills=[make_skill("Monitoring")])
    page = visitors.visit("alice")
    page.goto("/questions/")
    expect(page.locator("#facet-level-expert")).to_be_disabled()
    expect(page.locator("#facet-level-basic")).to_be_enabled()


def test_empty_bank_says_how_to_fill_it(visitors: Visitors, cast: Cast) -> None:
    page = visitors.visit("alice")
    page.goto("/questions/")
    expect(page.get_by_role("heading", name="The bank is empty")).to_be_visible()
    expect(page.get_by_text("python manage.py load_content")).to_be_visible()


@pytest.mark.parametrize("name", ["carol", "dave"])
def test_account_without_questions_is_told_why(visitors: Visitors, cast: Cast, name: str) -> None:
    make_question("What is drift?")
    page = visitors.visit(name)
    page.goto("/questions/")
    heading = page.get_by_role("heading", name="No questions are shared with you yet")
    expect(heading).to_be_visible()
    expect(page.get_by_text("What is drift?")).to_have_count(0)


def test_unreadable_address_names_what_is_wrong(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    visitors.console.expect("status of 400")
    page.goto("/questions/?levl=basic")
    expect(page.get_by_role("alert")).to_have_text("There is no parameter “levl”.")
