"""A Chromium, a served bank, and pages of it whose console must stay silent."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import pytest
from django.core.signals import request_finished, request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.base import Cast, make_cast
from tests.browser.base import Console, Snapshot, Visitors

SWITCHES = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all of these tests, gone before any other test runs."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
    expect.set_options(timeout=10_000)  # a busy machine is no failure
    # Playwright keeps an event loop in this thread, in which Django refuses to touch a database;
    # nothing here is asynchronous: the loop stands still while a test's own code runs.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=switches)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def read_on(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA read_uncommitted = 1")


@pytest.fixture(scope="package", autouse=True)
def readers_wait_for_nobody(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A reader that meets a writer fails at once in memory, where a file shows the state before."""
    connection_created.connect(read_on)
    with django_db_blocker.unblock():
        read_on(connections["default"])
    yield
    connection_created.disconnect(read_on)


class UnderWay:
    """Requests that the served bank has not answered yet: they share the test's connection."""

    LONGEST = 10.0

    def __init__(self) -> None:
        self._began = self._ended = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        request_started.connect(self._begin)
        request_finished.connect(self._end)
        yield
        request_started.disconnect(self._begin)
        request_finished.disconnect(self._end)

    def _begin(self, **kwargs: object) -> None:
        self._began += 1

    def _end(self, **kwargs: object) -> None:
        self._ended += 1

    def wait(self) -> None:
        """Wait for all to end: no table can be emptied while one of them still reads it."""
        until = monotonic() + self.LONGEST
        while self._ended < self._began and monotonic() < until:
            sleep(0.01)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture(scope="package")
def snapshot() -> Iterator[Snapshot]:
    made = Snapshot()
    yield made
    if made.copy:
        made.copy.close()


@pytest.fixture
def bank(snapshot: Snapshot, transactional_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    """The bank with the fixtures' 127 questions, and the cast."""
    snapshot.restore()


@pytest.fixture
def console() -> Iterator[Console]:
    heard = Console()
    yield heard
    assert heard.unexpected() == []


@pytest.fixture
def visitors(
    browser: Browser, transactional_db: None, live_server: LiveServer, console: Console
) -> Iterator[Visitors]:
    made, requests = Visitors(browser, live_server, console), UnderWay()
    with requests.counted():
        yield made
        made.leave()
        requests.wait()


@pytest.fixture
def alice(visitors: Visitors, bank: None) -> Page:
    """Alice's page, on a desk's screen, with the list of the fixtures' questions open."""
    page = visitors.visit("alice")
    page.goto("/questions/")
    return page
