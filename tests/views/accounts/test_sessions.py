"""Sessions end by themselves: after a time without use, and after a time whatever the use."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.base import PASSWORD, Cast

PAGE = "/guide/"


class Clock:
    """The server's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made)
    return made


@pytest.fixture
def alice(cast: Cast, clock: Clock) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert client.get(PAGE).status_code == 200
    return client


def test_ends_without_use(alice: Client, clock: Clock) -> None:
    clock.move(hours=11, minutes=50)
    assert alice.get(PAGE).status_code == 200
    clock.move(hours=12, minutes=1)
    assert alice.get(PAGE).status_code == 302
    assert "_auth_user_id" not in alice.session


def test_ends_whatever_the_use(alice: Client, clock: Clock) -> None:
    for _ in range(32):
        assert alice.get(PAGE).status_code == 200
        clock.move(hours=10, minutes=30)
    clock.move(minutes=1)
    assert alice.get(PAGE).status_code == 302


def test_an_ended_session_opens_no_api_either(alice: Client, clock: Clock) -> None:
    assert alice.get("/api/v1/questions/").status_code == 200
    clock.move(days=1)
    assert alice.get("/api/v1/questions/").status_code in (401, 403)


def test_limits_are_settings(alice: Client, clock: Clock, settings: Settings) -> None:
    settings.SESSION_IDLE_MINUTES = 10
    clock.move(minutes=9)
    assert alice.get(PAGE).status_code == 200
    clock.move(minutes=11)
    assert alice.get(PAGE).status_code == 302


def test_use_is_noted_now_and_then_alone(alice: Client, clock: Clock) -> None:
    clock.move(minutes=1)
    with CaptureQueriesContext(connection) as queries:
        alice.get(PAGE)
    assert not [q for q in queries if q["sql"].startswith(("UPDATE", "INSERT"))]
