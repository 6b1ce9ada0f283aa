"""Visitors with real browsers, what their consoles say, and a bank that is loaded once."""

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from questions.models import User
from tests.base import make_cast

WIDE = (1280, 850)
PHONE = (390, 844)


def press(page: Page, key: str) -> None:
    """Press a key once the page's scripts have run: a page is seen before it listens."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def shown(page: Page) -> Locator:
    """The sentence that tells which rows of how many are shown."""
    return page.locator(".results-count")


def tick(page: Page, facet: str, value: str) -> None:
    """Tick a facet's value and wait for the list that it brings."""
    with page.expect_response(lambda response: f"{facet}={value}" in response.url):
        page.locator(f"#facet-{facet}-{value}").check()
    expect(page.locator(".chips")).to_be_visible()


def count_of(page: Page, facet: str, value: str) -> int:
    row = page.locator(".facet-value", has=page.locator(f"#facet-{facet}-{value}"))
    return int(row.locator(".facet-count").inner_text())


class Snapshot:
    """The fixtures' content and the cast, loaded once and copied into each test's database."""

    def __init__(self) -> None:
        self.copy: sqlite3.Connection | None = None

    def restore(self) -> None:
        connection.ensure_connection()
        if self.copy is None:
            call_command("load_content", verbosity=0)
            make_cast()
            self.copy = sqlite3.connect(":memory:")
            connection.connection.backup(self.copy)
        else:
            self.copy.backup(connection.connection)


@dataclass
class Console:
    """What browsers complained of: errors, and what the content security policy stopped."""

    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def expect(self, words: str) -> None:
        """A test provokes this complaint."""
        self.expected.append(words)

    def unexpected(self) -> list[str]:
        return [c for c in self.complaints if not any(words in c for words in self.expected)]


class Visitors:
    """Opens pages of the served bank for accounts, on screens of any size."""

    def __init__(self, browser: Browser, server: LiveServer, console: Console) -> None:
        self.browser = browser
        self.server = server
        self.console = console
        self.contexts: list[BrowserContext] = []

    def visit(
        self, name: str = "", *, size: tuple[int, int] = WIDE, scheme: Any = "light", **more: Any
    ) -> Page:
        """Return an empty page of a browser in which the account `name` is signed in."""
        context = self.browser.new_context(
            base_url=self.server.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if name:
            context.add_cookies([self._session(name)])
        page = context.new_page()
        page.on("console", self.console.hear)
        page.on("pageerror", lambda error: self.console.complaints.append(str(error)))
        return page

    def _session(self, name: str) -> Any:
        client = Client()
        client.force_login(User.objects.get(username=name))
        key = settings.SESSION_COOKIE_NAME
        return {"name": key, "value": client.cookies[key].value, "url": self.server.url}

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
