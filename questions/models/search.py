"""What search and facets are answered from: terms of each question, and the bank's change log."""

from django.db import models
from django.utils import timezone

from questions.models.questions import Question


class SearchText(models.Model):
    """Terms made by rules/terms.py: of the stem, and of all that is confidential with it.

    SQLite indexes the two columns in an FTS5 table kept by triggers, PostgreSQL in a generated
    tsvector (weights A and B) under a GIN index; the migrations make both.
    """

    question = models.OneToOneField(
        Question, models.CASCADE, primary_key=True, related_name="search_text"
    )
    stem = models.TextField()
    answer = models.TextField()

    class Meta:
        db_table = "search_text"

    def __str__(self) -> str:
        return f"terms of question {self.question_id}"


class BankVersion(models.Model):
    """The one row that counts the changes of the bank, and that its writers lock first."""

    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"version {self.version} of the bank"


class BankChange(models.Model):
    """One entry of the change log: which questions a version of the bank changed.

    The stamp is drawn anew with every change: a database that was restored from a backup counts the
    same numbers again, for other changes.
    """

    version = models.PositiveBigIntegerField(primary_key=True)
    stamp = models.CharField(max_length=32)
    questions = models.JSONField(default=list)
    #: Whether a skill, role or source changed.
    taxonomy = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"change to version {self.version} of the bank"


class StoredIndex(models.Model):
    """The facet index as bytes, as of a version, so that a new worker need not build it."""

    version = models.PositiveBigIntegerField()
    stamp = models.CharField(max_length=32)
    layout = models.PositiveIntegerField()
    data = models.BinaryField()
    stored_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"facet index at version {self.version} of the bank"
