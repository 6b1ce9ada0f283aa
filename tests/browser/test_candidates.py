"""A recruiter's work with a candidate: add, share, give a template, hand out, erase."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from questions.models import Candidate, Question, User
from tests.base import make_candidate, make_kit
from tests.browser.base import Visitors
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


@pytest.fixture
def template(bank: None) -> str:
    """The name of a frozen template of three questions."""
    asked = Question.objects.order_by("pk")[:3]
    return make_kit("First talk", asked, frozen=True).name


def add(page: Page, name: str) -> None:
    page.goto("/candidates/")
    page.get_by_role("link", name="Add").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail").fill("jane@example.org")
    page.get_by_label("Keep until").fill("2020-01-31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_from_adding_to_erasing(visitors: Visitors, template: str) -> None:
    page = visitors.visit("alice")
    add(page, "Jane Example")

    page.get_by_role("link", name="Give access").click()
    page.get_by_label("bob (hiring manager)").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved who sees this candidate.")

    page.get_by_label("Give a template").select_option(label=f"{template} (frozen, 45 min)")
    page.get_by_role("button", name="Give", exact=True).click()
    page.get_by_role("link", name="Mark as used").click()
    page.get_by_label("Skipped").last.check()
    page.get_by_role("button", name="Mark as used").click()
    page.get_by_role("link", name="Jane Example").click()
    asked = page.get_by_role("region", name="What was asked")
    expect(asked.get_by_role("cell", name="Asked")).to_have_count(2)
    expect(asked.get_by_role("cell", name="Skipped")).to_have_count(1)

    with page.expect_download() as download:
        page.get_by_role("button", name="Export everything").click()
    held = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert held["name"] == "Jane Example"
    assert len(held["asked"]) == 3

    page.goto("/candidates/")
    with page.expect_response(lambda response: "due=true" in response.url):
        page.get_by_label("Due for erasure").check()
    page.get_by_role("link", name="Jane Example").click()
    page.get_by_role("link", name="Erase").click()
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    page.get_by_role("button", name="Erase for good").click()
    pseudonym = Candidate.objects.get().pseudonym
    expect(page.get_by_role("heading", name=pseudonym)).to_be_visible()
    expect(page.get_by_text("Jane Example")).to_have_count(0)


def test_someone_elses_change_is_told_and_what_was_typed_stays(
    visitors: Visitors, bank: None
) -> None:
    jane = make_candidate("Jane Example", by=User.objects.get(username="bob"))
    bob, alice = visitors.visit("bob"), visitors.visit("alice")
    visitors.console.expect("409")
    for page in (bob, alice):
        page.goto(f"/candidates/{jane.pk}/edit/")
    alice.get_by_label("Name").fill("Jane B. Example")
    alice.get_by_role("button", name="Save").click()
    expect(alice.get_by_role("heading", name="Jane B. Example")).to_be_visible()
    bob.get_by_label("Notes").fill("Prefers mornings.")
    bob.get_by_role("button", name="Save").click()
    expect(bob.get_by_role("alert")).to_contain_text("Someone else changed this candidate")
    expect(bob.get_by_label("Notes")).to_have_value("Prefers mornings.")
    check(bob)


def test_pages_are_accessible_and_reflow(visitors: Visitors, template: str) -> None:
    page = visitors.visit("alice")
    add(page, "Jane Example with a name that is rather longer than most names are")
    jane = page.url
    page.get_by_label("Give a template").select_option(index=1)
    page.get_by_role("button", name="Give", exact=True).click()
    for path in ("/candidates/", jane, f"{jane}edit/", f"{jane}access/", f"{jane}erase/"):
        page.goto(path)
        check(page)
        check_reflow(page)
