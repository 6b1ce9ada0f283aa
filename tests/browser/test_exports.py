"""A recruiter leaves with a large export: orders it, watches it being written, downloads it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from questions.rules import exports
from tests.browser.base import PHONE, Visitors
from tests.browser.test_accessibility import check, check_reflow
from tests.worker import run_tasks

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 100)


def file_of(page: Page) -> list[str]:
    """Download the file, and return the stems in it."""
    with page.expect_download() as caught:
        page.get_by_role("link", name="Download the file").click()
    assert caught.value.suggested_filename.endswith(".json")
    held = json.loads(Path(caught.value.path()).read_bytes())
    return [question["stem"] for question in held["questions"]]


def test_from_the_order_to_the_file(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    page.goto("/questions/export/")
    page.get_by_label("JSON").check()
    page.get_by_role("button", name="Order 127 questions as JSON").click()
    progress = page.get_by_role("region", name="Progress")
    expect(progress).to_contain_text("Being written")
    check(page)
    run_tasks()
    # The page looks again by itself.
    expect(progress).to_contain_text("Ready: 127 questions")
    check(page)
    check_reflow(page)
    assert len(file_of(page)) == 127
    page.get_by_role("link", name="Your exports").click()
    expect(page.get_by_role("row")).to_have_count(2)
    check(page)
    check_reflow(page)
    page.get_by_role("link", name="JSON, no.").click()
    page.get_by_role("button", name="Delete the file").click()
    expect(progress).to_contain_text("Cancelled")
    check(page)


def test_on_a_phone_without_script(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice", size=PHONE, java_script_enabled=False)
    page.goto("/questions/export/?format=json")
    page.get_by_role("button", name="Order 127 questions as JSON").click()
    expect(page.get_by_role("button", name="Cancel the export")).to_be_visible()
    run_tasks()
    page.get_by_role("link", name="Refresh").click()
    assert len(file_of(page)) == 127
