"""Full text and facet counts behind one small interface, for SQLite and PostgreSQL.

Callers pass a queryset that is already cut down to what an account may see; nothing here widens it.
`stems_only` keeps a search to the column that holds no confidential text.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length

from questions.models import Question, SearchText
from questions.rules import terms
from questions.rules.terms import Clause, Query

Questions = QuerySet[Question]

#: Above this many matches ranking each costs more than it tells: stem matches come first.
RANKED_MATCHES = 2_000
#: How deep the relevance order goes.
RELEVANCE_DEPTH = 1_000


def index(questions: Iterable[Question]) -> None:
    """Write the terms of questions (with their choices prefetched) into the index."""
    rows = [_search_text(question) for question in questions]
    SearchText.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["stem", "answer"],
    )


def _search_text(question: Question) -> SearchText:
    choices = [f"{choice.text}\n{choice.explanation}" for choice in question.choices.all()]
    guidance = [
        question.answer,
        *question.look_for,
        *question.red_flags,
        *question.follow_ups,
        *question.rubric.values(),
        *question.references,
    ]
    # One position is the word that the migration puts between the columns.
    room = terms.Room(terms.MAX_POSITIONS - 1)
    return SearchText(
        question=question,
        stem=terms.index_terms(question.stem, room),
        answer=terms.index_terms("\n".join(guidance + choices), room),
    )


def matching(questions: Questions, query: Query, *, stems_only: bool) -> Questions:
    """Keep the questions that a query matches; a query without a word matches none."""
    if not query.clauses:
        return questions.none()
    engine = _engine()
    if query.wanted:
        questions = questions.filter(pk__in=engine.all_of(query.wanted, stems_only))
    if query.unwanted:
        questions = questions.exclude(pk__in=engine.any_of(query.unwanted, stems_only))
    return questions


def ranked_ids(matches: Questions, query: Query, *, stems_only: bool) -> list[int]:
    """Return the ids of matches, best first, at most RELEVANCE_DEPTH of them."""
    ids = set(matches.order_by().values_list("pk", flat=True)[: RANKED_MATCHES + 1])
    if not query.wanted or len(ids) > RANKED_MATCHES:
        return _stem_matches_first(matches, query)
    in_stem = matching(matches, Query(query.text, query.wanted), stems_only=True).order_by()
    if stems_only:
        # The engines weigh a match by the length of the whole row: that would tell of the answer.
        plainest = in_stem.order_by(Length("search_text__stem"), "pk")
        return list(plainest.values_list("pk", flat=True)[:RELEVANCE_DEPTH])
    first = set(in_stem.values_list("pk", flat=True))
    ranked = [pk for pk in _engine().ranked(query.wanted) if pk in ids]
    return sorted(ranked, key=lambda pk: pk not in first)[:RELEVANCE_DEPTH]


def _stem_matches_first(matches: Questions, query: Query) -> list[int]:
    newest = matches.order_by("-pk")
    in_stem = matching(newest, Query(query.text, query.wanted), stems_only=True)
    first = list(in_stem.values_list("pk", flat=True)[:RELEVANCE_DEPTH])
    others = newest.exclude(pk__in=in_stem.values("pk")).values_list("pk", flat=True)
    return first + list(others[: RELEVANCE_DEPTH - len(first)])


def facet_counts(questions: Questions, field: str) -> dict[str, int]:
    """Return how many of the questions carry each value of a field (such as `skills__slug`)."""
    # A subquery and not a join: the matches are found once, whatever tables the filters touched.
    rows = Question.objects.filter(pk__in=questions.order_by().values("pk"))
    counted = rows.order_by().values_list(field).annotate(count=Count("pk"))
    return {value: count for value, count in counted if value is not None}


@dataclass(frozen=True)
class Engine:
    """How one database writes a full-text query."""

    match_sql: str
    rank_sql: str
    expression: Callable[[Iterable[Clause], bool, bool], str]

    def all_of(self, clauses: Iterable[Clause], stems_only: bool) -> RawSQL:
        return self._matched(clauses, stems_only, every=True)

    def any_of(self, clauses: Iterable[Clause], stems_only: bool) -> RawSQL:
        return self._matched(clauses, stems_only, every=False)

    def _matched(self, clauses: Iterable[Clause], stems_only: bool, *, every: bool) -> RawSQL:
        expression = self.expression(clauses, stems_only, every)
        # The statement is one of the two below; what was typed travels as its parameter.
        return RawSQL(self.match_sql, [expression])  # noqa: S611  # see above

    def ranked(self, clauses: Iterable[Clause]) -> list[int]:
        expression = self.expression(clauses, False, True)
        with connection.cursor() as cursor:
            cursor.execute(self.rank_sql, {"query": expression})
            return [row[0] for row in cursor.fetchall()]


def _sqlite_expression(clauses: Iterable[Clause], stems_only: bool, every: bool) -> str:
    # Terms hold a–z and 0–9 alone (rules/terms.py), so none can be read as syntax.
    columns = "{stem}" if stems_only else "{stem answer}"
    phrases = (
        f'{columns}: "{terms.RAW}{c.terms[0]}"*'
        if c.prefix
        else f'{columns}: "{" ".join(c.terms)}"'
        for c in clauses
    )
    return (" AND " if every else " OR ").join(f"({phrase})" for phrase in phrases)


def _postgresql_expression(clauses: Iterable[Clause], stems_only: bool, every: bool) -> str:
    weight = "A" if stems_only else "AB"
    phrases = (
        f"{terms.RAW}{c.terms[0]}:*{weight}"
        if c.prefix
        else " <-> ".join(f"{term}:{weight}" for term in c.terms)
        for c in clauses
    )
    return (" & " if every else " | ").join(f"({phrase})" for phrase in phrases)


_ENGINES = {
    "sqlite": Engine(
        match_sql="SELECT rowid FROM search_index WHERE search_index MATCH %s",
        rank_sql="SELECT rowid FROM search_index WHERE search_index MATCH %(query)s"
        " ORDER BY bm25(search_index, 10.0, 1.0), rowid",
        expression=_sqlite_expression,
    ),
    "postgresql": Engine(
        match_sql="SELECT question_id FROM search_text WHERE vector @@ %s::tsquery",
        rank_sql="SELECT question_id FROM search_text WHERE vector @@ %(query)s::tsquery"
        " ORDER BY ts_rank('{0, 0, 0.1, 1}', vector, %(query)s::tsquery, 1) DESC, question_id",
        expression=_postgresql_expression,
    ),
}


def _engine() -> Engine:
    return _ENGINES[connection.vendor]


def matched_excerpt(text: str, query: Query, *, width: int = 200) -> str:
    """Return the part of a plain text around the first match, empty when nothing matches."""
    spans = terms.matched_spans(text, query)
    if not spans:
        return ""
    first, last = spans[0]
    start = max(0, first - width // 3)
    end = min(len(text), start + width)
    if start:  # at a word's beginning, where there is one
        start = text.find(" ", start, first) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", last, end), 0) or end
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def count_by_range(
    questions: Questions, field: str, ranges: dict[str, dict[str, Any]]
) -> dict[str, int]:
    """Return how many of the questions fall into each named range of a number field."""
    counts = facet_counts(questions, field)
    return {
        name: sum(n for value, n in counts.items() if _within(int(value), bounds))
        for name, bounds in ranges.items()
    }


def _within(value: int, bounds: dict[str, Any]) -> bool:
    return bool(bounds.get("min", value) <= value <= bounds.get("max", value))


def count_by_condition(questions: Questions, conditions: dict[str, Q]) -> dict[str, int]:
    """Return how many of the questions meet each named condition, in one query."""
    rows = Question.objects.filter(pk__in=questions.order_by().values("pk"))
    names = {f"condition_{place}": name for place, name in enumerate(conditions)}
    counted = rows.aggregate(
        **{key: Count("pk", filter=conditions[name]) for key, name in names.items()}
    )
    return {name: counted[key] for key, name in names.items()}
