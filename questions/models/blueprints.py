"""Blueprints: the plan that a kit is assembled from; and runs that make parallel kits of one."""

import uuid
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from questions.models.people import User
from questions.models.questions import Question
from questions.models.taxonomy import Role, Skill
from questions.rules import access, content, kits

MAX_FORMS = 20


class BlueprintQuerySet(models.QuerySet["Blueprint"]):
    def visible_to(self, user: User) -> Self:
        """Blueprints hold nothing confidential: whoever reads kits reads them."""
        return self if access.READ_KITS in user.capabilities else self.none()

    def for_list(self) -> Self:
        quotas = BlueprintQuota.objects.select_related("skill", "role")
        return self.select_related("role", "created_by").prefetch_related(
            models.Prefetch("quotas", quotas)
        )

    def for_page(self) -> Self:
        return self.for_list().prefetch_related("includes", "excludes")

    def get_by_natural_key(self, uid: str) -> "Blueprint":
        return self.get(uid=uid)


class Blueprint(models.Model):
    """The plan of a kit: its minutes, quotas, and what must or must not stand in it."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, max_length=2_000)
    role = models.ForeignKey(
        Role, models.SET_NULL, null=True, blank=True, related_name="blueprints"
    )
    seniority = models.CharField(
        "target level", max_length=20, choices=kits.SENIORITIES, blank=True
    )
    minutes = models.PositiveSmallIntegerField(
        default=45,
        validators=[MinValueValidator(5), MaxValueValidator(kits.MAX_BUDGET)],
        help_text="How long the interview takes.",
    )
    wrap_up_minutes = models.PositiveSmallIntegerField(
        default=5, help_text="Kept free at the end for the candidate's own questions."
    )
    minutes_min = models.PositiveSmallIntegerField(
        "minutes of questions at least", default=30, help_text="What the questions fill at least."
    )
    avoid_asked = models.BooleanField(
        "never what the candidate was asked before",
        default=True,
    )
    max_uses = models.PositiveSmallIntegerField(
        "uses in 90 days at most",
        null=True,
        blank=True,
        help_text="Questions asked more often than this lately are left out.",
    )
    includes = models.ManyToManyField(Question, related_name="included_by", blank=True)
    excludes = models.ManyToManyField(Question, related_name="excluded_by", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = BlueprintQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="blueprint_named"),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=kits.MAX_BUDGET),
                name="blueprint_minutes_5_480",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=F("minutes_min") + F("wrap_up_minutes")),
                name="blueprint_minutes_fit",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("blueprint", args=[self.pk])

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)

    @property
    def minutes_max(self) -> int:
        """Minutes that questions may take at most."""
        return self.minutes - self.wrap_up_minutes


class BlueprintQuotaManager(models.Manager["BlueprintQuota"]):
    def get_by_natural_key(self, uid: str, position: int) -> "BlueprintQuota":
        return self.get(blueprint__uid=uid, position=position)


class BlueprintQuota(models.Model):
    """How many questions of a level, type, skill and role a kit holds; what is empty is any."""

    blueprint = models.ForeignKey(Blueprint, models.CASCADE, related_name="quotas")
    position = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField("at least", default=1)
    most = models.PositiveSmallIntegerField("at most", null=True, blank=True)
    level = models.CharField(max_length=20, choices=content.LEVELS, blank=True)
    type = models.CharField(max_length=10, choices=content.TYPES, blank=True)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="+")

    objects = BlueprintQuotaManager()

    class Meta:
        ordering = ["blueprint_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "position"], name="quota_position_once"),
            models.CheckConstraint(
                condition=Q(most=None) | Q(most__gte=F("least")), name="quota_least_to_most"
            ),
        ]

    def __str__(self) -> str:
        return f"quota {self.position} of blueprint {self.blueprint_id}"

    def natural_key(self) -> tuple[str, int]:
        return (str(self.blueprint.uid), self.position)


class AssemblyRunQuerySet(models.QuerySet["AssemblyRun"]):
    def visible_to(self, user: User) -> Self:
        """Runs that the account started, or all for those who read every kit."""
        if access.READ_KITS not in user.capabilities:
            return self.none()
        return self if access.EVERY_KIT in user.capabilities else self.filter(created_by=user)


class AssemblyRun(models.Model):
    """Background work that makes parallel kits: n templates, equally hard, nothing shared."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    blueprint = models.ForeignKey(Blueprint, models.CASCADE, related_name="runs")
    forms = models.PositiveSmallIntegerField(
        "number of kits", default=3, validators=[MinValueValidator(2), MaxValueValidator(MAX_FORMS)]
    )
    band = models.PositiveSmallIntegerField(
        "difficulty band",
        default=20,
        help_text="How far the kits' total difficulty may differ, in points.",
    )
    seed = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    forms_done = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: Written while it runs: a run whose worker died is told by its silence.
    alive_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = AssemblyRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"run {self.pk} of blueprint {self.blueprint_id}"

    def get_absolute_url(self) -> str:
        return reverse("assembly_run", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)
