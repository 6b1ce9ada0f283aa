"""Keeping what became of questions that were written together, for as long as a retry may ask."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from questions.actions.idempotency import KEPT
from questions.models import QuestionBatch, User
from questions.rules.entries import storable


@transaction.atomic
def keep(user: User, results: list[dict[str, Any]]) -> QuestionBatch:
    """Keep the results of a batch, which name what was sent; forget those kept long enough."""
    QuestionBatch.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return QuestionBatch.objects.create(created_by=user, results=storable(results))
