"""Questions, their choices and their versions."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from questions import markup
from questions.models.people import User
from questions.models.taxonomy import Role, Skill, Source
from questions.rules import access, content, lifecycle

GUIDANCE = ("answer", "look_for", "red_flags", "follow_ups", "rubric", "references")

#: Words that follow a question's number in the addresses of other pages.
RESERVED_SLUGS = ("", "edit")


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> Self:
        """Questions that the account may know of at all."""
        if access.READ_QUESTIONS not in user.capabilities:
            return self.none()
        statuses = access.readable_statuses(user.capabilities)
        if statuses == set(lifecycle.STATUSES):
            return self
        return self.filter(Q(status__in=statuses) | Q(pk__in=questions_of_kits(user)))

    def assemblable(self) -> Self:
        """Questions that a kit may be made of: approved, and not known to have leaked."""
        return self.filter(status=lifecycle.APPROVED, leaked_at=None)

    def for_list(self, *, with_answer: bool = False) -> Self:
        """Rows with all that a listing shows, in a fixed number of queries.

        `with_answer` reads the model answer too, for snippets of what a search matched.
        """
        left_out = [name for name in GUIDANCE if name != "answer" or not with_answer]
        related = self.select_related("source").prefetch_related("skills", "roles")
        return related.defer(*left_out)

    def for_detail(self) -> Self:
        """A question with all that its page shows but guidance."""
        return self.for_list().prefetch_related(public_choices())

    def with_guidance(self) -> Self:
        """A question with everything, choices' keys and explanations included."""
        return self.select_related("source").prefetch_related("skills", "roles", "choices")

    def stale(self) -> Self:
        """Questions whose search terms are older than their content."""
        return self.exclude(indexed_revision=F("revision"))

    def get_by_natural_key(self, uid: str) -> "Question":
        return self.get(uid=uid)


