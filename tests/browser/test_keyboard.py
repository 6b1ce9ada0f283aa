"""The bank and its questions without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.base import press, shown

pytestmark = pytest.mark.browser


def test_slash_goes_to_the_search(alice: Page) -> None:
    press(alice, "/")
    expect(alice.get_by_label("Search the questions")).to_be_focused()
    expect(alice.get_by_label("Search the questions")).to_have_value("")


def test_j_and_k_move_and_enter_opens(alice: Page) -> None:
    rows = alice.locator(".row-stem")
    press(alice, "j")
    expect(rows.nth(0)).to_be_focused()
    press(alice, "j")
    expect(rows.nth(1)).to_be_focused()
    press(alice, "k")
    expect(rows.nth(0)).to_be_focused()
    stem = rows.nth(0).inner_text()
    press(alice, "Enter")
    expect(alice.get_by_role("heading", level=1)).to_have_text(stem)


def test_j_k_o_and_u_on_a_question(alice: Page) -> None:
    stems = alice.locator(".row-stem").all_inner_texts()
    heading = alice.get_by_role("heading", level=1)
    alice.locator(".row-stem").first.click()
    expect(heading).to_have_text(stems[0])
    press(alice, "j")
    expect(heading).to_have_text(stems[1])
    press(alice, "k")
    expect(heading).to_have_text(stems[0])
    press(alice, "o")
    expect(alice.get_by_role("heading", name="Model answer")).to_be_visible()
    press(alice, "o")
    expect(alice.get_by_role("heading", name="Model answer")).to_have_count(0)
    press(alice, "u")
    expect(shown(alice)).to_have_text("Showing 1–25 of 127")


def test_keys_are_letters_while_someone_types(alice: Page) -> None:
    box = alice.get_by_label("Search the questions")
    box.press_sequentially("jk?/ou")
    expect(box).to_have_value("jk?/ou")
    expect(box).to_be_focused()
    expect(alice.get_by_role("dialog")).to_have_count(0)


def test_keys_with_a_modifier_are_left_to_the_browser(alice: Page) -> None:
    press(alice, "Control+j")
    press(alice, "Alt+k")
    expect(alice.locator(".row-stem:focus")).to_have_count(0)


def test_sheet_lists_the_keys_and_closes(alice: Page) -> None:
    press(alice, "?")
    sheet = alice.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    for text in ("Search the bank", "Next, previous question", "Show or hide the answer"):
        expect(sheet.get_by_text(text)).to_be_visible()
    press(alice, "Escape")
    expect(sheet).to_be_hidden()
    alice.get_by_role("button", name="Keyboard shortcuts").click()
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_be_hidden()


def test_switch_turns_the_keys_off_and_on_for_good(alice: Page) -> None:
    button = alice.get_by_role("button", name="Keyboard shortcuts")
    switch = alice.get_by_label("Use single-key shortcuts")
    button.click()
    switch.uncheck()
    press(alice, "Escape")
    alice.reload()
    for key in ("j", "/", "?"):
        alice.keyboard.press(key)
    expect(alice.locator(".row-stem:focus, #q:focus, dialog[open]")).to_have_count(0)
    button.click()
    expect(switch).not_to_be_checked()
    switch.check()
    press(alice, "Escape")
    press(alice, "j")
    expect(alice.locator(".row-stem").first).to_be_focused()


def test_first_tab_skips_to_the_content(alice: Page) -> None:
    press(alice, "Tab")
    skip = alice.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    press(alice, "Enter")
    expect(alice).to_have_url(re.compile("#main$"))
    press(alice, "Tab")
    expect(alice.get_by_label("Search the questions")).to_be_focused()
