"""What becomes of deliveries: kept, tried again, given up, taken up by another worker."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook

from questions.actions import webhook_delivery, webhooks
from questions.models import AuditEntry, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookTry
from questions.rules.webhooks import BACK_OFF
from tests.actions.webhooks.conftest import Made
from tests.base import Cast, make_question
from tests.receiver import HOST, Receiver, babble, hang_up
from tests.worker import run_tasks

Hook = Callable[..., Made]
#: After all of them a delivery is given up.
TRIES = len(BACK_OFF) + 1


def one() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def pass_time(by: timedelta | None = None) -> None:
    """Let it be later: when the next delivery is due, or by so much."""
    [first] = WebhookDelivery.objects.order_by("next_try_at").values_list("next_try_at", flat=True)[
        :1
    ]
    by = by or first - timezone.now() + timedelta(seconds=1)
    for delivery in WebhookDelivery.objects.all():
        delivery.next_try_at -= by
        delivery.save()
    for ordered in DBTaskResult.objects.filter(status="READY"):
        ordered.run_after -= by
        ordered.save()
    for endpoint in WebhookEndpoint.objects.all():
        endpoint.failing_since = endpoint.failing_since and endpoint.failing_since - by
        endpoint.save()


def test_a_delivery_is_kept_with_request_and_answer(there: Receiver, hook: Hook) -> None:
    there.headers = {"X-Trace": "abc", "Set-Cookie": "session=1"}
    hook()
    make_question()
    run_tasks()
    assert one().state == "delivered"
    assert one().delivered_at
    kept = WebhookTry.objects.get()
    assert kept.status == 204
    assert kept.response_headers["X-Trace"] == "abc"
    assert "Set-Cookie" not in kept.response_headers
    assert kept.request_headers["webhook-id"] == one().event.message_id == there.ids()[0]
    assert kept.url == there.url
    assert kept.milliseconds < 15_000
    assert not kept.error


def test_a_failure_is_tried_again_with_the_same_id(there: Receiver, hook: Hook) -> None:
    _, secret = hook()
    there.answers = [500, 302]
    make_question()
    run_tasks()
    assert [kept.error for kept in WebhookTry.objects.all()] == ["It answered 500."]
    wait = one().next_try_at - timezone.now()
    assert timedelta(0) < wait <= timedelta(seconds=6)
    pass_time()
    run_tasks()
    assert "redirects are not followed" in WebhookTry.objects.all()[1].error
    pass_time()
    run_tasks()
    assert one().state == "delivered"
    assert len(set(there.ids())) == 1
    assert len(there.calls) == 3
    assert Webhook(secret).verify(there.calls[-1].body, there.calls[-1].headers)
    assert WebhookEndpoint.objects.get().failing_since is None


def test_in_the_end_it_is_given_up(there: Receiver, hook: Hook) -> None:
    hook()
    there.status = 503
    make_question()
    waits = []
    for _ in range(TRIES):
        run_tasks()
        waits.append((one().next_try_at - timezone.now()).total_seconds())
        pass_time()
    run_tasks()
    assert one().state == "failed"
    assert WebhookTry.objects.count() == len(there.calls) == TRIES
    for wait, planned in zip(waits, BACK_OFF, strict=False):
        assert planned * 0.79 - 2 <= wait <= planned * 1.21
    assert WebhookEndpoint.objects.get().enabled


def test_after_days_of_failure_an_endpoint_is_disabled(
    there: Receiver, hook: Hook, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://bank.example.org"
    endpoint, _ = hook(name="The ATS")
    there.status = 500
    make_question()
    run_tasks()
    pass_time(timedelta(days=4))
    run_tasks()
    assert WebhookEndpoint.objects.get().enabled
    pass_time(timedelta(days=1))
    make_question("Another")
    run_tasks()
    disabled = WebhookEndpoint.objects.get()
    assert not disabled.enabled
    assert "5 days" in disabled.disabled_reason
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"held"}
    entry = AuditEntry.objects.get(verb="webhook.disabled")
    assert entry.actor is None
    assert entry.object_id == str(endpoint.pk)


def test_who_answers_gone_is_disabled_and_the_administrators_are_told(
    there: Receiver, hook: Hook, django_capture_on_commit_callbacks: Any
) -> None:
    hook(name="The ATS")
    there.status = 410
    make_question()
    with django_capture_on_commit_callbacks(execute=True):
        run_tasks()
    assert not WebhookEndpoint.objects.get().enabled
    assert [message.to for message in mail.outbox] == [["eve@example.org"]]
    assert "The ATS" in mail.outbox[0].body
    assert "410" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("behave", "words"), [(hang_up, "closed before"), (babble, "cannot be read")]
)
def test_what_is_no_answer_is_a_failure(
    there: Receiver, hook: Hook, behave: Any, words: str
) -> None:
    hook()
    there.behave = behave
    make_question()
    run_tasks()
    kept = WebhookTry.objects.get()
    assert words in kept.error
    assert kept.status is None
    assert one().state == "pending"


def test_an_endpoint_that_fails_is_left_alone_for_a_while(there: Receiver, hook: Hook) -> None:
    hook()
    there.status = 500
    for number in range(10):
        make_question(f"Question {number}")
    run_tasks()
    assert len(there.calls) == 3
    untried = WebhookDelivery.objects.filter(tries=0)
    assert untried.count() == 7
    assert all(row.next_try_at > timezone.now() + timedelta(seconds=50) for row in untried)


def test_one_that_fails_does_not_hold_up_another(there: Receiver, hook: Hook) -> None:
    hook(url="http://127.0.0.1:9/nobody")
    hook()
    for number in range(5):
        make_question(f"Question {number}")
    run_tasks()
    assert len(there.calls) == 5


def test_a_secret_is_rotated(cast: Cast, there: Receiver, hook: Hook) -> None:
    endpoint, old = hook()
    endpoint, new = webhooks.rotate(cast.eve, endpoint)
    make_question()
    run_tasks()
    for secret in (old, new):
        assert Webhook(secret).verify(there.calls[0].body, there.calls[0].headers)
    WebhookEndpoint.objects.update(previous_until=timezone.now())
    make_question("Another")
    run_tasks()
    assert Webhook(new).verify(there.calls[1].body, there.calls[1].headers)
    assert " " not in there.calls[1].headers["webhook-signature"]


def test_secrets_are_not_kept_in_clear(there: Receiver, hook: Hook) -> None:
    _, secret = hook()
    kept = str(list(WebhookEndpoint.objects.values()))
    assert secret.removeprefix("whsec_") not in kept
    assert secret not in str(list(AuditEntry.objects.values()))


def test_a_new_secret_key_reads_what_the_former_wrote(
    there: Receiver, hook: Hook, settings: Settings
) -> None:
    _, secret = hook()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    make_question()
    run_tasks()
    assert Webhook(secret).verify(there.calls[0].body, there.calls[0].headers)
    settings.SECRET_KEY_FALLBACKS = []
    make_question("Another")
    run_tasks()
    assert len(there.calls) == 1
    assert "rotate it" in WebhookTry.objects.latest("pk").error


def test_an_address_that_is_allowed_no_more_is_not_called(
    there: Receiver, hook: Hook, settings: Settings
) -> None:
    hook()
    settings.WEBHOOK_ALLOWED_HOSTS = set()
    make_question()
    run_tasks()
    assert there.calls == []
    assert WebhookTry.objects.get().error.startswith("Only https")


def test_a_ping_is_not_tried_again(cast: Cast, there: Receiver, hook: Hook) -> None:
    endpoint, secret = hook(events=["kit.ready"])
    there.answers = [500]
    for state in ("failed", "delivered"):
        delivery = webhooks.ping(cast.eve, endpoint)
        run_tasks()
        delivery.refresh_from_db()
        assert delivery.state == state
    said = Webhook(secret).verify(there.calls[-1].body, there.calls[-1].headers)
    assert said["type"] == "ping"
    assert said["data"] == {"object": "webhook", "id": endpoint.pk, "changes": {}}


def test_telling_again(cast: Cast, there: Receiver, hook: Hook) -> None:
    endpoint, _ = hook()
    make_question()
    run_tasks()
    start = timezone.now()
    make_question("Another")
    webhooks.ping(cast.eve, endpoint)
    run_tasks()
    first, second, _ = there.ids()
    there.calls.clear()
    webhooks.redeliver(cast.eve, WebhookDelivery.objects.earliest("pk"))
    assert webhooks.redeliver_since(cast.eve, endpoint, start) == 0
    assert webhooks.redeliver_since(cast.eve, endpoint, start, everything=True) == 1
    run_tasks()
    assert there.ids() == [first, second]
    assert WebhookTry.objects.count() == 5


# Workers that die


def taken() -> None:
    """Take what is due, as a worker does that is killed right after."""
    assert webhook_delivery._take()


def test_what_a_killed_worker_held_is_sent_by_another(there: Receiver, hook: Hook) -> None:
    hook()
    make_question()
    taken()
    run_tasks()
    assert there.calls == []
    pass_time(webhook_delivery.LEASE)
    run_tasks()
    assert len(there.calls) == 1
    assert one().state == "delivered"


def test_a_worker_killed_as_it_begins_is_followed_by_another(there: Receiver, hook: Hook) -> None:
    hook()
    make_question()
    now = DBTaskResult.objects.ready()
    assert now.update(status="RUNNING") == 1
    run_tasks()
    assert there.calls == []
    pass_time(webhook_delivery.SPARE)
    run_tasks()
    assert len(there.calls) == 1


def test_of_a_worker_killed_between_answer_and_note_it_comes_twice(
    there: Receiver, hook: Hook
) -> None:
    hook()
    make_question()
    killed = mock.patch("questions.actions.webhook_records.keep", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        webhook_delivery.deliver.func()
    pass_time(webhook_delivery.LEASE)
    run_tasks()
    assert len(there.calls) == 2
    assert len(set(there.ids())) == 1


def test_a_retry_is_ordered_twice(there: Receiver, hook: Hook) -> None:
    hook()
    there.status = 500
    make_question()
    run_tasks()
    ordered = DBTaskResult.objects.filter(status="READY").order_by("run_after")
    due = one().next_try_at
    moments: list[datetime] = [task.run_after for task in ordered]
    assert moments[0] <= due
    assert moments[1] <= due + webhook_delivery.SPARE
    assert len(moments) <= 3


def test_old_deliveries_are_forgotten(cast: Cast, there: Receiver, hook: Hook) -> None:
    endpoint, _ = hook()
    gone, _ = hook(url=there.url + "/2")
    webhooks.delete(cast.eve, gone)
    make_question()
    run_tasks()
    there.status = 500
    make_question("Another")
    run_tasks()
    assert webhooks.prune(timezone.now() + timedelta(seconds=1)) == 1
    assert one().state == "pending"
    assert WebhookEvent.objects.get() == one().event
    assert WebhookEndpoint.objects.get() == endpoint


def test_host_is_the_receivers(there: Receiver, hook: Hook) -> None:
    hook()
    make_question()
    run_tasks()
    assert there.calls[0].headers["host"] == f"{HOST}:{there.port}"
