"""What a search must find, in plain Python over rules/terms: no database has a say here."""

import unicodedata

from questions.rules import terms
from questions.rules.terms import Clause, Query


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