class Question(models.Model):
    """One thing to ask. The row holds what is in force: the approved content, or a first draft."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    type = models.CharField(max_length=10, choices=content.TYPES)
    level = models.CharField(max_length=20, choices=content.LEVELS)
    status = models.CharField(
        max_length=20, choices=lifecycle.STATUSES, default=lifecycle.DRAFT, editable=False
    )
    stem = models.TextField(help_text="What is asked, in Markdown.")
    minutes = models.PositiveSmallIntegerField(
        default=5,
        validators=[
            MinValueValidator(content.MIN_MINUTES),
            MaxValueValidator(content.MAX_MINUTES),
        ],
        help_text="To ask and to answer.",
    )
    difficulty_adjustment = models.SmallIntegerField(
        default=0,
        validators=[
            MinValueValidator(-content.MAX_ADJUSTMENT),
            MaxValueValidator(content.MAX_ADJUSTMENT),
        ],
        help_text="−10 (easy for its level) to 10 (hard for its level).",
    )
    difficulty = models.GeneratedField(
        expression=Case(
            *(When(level=level, then=Value(mid)) for level, mid in content.MIDPOINTS.items()),
            default=Value(0),
            output_field=models.SmallIntegerField(),
        )
        + F("difficulty_adjustment"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    skills = models.ManyToManyField(Skill, related_name="questions")
    roles = models.ManyToManyField(Role, related_name="questions", blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    source_ref = models.CharField(max_length=100, blank=True)

    answer = models.TextField(blank=True, help_text="The model answer, in Markdown.")
    look_for = models.JSONField(default=list, blank=True)
    red_flags = models.JSONField(default=list, blank=True)
    follow_ups = models.JSONField(default=list, blank=True)
    rubric = models.JSONField(default=dict, blank=True)
    references = models.JSONField(default=list, blank=True)

    choice_count = models.PositiveSmallIntegerField(default=0, editable=False)
    key_count = models.PositiveSmallIntegerField(default=0, editable=False)
    completeness = models.PositiveSmallIntegerField(default=0, editable=False)
    asked_count = models.PositiveIntegerField(default=0, editable=False)
    last_asked = models.DateTimeField(null=True, editable=False)
    leaked_at = models.DateTimeField(null=True, editable=False)
    leak_note = models.CharField(max_length=500, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    pending_version = models.PositiveIntegerField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    indexed_revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["difficulty", "id"], name="question_by_difficulty"),
            models.Index(fields=["minutes", "id"], name="question_by_minutes"),
            models.Index(fields=["updated_at", "id"], name="question_by_update"),
            models.Index(fields=["asked_count", "id"], name="question_by_use"),
            models.Index(fields=["status", "level", "type"], name="question_by_facets"),
            models.Index(
                fields=["id"], condition=~Q(indexed_revision=F("revision")), name="question_stale"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=content.MIN_MINUTES, minutes__lte=content.MAX_MINUTES),
                name="question_minutes_1_to_120",
            ),
            models.CheckConstraint(
                condition=Q(difficulty_adjustment__gte=-10, difficulty_adjustment__lte=10),
                name="question_adjustment_10",
            ),
            models.CheckConstraint(
                condition=Q(level__in=list(content.LEVELS)), name="question_level_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(lifecycle.STATUSES)), name="question_status_known"
            ),
            models.CheckConstraint(
                condition=Q(type=content.OPEN, choice_count=0, key_count=0)
                | Q(type=content.MCQ, status=lifecycle.DRAFT)
                | Q(
                    type=content.MCQ,
                    choice_count__gte=2,
                    key_count__gte=1,
                    key_count__lte=F("choice_count"),
                ),
                name="question_choices_fit_type",
            ),
            models.CheckConstraint(condition=~Q(stem=""), name="question_stem_given"),
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                condition=~Q(source_ref=""),
                name="question_once_per_source_ref",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.pk, self.slug])

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)

    @property
    def title(self) -> str:
        """The stem as one line of plain text."""
        return " ".join(markup.plain(self.stem).split())

    @property
    def slug(self) -> str:
        slug = slugify(self.title)[:60].strip("-")
        return slug if slug not in RESERVED_SLUGS else "question"

    def content(self) -> content.Content:
        """Return what the row says, its choices included."""
        names = ("type", "level", "stem", "minutes", "difficulty_adjustment", *GUIDANCE)
        values: dict[str, Any] = {name: getattr(self, name) for name in names}
        choices = [
            {"text": c.text, "is_key": c.is_key, "explanation": c.explanation}
            for c in self.choices.all()
        ]
        return content.from_json(values | {"choices": choices})


class ChoiceManager(models.Manager["Choice"]):
    def get_by_natural_key(self, uid: str, position: int) -> "Choice":
        return self.get(question__uid=uid, position=position)


class Choice(models.Model):
    """One answer of an MCQ. Its text is what a candidate sees; key and explanation are guidance."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    is_key = models.BooleanField(default=False)
    explanation = models.TextField(blank=True)

    objects = ChoiceManager()

    class Meta:
        ordering = ["question_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="choice_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.letter}. {self.text}"

    def natural_key(self) -> tuple[str, int]:
        return (str(self.question.uid), self.position)

    @property
    def letter(self) -> str:
        return chr(ord("A") + self.position - 1)


def public_choices() -> "Prefetch[str, models.QuerySet[Choice], str]":
    """Prefetch choices as a candidate may see them: without key and explanation."""
    return Prefetch("choices", Choice.objects.defer("is_key", "explanation"))


def questions_of_kits(user: User) -> models.QuerySet[Any]:
    """Return the ids of the questions in kits that the account may read."""
    return _kit_items(user).values_list("question", flat=True)


def _kit_items(user: User) -> models.QuerySet[Any]:
    """Items of the kits that the account may read; by the relation, since kits import questions."""
    items: Any = Question._meta.get_field("kit_items").related_model
    rows: models.QuerySet[Any] = items.objects.visible_to(user).order_by()
    return rows


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def visible_to(self, user: User) -> Self:
        """Versions that the account may know of: to most, those in force and in their kits."""
        if access.READ_QUESTIONS not in user.capabilities:
            return self.none()
        if access.READ_UNAPPROVED in user.capabilities:
            return self
        in_force = Q(number=F("question__version"))
        return self.filter(
            in_force & Q(question__in=Question.objects.visible_to(user).order_by())
            | Q(pk__in=_kit_items(user).values("version"))
        )


class QuestionVersion(models.Model):
    """An immutable snapshot of a question's content (rules/content.py gives the JSON's shape)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["question_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_numbered_from_1"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of question {self.question_id}"
