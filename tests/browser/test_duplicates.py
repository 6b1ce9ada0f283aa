"""Near-duplicates: found beside a stem, in the list, and merged."""

import re

import pytest
from playwright.sync_api import Page, expect

from questions.actions import duplicates
from questions.models import Question, User
from tests.base import Cast, make_question, make_skill
from tests.browser.base import Visitors
from tests.browser.test_accessibility import check, check_reflow
from tests.worker import run_tasks

pytestmark = pytest.mark.browser
DRIFT = "How do you detect data drift in production?"
REWORDED = "Data drift in production: how would you detect it?"


@pytest.fixture
def pair(cast: Cast) -> list[Question]:
    first = make_question(DRIFT, skills=[make_skill("Monitoring")])
    return [first, make_question(REWORDED, skills=[make_skill("Drift")])]


@pytest.fixture
def page(visitors: Visitors, pair: list[Question]) -> Page:
    return visitors.visit("alice")


def test_a_pair_is_found_compared_merged_and_parted_again(page: Page) -> None:
    page.goto("/questions/duplicates/")
    page.get_by_role("button", name="Look for near-duplicates").click()
    expect(page.locator("#results")).to_contain_text("Waiting")
    run_tasks()
    expect(page.locator(".pair")).to_have_count(1)
    check(page)
    check_reflow(page)
    page.get_by_role("link", name="Compare and merge").click()
    check(page)
    check_reflow(page)
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merged")
    check(page)
    page.get_by_role("link", name=DRIFT).click()
    expect(page.locator(".notice")).to_contain_text("Merged into question")
    check(page)
    page.get_by_role("link", name="What the merge did").click()
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.locator(".messages")).to_have_text("Both questions are back as they were.")


def test_a_pair_is_called_different_and_that_is_undone(page: Page) -> None:
    duplicates.order_check(User.objects.get(username="alice"))
    run_tasks()
    page.goto("/questions/duplicates/")
    page.get_by_role("button", name="No duplicates").click()
    expect(page.get_by_role("heading", name="No near-duplicates")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".pair")).to_have_count(1)


def test_similar_questions_on_a_questions_page(page: Page, pair: list[Question]) -> None:
    page.goto(pair[0].get_absolute_url())
    page.get_by_role("link", name="Show similar questions").click()
    expect(page.locator(".similar-rows li")).to_have_count(1)
    expect(page.locator(".similar-rows")).to_contain_text(re.compile("Nearly the same", re.I))
    check(page)
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge two questions")


def test_similar_questions_while_a_stem_is_typed(page: Page) -> None:
    page.goto("/questions/similar/")
    page.get_by_label("What is asked").fill(REWORDED)
    expect(page.locator("[data-similar] .similar-rows li")).to_have_count(2)
    page.get_by_label("What is asked").fill("")
    expect(page.locator("[data-similar]")).to_contain_text("Write a few words more")
    check(page)
    check_reflow(page)
