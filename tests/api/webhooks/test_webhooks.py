"""Webhooks over REST: made, changed, tested, told again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook

from questions.actions import webhooks as actions
from questions.models import IdempotencyKey, WebhookDelivery, WebhookEndpoint
from tests.api.base import Reader, body, problem
from tests.base import Cast, make_question
from tests.receiver import HOST, Receiver, receiver
from tests.worker import run_tasks

ADDRESS = "https://example.org/hooks"


@pytest.fixture
def eve(cast: Cast) -> Reader:
    """An administrator with a token for webhooks."""
    return Reader(cast.eve, "webhooks:write")


@pytest.fixture
def there(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOWED_HOSTS = {HOST}
    with receiver() as found:
        yield found


def make(eve: Reader, address: str = ADDRESS, **more: Any) -> Any:
    answer = eve.send("post", "/webhooks/", {"address": address, **more})
    assert answer.status_code == 201, answer.content
    return body(answer)


def test_one_is_made_and_its_secret_shown_once(eve: Reader) -> None:
    answer = eve.send("post", "/webhooks/", {"address": ADDRESS, "events": ["kit.ready"]})
    made = body(answer)
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert answer.headers["Cache-Control"] == "no-store"
    read = eve.ask(answer.headers["Location"])
    assert body(read) == made
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert (made["address"], made["events"], made["enabled"]) == (ADDRESS, ["kit.ready"], True)
    assert eve.get("/webhooks/")["results"] == [made]


def test_the_secret_is_not_kept_for_a_repeated_request(eve: Reader) -> None:
    key = {"Idempotency-Key": "one"}
    first = eve.send("post", "/webhooks/", {"address": ADDRESS}, **key)
    again = eve.send("post", "/webhooks/", {"address": ADDRESS}, **key)
    assert again.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"
    secret = body(first).pop("secret")
    assert "secret" not in body(again)
    assert secret not in str(list(IdempotencyKey.objects.values()))
    assert WebhookEndpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "address"),
        ({"address": ""}, "address"),
        ({"address": 7}, "address"),
        ({"address": None}, "address"),
        ({"address": "http://example.org/"}, "address"),
        ({"address": "https://127.0.0.1/"}, "address"),
        ({"address": "https://user:pw@example.org/"}, "address"),
        ({"address": "https://example.org/\ud800"}, "address"),
        ({"address": ADDRESS, "events": ["kit.eaten"]}, "events[0]"),
        ({"address": ADDRESS, "events": "kit.ready"}, "events"),
        ({"address": ADDRESS, "events": [["kit.ready"]]}, "events[0]"),
        ({"address": ADDRESS, "enabled": "yes"}, "enabled"),
        ({"address": ADDRESS, "name": "x" * 101}, "name"),
        ({"address": ADDRESS, "secret": "whsec_mine"}, "secret"),
        ({"address": ADDRESS, "url": ADDRESS}, "url"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(eve: Reader, said: Any, field: str) -> None:
    found = problem(eve.send("post", "/webhooks/", said), 400)
    assert [error["field"] for error in found["errors"]] == [field]
    assert not WebhookEndpoint.objects.exists()


def test_there_is_a_limit(eve: Reader) -> None:
    for _ in range(actions.MAX_ENDPOINTS):
        make(eve)
    problem(eve.send("post", "/webhooks/", {"address": ADDRESS}), 400)


def test_one_is_changed(eve: Reader) -> None:
    path = f"/webhooks/{make(eve)['id']}/"
    problem(eve.send("patch", path, {"name": "ATS"}), 428)
    problem(eve.send("patch", path, {"name": "ATS"}, **{"If-Match": '"other"'}), 412)
    assert eve.change("patch", path, {"name": "ATS", "enabled": False})["enabled"] is False
    assert eve.refused("patch", path, {"address": "ftp://x"}) == [("address", "refused")]


def test_one_is_deleted(eve: Reader) -> None:
    path = f"/webhooks/{make(eve)['id']}/"
    assert eve.try_change("delete", path).status_code == 204
    problem(eve.ask(path), 404)
    problem(eve.ask(f"{path}deliveries/"), 404)
    assert eve.get("/webhooks/")["count"] == 0


def test_a_secret_is_rotated(eve: Reader, there: Receiver) -> None:
    made = make(eve, there.url)
    path = f"/webhooks/{made['id']}/"
    problem(eve.send("post", f"{path}rotate/"), 428)
    answer = eve.try_change("post", f"{path}rotate/")
    rotated = dict(body(answer))
    secret = rotated.pop("secret")
    assert secret != made["secret"]
    assert rotated == eve.get(path)
    assert eve.etag(path) == answer.headers["ETag"]
    problem(eve.send("post", f"{path}rotate/", **{"If-Match": '"old"'}), 412)
    make_question()
    run_tasks()
    for each in (secret, made["secret"]):
        Webhook(each).verify(there.calls[0].body, there.calls[0].headers)


def test_a_ping_and_what_became_of_it(eve: Reader, there: Receiver) -> None:
    there.headers = {"X-Trace": "abc"}
    path = f"/webhooks/{make(eve, there.url)['id']}/"
    answer = eve.send("post", f"{path}ping/", **{"Idempotency-Key": "p"})
    assert answer.status_code == 201
    assert body(answer)["state"] == "pending"
    assert body(answer)["next_try_at"]
    again = eve.send("post", f"{path}ping/", **{"Idempotency-Key": "p"})
    assert again.headers["Location"] == answer.headers["Location"]
    run_tasks()
    found = body(eve.ask(answer.headers["Location"]))
    assert (found["state"], found["event"], found["next_try_at"]) == ("delivered", "ping", None)
    assert found["body"].encode() == there.calls[0].body
    assert found["message_id"] == there.calls[0].headers["webhook-id"]
    [tried] = found["tries"]
    assert (tried["status"], tried["error"]) == (204, "")
    assert tried["response_headers"]["X-Trace"] == "abc"
    assert tried["request_headers"]["webhook-id"] == found["message_id"]
    assert len(there.calls) == 1


def test_deliveries_are_listed_and_filtered(eve: Reader, there: Receiver) -> None:
    path = f"/webhooks/{make(eve, there.url)['id']}/"
    make_question()
    run_tasks()
    there.status = 500
    make_question("Another", status="retired")
    run_tasks()
    every = eve.get(f"{path}deliveries/")
    assert [row["event"] for row in every["results"]] == [
        "question.retired",
        "question.created",
        "question.created",
    ]
    failed = eve.get(f"{path}deliveries/", {"state": "pending", "event": "question.created"})
    assert failed["count"] == 1
    first = eve.get(f"{path}deliveries/", {"page_size": 2})
    assert [row["id"] for row in body(eve.ask(first["next"]))["results"]] == [
        every["results"][2]["id"]
    ]
    assert eve.refusals(f"{path}deliveries/", {"state": "lost"}) == [("state", "unknown_value")]
    assert eve.refusals(f"{path}deliveries/", {"event": "x.y"}) == [("event", "unknown_value")]
    assert eve.refusals(f"{path}deliveries/", {"cursor": "x"}) == [("cursor", "invalid")]
    assert eve.refusals(f"{path}deliveries/", {"colour": "x"}) == [("colour", "unknown_parameter")]


def test_telling_again(eve: Reader, there: Receiver) -> None:
    start = timezone.now().isoformat()
    path = f"/webhooks/{make(eve, there.url)['id']}/"
    make_question()
    run_tasks()
    delivery = WebhookDelivery.objects.get()
    one = eve.send("post", f"{path}deliveries/{delivery.pk}/redeliver/")
    assert body(one)["state"] == "pending"
    run_tasks()
    for said, count in [({}, 0), ({"everything": True}, 1)]:
        answer = eve.send("post", f"{path}redeliver/", {"since": start, **said})
        assert body(answer) == {"deliveries": count}
    run_tasks()
    assert len(there.calls) == 3
    assert len(set(there.ids())) == 1


@pytest.mark.parametrize(
    "since",
    [
        *("", "yesterday", "2026-01-31", "2026-01-31T14:05:00", "2026-13-01T00:00:00Z", "\ud800"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x" * 1000, ["2026"], 7, None),
    ],
)
def test_a_moment_must_be_one(eve: Reader, since: Any) -> None:
    path = f"/webhooks/{make(eve)['id']}/redeliver/"
    found = problem(eve.send("post", path, {"since": since}), 400)
    assert [error["field"] for error in found["errors"]] == ["since"]


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "dave"])
def test_it_is_for_administrators(cast: Cast, eve: Reader, who: str) -> None:
    made = make(eve)
    reader = Reader(getattr(cast, who), "webhooks:write", "admin")
    problem(reader.ask("/webhooks/"), 403)
    problem(reader.ask(f"/webhooks/{made['id']}/"), 403)
    problem(Reader(cast.eve, "admin", "audit:read").ask("/webhooks/"), 403)


def test_a_delivery_is_of_its_webhook(eve: Reader, there: Receiver) -> None:
    first, second = make(eve, there.url), make(eve, there.url, enabled=False)
    make_question()
    of_second = WebhookDelivery.objects.get(endpoint=second["id"])
    problem(eve.ask(f"/webhooks/{first['id']}/deliveries/{of_second.pk}/"), 404)
    assert eve.get(f"/webhooks/{second['id']}/deliveries/{of_second.pk}/")["state"] == "held"
