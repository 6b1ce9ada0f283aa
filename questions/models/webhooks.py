"""Webhooks: who is told of what happens, what was told, and how each try to tell it went."""

import datetime
import uuid
from typing import Any, Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from questions.models.people import User
from questions.rules import access, addresses


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def live(self) -> Self:
        """All that were not deleted."""
        return self.filter(deleted_at=None)

    def visible_to(self, user: User) -> Self:
        """All, for those who manage webhooks."""
        return self.live() if access.MANAGE_WEBHOOKS in user.capabilities else self.none()


class WebhookEndpoint(models.Model):
    """An address that is told of events; actions/webhook_secrets.py encrypts its secrets."""

    name = models.CharField(max_length=100, blank=True)
    url = models.CharField("address", max_length=addresses.MAX_URL)
    #: Types of events; none means all, those of later releases among them.
    events: Any = models.JSONField(default=list, blank=True)
    enabled = models.BooleanField(default=True)
    #: Why the bank has disabled it by itself.
    disabled_reason = models.CharField(max_length=200, blank=True)
    secret = models.TextField(editable=False)
    previous_secret = models.TextField(blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False)
    #: The first failure since the last success.
    failing_since = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    #: The row stays a while: a change under way may be about to tell it something.
    deleted_at = models.DateTimeField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        # Not the whole address: what follows the host may be meant to be secret.
        return self.name or urlsplit(self.url).netloc

    def get_absolute_url(self) -> str:
        return reverse("webhook", args=[self.pk])


class WebhookEvent(models.Model):
    """What is told: the very text that is sent, the same at each try."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=50)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"

    @property
    def message_id(self) -> str:
        """What a receiver knows a message by that comes twice: its `webhook-id`."""
        return f"msg_{self.uid.hex}"


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, user: User) -> Self:
        """All of endpoints that are there, for those who manage webhooks."""
        seen = self.filter(endpoint__deleted_at=None)
        return seen if access.MANAGE_WEBHOOKS in user.capabilities else self.none()

    def due(self, now: datetime.datetime) -> Self:
        """What is to be sent by now."""
        return self.waiting().filter(next_try_at__lte=now)

    def waiting(self) -> Self:
        return self.filter(state=WebhookDelivery.State.PENDING, endpoint__deleted_at=None)


class WebhookDelivery(models.Model):
    """One event for one endpoint: pending until it is delivered, given up or held back."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Given up"
        #: It came to be while the endpoint was disabled; sent when someone asks for it.
        HELD = "held", "Held back"

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(WebhookEvent, models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    #: Failed tries since it came to be or was asked for anew.
    tries = models.PositiveSmallIntegerField(default=0)
    #: While it is being sent: when to believe that whoever sent it is gone.
    next_try_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_event_told_once")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="pending"), name="webhook_delivery_due"
            ),
            models.Index(fields=["endpoint", "state", "-id"], name="webhook_delivery_of"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("webhook_delivery", args=[self.endpoint_id, self.pk])

    @property
    def last_try(self) -> "WebhookTry | None":
        return next(reversed(self.all_tries.all()), None)


class WebhookTry(models.Model):
    """One try: what was sent beside the event's body, what came back, and how long it took."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="all_tries")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    url = models.CharField(max_length=addresses.MAX_URL)
    request_headers: Any = models.JSONField(default=dict)
    #: Empty where nothing came back.
    status = models.PositiveSmallIntegerField(null=True)
    response_headers: Any = models.JSONField(default=dict)
    #: The beginning of what came back.
    response_body = models.TextField(blank=True)
    #: Why it failed, in a sentence; nothing when it was well received.
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "webhook tries"

    def __str__(self) -> str:
        return f"try {self.pk} of delivery {self.delivery_id}"
