"""Making anew what is derived from questions, for rows that were written past the actions."""

from collections.abc import Iterable

from django.db import transaction

from questions import search
from questions.actions.questions import snapshot
from questions.models import Question
from questions.rules import lifecycle

BATCH = 500


def reindex(*, everything: bool = False) -> int:
    """Bring both indexes and the first versions up to date; return how many questions were behind.

    Needed after `loaddata`, which writes rows and nothing derived from them. `everything` rebuilds
    the terms of all questions.
    """
    behind = Question.objects.all() if everything else Question.objects.stale()
    ids = list(behind.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _reindex_batch(ids[start : start + BATCH])
    search.rebuild()
    return len(ids)


@transaction.atomic
def _reindex_batch(ids: list[int]) -> None:
    search.lock()
    questions = list(Question.objects.filter(pk__in=ids).prefetch_related("choices"))
    _first_versions(question for question in questions if not question.version)
    search.index(questions)
    for question in questions:
        question.indexed_revision = question.revision
        question.completeness = question.content().completeness
    Question.objects.bulk_update(questions, ["indexed_revision", "version", "completeness"])


def _first_versions(questions: Iterable[Question]) -> None:
    for question in questions:
        if question.pending_version is None and question.status != lifecycle.DRAFT:
            question.version = snapshot(question, question.content(), None, "Loaded from a fixture")
