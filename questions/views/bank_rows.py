"""Lines of the bank's list, rendered once and kept until the question changes."""

from collections.abc import Collection, Iterator, Sequence

from questions.matches import Matches
from questions.models import Question
from questions.permissions import can
from questions.rows import Row, drawn
from questions.rules.access import READ_ANSWERS
from questions.rules.terms import Query
from questions.search import facet_index
from questions.views.highlights import highlighted_stem, snippet

_SHOWN = ("stem", "level", "type", "minutes", "status", "leaked_at", "asked_count", "last_asked")


def rows(matches: Matches, ids: Sequence[int]) -> list[Row]:
    """Return the rows of these questions, in their order; what is gone meanwhile is left out."""
    bank, query = matches.bank, matches.state.query
    snippets = query is not None and can(matches.user, READ_ANSWERS)
    name = ("row", matches.state.q, snippets)
    kept = {pk: bank.remembered(pk, name) for pk in ids}
    missing = [pk for pk, row in kept.items() if row is None]
    for question, skills in _read(matches, missing, with_answer=snippets) if missing else ():
        kept[question.pk] = _row(question, skills, query, snippets=snippets)
        bank.remember(question.pk, name, kept[question.pk])
    list_query = matches.state.urlencode()
    return [row.linked(list_query) for row in kept.values() if row is not None]


def _read(
    matches: Matches, ids: Collection[int], *, with_answer: bool
) -> Iterator[tuple[Question, list[str]]]:
    """Yield questions with the names of their skills: no more than a row shows.

    Two narrow queries, since pages that nobody asked for before wait for them.
    """
    names = {term.pk: term.name for term in matches.bank.taxonomies[facet_index.SKILL].values()}
    tagged = Question.skills.through.objects.filter(question__in=ids)
    skills: dict[int, set[int]] = {}
    for question, skill in tagged.values_list("question", "skill"):
        skills.setdefault(question, set()).add(skill)
    shown = Question.objects.visible_to(matches.user).filter(pk__in=ids)
    for row in shown.only(*_SHOWN, *["answer"] * with_answer):
        held = skills.get(row.pk, ())
        yield row, [name for skill, name in names.items() if skill in held]


def _row(question: Question, skills: list[str], query: Query | None, *, snippets: bool) -> Row:
    stem = highlighted_stem(question.stem, query)
    found = snippet(question.answer, query) if snippets else ""
    return drawn(question, stem, skills, found)
