"""Every page and state passes axe, light and dark, wide and narrow, and reflows at 320 pixels."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django import Settings

from questions.models import Question
from tests.base import make_question
from tests.browser.base import PHONE, WIDE, Visitors

pytestmark = pytest.mark.browser
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# Swagger UI's own tree is third-party; the page around it is ours.
CONTEXT = {"exclude": [["#swagger-ui"]]}
NARROW = (320, 640)


def violations(page: Page, context: Any = CONTEXT) -> list[str]:
    found: Any = Axe().run(page, context=context, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def check(page: Page, *sizes: tuple[int, int]) -> None:
    """Hold a page as it stands to axe in both themes, at each size."""
    for size in sizes or (WIDE, PHONE):
        resize(page, size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], f"{scheme} at {size[0]} pixels"


def check_reflow(page: Page) -> None:
    resize(page, NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW[0]


PUBLIC = {
    "sign-in": "/accounts/login/",
    "password reset": "/accounts/password/reset/",
    "reset sent": "/accounts/password/reset/done/",
    "reset link is stale": "/accounts/password/reset/key/1-stale/",
}
SIGNED_IN = {
    "bank": "/questions/?q=model&level=basic&level=advanced&type=open&minutes_max=5",
    "no match": "/questions/?q=zzzzz&level=basic",
    "password change": "/accounts/password/change/",
    "sign-out": "/accounts/logout/",
    "API docs": "/api/docs/",
}
FAILED = {
    "unreadable address": ("/questions/?levl=basic", 400),
    "missing page": ("/nowhere/", 404),
}


@pytest.mark.parametrize("path", PUBLIC.values(), ids=PUBLIC.keys())
def test_pages_before_sign_in(visitors: Visitors, bank: None, path: str) -> None:
    page = visitors.visit()
    page.goto(path)
    check(page)
    check_reflow(page)


@pytest.mark.parametrize("path", SIGNED_IN.values(), ids=SIGNED_IN.keys())
def test_pages(visitors: Visitors, bank: None, path: str) -> None:
    page = visitors.visit("alice")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    check(page)
    check_reflow(page)


@pytest.mark.parametrize(("path", "status"), FAILED.values(), ids=FAILED.keys())
def test_pages_that_tell_of_an_error(
    visitors: Visitors, bank: None, path: str, status: int
) -> None:
    visitors.console.expect(f"status of {status}")
    page = visitors.visit("alice")
    page.goto(path)
    check(page)
    check_reflow(page)


def test_crash(visitors: Visitors, bank: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object, **options: object) -> None:
        raise RuntimeError

    visitors.console.expect("status of 500")
    monkeypatch.setattr("questions.matches.Matches.page", crash)
    page = visitors.visit("alice")
    page.goto("/questions/")
    expect(page.get_by_role("heading", name="Something went wrong here")).to_be_visible()
    check(page)
    check_reflow(page)


def test_form_that_is_out_of_date(visitors: Visitors, bank: None) -> None:
    visitors.console.expect("status of 403")
    page = visitors.visit()
    page.goto("/accounts/login/")
    page.context.clear_cookies()
    sign_in_wrongly(page)
    expect(page.get_by_role("heading", name="This form is out of date")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Open the page again").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_too_many_tries(visitors: Visitors, bank: None, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    visitors.console.expect("status of 429")
    page = visitors.visit()
    for _ in range(2):
        page.goto("/accounts/login/")
        sign_in_wrongly(page)
    expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()
    check(page)


def sign_in_wrongly(page: Page) -> None:
    page.get_by_label("Username or email").fill("alice")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()


def test_form_with_errors(visitors: Visitors, bank: None) -> None:
    page = visitors.visit()
    page.goto("/accounts/login/")
    sign_in_wrongly(page)
    expect(page.locator(".errorlist")).to_be_visible()
    check(page)


def test_bank_without_questions(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("carol")
    page.goto("/questions/")
    check(page)
    check_reflow(page)


def test_filter_sheet(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice", size=PHONE)
    page.goto("/questions/?level=basic")
    page.get_by_role("button", name="Filters").click()
    page.get_by_text("Show all").first.click()
    check(page, PHONE)


def test_shortcut_sheet_and_menu(alice: Page) -> None:
    alice.get_by_text("alice", exact=True).click()
    # What lies under an open menu is hidden while it is open.
    assert violations(alice, {"include": [[".menu"]]}) == []
    alice.keyboard.press("?")
    expect(alice.get_by_role("dialog")).to_be_visible()
    check(alice, WIDE)


def coded() -> Question:
    return Question.objects.filter(answer__contains="```", type="open").first() or make_question()


def tabled() -> Question:
    return Question.objects.filter(answer__contains="|--").first() or make_question()


def choices() -> Question:
    return Question.objects.filter(type="mcq").first() or make_question()


@pytest.mark.parametrize("find", [coded, tabled, choices])
def test_question_closed_and_open(
    visitors: Visitors, bank: None, find: Callable[[], Question]
) -> None:
    page = visitors.visit("alice")
    page.goto(find().get_absolute_url())
    check(page, WIDE)
    page.get_by_role("link", name="Show the answer").click()
    expect(page.get_by_role("heading", name="Model answer")).to_be_visible()
    check(page)
    check_reflow(page)
