"""A recruiter brings a list in, mends it on the way, and takes it back; another leaves with one."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from questions.models import Question
from tests.browser.base import PHONE, Console, Visitors, shown
from tests.browser.test_accessibility import check, check_reflow
from tests.views.imports.base import bank as file_of
from tests.views.imports.base import question

pytestmark = pytest.mark.browser
DROP = """([name, text]) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name, { type: "application/json" }));
  for (const type of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: held, bubbles: true }));
  }
}"""


def asked() -> bytes:
    """Return a list: one question is in the bank, one is new and misspelt, one is broken."""
    held = Question.objects.order_by("pk").first()
    assert held
    changed = question(held.stem, uid=str(held.uid), type=held.type, level="expert")
    new = question("Wo signs a procurment contract?", level="advanced")
    other = question("Describe your last holiday in Norway.", level="advanced")
    return file_of(changed, new, other, question("Broken", uid="x"))


@pytest.fixture
def alice(visitors: Visitors, bank: None) -> Page:
    page = visitors.visit("alice")
    page.goto("/imports/")
    return page


def test_from_a_dropped_file_to_undo(alice: Page, console: Console) -> None:
    console.expect("status of 400")  # what is typed wrong on the way
    check(alice)
    alice.get_by_role("link", name="Import questions").first.click()
    check(alice)
    check_reflow(alice)
    alice.wait_for_load_state()
    alice.evaluate(DROP, ["ours.json", asked().decode()])
    expect(alice.locator("[data-drop-name]")).to_contain_text("ours.json")
    alice.get_by_role("button", name="Show what it holds").click()
    commit = alice.locator(".import-commit .primary")
    expect(commit).to_have_text("Add 2 questions, update 1")
    check(alice)
    check_reflow(alice)
    # Side by side with what the bank has.
    alice.get_by_role("link", name="Compare question 1").click()
    expect(alice.locator("#item-1-open .sides").first).to_be_visible()
    check(alice)
    alice.get_by_role("button", name="Close question 1").click()
    expect(alice.locator("#item-1-open")).to_be_empty()
    # One is mended in its place, another left out.
    alice.get_by_role("link", name="Edit question 2").click()
    form = alice.get_by_role("form", name="Edit question 2")
    check(alice)
    form.get_by_label("Minutes").fill("0")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("greater than or equal to 1")
    form.get_by_label("Minutes").fill("7")
    form.get_by_label("Question", exact=True).fill("Who signs a procurement contract?")
    form.get_by_role("button", name="Save").click()
    expect(alice.locator("#item-2 .import-stem")).to_have_text("Who signs a procurement contract?")
    alice.get_by_role("button", name="Leave out question 3").click()
    expect(commit).to_have_text("Add 1 question, update 1")
    expect(alice.locator("#item-3-skip")).to_have_attribute("aria-pressed", "true")
    commit.click()
    expect(alice.locator(".import-tabs")).to_contain_text("Added 1")
    check(alice)
    alice.get_by_role("link", name="Who signs a procurement contract?").click()
    expect(alice.get_by_role("heading", level=1)).to_have_text("Who signs a procurement contract?")
    alice.goto("/questions/?q=procurement")
    expect(alice.locator(".row-stem").first).to_have_text("Who signs a procurement contract?")
    alice.goto("/imports/")
    check(alice)
    alice.get_by_role("link", name="ours.json").click()
    alice.get_by_role("button", name="Undo the whole import").click()
    expect(alice.locator(".import-tabs")).to_contain_text("Undone: removed 1")
    alice.goto("/questions/")
    expect(shown(alice)).to_contain_text("of 127")


def test_choices_are_added_in_place(alice: Page) -> None:
    alice.goto("/imports/new/")
    mcq = question("Which one?", type="mcq", choices=[{"text": "This", "is_key": True}])
    alice.get_by_label("Or paste a list").fill(file_of(mcq).decode())
    alice.get_by_role("button", name="Show what it holds").click()
    alice.get_by_role("link", name="Edit question 1").click()
    form = alice.get_by_role("form", name="Edit question 1")
    form.get_by_role("button", name="Add a choice").click()
    form.get_by_label("Choice 2", exact=True).fill("That")
    form.get_by_role("button", name="Save").click()
    expect(alice.locator("#item-1 .row-meta")).to_contain_text("2 choices")


def test_on_a_phone(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice", size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/imports/new/")
    page.get_by_label("Or paste a list").fill(asked().decode())
    page.get_by_role("button", name="Show what it holds").tap()
    page.get_by_role("link", name="New 2").tap()
    page.get_by_role("button", name="Leave out all of this group").tap()
    expect(page.locator(".import-commit .primary")).to_have_text("Update 1 question")
    check(page, PHONE)
    check_reflow(page)


def test_without_script(visitors: Visitors, bank: None, tmp_path: Path) -> None:
    file = tmp_path / "ours.json"
    file.write_bytes(asked())
    page = visitors.visit("alice", java_script_enabled=False)
    page.goto("/imports/new/")
    page.get_by_label("A file").set_input_files(file)
    page.get_by_role("button", name="Show what it holds").click()
    page.get_by_role("link", name="Edit question 2").click()
    page.get_by_label("Question", exact=True).fill("Who signs a procurement contract?")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#item-2 .import-stem")).to_have_text("Who signs a procurement contract?")
    page.get_by_role("link", name="Compare question 1").click()
    expect(page.locator(".sides").first).to_be_visible()
    page.get_by_role("button", name="Leave out").click()
    page.get_by_role("button", name="Add 2 questions").click()
    expect(page.locator(".import-tabs")).to_contain_text("Added 2")
    page.get_by_role("button", name="Undo the whole import").click()
    expect(page.locator(".import-tabs")).to_contain_text("Undone: removed 2")


def test_some_questions_leave_as_a_file(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    page.goto("/questions/?level=expert")
    total = Question.objects.filter(level="expert").count()
    page.get_by_role("link", name="Export").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Export {total} questions")
    page.get_by_label("CSV").check()
    expect(page.get_by_role("heading", name="What CSV cannot carry")).to_be_visible()
    check(page)
    check_reflow(page)
    page.get_by_label("JSON").check()
    with page.expect_download() as caught:
        page.get_by_role("button", name=f"Download {total} questions as JSON").click()
    held = json.loads(Path(caught.value.path()).read_bytes())
    assert len(held["questions"]) == total


def test_a_file_leaves_without_script(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("bob", java_script_enabled=False)
    page.goto("/questions/?level=expert")
    page.get_by_role("link", name="Export").click()
    page.get_by_label("CSV").check()
    page.get_by_role("button", name="Continue").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download").click()
    assert caught.value.suggested_filename.endswith(".csv")
