"""Imports: a file that was given, what was read of it, and what became of each question in it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from questions.models.people import User
from questions.models.questions import Question
from questions.rules import access, transfers


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        """Imports are open to all who import."""
        return self if access.WRITE_IMPORTS in user.capabilities else self.none()


class Import(models.Model):
    """A file on its way into the bank: read, previewed, committed in one piece, perhaps undone."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        PREVIEWED = "previewed", "To be looked at"
        COMMITTING = "committing", "Being brought in"
        DONE = "done", "Done"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    #: The file's name; "" for what was pasted.
    name = models.CharField(max_length=200, blank=True)
    #: Of formats.QUESTION_FORMATS; "" until it is recognised.
    format = models.CharField(max_length=30, blank=True)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.READING)
    #: Why it failed, for the person who gave the file.
    message = models.TextField(blank=True)
    #: Sentences about the file as a whole, such as how it was encoded.
    notes = models.JSONField(default=list)
    #: rules/transfers.py: Defaults.
    defaults = models.JSONField(default=dict)
    #: Whether skills, roles and sources that the bank does not know are made.
    create_tags = models.BooleanField(default=False)
    #: Names of those: {"skill": [...], "role": [...], "source": [...]}.
    unknown_tags = models.JSONField(default=dict)
    #: What the file says of skills, roles and sources themselves.
    taxonomy = models.JSONField(default=dict)
    #: Ids of the skills, roles and sources that the commit has made, by kind.
    made_tags = models.JSONField(default=dict)
    #: A table's headings, and which of them each field is read from (field → heading).
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    #: How far the work in hand is.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="imports"
    )
    #: When work was ordered, then written while a worker is at it: its silence tells that it died.
    alive_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "previewed", "committing", "done"])
                | Q(state__in=["undoing", "undone", "failed", "cancelled"]),
                name="import_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"pasted text {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.pk])

    @property
    def is_busy(self) -> bool:
        """Whether the worker has something to do with it."""
        return self.state in (self.State.READING, self.State.COMMITTING, self.State.UNDOING)

    @property
    def is_open(self) -> bool:
        """Whether what becomes of its questions can still be decided."""
        return self.state == self.State.PREVIEWED

    def counts(self) -> dict[str, int]:
        """Return how many questions have each outcome."""
        return dict(self.items.order_by().values_list("outcome").annotate(Count("id")))

    def decisions(self) -> dict[str, int]:
        """Return how many questions are to be added, updated and left out."""
        return dict(self.items.order_by().values_list("decision").annotate(Count("id")))

    def results(self) -> dict[str, int]:
        """Return what became of how many questions; nothing before it is committed."""
        found = self.items.exclude(result="").order_by().values_list("result")
        return dict(found.annotate(Count("id")))


class ImportFile(models.Model):
    """The bytes of a file that is imported, apart from the rows that lists read.

    Kept while the file may have to be read again.
    """

    owner = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="file")
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"file of {self.owner_id}"


class ImportItem(models.Model):
    """One question of a file, or a part of it that could not be read."""

    owner = models.ForeignKey(Import, models.CASCADE, related_name="items")
    #: From 1, in the order of the file.
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True)
    place = models.CharField(max_length=200, blank=True)
    #: The question as the file has it, in the names of formats/interchange.py: Entry.
    entry = models.JSONField(default=dict)
    #: What takes long to make of a new question (actions/transfer_rows.py: kept_ready): it is made
    #: with the preview, so that the commit has less to do.
    ready = models.TextField(blank=True)
    #: Of FLAGS there, or `unknown_tags`.
    flags = models.JSONField(default=list)
    #: What keeps it from being taken: [{"field": …, "message": …}].
    problems = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, choices=transfers.OUTCOMES)
    #: Why it could not be read, or with what it agrees.
    reason = models.CharField(max_length=500, blank=True)
    #: The fields in which it differs from the question that it matches.
    changes = models.JSONField(default=list)
    #: The question that it matches, how (rules/transfers.py: MATCHES), and how much in percent.
    match = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="+")
    matched_by = models.CharField(max_length=20, blank=True)
    likeness = models.PositiveSmallIntegerField(null=True)
    #: The revision of that question when it was compared.
    match_revision = models.PositiveIntegerField(null=True)
    decision = models.CharField(max_length=20, choices=transfers.DECISIONS)
    #: Whether somebody decided so, rather than the rules.
    is_decided = models.BooleanField(default=False)
    #: What became of it (rules/transfers.py: RESULTS); "" before the commit.
    result = models.CharField(max_length=20, choices=transfers.RESULTS, blank=True)
    #: The question that was added or updated, and the revision that it was left at.
    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="+")
    left_revision = models.PositiveIntegerField(null=True)
    #: What an updated question was before, as far as undoing needs it.
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["owner_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "position"], name="import_position_once")
        ]
        indexes = [
            models.Index(fields=["owner", "outcome", "position"], name="import_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"item {self.position} of import {self.owner_id}"

    @property
    def stem(self) -> str:
        return str(self.entry.get("stem", ""))

    @property
    def where(self) -> str:
        """Where it stands in the file, in words."""
        return self.place or (f"line {self.line}" if self.line else f"no. {self.position}")


class ColumnMapping(models.Model):
    """What an account took the columns of a table for, remembered for the same headings."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    #: SHA-256 over the headings in their order.
    headings = models.CharField(max_length=64)
    mapping = models.JSONField()
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "headings"], name="mapping_once")]

    def __str__(self) -> str:
        return f"columns of {self.account_id}"
