"""The ledger of what was asked: it feeds exposure control and outlives an erased candidate."""

import datetime
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Max, Q, Window
from django.utils import timezone

from questions.models.candidates import Candidate
from questions.models.kits import Kit
from questions.models.questions import Question

ASKED, SKIPPED = "asked", "skipped"
OUTCOMES = {ASKED: "Asked", SKIPPED: "Skipped"}
RECENT = datetime.timedelta(days=90)


class AskedEntryQuerySet(models.QuerySet["AskedEntry"]):
    def asked(self) -> Self:
        """Entries of questions that were really put to the candidate."""
        return self.filter(outcome=ASKED)

    def recent_uses(self, questions: Iterable[int] | None = None) -> dict[int, int]:
        """Return how often questions (None: all) were asked within the last 90 days."""
        recent = self.asked().filter(at__gte=timezone.now() - RECENT).order_by()
        if questions is not None:
            recent = recent.filter(question_id__in=list(questions))
        counted = recent.values_list("question_id").annotate(uses=Count("pk"))
        return dict(counted)

    def by_interview(self) -> Self:
        """The newest interview first; within each, in the order of what was asked."""
        last = Window(Max("at"), partition_by=F("kit"))
        return self.annotate(last=last).order_by("-last", "at", "pk")

    def to_candidates(self, candidates: Iterable[Candidate], questions: Iterable[int]) -> Self:
        """Entries of these questions that any of the candidates was asked, oldest first."""
        rows = self.asked().filter(candidate__in=list(candidates), question_id__in=list(questions))
        return rows.select_related("kit").order_by("at")


class AskedEntry(models.Model):
    """One question of one kit, asked or skipped. A candidate who is erased stays a pseudonym."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="asked")
    question = models.ForeignKey(Question, models.PROTECT, related_name="asked")
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="asked")
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AskedEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "asked entries"
        indexes = [
            models.Index(fields=["outcome", "at", "question"], name="asked_recently"),
            models.Index(fields=["candidate", "question"], name="asked_to_candidate"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kit", "question"], name="asked_once_a_kit"),
            models.CheckConstraint(
                condition=Q(outcome__in=list(OUTCOMES)), name="asked_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.question_id} {self.outcome} in kit {self.kit_id}"
