"""A hiring manager's way from a blueprint to a printed kit, and what is done with kits after."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from questions.actions import kits, questions
from questions.models import Kit, Question, User
from questions.rules import content
from tests.base import make_candidate, make_kit, make_question
from tests.browser.base import PHONE, Visitors
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


def make_talk() -> Kit:
    """Return Alice's frozen kit of three questions for Jane, of which one has changed since."""
    alice = User.objects.get(username="alice")
    asked = list(Question.objects.filter(status="approved").order_by("pk")[:3])
    jane = make_candidate("Jane Example", by=alice)
    kit = make_kit("First talk", asked, by=alice, candidate=jane, frozen=True)
    said = content.from_json(asked[0].versions.get().content)
    values = said.as_json() | {"stem": f"{said.stem} And why?"}
    questions.edit(None, asked[0], content.from_json(values))
    return kit


def open_menu(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).click()


def test_from_a_blueprint_to_a_printed_kit(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("bob")
    page.goto("/kits/")
    page.get_by_role("link", name="Make the first one").click()
    page.get_by_label("Name", exact=True).fill("Model designer, first talk")
    page.get_by_label("Someone who is not on the list yet").check()
    page.get_by_label("Their name").fill("Jane Example")
    page.get_by_label("Blueprint").select_option(index=1)
    page.get_by_role("button", name="Make the kit").click()
    page.wait_for_url("**/build/")
    page.locator("summary", has_text="Freeze").click()
    page.get_by_role("button", name="Freeze for good").click()
    expect(page.get_by_role("status")).to_contain_text("Frozen")
    expect(page.get_by_role("link", name="Jane Example")).to_be_visible()

    open_menu(page, "Print and export")
    with page.expect_download() as download:
        page.get_by_role("button", name="Interviewer’s copy as Word").click()
    assert download.value.suggested_filename.startswith("model-designer-first-talk")
    page.get_by_role("link", name="Print interviewer’s copy").click()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(page.get_by_role("heading", name="Model answer").first).to_be_visible()
    printed = page.pdf()
    assert printed.startswith(b"%PDF")
    page.get_by_role("link", name="Candidate’s copy").click()
    expect(page.get_by_role("heading", name="Interview questions")).to_be_visible()
    expect(page.get_by_text("Model answer")).to_have_count(0)


def test_long_lines_of_code_are_printed_whole(visitors: Visitors, cast: object) -> None:
    code = "\n\n```python\nvalues = [" + ", ".join(f"value_{n}" for n in range(60)) + "]\n```"
    kit = make_kit(asked=[make_question(f"What does this do?{code}")])
    page = visitors.visit("alice", size=(700, 900))
    page.goto(f"/kits/{kit.pk}/print/")
    page.emulate_media(media="print")
    widths = "pre => [pre.scrollWidth, pre.clientWidth]"
    needed, given = page.locator(".sheet-asked pre").evaluate(widths)
    assert needed <= given


def test_answers_open_one_by_one_and_what_was_asked_is_marked(
    visitors: Visitors, bank: None
) -> None:
    kit = make_talk()
    page = visitors.visit("alice")
    page.goto(kit.get_absolute_url())
    first = page.locator(".kit-item").first
    expect(page.locator(".guidance")).to_have_count(0)
    first.get_by_role("link", name="Show the answer").click()
    expect(first.locator(".guidance")).to_be_visible()
    first.get_by_role("link", name="Hide the answer").click()
    expect(first.locator(".guidance")).to_have_count(0)
    first.get_by_role("button", name="Mark skipped").click()
    expect(first.get_by_text("– Skipped")).to_be_visible()
    page.get_by_role("link", name="See what changed").click()
    expect(page.locator("ins")).to_have_text(" And why?")
    page.get_by_role("button", name="Upgrade all").click()
    expect(page.get_by_role("link", name="See what changed")).to_have_count(0)
    expect(first).to_contain_text("And why?")


def test_is_put_away_and_brought_back(visitors: Visitors, bank: None) -> None:
    kit = make_talk()
    page = visitors.visit("alice", size=PHONE)
    page.goto(kit.get_absolute_url())
    open_menu(page, "More")
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_text("Archived: out of the lists")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Restored.")).to_be_visible()


def test_the_list_is_searched_while_typing(visitors: Visitors, bank: None) -> None:
    make_talk()
    make_kit("Screening")
    page = visitors.visit("alice")
    page.goto("/kits/")
    with page.expect_response(lambda response: "q=jane" in response.url):
        page.get_by_label("Search kits").press_sequentially("jane")
    expect(page.get_by_role("link", name="First talk")).to_be_visible()
    expect(page.get_by_role("link", name="Screening")).to_have_count(0)
    page.get_by_role("link", name="Templates", exact=True).click()
    expect(page.get_by_text("No kit matches")).to_be_visible()


def test_someone_elses_change_is_told(visitors: Visitors, bank: None) -> None:
    kit, alice = make_talk(), User.objects.get(username="alice")
    page = visitors.visit("eve")
    visitors.console.expect("409")
    page.goto(kit.get_absolute_url())
    kits.edit(alice, kit, {"name": "Second talk"})
    open_menu(page, "More")
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("alert")).to_contain_text("alice changed this kit since you opened it")
    expect(page.get_by_role("heading", name="Second talk")).to_be_visible()
    check(page)


