"""The question editor: by keyboard, by pointer, across closed tabs, lost lines and two people."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from questions.actions import questions
from questions.models import Question, QuestionDraft, User
from tests.base import make_question, make_skill, said
from tests.browser.base import PHONE, Visitors
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser
NEW = "/questions/new/"


def opened(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until a control has the focus."""
    for _ in range(120):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("No number of tabs leads there.")


def middle(one: Locator) -> tuple[float, float]:
    one.scroll_into_view_if_needed()
    box = one.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def saved(page: Page) -> Locator:
    return page.locator("[data-draft-said]")


def test_an_open_question_by_keyboard_alone(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    opened(page, "/questions/")
    tab_to(page, page.get_by_role("link", name="New question"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{NEW}")
    page.wait_for_load_state("networkidle")
    tab_to(page, page.get_by_label("Level"))
    page.keyboard.type("Exp")
    tab_to(page, page.get_by_label("Question", exact=True))
    page.keyboard.type("Why is ")
    page.keyboard.press("Control+b")
    page.keyboard.type("drift")
    page.keyboard.press("End")
    page.keyboard.type(" bad?")
    expect(page.locator("#id_stem")).to_have_value("Why is **drift** bad?")
    expect(page.locator(".markdown-preview strong")).to_have_text("drift")
    tab_to(page, page.get_by_label("Model answer", exact=True))
    page.keyboard.type("Because.")
    tab_to(page, page.get_by_label("Find or create a skill"))
    page.keyboard.type("Deep Lear")
    page.keyboard.press("Enter")
    page.keyboard.type("Chaos Engineering")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chaos Engineering is created when you save.")).to_be_attached()
    expect(saved(page)).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    check(page)
    check_reflow(page)
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Why is drift bad?")
    question = Question.objects.get(stem="Why is **drift** bad?")
    names = set(question.skills.values_list("name", flat=True))
    assert question.level == "expert"
    assert names == {"Deep Learning", "Chaos Engineering"}
    assert not QuestionDraft.objects.exists()


def test_an_mcq_by_keyboard_alone(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    opened(page, NEW)
    tab_to(page, page.get_by_label("Type", exact=True))
    page.keyboard.type("MCQ")
    tab_to(page, page.get_by_label("Level"))
    page.keyboard.type("Bas")
    tab_to(page, page.get_by_label("Question", exact=True))
    page.keyboard.type("Which one?")
    for number, choice in ((1, "Tanh"), (2, "Softmax")):
        tab_to(page, page.get_by_label(f"Choice {number}", exact=True))
        page.keyboard.type(choice)
    tab_to(page, page.get_by_role("button", name="Move choice 2 down"))
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Choice 1", exact=True)).to_have_value("Softmax")
    expect(page.get_by_role("button", name="Move choice 1 up")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Remove choice 4"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-choice-row]")).to_have_count(3)
    expect(page.get_by_role("button", name="Remove choice 3")).to_be_focused()
    check(page)
    check_reflow(page)
    tab_to(page, page.get_by_label("Find or create a skill"))
    page.keyboard.type("Deep Learning")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Save and submit for review"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved and submitted for review.")).to_be_visible()
    choices = Question.objects.get(stem="Which one?").choices.all()
    assert [(c.text, c.is_key) for c in choices] == [("Softmax", True), ("Tanh", False)]


def test_choices_are_dragged(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    opened(page, NEW)
    page.get_by_label("Type", exact=True).select_option(label="MCQ")
    for number in (1, 2, 3):
        page.get_by_label(f"Choice {number}", exact=True).fill(f"c{number}")
    handles = page.locator("[data-choice-row] .handle")
    x, y = middle(handles.nth(0))
    page.mouse.move(x, y)
    page.mouse.down()
    # Two moves begin a drag; the list takes part in it a moment later.
    page.mouse.move(x, y + 2)
    page.mouse.move(x, y + 4)
    expect(page.locator("[data-choice-row]").first).to_contain_class("sortable-ghost")
    x, y = middle(handles.nth(2))
    page.mouse.move(x, y)
    page.mouse.move(x, y + 1)
    page.mouse.up()
    expect(page.get_by_label("Choice 3", exact=True)).to_have_value("c1")
    expect(page.get_by_label("Choice 1", exact=True)).to_have_value("c2")


def test_what_is_wrong_is_told_at_its_field_and_focused(visitors: Visitors, bank: None) -> None:
    visitors.console.expect("status of 400")
    page = visitors.visit("alice")
    opened(page, NEW)
    page.get_by_label("Level").select_option(label="Basic")
    page.get_by_label("Question", exact=True).fill("Which?")
    page.locator("#id_new_skills").evaluate("area => area.value = 'C++'")
    page.get_by_label("Minutes").fill("500")
    page.get_by_label("Minutes").press("Tab")
    expect(page.get_by_text("Give 1 to 120 minutes.")).to_be_visible()
    expect(page.get_by_label("Minutes")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Minutes").press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Give 1 to 120 minutes.")
    expect(page.get_by_label("Minutes")).to_be_focused()
    check(page)
    page.get_by_role("link", name="Minutes").click()
    expect(page.get_by_label("Minutes")).to_be_focused()
    expect(page.get_by_label("Question", exact=True)).to_have_value("Which?")


def test_a_draft_outlives_its_tab(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    opened(page, NEW)
    page.get_by_label("Question", exact=True).fill("Half a thought")
    expect(saved(page)).to_contain_text("Saved")
    page.get_by_label("Model answer", exact=True).press_sequentially("and mo")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    opened(again, NEW)
    expect(again.get_by_text("You have an unsaved draft of")).to_be_visible()
    check(again)
    check_reflow(again)
    again.get_by_role("link", name="Continue").click()
    expect(again.get_by_label("Question", exact=True)).to_have_value("Half a thought")
    opened(again, NEW)
    again.get_by_role("button", name="Discard").click()
    expect(again.get_by_label("Question", exact=True)).to_have_value("")


def test_a_lost_connection_loses_nothing(visitors: Visitors, bank: None) -> None:
    visitors.console.expect("ERR_INTERNET_DISCONNECTED")
    visitors.console.expect("htmx:sendError")
    visitors.console.expect("htmx:afterRequest")
    page = visitors.visit("alice")
    opened(page, NEW)
    page.context.set_offline(True)
    page.get_by_label("Level").select_option(label="Basic")
    page.get_by_label("Source", exact=True).focus()
    page.get_by_label("Place in the source").fill("p. 7")
    expect(saved(page)).to_have_text("Not saved: no connection. Kept in this browser.")
    page.keyboard.press("Control+s")
    expect(page.get_by_label("Place in the source")).to_have_value("p. 7")
    page.context.set_offline(False)
    expect(saved(page)).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    assert QuestionDraft.objects.get().data["source_ref"] == ["p. 7"]
    assert page.evaluate("localStorage.length") == 0


def test_a_session_that_ends_loses_nothing(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    opened(page, NEW)
    session = next(c for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("Place in the source").fill("p. 8")
    expect(saved(page)).to_contain_text("you are signed out. Kept in this browser.")
    page.context.add_cookies(
        [{"name": session["name"], "value": session["value"], "url": page.url}]
    )
    opened(page, NEW)
    expect(page.get_by_text("This browser keeps a newer text")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Continue with it").click()
    page.wait_for_url("**?draft=1")
    expect(page.get_by_label("Place in the source")).to_have_value("p. 8")


def test_two_people_are_merged(visitors: Visitors, bank: None) -> None:
    visitors.console.expect("status of 409")
    skill = make_skill("Chaos")
    question = make_question("Start", status="draft", skills=[skill], answer="Start")
    page = visitors.visit("alice")
    opened(page, question.get_absolute_url())
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Question", exact=True).fill("Mine")
    page.get_by_label("Red flags").fill("Only mine")
    eve = User.objects.get(username="eve")
    questions.edit(eve, question, said("Theirs", answer="Only theirs"))
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("eve changed this question while you wrote")
    expect(page.get_by_role("group", name="Model answer: changed by them alone")).to_be_visible()
    check(page)
    check_reflow(page)
    page.get_by_role("textbox", name="Question").fill("Both")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Both")
    question.refresh_from_db()
    assert (question.answer, question.red_flags) == ("Only theirs", ["Only mine"])
    assert not QuestionDraft.objects.exists()


def test_everything_without_script(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice", java_script_enabled=False, size=PHONE)
    page.goto("/questions/")
    page.get_by_role("link", name="New question").click()
    page.get_by_label("Type", exact=True).select_option(label="MCQ")
    page.get_by_label("Level").select_option(label="Basic")
    page.get_by_label("Question", exact=True).fill("Which *one*?")
    page.get_by_label("Choice 1", exact=True).fill("Tanh")
    page.get_by_label("Choice 2", exact=True).fill("Softmax")
    page.get_by_role("button", name="Move choice 2 up").click()
    expect(page.get_by_label("Choice 1", exact=True)).to_have_value("Softmax")
    expect(page.locator(".markdown-preview em")).to_have_text("one")
    page.get_by_role("checkbox", name="Key").first.check()
    page.get_by_role("button", name="Add a choice").click()
    expect(page.locator("[data-choice-row]")).to_have_count(5)
    page.get_by_label("Deep Learning").check()
    page.get_by_label("New skills").fill("Chaos")
    page.get_by_label("Why", exact=True).press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    question = Question.objects.get(stem="Which *one*?")
    assert [c.text for c in question.choices.all()] == ["Softmax", "Tanh"]
    assert set(question.skills.values_list("name", flat=True)) == {"Deep Learning", "Chaos"}
