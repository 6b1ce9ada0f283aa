"""A hiring manager builds a kit: each test is one whole job."""

import pytest
from playwright.sync_api import Locator, Page, expect

from questions.actions import asked, kits
from questions.models import Kit, Question, User
from tests.base import make_candidate, make_kit, make_question, make_skill
from tests.browser.base import PHONE, Visitors, press
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser

#: All sections are in view: a drag need not scroll.
TALL = (1280, 1600)
LEVELS = {"One": "basic", "Two": "intermediate", "Three": "advanced", "Four": "expert"}


@pytest.fixture
def kit(cast: object) -> Kit:
    """Bob's draft for Jane: One to Four in its core."""
    bob = User.objects.get(username="bob")
    skill = make_skill("Vision")
    questions = [
        make_question(stem, level=level, minutes=5, skills=[skill], follow_ups=["Why so?"])
        for stem, level in LEVELS.items()
    ]
    return make_kit(asked=questions, by=bob, candidate=make_candidate(by=bob))


@pytest.fixture
def bob(visitors: Visitors, kit: Kit) -> Page:
    page = visitors.visit("bob", size=TALL)
    open_builder(page, kit)
    return page


def open_builder(page: Page, kit: Kit) -> None:
    page.goto(f"/kits/{kit.pk}/build/")
    page.wait_for_load_state()


def stems() -> list[list[str]]:
    """What the database holds, section by section."""
    return [
        [item.version.content["stem"] for item in section.items.all()]
        for section in Kit.objects.for_page().get().sections.all()
    ]


def shown(page: Page) -> list[list[str]]:
    return [part.locator(".slot-stem").all_inner_texts() for part in page.locator(".slots").all()]


def item(page: Page, stem: str) -> Locator:
    return page.locator(".slot", has=page.get_by_role("link", name=stem, exact=True))


def button(page: Page, stem: str, name: str) -> Locator:
    return item(page, stem).get_by_role("button", name=name)


def state(page: Page) -> Locator:
    return page.locator("#kit-state")


def press_button(page: Page, found: Locator) -> None:
    """Press a button and wait for its answer."""
    with page.expect_response(lambda response: response.request.method == "POST"):
        found.click()


