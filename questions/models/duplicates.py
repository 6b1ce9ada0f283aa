"""Near-duplicates: pairs of questions that look alike, the checks that found them, and merges."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from questions.models.people import User
from questions.models.questions import GUIDANCE, Question
from questions.rules import access, lifecycle
from questions.rules.likeness import in_words

#: How alike two questions are is kept as a whole number of thousandths.
WHOLE = 1_000
LONGEST = datetime.timedelta(hours=1)


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: User) -> Self:
        """Pairs of questions that the account may see both, for those who keep the bank."""
        if access.WRITE_QUESTIONS not in user.capabilities:
            return self.none()
        if access.readable_statuses(user.capabilities) == set(lifecycle.STATUSES):
            return self
        seen = Question.objects.visible_to(user).order_by()
        return self.filter(first__in=seen, second__in=seen)

    def live(self) -> Self:
        """Pairs of which neither question is retired."""
        return self.filter(first__status__in=lifecycle.LIVE, second__status__in=lifecycle.LIVE)

    def open(self) -> Self:
        """Pairs that nobody has called different yet."""
        return self.live().filter(dismissed_at=None)

    def dismissed(self) -> Self:
        return self.live().filter(dismissed_at__isnull=False)

    def of(self, one: Question, other: Question) -> "DuplicatePair | None":
        """Return the pair of two questions, in whichever order they are given."""
        first, second = sorted((one.pk, other.pk))
        return self.filter(first=first, second=second).first()

    def for_list(self) -> Self:
        """Rows with what the list shows of both questions, in a fixed number of queries."""
        left_out = [f"{side}__{name}" for side in ("first", "second") for name in GUIDANCE]
        rows = self.select_related("first", "second", "dismissed_by").defer(*left_out)
        return rows.prefetch_related("first__skills", "second__skills")


class DuplicatePair(models.Model):
    """Two questions that look alike, the older one first; dismissed when they are not the same."""

    first = models.ForeignKey(Question, models.CASCADE, related_name="+")
    second = models.ForeignKey(Question, models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    #: The revisions of the two that were compared.
    first_revision = models.PositiveIntegerField()
    second_revision = models.PositiveIntegerField()
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "-id"]
        indexes = [models.Index(fields=["score", "id"], name="pair_by_score")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"questions {self.first_id} and {self.second_id}"

    @property
    def alike(self) -> str:
        """How alike they are, in words."""
        return in_words(self.score / WHOLE)


class DuplicateCheck(models.Model):
    """Background work that looks for pairs: all of the bank, or what changed since the last."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    #: The version of the bank that was looked at.
    version = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=32, blank=True)
    #: How many questions were compared with all others.
    compared = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"check {self.pk} for duplicates"

    @property
    def is_open(self) -> bool:
        """Whether it waits or is under way; one that takes too long has lost its worker."""
        if self.status == self.Status.RUNNING and self.started_at:
            return timezone.now() - self.started_at < LONGEST
        return self.status == self.Status.QUEUED


class QuestionMergeQuerySet(models.QuerySet["QuestionMerge"]):
    def visible_to(self, user: User) -> Self:
        """Merges of questions that the account may see both."""
        seen = Question.objects.visible_to(user).order_by()
        return self.filter(kept__in=seen, dropped__in=seen)


class QuestionMerge(models.Model):
    """One question was retired in favour of another; what moved is kept, so that it can go back."""

    kept = models.ForeignKey(Question, models.CASCADE, related_name="merges")
    dropped = models.ForeignKey(Question, models.CASCADE, related_name="merges_away")
    #: The revisions that the merge has led to: while both stand, it can be undone.
    kept_revision = models.PositiveIntegerField()
    dropped_revision = models.PositiveIntegerField()
    status_before = models.CharField(max_length=20, choices=lifecycle.STATUSES)
    #: What the kept one gained (ids of skills and roles), and what now points to it.
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = QuestionMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"question {self.dropped_id} merged into {self.kept_id}"

    def get_absolute_url(self) -> str:
        return reverse("merge_done", args=[self.pk])

    @property
    def can_be_undone(self) -> bool:
        """Whether it stands, and neither question has changed since."""
        return self.undone_at is None and (self.kept.revision, self.dropped.revision) == (
            self.kept_revision,
            self.dropped_revision,
        )
