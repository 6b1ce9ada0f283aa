"""Lines of the bank's list, rendered once and kept until the question changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from questions.matches import Matches
from questions.models import Question
from questions.permissions import can
from questions.rules.access import READ_ANSWERS
from questions.rules.terms import Query
from questions.views.highlights import highlighted_stem, snippet


@dataclass(frozen=True)
class Row:
    """A question as the list shows it; the snippet is confidential, and empty where none is due."""

    pk: int
    url: str
    status: str
    stem: SafeString
    snippet: SafeString
    meta: SafeString


def rows(matches: Matches, ids: Sequence[int]) -> list[Row]:
    """Return the rows of these questions, in their order; what is gone meanwhile is left out."""
    bank, query = matches.bank, matches.state.query
    snippets = query is not None and can(matches.user, READ_ANSWERS)
    name = ("row", matches.state.q, snippets)
    kept = {pk: bank.remembered(pk, name) for pk in ids}
    missing = [pk for pk, row in kept.items() if row is None]
    if missing:
        visible = Question.objects.visible_to(matches.user).for_list(with_answer=snippets)
        for question in visible.filter(pk__in=missing):
            kept[question.pk] = _row(question, query, snippets=snippets)
            bank.remember(question.pk, name, kept[question.pk])
    return [row for row in kept.values() if row is not None]


def _row(question: Question, query: Query | None, *, snippets: bool) -> Row:
    meta = get_template("questions/_row_meta.html").render({"question": question})
    return Row(
        question.pk,
        question.get_absolute_url(),
        question.status,
        highlighted_stem(question.stem, query),
        snippet(question.answer, query) if snippets else SafeString(""),
        mark_safe(meta),
    )
