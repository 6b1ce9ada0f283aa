"""What endpoints are told, and that nothing else is."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from questions.actions import bulk, candidates, kits, people, questions, webhooks
from questions.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from tests.actions.webhooks.conftest import Made
from tests.base import Cast, make_candidate, make_kit, make_question, said
from tests.receiver import Receiver
from tests.worker import run_tasks

Hook = Callable[..., Made]


def told(there: Receiver) -> list[Any]:
    run_tasks()
    return [json.loads(call.body) for call in there.calls]


def test_an_event_is_signed_as_the_standard_has_it(there: Receiver, hook: Hook) -> None:
    _, secret = hook()
    make_question()
    run_tasks()
    [call] = there.calls
    assert call.path == "/hooks"
    assert call.headers["content-type"] == "application/json"
    assert Webhook(secret).verify(call.body, call.headers)["type"] == "question.created"
    other = Webhook("whsec_" + "A" * 43 + "=")
    with pytest.raises(WebhookVerificationError):
        other.verify(call.body, call.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(call.body.replace(b"created", b"retired"), call.headers)


def test_what_is_said_is_thin(cast: Cast, there: Receiver, hook: Hook) -> None:
    hook()
    question = make_question("A stem that is long", status="in_review", answer="A secret answer")
    questions.move(cast.alice, question, "send_back", note="A private remark")
    created, submitted, sent_back = told(there)
    question.refresh_from_db()
    assert created["type"] == "question.created"
    assert submitted["type"] == "question.submitted"
    assert sent_back == {
        "type": "question.sent_back",
        "timestamp": sent_back["timestamp"],
        "data": {
            "object": "question",
            "id": question.pk,
            "uid": str(question.uid),
            "status": "draft",
            "version": question.version,
            "revision": question.revision,
            "url": f"/api/v1/questions/{question.pk}/",
            "actor": cast.alice.pk,
            "changes": {
                "version": question.version,
                "revision": question.revision,
                "from": "in_review",
                "to": "draft",
            },
        },
    }
    everything = b"".join(call.body for call in there.calls)
    for text in (b"long", b"secret", b"private"):
        assert text not in everything


def test_a_candidates_data_are_not_told(cast: Cast, there: Receiver, hook: Hook) -> None:
    hook()
    candidate = make_candidate("Zebulon", cast.alice, email="zebulon@example.org", notes="Zebra")
    candidates.edit(cast.alice, candidate, {"name": "Zebedee"})
    make_kit("Kit of Zebulon", [make_question()], candidate=candidate, frozen=True)
    candidate.refresh_from_db()
    candidates.erase(cast.alice, candidate)
    events = told(there)
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["candidate.created", "candidate.edited"]
    assert {"kit.created", "kit.changed", "kit.ready"} < set(kinds)
    assert kinds[-1] == "candidate.erased"
    assert events[1]["data"]["changes"] == {"fields": ["name"]}
    assert all(b"zeb" not in call.body.lower() for call in there.calls)


def test_only_what_is_wanted_is_told(cast: Cast, there: Receiver, hook: Hook) -> None:
    hook(events=["kit.ready", "question.retired"])
    make_question(status="retired")
    make_kit(asked=[make_question()], frozen=True)
    assert [event["type"] for event in told(there)] == ["question.retired", "kit.ready"]


def test_each_endpoint_gets_its_own(cast: Cast, there: Receiver, hook: Hook) -> None:
    (_, one), (_, two) = hook(), hook(url=there.url + "/second")
    make_question()
    run_tasks()
    assert WebhookEvent.objects.count() == 1
    by_path = {call.path: call for call in there.calls}
    assert Webhook(one).verify(by_path["/hooks"].body, by_path["/hooks"].headers)
    other = by_path["/hooks/second"]
    assert Webhook(two).verify(other.body, other.headers)
    assert len({*there.ids()}) == 1


def test_what_is_rolled_back_is_not_told(cast: Cast, there: Receiver, hook: Hook) -> None:
    hook()
    with transaction.atomic():
        make_question()
        transaction.set_rollback(True)
    assert told(there) == []
    assert not WebhookEvent.objects.exists()


def test_what_is_only_looked_at_is_not_told(cast: Cast, there: Receiver, hook: Hook) -> None:
    hook()
    people.record_sign_in(cast.alice)
    questions.view_answer(cast.alice, make_question())
    assert [event["type"] for event in told(there)] == ["question.created"]


def test_many_changes_are_written_at_once(cast: Cast, there: Receiver, hook: Hook) -> None:
    hook()
    ids = [make_question(f"Question {number}").pk for number in range(30)]
    change = bulk.preview(cast.alice, bulk.choose(cast.alice, ids, "level"), "expert")
    run_tasks()
    there.calls.clear()
    with CaptureQueriesContext(connection) as many:
        bulk.apply(cast.alice, change)
    written = [query for query in many.captured_queries if "questions_webhook" in query["sql"]]
    assert len(written) == 3
    events = told(there)
    assert {event["type"] for event in events} == {"question.edited"}
    assert sorted(event["data"]["id"] for event in events) == ids
    assert there.connections < 10


def test_without_an_endpoint_an_edit_costs_one_look(cast: Cast) -> None:
    question = make_question()
    with CaptureQueriesContext(connection) as queries:
        questions.edit(cast.alice, question, said("Another stem"))
    assert sum("webhook" in query["sql"] for query in queries.captured_queries) == 1
    assert not WebhookEvent.objects.exists()


def test_of_a_disabled_endpoint_it_is_held_back(cast: Cast, there: Receiver, hook: Hook) -> None:
    endpoint, _ = hook()
    make_question()
    endpoint = webhooks.edit(cast.eve, endpoint, {"enabled": False})
    make_question("Another")
    assert told(there) == []
    states = WebhookDelivery.objects.values_list("state", flat=True)
    assert list(states) == ["held", "held"]
    endpoint = webhooks.edit(cast.eve, endpoint, {"enabled": True})
    assert told(there) == []
    assert webhooks.redeliver_since(cast.eve, endpoint, endpoint.created_at) == 2
    assert len(told(there)) == 2


def test_a_deleted_endpoint_is_told_nothing(cast: Cast, there: Receiver, hook: Hook) -> None:
    endpoint, _ = hook()
    make_question()
    webhooks.delete(cast.eve, endpoint)
    make_question("Another")
    assert told(there) == []
    assert not WebhookDelivery.objects.exists()
    assert WebhookEndpoint.objects.get().secret == ""


def test_the_public_address_is_told(cast: Cast, there: Receiver, hook: Hook, settings: Any) -> None:
    settings.PUBLIC_URL = "https://bank.example.org"
    hook()
    kit = make_kit(by=cast.alice)
    kits.archive(cast.alice, kit)
    assert {event["data"]["url"] for event in told(there)} == {
        f"https://bank.example.org/api/v1/kits/{kit.pk}/"
    }
