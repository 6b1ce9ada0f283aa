"""What webhooks are told: written in the transaction of what it tells, sent by the worker.

So no event is lost by a crash, and none is sent of a change that was rolled back.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from questions.actions import webhook_delivery
from questions.models import AuditEntry, WebhookDelivery, WebhookEndpoint, WebhookEvent
from questions.rules import webhooks

BATCH = 1_000
#: Where the API reads an object.
PLACES = {"question": "questions", "kit": "kits", "candidate": "candidates", "import": "imports"}
State = WebhookDelivery.State


def tell(acts: Iterable[tuple[AuditEntry, Model]]) -> None:
    """Tell endpoints of acts that they want to hear of; without any this is but one look."""
    told = [(entry, obj) for entry, obj in acts if entry.verb in webhooks.EVENTS]
    # A look each time, for what is made in one process must count in all others at once.
    endpoints = list(WebhookEndpoint.objects.live().only("events", "enabled")) if told else []
    kinds = {webhooks.EVENTS[entry.verb] for entry, _ in told}
    if any(webhooks.wanted(endpoint.events, kind) for endpoint in endpoints for kind in kinds):
        _write(told, endpoints)


def _write(told: list[tuple[AuditEntry, Model]], endpoints: list[WebhookEndpoint]) -> None:
    events, deliveries = [], []
    for entry, obj in told:
        kind = webhooks.EVENTS[entry.verb]
        hearing = [each for each in endpoints if webhooks.wanted(each.events, kind)]
        if hearing:
            event = _event(kind, entry, obj)
            events.append(event)
            deliveries += [_delivery(endpoint, event) for endpoint in hearing]
    with transaction.atomic():
        WebhookEvent.objects.bulk_create(events, batch_size=BATCH)
        WebhookDelivery.objects.bulk_create(deliveries, batch_size=BATCH)
        if any(delivery.state == State.PENDING for delivery in deliveries):
            webhook_delivery.wake()


def _event(kind: str, entry: AuditEntry, obj: Model) -> WebhookEvent:
    body = webhooks.body(kind, entry.at, _data(kind, entry, obj), entry.changes)
    return WebhookEvent(type=kind, body=body, created_at=entry.at)


def _data(kind: str, entry: AuditEntry, obj: Any) -> dict[str, Any]:
    """Return what names an object: ids alone, its state, and where the API reads it."""
    noun = kind.partition(".")[0]
    data = {"object": noun, "id": obj.pk}
    for name in ("uid", "status", "state", "version", "revision"):
        value = getattr(obj, name, None)
        if value is not None:
            data[name] = value if isinstance(value, int) else str(value)
    data["url"] = f"{settings.PUBLIC_URL}/api/v1/{PLACES[noun]}/{obj.pk}/"
    return data | {"actor": entry.actor_id}


def _delivery(endpoint: WebhookEndpoint, event: WebhookEvent) -> WebhookDelivery:
    state = State.PENDING if endpoint.enabled else State.HELD
    return WebhookDelivery(endpoint=endpoint, event=event, state=state, created_at=event.created_at)


@transaction.atomic
def ping(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Send an endpoint a test event, whatever else it wants to hear of."""
    now = timezone.now()
    data = {"object": "webhook", "id": endpoint.pk}
    event = WebhookEvent.objects.create(
        type=webhooks.PING, body=webhooks.body(webhooks.PING, now, data, {}), created_at=now
    )
    delivery = WebhookDelivery.objects.create(endpoint=endpoint, event=event)
    webhook_delivery.wake()
    return delivery


def forget_untold(before: datetime.datetime) -> None:
    """Delete events from before then that no delivery names any more."""
    old = WebhookEvent.objects.filter(created_at__lt=before, deliveries=None).order_by("pk")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        WebhookEvent.objects.filter(pk__in=ids).delete()
