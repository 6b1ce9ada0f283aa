"""A question's page: the answer stays closed until it is asked for."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.base import Cast, make_question
from tests.browser.base import Visitors

pytestmark = pytest.mark.browser
GUIDANCE = {
    "answer": "It learns the **noise**.\n\n```python\nfit(model)\n```\n\na | b\n--|--\n1 | 2",
    "look_for": ["names a remedy"],
    "red_flags": ["blames the data"],
    "follow_ups": ["And underfitting?"],
    "rubric": {"1": "No idea", "3": "Defines it", "5": "Prevents it"},
}
SECRETS = ["learns the", "names a remedy", "blames the data", "And underfitting?", "Prevents it"]


def open_question(visitors: Visitors, **content: Any) -> Page:
    question = make_question("What is `overfitting`?", **content)
    page = visitors.visit("alice")
    page.goto(question.get_absolute_url())
    return page


def test_answer_is_fetched_when_asked_for_and_hidden_again(visitors: Visitors, cast: Cast) -> None:
    page = open_question(visitors, **GUIDANCE)
    assert not [secret for secret in SECRETS if secret in page.content()]
    page.get_by_role("link", name="Show the answer").click()
    for secret in SECRETS:
        expect(page.get_by_text(secret)).to_be_visible()
    expect(page.locator("#answer pre")).to_have_text(re.compile(r"fit\(model\)"))
    expect(page.get_by_role("cell", name="2")).to_be_visible()
    page.get_by_role("link", name="Hide the answer").click()
    expect(page.get_by_role("link", name="Show the answer")).to_be_visible()
    assert not [secret for secret in SECRETS if secret in page.content()]


def test_focus_stays_on_the_switch(visitors: Visitors, cast: Cast) -> None:
    page = open_question(visitors, **GUIDANCE)
    page.get_by_role("link", name="Show the answer").press("Enter")
    expect(page.get_by_role("link", name="Hide the answer")).to_be_focused()


def test_choices_of_an_mcq_then_key_and_explanations(visitors: Visitors, cast: Cast) -> None:
    page = open_question(visitors, type="mcq")
    expect(page.locator(".choices li")).to_have_text(["Softmax", "Tanh"])
    assert "makes one distribution" not in page.content()
    assert "Key" not in page.locator("main").inner_text()
    page.get_by_role("link", name="Show the answer").click()
    expect(page.locator(".explained li")).to_have_count(2)
    key, distractor = page.locator(".explained li").all()
    expect(key).to_contain_text(re.compile("Softmax.*Key.*makes one distribution", re.DOTALL))
    expect(distractor).to_contain_text(re.compile("Tanh.*Distractor.*squashes", re.DOTALL))


def test_previous_and_next_walk_the_list_that_one_came_from(alice: Page) -> None:
    alice.goto("/questions/?level=expert&type=mcq")
    stems = alice.locator(".row-stem").all_inner_texts()
    alice.locator(".row-stem").first.click()
    heading = alice.get_by_role("heading", level=1)
    expect(heading).to_have_text(stems[0])
    expect(alice.get_by_role("link", name="‹ Previous")).to_have_count(0)
    for stem in stems[1:]:
        alice.get_by_role("link", name="Next ›").click()
        expect(heading).to_have_text(stem)
    expect(alice.get_by_role("link", name="Next ›")).to_have_count(0)
    alice.get_by_role("link", name="‹ Previous").click()
    expect(heading).to_have_text(stems[-2])
    alice.get_by_role("link", name="Back to the list").click()
    expect(alice).to_have_url(re.compile(r"\?level=expert&type=mcq$"))


def test_tag_leads_to_the_questions_that_share_it(alice: Page) -> None:
    alice.locator(".row-stem").first.click()
    skill = alice.locator(".about .tag").first.inner_text()
    alice.locator(".about .tag").first.click()
    expect(alice.locator(".chip")).to_have_text(re.compile(f"Skill: {skill}"))


def test_time_stands_in_the_readers_zone(visitors: Visitors, cast: Cast) -> None:
    question = make_question()
    page = visitors.visit("alice", timezone_id="Pacific/Auckland", locale="en-GB")
    page.goto(question.get_absolute_url())
    time = page.locator("time").first
    expect(time).not_to_contain_text("UTC")
    expect(time).to_have_attribute("title", re.compile("UTC"))


def test_print_leaves_out_what_can_only_be_clicked(visitors: Visitors, cast: Cast) -> None:
    page = open_question(visitors, **GUIDANCE)
    page.get_by_role("link", name="Show the answer").click()
    page.emulate_media(media="print")
    expect(page.get_by_text("names a remedy")).to_be_visible()
    for selector in (".site-header", ".walk", ".answer-switch"):
        expect(page.locator(selector)).to_be_hidden()


def test_markdown_of_a_question_runs_no_script(visitors: Visitors, cast: Cast) -> None:
    page = open_question(visitors, answer="<script>document.title = 'owned'</script> Noise.")
    page.get_by_role("link", name="Show the answer").click()
    expect(page.get_by_text("Noise.")).to_be_visible()
    expect(page).not_to_have_title("owned")
