"""Keeping skills in order: two of one meaning are merged, and old links lead on."""

import pytest
from playwright.sync_api import expect

from questions.models import Skill
from tests.browser.base import Visitors, shown
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


def test_two_skills_are_merged(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    page.goto("/questions/")
    page.get_by_role("link", name="Skills", exact=True).click()
    gone, into = Skill.objects.order_by("name")[:2]
    page.get_by_role("link", name=gone.name, exact=True).click()
    page.get_by_role("link", name="Merge").click()
    page.get_by_label("Merge").select_option(into.slug)
    page.get_by_role("button", name="Show what it moves").click()
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Merge for good").click()
    expect(page.get_by_role("heading", name=into.name, exact=True)).to_be_visible()
    page.goto(f"/questions/?skill={gone.slug}")
    expect(shown(page)).to_be_visible()
    assert page.url.endswith(f"/questions/?skill={into.slug}")


def test_pages_are_accessible_and_reflow(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("alice")
    skill = Skill.objects.order_by("name")[0]
    role = "/roles/ai-model-designer/"
    paths = ["/skills/", "/roles/", "/sources/", skill.get_absolute_url(), role]
    paths += [f"{role}edit/", f"{role}weigh/", f"{role}weigh/?skill={skill.slug}"]
    for path in paths:
        response = page.goto(path)
        assert response
        assert response.ok
        check(page)
        check_reflow(page)
