"""The facet index alone: bitmaps, their order, and the bytes they are kept as."""

import datetime
import random
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from questions.search import facet_index, storage
from questions.search.facet_index import FacetIndex, Facts, day_of

START = datetime.datetime(2026, 1, 30, 23, 59, 59, tzinfo=datetime.UTC)
LEVELS = ["basic", "expert"]
#: Level, difficulty, and seconds after START: few values, so that many are tied.
ROW = st.tuples(st.sampled_from(LEVELS), st.sampled_from([20, 30, 80]), st.sampled_from([0, 1, 2]))
ROWS = st.dictionaries(st.integers(1, 3_000), ROW, max_size=30)
ORDERS = st.sampled_from([None, facet_index.DIFFICULTY, facet_index.UPDATED_DAY])
Rows = dict[int, tuple[str, int, int]]


def time_of(seconds: int) -> int:
    return storage.microseconds(START + datetime.timedelta(seconds=seconds))


def facts_of(rows: Rows) -> Facts:
    facts = Facts(ids=list(rows), updated=[time_of(row[2]) for row in rows.values()])
    facts.add(facet_index.LEVEL, ((pk, row[0]) for pk, row in rows.items()))
    facts.add(facet_index.DIFFICULTY, ((pk, row[1]) for pk, row in rows.items()))
    days = ((pk, day_of(time_of(row[2]))) for pk, row in rows.items())
    facts.add(facet_index.UPDATED_DAY, days)
    return facts


def index_of(rows: Rows) -> FacetIndex:
    return FacetIndex().replaced([], facts_of(rows))


def said(index: FacetIndex) -> dict[str, object]:
    held = {
        name: {value: list(ids) for value, ids in values.items()}
        for name, values in index.values.items()
    }
    return held | {
        "every": list(index.every),
        "times": [int(index.updated[pk]) for pk in index.every],
    }


@given(ROWS, ROWS, st.sets(st.integers(1, 3_000)))
def test_what_changed_is_replaced_and_the_former_index_stays(
    before: Rows, after: Rows, gone: set[int]
) -> None:
    index = index_of(before)
    was = said(index)["every"], index.counts(facet_index.LEVEL, index.every)
    changed = index.replaced([*after, *gone], facts_of(after))
    kept = {pk: row for pk, row in before.items() if pk not in gone}
    assert said(changed) == said(index_of(dict(sorted((kept | after).items()))))
    assert (said(index)["every"], index.counts(facet_index.LEVEL, index.every)) == was


@given(ROWS)
def test_bytes_read_back_as_the_same_index(rows: Rows) -> None:
    index = index_of(rows)
    assert said(storage.from_bytes(storage.to_bytes(index))) == said(index)


@given(ROWS, ORDERS, st.booleans(), st.integers(1, 8), st.randoms())
def test_pages_follow_one_another_in_order(
    rows: Rows, facet: str | None, descending: bool, size: int, chance: random.Random
) -> None:
    index = index_of(rows)
    some = [pk for pk in rows if chance.random() < 0.7]

    def key_of(pk: int) -> tuple[int, int]:
        if facet is None:
            return 0, pk
        return (rows[pk][1] if facet == facet_index.DIFFICULTY else time_of(rows[pk][2])), pk

    expected = sorted(some, key=key_of, reverse=descending)
    found: list[int] = []
    while True:
        key = key_of(found[-1]) if found else None
        page = index.ordered(BitMap(some), facet, key, size, descending=descending)
        if not page:
            break
        assert len(page) <= size
        found += page
    assert found == expected


@given(ROWS, st.sets(st.sampled_from(LEVELS)), st.integers(0, 100), st.integers(0, 100))
def test_values_and_ranges_are_looked_up(rows: Rows, levels: set[str], low: int, high: int) -> None:
    index = index_of(rows)

    def ids(pks: Iterable[int]) -> set[int]:
        return set(pks)

    assert ids(index.having(facet_index.LEVEL, levels)) == {
        pk for pk, row in rows.items() if row[0] in levels
    }
    assert ids(index.between(facet_index.DIFFICULTY, low, high)) == {
        pk for pk, row in rows.items() if low <= row[1] <= high
    }