def drag(page: Page, stem: str, onto: Locator) -> None:
    box = item(page, stem).locator("[data-sortable-handle]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 2)
    page.mouse.move(x, y + 4)
    expect(item(page, stem)).to_contain_class("sortable-ghost")
    target = onto.bounding_box()
    assert target
    middle = (target["x"] + 60, target["y"] + target["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.move(middle[0], middle[1] + 1)
    page.mouse.up()


def test_dragging_to_another_section_stays(bob: Page) -> None:
    drag(bob, "Four", bob.locator("[data-sortable='2']"))
    expect(state(bob)).to_contain_text("Moved question")
    assert shown(bob) == stems() == [[], ["One", "Two", "Three"], ["Four"], []]
    bob.reload()
    assert shown(bob) == [[], ["One", "Two", "Three"], ["Four"], []]
    drag(bob, "Three", item(bob, "One"))
    expect(state(bob)).to_contain_text("Moved question")
    assert shown(bob) == stems() == [[], ["Three", "One", "Two"], ["Four"], []]
    expect(bob.get_by_text("Levels do not rise here")).to_be_visible()
    bob.get_by_role("button", name="Sort by level").click()
    expect(bob.get_by_text("Levels do not rise here")).to_have_count(0)
    assert stems()[1] == ["One", "Two", "Three"]


def test_keys_and_buttons_move_and_undo_takes_back(bob: Page) -> None:
    item(bob, "Four").get_by_role("link", name="Four").focus()
    press(bob, "Alt+ArrowDown")
    expect(state(bob)).to_contain_text("Moved question")
    expect(item(bob, "Four").get_by_role("link", name="Four", exact=True)).to_be_focused()
    assert shown(bob) == stems() == [[], ["One", "Two", "Three"], ["Four"], []]
    press_button(bob, button(bob, "Two", "up"))
    expect(button(bob, "Two", "up")).to_be_focused()
    assert stems()[1] == ["Two", "One", "Three"]
    press_button(bob, button(bob, "Two", "Remove"))
    expect(button(bob, "Two", "Remove")).to_have_count(0)
    expect(bob.locator(".slot :focus")).to_have_count(1)
    for expected in (["Two", "One", "Three"], ["One", "Two", "Three"]):
        with bob.expect_response("**/undo/"):
            press(bob, "Control+z")
        expect(bob.locator("[data-sortable='1'] .slot-stem")).to_have_text(expected)
    expect(state(bob)).to_contain_text("Undone: Moved question")
    press_button(bob, bob.get_by_role("button", name="Undo: Moved question"))
    expect(bob.locator("#undo")).to_contain_text("Added question")
    assert stems()[1] == ["One", "Two", "Three", "Four"]


def test_minutes_and_notes_are_saved_when_left(bob: Page) -> None:
    item(bob, "One").get_by_label("Minutes").fill("12")
    item(bob, "Two").get_by_label("Minutes").focus()
    expect(state(bob)).to_contain_text("Edited question")
    expect(item(bob, "Two").get_by_label("Minutes")).to_be_focused()
    expect(bob.get_by_text("27 of 45 min")).to_be_visible()
    item(bob, "Two").get_by_text("Note to the interviewer").first.click()
    note = item(bob, "Two").get_by_role("textbox", name="Note")
    note.press_sequentially("Ask slowly")
    # A press elsewhere is kept, and so is what was typed before it.
    button(bob, "Three", "Lock").click()
    expect(item(bob, "Three").get_by_text("Locked")).to_be_visible()
    expect(note).to_have_value("Ask slowly")
    expect(note).to_be_visible()
    held = Kit.objects.get().contents()
    two, three = (held.item(Question.objects.get(stem=s).pk) for s in ("Two", "Three"))
    assert (two.note, three.locked) == ("Ask slowly", True)
    # So is what is typed last before the page is left, or the kit frozen.
    note.fill("Ask very slowly")
    bob.get_by_role("link", name="The kit's page").click()
    bob.wait_for_url(lambda url: "build" not in url)
    bob.go_back()
    expect(note).to_have_value("Ask very slowly")
    item(bob, "Four").get_by_label("Minutes").fill("6")
    bob.locator("summary", has_text="Freeze").click()
    bob.get_by_role("button", name="Freeze for good").click()
    bob.wait_for_url(lambda url: "build" not in url)
    frozen = Kit.objects.get()
    assert (frozen.status, frozen.items.get(question__stem="Four").minutes) == ("ready", 6)


def test_swapping_for_an_alternative_and_choosing_follow_ups(bob: Page) -> None:
    make_question("Other three", level="advanced", minutes=5, skills=[make_skill("Speech")])
    item(bob, "Three").get_by_role("link", name="Swap").click()
    panel = item(bob, "Three").locator(".panel")
    expect(panel).to_contain_text("Other three")
    expect(panel).to_contain_text("1 point worse.")
    check(bob)
    panel.get_by_role("button", name="Use this").first.click()
    expect(item(bob, "Other three")).to_be_visible()
    item(bob, "Other three").get_by_text("Why this question").click()
    expect(item(bob, "Other three").get_by_text("Chosen by hand")).to_be_visible()
    expect(bob.get_by_text("Why so?")).to_have_count(0)
    item(bob, "One").get_by_role("link", name="Follow-ups (0)").click()
    bob.get_by_label("Why so?").check()
    button(bob, "One", "Up").click()
    expect(item(bob, "One").get_by_label("Why so?")).to_be_checked()
    item(bob, "One").get_by_role("button", name="Use the ticked ones").click()
    expect(item(bob, "One").get_by_role("link", name="Follow-ups (1)")).to_be_visible()


def test_adding_questions_and_sections(bob: Page) -> None:
    make_question("What is drift?")
    make_question("What is drifting?")
    bob.get_by_label("Search the questions to add").press_sequentially("drift")
    row = bob.locator(".found li", has_text="What is drift?")
    row.get_by_role("button", name="Add").click()
    expect(row).to_contain_text("In the kit")
    expect(item(bob, "What is drift?")).to_be_visible()
    expect(bob.locator(".found li")).to_have_count(2)
    bob.get_by_text("Add a section").click()
    bob.get_by_label("Name").last.fill("Coding")
    bob.get_by_role("button", name="Add", exact=True).click()
    expect(bob.get_by_role("heading", name="Coding")).to_be_visible()
    bob.get_by_label("Add to").select_option("Coding")
    bob.locator(".found li", has_text="What is drifting?").get_by_role("button").click()
    expect(bob.locator("[data-sortable='4']")).to_contain_text("What is drifting?")
    check(bob)
    check_reflow(bob)


def test_two_people_change_one_kit(bob: Page, kit: Kit, visitors: Visitors) -> None:
    visitors.console.expect("status of 409")
    alice = visitors.visit("alice")
    open_builder(alice, kit)
    button(alice, "Four", "Remove").click()
    expect(state(alice)).to_contain_text("Removed question")
    item(bob, "One").get_by_text("Note to the interviewer").first.click()
    item(bob, "One").get_by_role("textbox", name="Note").fill("A long thought")
    item(bob, "Two").get_by_label("Minutes").focus()
    told = bob.locator("[data-conflict]")
    expect(told).to_contain_text("alice changed this kit meanwhile")
    expect(told).to_contain_text("Removed question")
    expect(told).to_contain_text("A long thought")
    expect(told).to_be_in_viewport()
    expect(state(bob)).to_contain_text("Not saved.")
    expect(item(bob, "Four")).to_have_count(0)
    check(bob)
    item(bob, "One").get_by_role("textbox", name="Note").fill("A long thought")
    item(bob, "Two").get_by_label("Minutes").focus()
    expect(told).to_have_count(0)
    assert Kit.objects.get().items.get(question__stem="One").note == "A long thought"


def test_refusals_stand_beside_their_cause_and_a_lost_line_loses_nothing(
    bob: Page, visitors: Visitors
) -> None:
    visitors.console.expect("status of 400")
    visitors.console.expect("ERR_INTERNET_DISCONNECTED")
    visitors.console.expect("htmx:")
    button(bob, "Two", "Re-draw").click()
    expect(item(bob, "Two").get_by_role("alert")).to_contain_text("No other question fits here")
    bob.context.set_offline(True)
    item(bob, "One").get_by_label("Minutes").fill("9")
    item(bob, "Two").get_by_label("Minutes").focus()
    expect(bob.get_by_text("No connection.")).to_be_visible()
    expect(item(bob, "One").get_by_label("Minutes")).to_have_value("9")
    expect(state(bob)).to_have_text("Not saved.")
    bob.context.set_offline(False)
    button(bob, "Four", "Lock").click()
    expect(item(bob, "Four").get_by_text("Locked")).to_be_visible()
    expect(item(bob, "One").get_by_label("Minutes")).to_have_value("9")
    assert Kit.objects.get().items.get(question__stem="One").minutes == 9


def test_what_the_candidate_was_asked_is_told(visitors: Visitors, kit: Kit) -> None:
    bob = User.objects.get(username="bob")
    one = Question.objects.get(stem="One")
    first = make_kit("Phone", [one], by=bob, candidate=kit.candidate, frozen=True)
    asked.use(bob, first)
    page = visitors.visit("bob")
    open_builder(page, kit)
    expect(item(page, "One")).to_contain_text("Asked to this candidate in round")
    check(page)


def test_on_a_phone(visitors: Visitors, kit: Kit) -> None:
    page = visitors.visit("bob", size=PHONE, has_touch=True, is_mobile=True)
    open_builder(page, kit)
    check_targets(page)
    button(page, "One", "down").tap()
    expect(page.locator("[data-sortable='1'] .slot-stem").first).to_have_text("Two")
    check(page, PHONE)
    check_reflow(page)


def test_what_is_pressed_on_a_phone_stays_where_it_was(visitors: Visitors, kit: Kit) -> None:
    others = [make_question(f"Other {n}", level="advanced", minutes=5) for n in range(8)]
    page = visitors.visit("bob", size=PHONE, has_touch=True, is_mobile=True)
    open_builder(page, kit)
    for name in ("down", "up", "Lock"):
        pressed = button(page, "Three", name)
        pressed.evaluate("button => button.scrollIntoView({block: 'center'})")
        before, revision = top_of(pressed), page.locator("#change [name=revision]")
        read_at = revision.input_value()
        press_button(page, pressed)
        expect(revision).not_to_have_value(read_at)
        assert abs(top_of(item(page, "Three").locator(".slot-actions")) - before) < 20
    item(page, "Three").get_by_role("link", name="Swap").tap()
    press_button(page, page.get_by_role("button", name="Use this").last)
    taken = page.locator(".slot-stem", has_text="Other")
    expect(taken).to_be_focused()
    expect(taken).to_be_in_viewport()
    assert Kit.objects.filter(items__question__in=others).exists()


def top_of(found: Locator) -> float:
    box = found.bounding_box()
    assert box
    return box["y"]


def check_targets(page: Page) -> None:
    """Everything to press in an item is at least 40 pixels high."""
    for control in page.locator(".slot-group > *").all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 40


def test_without_script(visitors: Visitors, kit: Kit) -> None:
    page = visitors.visit("bob", java_script_enabled=False)
    page.goto(f"/kits/{kit.pk}/build/")
    expect(page.locator("[data-sortable-handle]").first).to_be_hidden()
    button(page, "Two", "up").click()
    assert shown(page)[1] == ["Two", "One", "Three", "Four"]
    item(page, "One").get_by_label("Minutes").fill("9")
    item(page, "One").get_by_role("button", name="Save").click()
    expect(page.get_by_text("24 of 45 min")).to_be_visible()
    item(page, "One").get_by_role("link", name="Follow-ups").click()
    page.get_by_label("Why so?").check()
    page.get_by_role("button", name="Use the ticked ones").click()
    expect(item(page, "One").get_by_role("link", name="Follow-ups (1)")).to_be_visible()
    make_question("Other three", level="advanced", minutes=5)
    item(page, "Three").get_by_role("link", name="Swap").click()
    page.get_by_role("button", name="Use this").first.click()
    expect(item(page, "Other three")).to_be_visible()
    page.get_by_label("Search the questions to add").fill("three")
    page.get_by_role("button", name="Search").click()
    page.locator(".found li", has=page.get_by_role("link", name="Three", exact=True)).get_by_role(
        "button"
    ).click()
    expect(item(page, "Three")).to_be_visible()
    page.get_by_role("button", name="Undo: Added question").click()
    expect(item(page, "Three")).to_have_count(0)
    visitors.console.expect("status of 409")
    kits.edit(User.objects.get(username="alice"), Kit.objects.get(), {"minutes": 60})
    button(page, "One", "Remove").click()
    expect(page.get_by_text("alice changed this kit meanwhile")).to_be_visible()
