"""A kit taken along as a file of a quiz."""

import pytest
from playwright.sync_api import expect

from tests.base import make_kit, make_question
from tests.browser.base import PHONE, Visitors
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


def test_what_is_left_out_is_read_before_the_file_is_taken(
    visitors: Visitors, cast: object
) -> None:
    asked = [
        make_question("Why so?", look_for=["Care"]),
        make_question("Which one?", type="mcq", red_flags=["Guesses"]),
    ]
    kit = make_kit("First talk", asked, frozen=True)
    page = visitors.visit("alice")
    page.goto(kit.get_absolute_url())
    page.locator("summary", has_text="Print and export").click()
    expect(page.get_by_role("button", name="Candidate’s copy as GIFT")).to_have_count(0)
    page.get_by_role("button", name="Interviewer’s copy as GIFT").click()
    expect(page.get_by_role("heading", name="What GIFT leaves out")).to_be_visible()
    expect(page.get_by_text("GIFT has no place for red flags. 1 question")).to_be_visible()
    check(page)
    check_reflow(page)
    check(page, PHONE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download GIFT").click()
    assert download.value.suggested_filename == f"first-talk-{kit.pk}.txt"
    page.get_by_role("link", name="Back to the kit").click()
    expect(page.get_by_role("heading", name="First talk")).to_be_visible()
