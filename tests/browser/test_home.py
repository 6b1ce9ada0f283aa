"""What greets a recruiter and an interviewer."""

import pytest
from playwright.sync_api import expect

from questions.actions import kits
from questions.models import Question, RecentQuestions, User
from tests.base import PASSWORD, make_kit, make_question
from tests.browser.base import Visitors
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


def test_a_recruiter_comes_home(visitors: Visitors, bank: None) -> None:
    make_question("Is this submitted?", status="in_review")
    page = visitors.visit()
    page.goto("/accounts/login/")
    page.get_by_label("Username or email").fill("alice")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    expect(page.get_by_role("link", name="Is this submitted?")).to_be_visible()
    question = Question.objects.get(stem="Is this submitted?")
    page.get_by_role("link", name="Is this submitted?").click()
    with page.expect_response(lambda response: "/seen/" in response.url) as told:
        page.get_by_role("link", name="The question’s page").click()
    assert told.value.status == 204
    assert RecentQuestions.objects.get().ids == [question.pk]
    page.get_by_role("link", name="interviewbank").click()
    opened = page.get_by_role("region", name="Last opened")
    expect(opened.get_by_role("link", name="Is this submitted?")).to_be_visible()
    check(page)
    check_reflow(page)
    page.get_by_role("link", name="Open the bank").click()
    expect(page.get_by_label("Search the questions")).to_be_visible()


def test_an_interviewer_comes_home(visitors: Visitors, bank: None) -> None:
    maker = User.objects.get(username="alice")
    kit = make_kit("Talk on Monday", Question.objects.all()[:2], by=maker, frozen=True)
    kits.share(maker, kit, [User.objects.get(username="carol")])
    page = visitors.visit("carol")
    page.goto("/")
    check(page)
    check_reflow(page)
    page.get_by_role("link", name="Talk on Monday").click()
    expect(page.get_by_role("heading", name="Talk on Monday")).to_be_visible()
