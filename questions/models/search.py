"""The terms of each question, as the full-text index of either database reads them."""

from django.db import models

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
