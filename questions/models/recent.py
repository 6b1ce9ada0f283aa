"""Which questions an account opened last."""

from typing import Any

from django.conf import settings
from django.db import models

from questions.models.people import User


class RecentQuestions(models.Model):
    """Ids of the questions that an account opened last, the latest first: one row for each."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    ids: Any = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"what account {self.user_id} opened last"


def opened_by(user: User) -> list[int]:
    """Return the ids of the questions that an account opened last, the latest first."""
    rows = RecentQuestions.objects.filter(pk=user.pk).values_list("ids", flat=True)
    return list(rows.first() or [])
