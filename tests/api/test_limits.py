"""How much may be asked, and from where: rate limits in headers, and CORS."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from questions.api.throttling import AccountRateThrottle
from tests.api.base import API, READ, Reader, problem
from tests.base import Cast

APP = "https://app.example.org"
ADDRESS = f"{API}/questions/"


def left(response: Any) -> tuple[int, int]:
    assert 1 <= int(response.headers["RateLimit-Reset"]) <= 60
    names = ("RateLimit-Limit", "RateLimit-Remaining")
    limit, remaining = (int(response.headers[name]) for name in names)
    return limit, remaining


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AccountRateThrottle, "rate", "3/min", raising=False)


def test_answers_say_what_is_left(three: None, alice: Reader) -> None:
    assert [left(alice.ask("/questions/")) for _ in range(3)] == [(3, 2), (3, 1), (3, 0)]
    held_off = alice.ask("/questions/")
    assert left(held_off) == (3, 0)
    assert problem(held_off, 429)["title"] == "Too many requests"
    wait, reset = (int(held_off.headers[name]) for name in ("Retry-After", "RateLimit-Reset"))
    assert wait in (reset, reset + 1)


def test_problems_say_it_too(three: None, alice: Reader) -> None:
    assert left(alice.ask("/questions/99999/")) == (3, 2)
    assert left(alice.ask("/questions/?colour=red")) == (3, 1)


def test_each_token_has_its_own(three: None, cast: Cast, client: Client) -> None:
    first, second = Reader(cast.alice, READ), Reader(cast.alice, READ)
    assert [first.ask("/questions/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert left(second.ask("/questions/")) == (3, 2)
    client.force_login(cast.alice)
    assert left(client.get(ADDRESS)) == (3, 2)


def test_counting_takes_no_query(alice: Reader) -> None:
    alice.ask("/skills/")
    with CaptureQueriesContext(connection) as queries:
        alice.ask("/skills/")
    assert not [q for q in queries if "cache" in q["sql"]]


def test_pages_carry_no_limit(client: Client, cast: Cast) -> None:
    assert "RateLimit-Limit" not in client.get("/accounts/login/").headers


# Scripts of other sites


def preflight(client: Client, origin: str) -> Any:
    asked = {"Access-Control-Request-Method": "GET", "Origin": origin}
    return client.options(ADDRESS, headers=asked)


def crossing(response: Any) -> list[str]:
    return [name for name in response.headers if name.startswith("Access-Control-")]


def test_other_sites_are_not_let_in(client: Client, alice: Reader) -> None:
    assert crossing(preflight(client, APP)) == []
    answer = alice.ask("/questions/", Origin=APP)
    assert crossing(answer) == []
    assert "Origin" not in answer.headers.get("Vary", "")


def test_those_named_are_let_in_with_a_token(
    client: Client, alice: Reader, settings: Settings
) -> None:
    settings.CORS_ORIGINS = frozenset({APP})
    asked = preflight(client, APP)
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == APP
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert "PATCH" in asked.headers["Access-Control-Allow-Methods"]
    answer = alice.ask("/questions/", Origin=APP)
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "RateLimit-Remaining" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in asked.headers


@pytest.mark.parametrize(
    "origin",
    [
        "http://app.example.org",
        f"{APP}:8443",
        f"{APP}.evil.example",
        "https://APP.example.org",
        "https://evil.example",
        "null",
        "",
    ],
)
def test_none_but_those_exactly(
    client: Client, alice: Reader, settings: Settings, origin: str
) -> None:
    settings.CORS_ORIGINS = frozenset({APP})
    assert crossing(preflight(client, origin)) == []
    answer = alice.ask("/questions/", Origin=origin)
    assert crossing(answer) == []
    assert "Origin" in answer.headers["Vary"]


def test_pages_are_for_nobody_else(client: Client, settings: Settings, db: None) -> None:
    settings.CORS_ORIGINS = frozenset({APP})
    assert crossing(client.get("/accounts/login/", headers={"Origin": APP})) == []
