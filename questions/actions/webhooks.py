"""Webhooks: who is told of what; test events, and telling again."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from questions.actions import audit, webhook_delivery, webhook_outbox, webhook_records
from questions.actions.webhook_secrets import encrypt
from questions.models import User, WebhookDelivery, WebhookEndpoint
from questions.permissions import require
from questions.rules import content, webhooks
from questions.rules.access import MANAGE_WEBHOOKS
from questions.rules.addresses import AddressRefused, read_target

MAX_ENDPOINTS = 20
FIELDS = ("name", "url", "events", "enabled")
State = WebhookDelivery.State


class WebhookRefused(Exception):
    """A webhook that cannot be kept, with the field at fault."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class StaleWebhook(Exception):
    """The webhook was changed by someone else since it was read."""

    def __init__(self, current: WebhookEndpoint) -> None:
        super().__init__("The webhook was changed meanwhile.")
        self.current = current


@transaction.atomic
def create(user: User, fields: Mapping[str, Any]) -> tuple[WebhookEndpoint, str]:
    """Make a webhook; return it with its secret, which cannot be shown again.

    Raises WebhookRefused.
    """
    require(user, MANAGE_WEBHOOKS)
    if WebhookEndpoint.objects.live().count() >= MAX_ENDPOINTS:
        raise WebhookRefused("url", f"Keep to {MAX_ENDPOINTS} webhooks: delete one first.")
    secret = webhooks.new_secret()
    endpoint = WebhookEndpoint(created_by=user, secret=encrypt(secret))
    _write(endpoint, fields)
    audit.record(user, "webhook.created", endpoint, {"events": endpoint.events})
    return endpoint, secret


@transaction.atomic
def edit(user: User, endpoint: WebhookEndpoint, fields: Mapping[str, Any]) -> WebhookEndpoint:
    """Change a webhook, enable or disable it; raise WebhookRefused and StaleWebhook."""
    current = _lock(user, endpoint)
    changed = [name for name in FIELDS if name in fields and fields[name] != getattr(current, name)]
    if not changed:
        return current
    current.revision += 1
    _write(current, fields)
    if "enabled" in changed:
        _switched(current)
    audit.record(user, "webhook.edited", current, {"fields": changed, "enabled": current.enabled})
    return current


def _switched(endpoint: WebhookEndpoint) -> None:
    endpoint.disabled_reason, endpoint.failing_since = "", None
    endpoint.save(update_fields=["disabled_reason", "failing_since"])
    if not endpoint.enabled:
        webhook_records.hold_back(endpoint)


@transaction.atomic
def delete(user: User, endpoint: WebhookEndpoint) -> None:
    """Delete a webhook with all that is kept of its deliveries; raise StaleWebhook."""
    current = _lock(user, endpoint)
    current.secret = current.previous_secret = ""
    current.deleted_at, current.enabled = timezone.now(), False
    current.save()
    current.deliveries.all().delete()
    audit.record(user, "webhook.deleted", current)


@transaction.atomic
def rotate(user: User, endpoint: WebhookEndpoint) -> tuple[WebhookEndpoint, str]:
    """Give a webhook a new secret, and return it; the former signs too for a day.

    Raises StaleWebhook.
    """
    current = _lock(user, endpoint)
    secret = webhooks.new_secret()
    current.previous_secret, current.secret = current.secret, encrypt(secret)
    current.previous_until = timezone.now() + webhooks.OVERLAP
    current.revision += 1
    current.updated_at = timezone.now()
    current.save()
    audit.record(user, "webhook.rotated", current)
    return current, secret


def _lock(user: User, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    require(user, MANAGE_WEBHOOKS)
    current = get_object_or_404(
        WebhookEndpoint.objects.live().select_for_update(no_key=True), pk=endpoint.pk
    )
    if current.revision != endpoint.revision:
        raise StaleWebhook(current)
    return current


def _write(endpoint: WebhookEndpoint, fields: Mapping[str, Any]) -> None:
    for name in set(FIELDS) & set(fields):
        setattr(endpoint, name, content.clean(fields[name]))
    try:
        read_target(endpoint.url, settings.WEBHOOK_ALLOWED_HOSTS)
    except AddressRefused as refusal:
        raise WebhookRefused("url", str(refusal)) from refusal
    unknown = sorted(set(endpoint.events) - set(webhooks.TYPES))
    if unknown:
        raise WebhookRefused("events", f"There is no event “{unknown[0][:100]}”.")
    endpoint.events = [name for name in webhooks.TYPES if name in endpoint.events]
    endpoint.updated_at = timezone.now()
    endpoint.save()


# Telling


@transaction.atomic
def ping(user: User, endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Send a test event, also to an endpoint that is disabled."""
    require(user, MANAGE_WEBHOOKS)
    audit.record(user, "webhook.pinged", endpoint)
    return webhook_outbox.ping(endpoint)


@transaction.atomic
def redeliver(user: User, delivery: WebhookDelivery) -> WebhookDelivery:
    """Send an event again, with the same id, whatever became of it before."""
    require(user, MANAGE_WEBHOOKS)
    current = get_object_or_404(WebhookDelivery.objects.select_for_update(), pk=delivery.pk)
    _send_again(WebhookDelivery.objects.filter(pk=current.pk))
    current.refresh_from_db(fields=["state", "tries", "next_try_at"])
    told = {"deliveries": 1, "delivery": current.pk}
    audit.record(user, "webhook.redelivered", current.endpoint, told)
    return current


@transaction.atomic
def redeliver_since(
    user: User, endpoint: WebhookEndpoint, since: datetime.datetime, *, everything: bool = False
) -> int:
    """Send again what was missed since then, or `everything`; return how many deliveries.

    What is pending anyway is left as it is; test events are never sent again so.
    """
    require(user, MANAGE_WEBHOOKS)
    states = [State.HELD, State.FAILED, *([State.DELIVERED] if everything else [])]
    rows = endpoint.deliveries.filter(state__in=states, created_at__gte=since)
    count = _send_again(rows.exclude(event__type=webhooks.PING))
    told = {"deliveries": count, "since": since.isoformat(timespec="seconds")}
    audit.record(user, "webhook.redelivered", endpoint, told)
    return count


def _send_again(rows: Any) -> int:
    count: int = rows.update(
        state=State.PENDING, tries=0, next_try_at=timezone.now(), delivered_at=None
    )
    if count:
        webhook_delivery.wake()
    return count


# Keeping house


def prune(before: datetime.datetime) -> int:
    """Delete what was told before then and is not pending; return how many deliveries."""
    old = WebhookDelivery.objects.filter(created_at__lt=before).exclude(state=State.PENDING)
    count = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:1_000]):
        with transaction.atomic():
            WebhookDelivery.objects.filter(pk__in=ids).delete()
        count += len(ids)
    webhook_outbox.forget_untold(before)
    WebhookEndpoint.objects.filter(deleted_at__lt=before).delete()
    return count
