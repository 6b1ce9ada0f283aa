"""Signing, the times of retries, and what is told of a change."""

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from questions.rules import webhooks
from questions.rules.lifecycle import TRANSITIONS

AT = datetime.datetime(2026, 1, 31, 14, 5, tzinfo=datetime.UTC)


def test_the_whole_signature_is_as_the_standard_computes_it() -> None:
    # Key, id, time and body of the standard's own example.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.datetime.fromtimestamp(1614265330, datetime.UTC)
    found = webhooks.signed("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [secret])
    assert found == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(st.binary(max_size=50))
def test_each_secret_signs(sent: bytes) -> None:
    text, now = sent.hex().encode(), datetime.datetime.now(datetime.UTC)
    secrets = [webhooks.new_secret() for _ in range(2)]
    headers = webhooks.signed("msg_1", now, text, secrets)
    for secret in secrets:
        Webhook(secret).verify(text, headers, json_parse=False)


def test_secrets_are_long_and_differ() -> None:
    found = {webhooks.new_secret() for _ in range(50)}
    assert len(found) == 50
    assert all(secret.startswith("whsec_") and len(secret) == 50 for secret in found)


def test_tries_are_days_apart_in_the_end() -> None:
    waits = [webhooks.next_try(number, 0.5) for number in range(1, 11)]
    assert waits[0] == datetime.timedelta(seconds=5)
    assert waits[8] == datetime.timedelta(hours=24)
    assert waits[9] is None
    total = sum((wait for wait in waits if wait), datetime.timedelta())
    assert datetime.timedelta(days=3) < total < datetime.timedelta(days=4)


@given(st.integers(1, 9), st.floats(0, 1))
def test_waits_are_jittered_within_bounds(number: int, chance: float) -> None:
    wait = webhooks.next_try(number, chance)
    assert wait is not None
    planned = webhooks.BACK_OFF[number - 1]
    assert 0.8 * planned <= wait.total_seconds() + 1e-6
    assert wait.total_seconds() <= 1.2 * planned + 1e-6


@pytest.mark.parametrize(("days", "lost"), [(0, False), (4.99, False), (5, True), (60, True)])
def test_when_an_endpoint_is_lost(days: float, lost: bool) -> None:
    assert webhooks.is_lost(AT - datetime.timedelta(days=days), AT) == lost
    assert not webhooks.is_lost(None, AT)


def test_every_step_of_a_question_is_told() -> None:
    assert {f"question.{verb}" for verb in TRANSITIONS} <= set(webhooks.EVENTS)
    assert all(kind.partition(".")[0] in webhooks.NOUNS for kind in webhooks.TYPES)


@pytest.mark.parametrize(
    ("events", "kind", "wanted"),
    [
        ([], "kit.ready", True),
        (["kit.ready"], "kit.ready", True),
        (["kit.ready"], "kit.used", False),
    ],
)
def test_what_is_wanted(events: list[str], kind: str, wanted: bool) -> None:
    assert webhooks.wanted(events, kind) == wanted


def changes(told: dict[str, Any]) -> Any:
    said = json.loads(webhooks.body("kit.edited", AT, {"id": 1}, told))
    assert said["timestamp"] == "2026-01-31T14:05:00.000000Z"
    assert said["type"] == "kit.edited"
    assert said["data"].pop("id") == 1
    return said["data"]["changes"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"fields": ["stem", "look_for"]},
        {"from": "draft", "to": "in_review", "version": 3},
        {"candidate": 7, "template": True},
        {"questions": [1, 2]},
        {"from": 17},
    ],
)
def test_ids_and_names_of_fields_are_told(told: dict[str, Any]) -> None:
    assert changes(told) == told


@pytest.mark.parametrize(
    "told",
    [
        {"note": "why"},
        {"what": "Added “A stem”"},
        {"name": "Jane"},
        {"from": "Jane Example"},
        {"to": "jane@example.org"},
        {"fields": ["Jane Example"]},
        {"fields": {"name": "Jane"}},
        {"questions": list(range(501))},
        {"to": None},
        {"to": "x" * 51},
    ],
)
def test_nothing_else_is(told: dict[str, Any]) -> None:
    assert changes(told) == {}
