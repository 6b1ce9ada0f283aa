"""Questions that were written together over the API, and what became of each."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from questions.models.people import User


class QuestionBatchQuerySet(models.QuerySet["QuestionBatch"]):
    def visible_to(self, user: User) -> Self:
        """One's own."""
        return self.filter(created_by=user)


class QuestionBatch(models.Model):
    """For each question that was sent, in order, its `id` and `uid`, or the `errors` it had."""

    results: Any = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_by = models.ForeignKey(User, models.CASCADE, related_name="+")

    objects = QuestionBatchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"batch {self.pk}"
