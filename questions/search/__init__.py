"""Search and facets: the one way to ask which questions match, and how many.

`current()` is the bank as a process holds it in memory; `matching` and `ranked_ids` ask the
database's full-text index; `similar` tells which stems are alike. Who changes a question calls
`lock`, `index` and `record_change`.
"""

from questions.search.bank import (
    STORE_EVERY,
    Bank,
    Term,
    current,
    lock,
    rebuild,
    record_change,
    store,
)
from questions.search.facet_index import FacetIndex
from questions.search.text import (
    RANKED_MATCHES,
    RELEVANCE_DEPTH,
    index,
    many,
    matched_excerpt,
    matching,
    ranked_ids,
    terms_of,
)
from questions.search.wordings import Alike, Nearest, likeness_of, similar

__all__ = [
    "RANKED_MATCHES",
    "RELEVANCE_DEPTH",
    "STORE_EVERY",
    "Alike",
    "Bank",
    "FacetIndex",
    "Nearest",
    "Term",
    "current",
    "index",
    "likeness_of",
    "lock",
    "many",
    "matched_excerpt",
    "matching",
    "ranked_ids",
    "rebuild",
    "record_change",
    "similar",
    "store",
    "terms_of",
]