PATHS = ["", "?answer=1", "changes/?answer=1", "use/", "share/", "edit/", "duplicate/", "print/"]


def test_pages_are_accessible_and_reflow(visitors: Visitors, bank: None) -> None:
    kit = make_talk()
    other = make_kit("Screening", Question.objects.order_by("pk")[1:5], frozen=True)
    page = visitors.visit("alice")
    paths = [f"/kits/{kit.pk}/{path}" for path in PATHS]
    paths += ["/kits/", "/kits/new/", f"/kits/{other.pk}/give/"]
    for path in [*paths, f"/kits/{kit.pk}/compare/?other={other.pk}"]:
        page.goto(path)
        check(page)
        check_reflow(page)


def test_open_menus_are_accessible(visitors: Visitors, bank: None) -> None:
    kit = make_talk()
    page = visitors.visit("alice")
    page.goto(kit.get_absolute_url())
    open_menu(page, "Print and export")
    check(page)
    check_reflow(page)


def test_times_are_written_alike_in_the_readers_zone(visitors: Visitors, bank: None) -> None:
    kit = make_talk()
    at = datetime.datetime(2026, 9, 30, 20, 5, tzinfo=datetime.UTC)
    Kit.objects.update(updated_at=at, frozen_at=at)
    page = visitors.visit("alice", timezone_id="Asia/Tokyo", locale="en-US")
    page.goto("/kits/")
    expect(page.locator("time")).to_have_text("1 Oct 2026")
    page.goto(kit.get_absolute_url())
    expect(page.locator(".facts time").nth(1)).to_have_text("1 Oct 2026, 05:05")
    page = visitors.visit("alice", java_script_enabled=False)
    page.goto(kit.get_absolute_url())
    expect(page.locator(".facts time").nth(1)).to_have_text("30 Sep 2026, 20:05 UTC")


def test_menus_close_by_escape_outside_and_for_each_other(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    page.goto(make_talk().get_absolute_url())
    export, more = page.get_by_text("Interviewer’s copy"), page.get_by_role("link", name="Compare")
    open_menu(page, "Print and export")
    expect(export).to_be_visible()
    open_menu(page, "More")
    expect(export).to_be_hidden()
    expect(more).to_be_visible()
    more.focus()
    page.keyboard.press("Escape")
    expect(more).to_be_hidden()
    expect(page.locator("summary", has_text="More")).to_be_focused()
    open_menu(page, "Print and export")
    page.get_by_role("heading", name="First talk").click()
    expect(export).to_be_hidden()
