"""What someone has typed into the question editor and not saved yet."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from questions.models.people import User
from questions.models.questions import Question
from questions.rules import access


class QuestionDraftQuerySet(models.QuerySet["QuestionDraft"]):
    def visible_to(self, user: User) -> Self:
        """A draft is its account's alone, and only while that account may write questions."""
        if access.WRITE_QUESTIONS not in user.capabilities:
            return self.none()
        return self.filter(account=user)


class QuestionDraft(models.Model):
    """One account's unsaved text of one question, or of a new one (`question` None)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    question = models.ForeignKey(Question, models.CASCADE, null=True, related_name="drafts")
    #: The form as it was posted: each name with its values.
    data = models.JSONField(default=dict)
    read_revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = QuestionDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "question"], name="draft_once_per_question"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(question=None), name="draft_once_of_a_new_question"
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.account}"
