"""Kits: what one candidate is asked; their sections, items, and the last changes to undo."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from questions.models.blueprints import AssemblyRun, Blueprint, BlueprintQuota
from questions.models.candidates import Candidate
from questions.models.people import User
from questions.models.questions import Question, QuestionVersion
from questions.models.taxonomy import Role
from questions.rules import access, kits


class KitQuerySet(models.QuerySet["Kit"]):
    def visible_to(self, user: User) -> Self:
        """Kits that the account may read: all, or its own and those given to it."""
        if access.READ_KITS not in user.capabilities:
            return self.none()
        if access.EVERY_KIT in user.capabilities:
            return self
        # Four indexed look-ups; one query with OR over these joins reads every row.
        mine = Kit.objects.order_by().values("pk")
        return self.filter(
            Q(pk__in=mine.filter(given_to=user))
            | Q(created_by=user)
            | Q(candidate__in=Candidate.objects.held_by(user))
        )

    def templates(self) -> Self:
        """Kits that are given to candidates rather than asked."""
        return self.filter(candidate=None)

    def active(self) -> Self:
        return self.exclude(status=kits.ARCHIVED)

    def for_list(self) -> Self:
        """Rows with all that a listing shows, in a fixed number of queries."""
        return self.select_related("candidate", "role", "created_by")

    def for_head(self) -> Self:
        """A kit with what its page says beside its questions."""
        return self.for_list().select_related("blueprint").prefetch_related("given_to")

    def for_page(self) -> Self:
        """A kit with its contents, and of each question what the pages show."""
        items = KitItem.objects.select_related("version", "question").order_by("position")
        rows = items.prefetch_related("question__skills", "question__roles")
        sections = models.Prefetch("sections", KitSection.objects.order_by("position"))
        related = self.for_list().select_related("blueprint", "origin")
        quotas = models.Prefetch(
            "blueprint__quotas", BlueprintQuota.objects.select_related("skill", "role")
        )
        return related.prefetch_related(
            sections, models.Prefetch("sections__items", rows), "given_to", quotas
        )


class Kit(models.Model):
    """What one candidate is asked; without a candidate a template. Frozen from `ready` on."""

    name = models.CharField(max_length=200)
    candidate = models.ForeignKey(
        Candidate, models.PROTECT, null=True, blank=True, related_name="kits"
    )
    role = models.ForeignKey(Role, models.SET_NULL, null=True, blank=True, related_name="kits")
    seniority = models.CharField(
        "target level", max_length=20, choices=kits.SENIORITIES, blank=True
    )
    minutes = models.PositiveSmallIntegerField(
        default=45,
        validators=[MinValueValidator(5), MaxValueValidator(kits.MAX_BUDGET)],
        help_text="How long the interview takes.",
    )
    round = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    status = models.CharField(
        max_length=20, choices=kits.STATUSES, default=kits.DRAFT, editable=False
    )
    blueprint = models.ForeignKey(
        Blueprint, models.SET_NULL, null=True, blank=True, related_name="kits"
    )
    seed = models.PositiveIntegerField(null=True, blank=True, editable=False)
    run = models.ForeignKey(
        AssemblyRun, models.SET_NULL, null=True, editable=False, related_name="kits"
    )
    origin = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")
    given_to = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="kits_given", blank=True
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    frozen_at = models.DateTimeField(null=True, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    objects = KitQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["updated_at", "id"], name="kit_by_update")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=list(kits.STATUSES)), name="kit_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=kits.DRAFT, frozen_at=None)
                | Q(status__in=[kits.READY, kits.USED], frozen_at__isnull=False)
                | Q(status=kits.ARCHIVED),
                name="kit_frozen_from_ready_on",
            ),
            models.CheckConstraint(
                condition=~Q(status=kits.USED) | Q(used_at__isnull=False, candidate__isnull=False),
                name="kit_used_with_a_candidate",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=kits.MAX_BUDGET), name="kit_minutes_5_480"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="kit_named"),
        ]

    def __str__(self) -> str:
        return f"kit {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("kit", args=[self.pk])

    @property
    def is_template(self) -> bool:
        return self.candidate_id is None

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_editable(self) -> bool:
        return self.status == kits.DRAFT

    def contents(self) -> kits.Contents:
        """Return what the kit holds, as rules/kits.py works on it."""
        return kits.Contents(
            tuple(
                kits.Section(s.name, s.minutes, tuple(item.plain() for item in s.items.all()))
                for s in self.sections.all()
            )
        )


class KitSection(models.Model):
    """A part of a kit, with its budget in minutes (0: none)."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kit_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kit", "position"], name="kitsection_position_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spent(self) -> int:
        """Minutes that its items take."""
        return sum(item.minutes for item in self.items.all())


class KitItemQuerySet(models.QuerySet["KitItem"]):
    def visible_to(self, user: User) -> Self:
        """Items of the kits that the account may read."""
        return self.filter(kit__in=Kit.objects.visible_to(user).order_by())

    def changed_since(self) -> Self:
        """Items whose question has a newer version in force than the one pinned."""
        return self.filter(question__version__gt=F("version__number"))


class KitItem(models.Model):
    """One question of a kit, with the version that is asked."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="items")
    section = models.ForeignKey(KitSection, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="kit_items")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="kit_items")
    minutes = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True, help_text="For the interviewer.")
    follow_ups = models.JSONField(default=list, blank=True)
    locked = models.BooleanField(default=False)
    reason = models.TextField(blank=True, help_text="Why assembly chose it.")

    objects = KitItemQuerySet.as_manager()

    class Meta:
        ordering = ["section_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["section", "position"], name="kititem_position_once"),
            models.UniqueConstraint(fields=["kit", "question"], name="kititem_question_once"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=120), name="kititem_minutes_1_to_120"
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.question_id} in kit {self.kit_id}"

    @property
    def is_behind(self) -> bool:
        """Tell whether the question has a newer version in force."""
        return self.question.version > self.version.number

    def plain(self) -> kits.Item:
        return kits.Item(
            question=self.question_id,
            version=self.version.number,
            minutes=self.minutes,
            note=self.note,
            follow_ups=tuple(self.follow_ups),
            locked=self.locked,
            reason=self.reason,
        )


class KitChange(models.Model):
    """A change that can be undone: the contents before it (`Contents.as_json`)."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="changes")
    description = models.CharField(max_length=200)
    before: Any = models.JSONField()
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.description
