"""Which questions carry which value of each facet: bitmaps of ids, held in memory.

At 1,000,000 questions a bitmap takes 130 KB at most and the intersection of two some microseconds,
so that a page's counts cost about a millisecond, and no table has to be scanned for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Value = str | int
#: The place of a row in an order: its sort value and its id.
Key = tuple[int, int]
Ids = NDArray[np.int64]

LEVEL, TYPE, STATUS, SOURCE = "level", "type", "status", "source"
SKILL, ROLE = "skill", "role"
MINUTES, DIFFICULTY, ASKED = "minutes", "difficulty", "asked"
#: Days as ordinals of the calendar in UTC; NEVER stands for a question that was not asked yet.
ASKED_DAY, UPDATED_DAY = "asked_day", "updated_day"
NEVER = 0
FACETS = (
    *(LEVEL, TYPE, STATUS, SOURCE, SKILL, ROLE),
    *(MINUTES, DIFFICULTY, ASKED, ASKED_DAY, UPDATED_DAY),
)


@dataclass
class Facts:
    """What the index knows of some questions: ids by value of each facet, and times of change.

    Times are microseconds since 1970 in UTC, in the order of `ids`.
    """

    ids: list[int] = field(default_factory=list)
    updated: list[int] = field(default_factory=list)
    values: dict[str, dict[Value, list[int]]] = field(
        default_factory=lambda: {name: {} for name in FACETS}
    )

    def add(self, facet: str, pairs: Iterable[tuple[int, Value]]) -> None:
        """Note the value that each question has."""
        held = self.values[facet]
        for pk, value in pairs:
            held.setdefault(value, []).append(pk)


class FacetIndex:
    """Bitmaps of ids by facet and value.

    A change makes another index, so that who reads one is undisturbed. The times of change
    alone are shared: they only order, and only within a day.
    """

    def __init__(self) -> None:
        self.every = BitMap()
        self.values: dict[str, dict[Value, BitMap]] = {name: {} for name in FACETS}
        #: Time of the last change by id, 0 where there is no such question.
        self.updated: Ids = np.zeros(1_024, dtype=np.int64)

    def replaced(self, ids: Iterable[int], facts: Facts) -> "FacetIndex":
        """Return the index with these facts instead of what was known of the questions `ids`."""
        after = FacetIndex()
        after.updated = _with_times(self.updated, facts)
        gone = BitMap(ids)
        after.every = (self.every - gone) | BitMap(facts.ids)
        known = gone.intersect(self.every)
        for facet, held in self.values.items():
            after.values[facet] = _without(held, gone) if known else held.copy()
            for value, pks in facts.values[facet].items():
                before = after.values[facet].get(value, BitMap())
                after.values[facet][value] = before | BitMap(pks)
        return after

    def having(self, facet: str, values: Iterable[Value]) -> BitMap:
        """Return the questions with any of these values."""
        held = self.values[facet]
        found = [held[value] for value in values if value in held]
        return BitMap.union(*found) if found else BitMap()

    def between(self, facet: str, low: int, high: int) -> BitMap:
        """Return the questions whose number lies within bounds, both included."""
        return self.having(facet, [v for v in self.values[facet] if low <= int(v) <= high])

    def counts(self, facet: str, among: BitMap) -> dict[Value, int]:
        """Return how many of the questions have each value; values of none are left out."""
        held = self.values[facet]
        if among is self.every:
            return {value: len(bitmap) for value, bitmap in held.items()}
        counted = {value: among.intersection_cardinality(held[value]) for value in held}
        return {value: count for value, count in counted.items() if count}

    def value(self, facet: str, pk: int) -> int:
        """Return the number that a question has in a facet; raise KeyError when it is not there."""
        for value, bitmap in self.values[facet].items():
            if pk in bitmap:
                return int(value)
        raise KeyError(pk)

    def ordered(
        self, ids: BitMap, facet: str | None, key: Key | None, count: int, *, descending: bool
    ) -> list[int]:
        """Return the first ids beyond a key in the order of a facet's numbers, then of ids.

        `facet` None orders by id alone (a key's value is not looked at then); for UPDATED_DAY the
        value is the time of change itself. Without a key the order begins at its start.
        """
        if facet is None:
            return _beyond(ids, key and key[1], count, descending=descending)
        found: list[int] = []
        by_time = facet == UPDATED_DAY
        for value in self._walk(facet, key, descending=descending):
            here = ids & self.values[facet][value]
            wanted = count - len(found)
            if by_time:
                found += self._by_time(here, key, wanted, descending=descending)
            else:
                pk = key[1] if key and key[0] == value else None
                found += _beyond(here, pk, wanted, descending=descending)
            if len(found) >= count:
                break
        return found

    def _walk(self, facet: str, key: Key | None, *, descending: bool) -> list[int]:
        """Return a facet's numbers in order, from the one that a key stands at."""
        numbers = sorted((int(value) for value in self.values[facet]), reverse=descending)
        if key is None:
            return numbers
        start = day_of(key[0]) if facet == UPDATED_DAY else key[0]
        return [n for n in numbers if (n <= start if descending else n >= start)]

    def _by_time(self, ids: BitMap, key: Key | None, count: int, *, descending: bool) -> list[int]:
        sign = -1 if descending else 1
        pks = np.array(ids.to_array(), dtype=np.int64)[::sign]
        times = self.updated[pks] * sign
        if key is not None:
            time, pk = key[0] * sign, key[1] * sign
            kept = (times > time) | ((times == time) & (pks * sign > pk))
            pks, times = pks[kept], times[kept]
        if len(pks) > count:
            last = np.partition(times, count - 1)[count - 1]
            earlier, tied = pks[times < last], pks[times == last]
            pks = np.concatenate([earlier, tied[: count - len(earlier)]])
            times = self.updated[pks] * sign
        in_order: list[int] = pks[np.lexsort((pks * sign, times))].tolist()
        return in_order


def _without(held: dict[Value, BitMap], gone: BitMap) -> dict[Value, BitMap]:
    """Return the bitmaps less what is gone; empty ones are left out."""
    left = held.copy()
    for value in [value for value, bitmap in held.items() if bitmap.intersect(gone)]:
        rest = left.pop(value) - gone
        if rest:
            left[value] = rest
    return left


def _with_times(updated: Ids, facts: Facts) -> Ids:
    largest = max(facts.ids, default=0)
    if largest >= len(updated):
        updated = np.concatenate([updated, np.zeros(largest, dtype=np.int64)])
    if facts.ids:
        updated[facts.ids] = facts.updated
    return updated


def _beyond(ids: BitMap, pk: int | None, count: int, *, descending: bool) -> list[int]:
    if descending:
        end = len(ids) if pk is None else ids.rank(pk - 1) if pk else 0
        return list(ids[max(0, end - count) : end])[::-1]
    start = 0 if pk is None else ids.rank(pk)
    return list(ids[start : start + count])


_DAY = 86_400_000_000
_EPOCH = 719_163  # 1 January 1970 as an ordinal


def day_of(microseconds: int) -> int:
    """Return the ordinal of the day (UTC) of a time since 1970."""
    return _EPOCH + microseconds // _DAY
