"""What a search must find, in plain Python over rules/terms: no database has a say here."""

import unicodedata

from django.db.models import Count, QuerySet
from pyroaring import BitMap

from questions.filters import QuestionFilters
from questions.models import Question, User
from questions.rules import terms
from questions.rules.terms import Clause, Query

COLUMNS = {
    "level": "level",
    "type": "type",
    "skill": "skills__slug",
    "role": "roles__slug",
    "status": "status",
    "source": "source__slug",
}


def matches(query: Query, columns: list[str]) -> bool:
    """Tell whether a question with these columns of text is found."""
    if not query.clauses:
        return False
    wanted = all(_stands_in(clause, columns) for clause in query.wanted)
    return wanted and not any(_stands_in(clause, columns) for clause in query.unwanted)


def _stands_in(clause: Clause, columns: list[str]) -> bool:
    return any(_stands_in_text(clause, column) for column in columns)


def _stands_in_text(clause: Clause, text: str) -> bool:
    raws = [token.raw for token in terms.tokens(unicodedata.normalize("NFKC", text))]
    if clause.prefix:
        return any(raw.startswith(clause.terms[0]) for raw in raws)
    stems = [terms.stem(raw) for raw in raws]
    length = len(clause.terms)
    return any(tuple(stems[i : i + length]) == clause.terms for i in range(len(stems)))


def ids_of(questions: QuerySet[Question]) -> BitMap:
    """Return questions as a search takes them."""
    return BitMap(list(questions.values_list("pk", flat=True)))


def everything() -> BitMap:
    return ids_of(Question.objects.all())


def in_state(state: QuestionFilters, user: User, leave_out: str = "") -> QuerySet[Question]:
    """Return the questions in a state of the listing as the database finds them, words aside."""
    questions = Question.objects.visible_to(user)
    for name, column in COLUMNS.items():
        chosen = getattr(state, name)
        if chosen and name != leave_out:
            held = Question.objects.filter(**{f"{column}__in": chosen}).values("pk")
            questions = questions.filter(pk__in=held)
    if leave_out != "minutes":
        low, most = state.minutes_min or 0, state.minutes_max
        questions = questions.filter(minutes__range=(low, 120 if most is None else most))
    return questions


def counts(state: QuestionFilters, user: User, facet: str) -> dict[str, int]:
    """Return how many questions each value of a facet would leave, counted by the database."""
    rows = Question.objects.filter(pk__in=in_state(state, user, facet).order_by().values("pk"))
    counted = rows.order_by().values_list(COLUMNS[facet]).annotate(count=Count("pk"))
    return {value: count for value, count in counted if value is not None}
