"""Exports that the worker writes: who wants what, how far it is, and the file for a day."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from questions.models.people import User
from questions.rules import access


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> Self:
        """An export is its owner's alone."""
        if access.READ_QUESTIONS not in user.capabilities:
            return self.none()
        return self.filter(created_by=user)


class Export(models.Model):
    """A file of questions that was ordered: written by the worker, kept for a while, dropped."""

    class State(models.TextChoices):
        WRITING = "writing", "Being written"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Expired"

    #: Of formats.QUESTION_FORMATS.
    format = models.CharField(max_length=30)
    #: A query string of the listing: all that match; "" for all that the account sees.
    filter = models.TextField(blank=True)
    #: The questions alone that were named, where some were.
    ids = models.JSONField(null=True)
    #: Those of the token that ordered it; null for a person. The file holds no more than they let.
    scopes = models.JSONField(null=True)
    #: Capabilities of the owner that the file was written with: without them it is not handed out.
    needs = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=State, default=State.WRITING)
    #: Why it failed, for the person who ordered it.
    message = models.TextField(blank=True)
    #: How many questions are written, of how many.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    #: Bytes of the file.
    size = models.PositiveBigIntegerField(default=0)
    #: What the format could not carry: [{"field", "reason", "questions"}].
    losses = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="question_exports"
    )
    #: Written while a worker is at it: one that died is told by its silence.
    alive_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    #: When the file is dropped.
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["writing", "done", "failed", "cancelled", "expired"]),
                name="export_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("export", args=[self.pk])

    @property
    def is_busy(self) -> bool:
        """Whether the worker has something to do with it."""
        return self.state == self.State.WRITING

    @property
    def is_ready(self) -> bool:
        """Whether there is a file to fetch."""
        return self.state == self.State.DONE


class ExportPart(models.Model):
    """A piece of a file, apart from the rows that lists read; the pieces in order are the file."""

    owner = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["owner_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "position"], name="exportpart_once")
        ]

    def __str__(self) -> str:
        return f"part {self.position} of export {self.owner_id}"
