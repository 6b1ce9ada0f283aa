"""Sending deliveries of one endpoint, one after the other. Nothing here touches the database."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from questions.actions import webhook_secrets
from questions.actions.webhook_requests import Answer, CallFailed, Line
from questions.actions.webhook_secrets import SecretLost
from questions.models import WebhookDelivery, WebhookEndpoint, WebhookTry
from questions.rules import webhooks
from questions.rules.addresses import AddressRefused, read_target

#: An endpoint that fails so often in a row is left alone for a while.
ENOUGH_FAILURES = 3
#: Seconds after which the rest of a batch is left for later.
BATCH_SECONDS = 60
AGENT = "interviewbank-webhooks/1"


@dataclass(frozen=True)
class Batch:
    """Deliveries of one endpoint with their events, in the order of the events."""

    endpoint: WebhookEndpoint
    deliveries: list[WebhookDelivery]


def send(batch: Batch, report: Callable[[WebhookTry], None]) -> bool:
    """Send a batch and report each try, not yet stored; tell whether the endpoint needs a rest."""
    end, failures = time.monotonic() + BATCH_SECONDS, 0
    try:
        target = read_target(batch.endpoint.url, settings.WEBHOOK_ALLOWED_HOSTS)
        secrets = webhook_secrets.signing(batch.endpoint)
    except (AddressRefused, SecretLost) as trouble:
        report(_unsent(batch, str(trouble)))
        return True
    with Line(target) as line:
        for delivery in batch.deliveries:
            record = _try(line, batch.endpoint, delivery, secrets)
            report(record)
            failures = failures + 1 if record.error else 0
            if failures == ENOUGH_FAILURES or time.monotonic() > end:
                break
    return failures == ENOUGH_FAILURES


def _unsent(batch: Batch, error: str) -> WebhookTry:
    return WebhookTry(
        delivery=batch.deliveries[0],
        at=timezone.now(),
        milliseconds=0,
        url=batch.endpoint.url,
        error=error[:300],
    )


def _try(
    line: Line, endpoint: WebhookEndpoint, delivery: WebhookDelivery, secrets: list[str]
) -> WebhookTry:
    at, start = timezone.now(), time.monotonic()
    body = delivery.event.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        **webhooks.signed(delivery.event.message_id, at, body, secrets),
    }
    record = WebhookTry(delivery=delivery, at=at, url=endpoint.url, request_headers=headers)
    try:
        answer = line.post(headers, body)
        record.status, record.response_headers = answer.status, answer.headers
        record.response_body, record.error = answer.body, _trouble(answer)
    except (CallFailed, AddressRefused) as trouble:
        record.error = str(trouble)[:300]
    record.milliseconds = round((time.monotonic() - start) * 1_000)
    return record


def _trouble(answer: Answer) -> str:
    if 200 <= answer.status < 300:
        return ""
    if 300 <= answer.status < 400:
        return f"It answered {answer.status}: redirects are not followed."
    return f"It answered {answer.status}."
