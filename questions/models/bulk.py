"""Bulk changes: what many questions are to become, as previewed, done and perhaps undone."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from questions.models.people import User
from questions.models.questions import Question
from questions.rules import access, bulk


class BulkChangeQuerySet(models.QuerySet["BulkChange"]):
    def visible_to(self, user: User) -> Self:
        """Bulk changes are open to all who write questions."""
        return self if access.WRITE_QUESTIONS in user.capabilities else self.none()


class BulkChange(models.Model):
    """One verb for many questions, pinned by id: what is confirmed is what was shown."""

    class State(models.TextChoices):
        CHOSEN = "chosen", "Chosen"
        PREVIEWED = "previewed", "Previewed"
        QUEUED = "queued", "Waiting"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        UNDONE = "undone", "Undone"

    verb = models.CharField(max_length=20, choices=bulk.VERBS)
    #: A slug, a level or a number, by the verb; empty where it takes none.
    value = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    ids = models.JSONField(default=list)
    #: The list that the questions were chosen from, as a query string.
    back = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.CHOSEN)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"bulk change {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("bulk_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether its value can still be chosen."""
        return self.state in (self.State.CHOSEN, self.State.PREVIEWED)

    @property
    def work(self) -> str:
        """What the worker has in hand, or failed at: preview, apply or undo."""
        if self.done_at:
            return "undo"
        return "apply" if self.items.count() >= len(self.ids) else "preview"

    @property
    def may_undo(self) -> bool:
        """Whether it was applied and stands, also after an undo that failed."""
        failed = self.state == self.State.FAILED and self.done_at is not None
        return self.state == self.State.DONE or failed

    def counts(self) -> dict[str, int]:
        """Return how many questions came out how."""
        rows = self.items.order_by().values_list("outcome").annotate(models.Count("id"))
        return dict(rows)


class BulkItem(models.Model):
    """What a bulk change does to one question, and what it takes to undo that."""

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=20, choices=bulk.OUTCOMES)
    #: The question as it was previewed, and from what is done on, as it was left.
    revision = models.PositiveIntegerField()
    old = models.CharField(max_length=300, blank=True)
    new = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    pending_version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "question"], name="bulk_question_once")
        ]
        indexes = [models.Index(fields=["change", "outcome", "id"], name="bulk_by_outcome")]

    def __str__(self) -> str:
        return f"question {self.question_id} in bulk change {self.change_id}"
