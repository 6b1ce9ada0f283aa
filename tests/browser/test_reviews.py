"""Review in a browser: sent back, submitted again, approved; and taken back."""

import pytest
from playwright.sync_api import Page, expect

from questions.actions import questions
from questions.models import Question
from tests.base import Cast, make_question, said
from tests.browser.base import Visitors

pytestmark = pytest.mark.browser


def review(page: Page) -> None:
    page.goto("/questions/reviews/")
    page.get_by_role("link", name="What is drift").click()


def test_a_question_is_sent_back_submitted_again_and_approved(
    visitors: Visitors, cast: Cast
) -> None:
    question = make_question("What is drift?", status="draft")
    question = questions.edit(cast.alice, question, said("What is drift in data?"))
    alice, eve = visitors.visit("alice"), visitors.visit("eve")
    alice.goto(question.get_absolute_url())
    alice.get_by_role("button", name="Submit for review").click()
    expect(alice.get_by_text("Submitted for review.")).to_be_visible()

    review(eve)
    eve.get_by_label("Reason").fill("Say which data.")
    eve.get_by_role("button", name="Send back").click()
    expect(eve.get_by_text("Sent back with your reason.")).to_be_visible()

    alice.reload()
    expect(alice.get_by_text("Say which data.")).to_be_visible()
    alice.get_by_role("button", name="Submit for review").click()
    expect(alice.get_by_text("Say which data.")).to_have_count(0)

    review(eve)
    eve.get_by_role("button", name="Approve").click()
    expect(eve.get_by_text("Approved: this version is in use now.")).to_be_visible()
    assert Question.objects.get().status == "approved"
    eve.get_by_role("button", name="Undo").click()
    expect(eve.get_by_text("Undone.")).to_be_visible()
    assert Question.objects.get().status == "in_review"


def test_what_changed_between_two_versions(visitors: Visitors, cast: Cast) -> None:
    question = questions.edit(None, make_question("What is drift?"), said("What is data drift?"))
    page = visitors.visit("alice")
    page.goto(question.get_absolute_url())
    page.get_by_role("link", name="What changed").click()
    expect(page.locator(".diff ins")).to_have_text("data ")
    page.get_by_label("What changed from").select_option("version 2")
    page.get_by_label("to", exact=True).select_option("version 1")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".diff del")).to_have_text("data ")
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.get_by_text("Version 1 is the newest again.")).to_be_visible()
