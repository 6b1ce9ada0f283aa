"""An administrator's work with the settings."""

import csv
import re
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import expect

from questions.models import User
from tests.base import make_kit
from tests.browser.base import Visitors, shown
from tests.browser.test_accessibility import check, check_reflow

pytestmark = pytest.mark.browser


def test_the_audit_log_is_filtered_and_handed_out(visitors: Visitors, bank: None) -> None:
    for name in ("alice", "bob"):
        make_kit(f"Kit of {name}", by=User.objects.get(username=name))
    page = visitors.visit("eve")
    page.goto("/questions/")
    page.get_by_text("eve", exact=True).click()
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("link", name="kit Kit of bob")).to_be_visible()
    with page.expect_response(lambda response: "actor=alice" in response.url):
        page.get_by_label("Person").fill("alice")
        page.get_by_label("Person").press("Enter")
    expect(page.get_by_role("link", name="kit Kit of bob")).to_have_count(0)
    with page.expect_response(lambda response: "verb=kit.created" in response.url):
        page.get_by_label("Act").select_option("kit.created")
    expect(shown(page)).to_have_text("Showing 1–1 of 1")
    assert "actor=alice" in page.url
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    table = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [row["sentence"] for row in csv.DictReader(table)] == ["alice made kit Kit of alice"]
    page.goto("/settings/audit/?object_type=kit")
    check(page)
    check_reflow(page)


def test_someone_is_invited_and_joins(visitors: Visitors, bank: None) -> None:
    page = visitors.visit("eve")
    page.goto("/settings/people/")
    page.get_by_label("E-mail").fill("nora@example.org")
    page.get_by_label("recruiter").check()
    page.get_by_role("button", name="Send an invitation").click()
    expect(page.get_by_role("status").first).to_contain_text("Sent to nora@example.org")
    check(page)
    check_reflow(page)
    page.get_by_role("link", name="bob").click()
    expect(page.get_by_role("heading", name="bob")).to_be_visible()
    check(page)
    check_reflow(page)

    [link] = re.findall(r"http\S+/join/\S+", str(mail.outbox[0].body))
    nora = visitors.visit()
    nora.goto(link)
    check(nora)
    nora.get_by_label("Name").fill("nora")
    nora.get_by_label("Password", exact=True).fill("a wholly new battery")
    nora.get_by_label("Password, again").fill("a wholly new battery")
    nora.get_by_role("button", name="Make my account").click()
    nora.get_by_label("Username or email").fill("nora")
    nora.get_by_label("Password").fill("a wholly new battery")
    nora.get_by_role("button", name="Sign in").click()
    expect(nora.get_by_role("heading", name="Home")).to_be_visible()

    visitors.console.expect("410")
    nora.goto(link)
    expect(nora.get_by_role("heading", name="This invitation has ended")).to_be_visible()
    check(nora)
    page.goto("/settings/people/")
    expect(page.get_by_role("link", name="nora")).to_be_visible()
