"""What is kept of tries to deliver, and what follows from them: another try, or giving up."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from questions.actions import audit_entries
from questions.models import User, WebhookDelivery, WebhookEndpoint, WebhookTry
from questions.rules import webhooks

logger = structlog.get_logger(__name__)

#: A receiver says so that it is no more, and is believed.
GONE = 410
CHANCE = random.SystemRandom()
SUBJECT = "A webhook of interviewbank has been disabled"
TEXT = """The webhook “{name}” has been disabled. {reason}

What happens from now on is held back for it. Once the receiver works again, enable the webhook
and have it sent what it has missed:

{link}
"""
State = WebhookDelivery.State


@transaction.atomic
def keep(tries: Sequence[WebhookTry]) -> None:
    """Keep tries, and settle when their deliveries are tried again, if at all."""
    # Endpoints are locked before deliveries here as elsewhere: nobody waits in a circle.
    endpoints = _locked(WebhookEndpoint, {one.delivery.endpoint_id for one in tries})
    deliveries = _locked(WebhookDelivery, {one.delivery_id for one in tries})
    kept = [one for one in tries if one.delivery_id in deliveries]  # others were deleted meanwhile
    WebhookTry.objects.bulk_create(kept)
    now = timezone.now()
    good = [one.delivery_id for one in kept if not one.error]
    WebhookDelivery.objects.filter(pk__in=good).update(state=State.DELIVERED, delivered_at=now)
    for one in kept:
        if one.error:
            _put_off(deliveries[one.delivery_id], one.delivery.event.type, now)
    for pk, last in {one.delivery.endpoint_id: one for one in kept}.items():
        _settle(endpoints[pk], last)


def _locked(model: Any, ids: set[int]) -> dict[int, Any]:
    rows = model.objects.filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True)}


def _put_off(delivery: WebhookDelivery, kind: str, now: datetime) -> None:
    if delivery.state != State.PENDING:  # held back, or delivered by another, meanwhile
        return
    delivery.tries += 1
    wait = webhooks.next_try(delivery.tries, CHANCE.random())
    if wait is None or kind == webhooks.PING:
        delivery.state = State.FAILED
    else:
        delivery.next_try_at = now + wait
    delivery.save(update_fields=["tries", "state", "next_try_at"])


# Endpoints


def _settle(endpoint: WebhookEndpoint, last: WebhookTry) -> None:
    """Note since when an endpoint has failed; disable it where that is too long."""
    since = (endpoint.failing_since or last.at) if last.error else None
    if since != endpoint.failing_since:
        endpoint.failing_since = since
        endpoint.save(update_fields=["failing_since"])
    if endpoint.enabled and last.status == GONE:
        _disable(endpoint, "It answered 410: the receiver is gone for good.")
    elif endpoint.enabled and webhooks.is_lost(since, last.at):
        days = webhooks.FAILING_FOR.days
        _disable(endpoint, f"It has answered nothing well for {days} days.")


def _disable(endpoint: WebhookEndpoint, reason: str) -> None:
    endpoint.enabled, endpoint.disabled_reason = False, reason
    endpoint.revision += 1
    endpoint.save(update_fields=["enabled", "disabled_reason", "revision"])
    hold_back(endpoint)
    audit_entries.entry(None, "webhook.disabled", endpoint, {"reason": reason}).save()
    transaction.on_commit(lambda: _give_notice(endpoint, reason))


def hold_back(endpoint: WebhookEndpoint) -> None:
    """Hold back what is not delivered: a disabled endpoint is not called."""
    endpoint.deliveries.filter(state=State.PENDING).update(state=State.HELD)


def _give_notice(endpoint: WebhookEndpoint, reason: str) -> None:
    """Tell the administrators by mail."""
    link = f"{settings.PUBLIC_URL}{endpoint.get_absolute_url()}"
    text = TEXT.format(name=endpoint, reason=reason, link=link)
    for email in User.objects.administrators().exclude(email="").values_list("email", flat=True):
        try:
            send_mail(SUBJECT, text, None, [email])
        except OSError:
            logger.exception("webhook_notice_not_sent", webhook=endpoint.pk)
