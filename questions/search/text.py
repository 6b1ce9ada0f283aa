"""Full text behind one small interface, for SQLite and PostgreSQL.

What matches is a bitmap of ids, cut down to `among`: what an account may see. Nothing here widens
it. `stems_only` keeps a search to the column that holds no confidential text.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.db.models.functions import Length
from pyroaring import BitMap

from questions.models import Choice, Question, SearchText
from questions.rules import terms
from questions.rules.content import Choice as ContentChoice
from questions.rules.content import Content
from questions.rules.terms import Clause, Query

#: Above this many matches ranking each costs more than it tells: stem matches come first.
RANKED_MATCHES = 2_000
#: How deep the relevance order goes.
RELEVANCE_DEPTH = 1_000
#: Bytes of new terms that SQLite gathers: of many questions, and by default.
GATHERED, USUALLY_GATHERED = 16 << 20, 1 << 20


def index(questions: Iterable[Question]) -> None:
    """Write the terms of questions (with their choices prefetched) into the index."""
    rows = [_search_text(question) for question in questions]
    SearchText.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["stem", "answer"],
    )


@contextlib.contextmanager
def many() -> Iterator[None]:
    """Let the index take the terms of thousands of questions together, within a transaction.

    SQLite gathers what is new in memory and merges it into the index whenever that is full.
    """
    if connection.vendor != "sqlite":
        yield
        return
    _gather(GATHERED)
    yield
    _gather(USUALLY_GATHERED)


def _gather(size: int) -> None:
    with connection.cursor() as cursor:
        statement = "INSERT INTO search_index(search_index, rank) VALUES ('hashsize', %s)"
        cursor.execute(statement, [size])


def _search_text(question: Question) -> SearchText:
    stem, answer = terms_of(question, question.choices.all())
    return SearchText(question=question, stem=stem, answer=answer)


def terms_of(
    said: Question | Content, choices: Iterable[Choice | ContentChoice]
) -> tuple[str, str]:
    """Return what is indexed of a question: the terms of its stem, and those of all the rest."""
    texts = [f"{choice.text}\n{choice.explanation}" for choice in choices]
    guidance = [
        said.answer,
        *said.look_for,
        *said.red_flags,
        *said.follow_ups,
        *said.rubric.values(),
        *said.references,
    ]
    # One position is the word that the migration puts between the columns.
    room = terms.Room(terms.MAX_POSITIONS - 1)
    return terms.index_terms(said.stem, room), terms.index_terms("\n".join(guidance + texts), room)


def matching(among: BitMap, query: Query, *, stems_only: bool) -> BitMap:
    """Keep the questions that a query matches; a query without a word matches none."""
    if not query.clauses:
        return BitMap()
    engine = _engine()
    if query.wanted:
        among = among & engine.matches(query.wanted, stems_only, every=True)
    if query.unwanted:
        among = among - engine.matches(query.unwanted, stems_only, every=False)
    return among


def ranked_ids(matches: BitMap, query: Query, *, stems_only: bool) -> list[int]:
    """Return the ids of matches, best first, at most RELEVANCE_DEPTH of them."""
    if not query.wanted:
        return _newest(matches, RELEVANCE_DEPTH)
    in_stem = matches & _engine().matches(query.wanted, True, every=True)
    if len(matches) > RANKED_MATCHES:
        first = _newest(in_stem, RELEVANCE_DEPTH)
        return first + _newest(matches - in_stem, RELEVANCE_DEPTH - len(first))
    if stems_only:
        # The engines weigh a match by the length of the whole row: that would tell of the answer.
        rows = SearchText.objects.filter(pk__in=list(in_stem))
        plainest = rows.order_by(Length("stem"), "pk").values_list("pk", flat=True)
        return list(plainest[:RELEVANCE_DEPTH])
    ranked = _engine().ranked(query.wanted, matches)
    return sorted(ranked, key=lambda pk: pk not in in_stem)[:RELEVANCE_DEPTH]


def _newest(ids: BitMap, count: int) -> list[int]:
    return list(ids[max(0, len(ids) - count) :])[::-1]


@dataclass(frozen=True)
class Engine:
    """How one database writes a full-text query."""

    match_sql: str
    #: The same in stems alone.
    stem_sql: str
    rank_sql: str
    expression: Callable[[Iterable[Clause], bool, bool], str]
    ids: Callable[[BitMap], str | list[int]]

    def matches(self, clauses: Iterable[Clause], stems_only: bool, *, every: bool) -> BitMap:
        """Return the questions in which every clause stands, or any.

        They come as one text: a row for each would take a multiple of the search itself.
        """
        expression = self.expression(clauses, stems_only, every)
        with connection.cursor() as cursor:
            cursor.execute(self.stem_sql if stems_only else self.match_sql, [expression])
            [(ids,)] = cursor.fetchall()
        return BitMap(np.fromstring(ids or "", dtype=np.uint32, sep=","))

    def ranked(self, clauses: Iterable[Clause], matches: BitMap) -> list[int]:
        """Return matches of the clauses, the best first."""
        expression = self.expression(clauses, False, True)
        with connection.cursor() as cursor:
            cursor.execute(self.rank_sql, {"query": expression, "ids": self.ids(matches)})
            return [pk for (pk,) in cursor.fetchall()]


def _sqlite_expression(clauses: Iterable[Clause], stems_only: bool, every: bool) -> str:
    # Terms hold a–z and 0–9 alone (rules/terms.py), so none can be read as syntax.
    column = "stem : " if stems_only else ""  # both need not be named, and that is faster
    phrases = (
        f'{column}"{terms.RAW}{c.terms[0]}"*' if c.prefix else f'{column}"{" ".join(c.terms)}"'
        for c in clauses
    )
    return (" AND " if every else " OR ").join(f"({phrase})" for phrase in phrases)


def _postgresql_expression(clauses: Iterable[Clause], stems_only: bool, every: bool) -> str:
    phrases = (f"{terms.RAW}{c.terms[0]}:*" if c.prefix else " <-> ".join(c.terms) for c in clauses)
    return (" & " if every else " | ").join(f"({phrase})" for phrase in phrases)


_SQLITE_MATCH = "SELECT group_concat(rowid) FROM search_index WHERE search_index MATCH %s"
_POSTGRESQL_MATCH = "SELECT string_agg(question_id::text, ',') FROM search_text WHERE "
_ENGINES = {
    "sqlite": Engine(
        match_sql=_SQLITE_MATCH,
        stem_sql=_SQLITE_MATCH,
        rank_sql="SELECT rowid FROM search_index WHERE search_index MATCH %(query)s"
        " AND rowid IN (SELECT value FROM json_each(%(ids)s))"
        " ORDER BY bm25(search_index, 10.0, 1.0), rowid",
        expression=_sqlite_expression,
        ids=lambda ids: json.dumps(list(ids)),
    ),
    "postgresql": Engine(
        match_sql=_POSTGRESQL_MATCH + "vector @@ %s::tsquery",
        stem_sql=_POSTGRESQL_MATCH + "to_tsvector('simple', stem) @@ %s::tsquery",
        rank_sql="SELECT question_id FROM search_text WHERE vector @@ %(query)s::tsquery"
        " AND question_id = ANY(%(ids)s)"
        " ORDER BY ts_rank('{0, 0, 0.1, 1}', vector, %(query)s::tsquery, 1) DESC, question_id",
        expression=_postgresql_expression,
        ids=list,
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
