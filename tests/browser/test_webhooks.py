"""An administrator connects another system."""

import pytest
from playwright.sync_api import expect
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook

from tests.base import make_question
from tests.browser.base import Visitors
from tests.browser.test_accessibility import check, check_reflow
from tests.receiver import HOST, receiver
from tests.worker import run_tasks

pytestmark = pytest.mark.browser


def test_a_receiver_is_connected_and_catches_up(
    visitors: Visitors, bank: None, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = {HOST}
    page = visitors.visit("eve")
    page.goto("/questions/")
    page.get_by_text("eve", exact=True).click()
    page.get_by_role("link", name="Webhooks").click()
    check(page)
    page.get_by_role("link", name="New webhook").click()
    with receiver() as there:
        page.get_by_label("Name").fill("The ATS")
        page.get_by_label("Address").fill(there.url)
        page.get_by_label("question.created").check()
        check(page)
        check_reflow(page)
        page.get_by_role("button", name="Make the webhook").click()
        secret = page.locator(".secret").inner_text()
        check(page)
        check_reflow(page)
        page.get_by_role("link", name="I have copied it").click()

        page.get_by_role("button", name="Send a test event").click()
        expect(page.get_by_text("Not tried yet")).to_be_visible()
        run_tasks()
        page.get_by_role("link", name="Look again").click()
        expect(page.get_by_role("heading", name="Try 1")).to_be_visible()
        assert Webhook(secret).verify(there.calls[0].body, there.calls[0].headers)
        page.get_by_text("Request and answer").click()
        check(page)
        check_reflow(page)

        page.get_by_role("link", name="‹ The ATS").click()
        page.get_by_role("button", name="Disable").click()
        make_question("Why does it drift?")
        page.get_by_role("link", name="Held back").click()
        expect(page.get_by_text("Showing 1–1 of 1")).to_be_visible()
        check(page)
        check_reflow(page)
        page.get_by_role("button", name="Enable").click()
        page.get_by_role("button", name="Send again").click()
        expect(page.get_by_role("status").first).to_contain_text("sent again: 1.")
        run_tasks()
        assert len(there.calls) == 2
        page.reload()
        expect(page.get_by_role("cell", name="delivered")).to_have_count(2)

        page.get_by_role("link", name="Delete").click()
        check(page)
        page.get_by_role("button", name="Delete for good").click()
        expect(page.get_by_text("There are no webhooks yet")).to_be_visible()
