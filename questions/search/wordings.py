"""Which questions are worded alike: what each process holds of the stems, and a look-up in it.

For each idea a bitmap of the questions whose stem holds it, read from the search index when it is
first needed and brought up to date by the change log. A look-up adds up what candidates share with
the text, idea by idea, and compares the best of them exactly: no row of the bank is scanned.
Stems alone are looked at, and only of the questions `among` which one may look: what others hold
weighs nothing either.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from questions.models import BankChange, SearchText
from questions.rules import likeness
from questions.rules.likeness import SUGGESTED, Ideas, Wording
from questions.search.bank import Bank

BATCH = 10_000
#: So many candidates are compared exactly.
CANDIDATES = 100
#: So many where only the nearest is sought.
NEAREST = 20
#: An idea that more than this share of a bank holds tells nothing of which question is alike.
TELLING, FEW = 0.2, 1_000


@dataclass(frozen=True)
class Alike:
    """A question, and how alike its stem is, from 0 to 1."""

    pk: int
    score: float

    @property
    def words(self) -> str:
        return likeness.in_words(self.score)


@dataclass
class Wordings:
    """The questions whose stem holds an idea, as of a version of the bank."""

    version: int
    stamp: str
    holders: dict[str, BitMap] = field(default_factory=dict)

    def add(self, rows: Iterable[tuple[int, str]]) -> None:
        """Note what the stems of questions say, from their terms in the search index."""
        found: dict[str, list[int]] = {}
        for pk, terms in rows:
            for idea in likeness.indexed_ideas(terms):
                found.setdefault(idea, []).append(pk)
        for idea, pks in found.items():
            self.holders.setdefault(idea, BitMap()).update(pks)

    def forget(self, pks: Iterable[int]) -> None:
        """Drop what questions said."""
        gone = BitMap(pks)
        for held in self.holders.values():
            held.difference_update(gone)

    def among(self, idea: str, among: BitMap) -> BitMap:
        """Return the questions of a set whose stem holds an idea."""
        held = self.holders.get(idea)
        return held & among if held else BitMap()


_lock = threading.Lock()
_held: Wordings | None = None


def _current(bank: Bank) -> Wordings:
    """Return the wordings of the bank, as far as its changes are committed."""
    global _held  # the one thing that a process holds
    held = _held
    if held and (held.version, held.stamp) == (bank.version, bank.stamp) and held.version:
        return held
    with _lock:
        _held = _caught_up(_held) or _built(bank)
        return _held


def _caught_up(held: Wordings | None) -> Wordings | None:
    if held is None or not held.version:
        return None
    rows = BankChange.objects.filter(version__gte=held.version).order_by("version")
    log = list(rows.values_list("version", "stamp", "questions"))
    if not log or log[0][:2] != (held.version, held.stamp):
        return None
    changed = sorted({pk for _, _, questions in log[1:] for pk in questions})
    if changed:
        held.forget(changed)
        for start in range(0, len(changed), BATCH):
            held.add(_terms(changed[start : start + BATCH]))
    held.version, held.stamp = log[-1][:2]
    return held


def _built(bank: Bank) -> Wordings:
    made = Wordings(bank.version, bank.stamp)
    rows = SearchText.objects.order_by("pk").values_list("pk", "stem")
    made.add(rows.iterator(chunk_size=BATCH))
    return made


def _terms(pks: Iterable[int]) -> Iterable[tuple[int, str]]:
    return SearchText.objects.filter(pk__in=list(pks)).values_list("pk", "stem")


class _Weights:
    """What ideas weigh among the questions of a set."""

    def __init__(self, wordings: Wordings, among: BitMap) -> None:
        self._wordings, self._among = wordings, among
        self._known: dict[str, float] = {}

    def __call__(self, idea: str) -> float:
        known = self._known.get(idea)
        if known is None:
            held = self.count(idea)
            known = self._known[idea] = likeness.weight(idea, held, len(self._among))
        return known

    def count(self, idea: str) -> int:
        """Return how many questions of the set hold an idea."""
        held = self._wordings.holders.get(idea)
        return self._among.intersection_cardinality(held) if held else 0


def similar(
    stem: str, bank: Bank, among: BitMap, limit: int, *, least: float = SUGGESTED
) -> list[Alike]:
    """Return the questions of a set that a stem is most like, most alike first."""
    sought = likeness.ideas_of(stem)
    if not among or not likeness.tells(sought):
        return []
    wordings = _current(bank)
    weights = _Weights(wordings, among)
    candidates = _candidates(sought, wordings, among, weights)
    found = [
        Alike(pk, likeness.likeness(sought, likeness.indexed_ideas(terms), weights))
        for pk, terms in _terms(candidates)
    ]
    good = (one for one in found if one.score >= least)
    # Scores are sums of floats in no fixed order: equal ones must not swap places.
    alike = sorted(good, key=lambda one: (-round(one.score, 6), one.pk))
    return alike[:limit]


class Nearest:
    """Finds for each of many stems the question of a set that it is most like.

    What `similar` would find first, for much less: fewer candidates are compared, and their terms
    are read together and remembered for the next stems.
    """

    def __init__(self, bank: Bank, among: BitMap) -> None:
        self._among, self._wordings = among, _current(bank)
        self._weights = _Weights(self._wordings, among)
        self._held: dict[int, Wording] = {}

    def find(self, stems: Sequence[str], *, least: float) -> list[Alike | None]:
        """Return for each stem the question, None where none is so much like it."""
        if not self._among:
            return [None] * len(stems)
        weights = self._weights
        sought = [likeness.wording(likeness.ideas_of(stem), weights) for stem in stems]
        candidates = [self._candidates(one.ideas) for one in sought]
        self._read({pk for some in candidates for pk in some})
        held = self._held
        return [
            _best(one, {pk: held[pk] for pk in some if pk in held}, weights, least)
            for one, some in zip(sought, candidates, strict=True)
        ]

    def _candidates(self, sought: Ideas) -> list[int]:
        if not likeness.tells(sought):
            return []
        return _candidates(sought, self._wordings, self._among, self._weights, NEAREST)

    def _read(self, pks: set[int]) -> None:
        if len(self._held) > BATCH:
            self._held.clear()
        wanted = list(pks - self._held.keys())
        for start in range(0, len(wanted), BATCH):
            for pk, terms in _terms(wanted[start : start + BATCH]):
                ideas = likeness.indexed_ideas(terms)
                self._held[pk] = likeness.wording(ideas, self._weights)


def _best(
    sought: Wording, held: Mapping[int, Wording], weights: _Weights, least: float
) -> Alike | None:
    found = [
        Alike(pk, likeness.likeness(sought.ideas, one.ideas, weights))
        for pk, one in held.items()
        if likeness.may_reach(sought, one, weights, least)
    ]
    best = max(found, key=lambda one: (round(one.score, 6), -one.pk), default=None)
    return best if best and best.score >= least else None


def likeness_of(one: str, other: str, bank: Bank, among: BitMap) -> float:
    """Return how alike two stems are, as words weigh among the questions of a set."""
    weights = _Weights(_current(bank), among)
    return likeness.likeness(likeness.ideas_of(one), likeness.ideas_of(other), weights)


def _candidates(
    sought: Ideas, wordings: Wordings, among: BitMap, weights: _Weights, count: int = CANDIDATES
) -> list[int]:
    """Return the questions that share most with what is sought."""
    shared: NDArray[np.float32] = np.zeros(among.max() + 1, dtype=np.float32)
    most = max(FEW, TELLING * len(among))
    for idea in sought:
        if weights.count(idea) <= most:
            holders = np.array(wordings.among(idea, among).to_array(), dtype=np.int64)
            shared[holders] += weights(idea)
    found = np.flatnonzero(shared)
    if len(found) > count:
        found = found[np.argpartition(-shared[found], count)[:count]]
    pks: list[int] = found.tolist()
    return pks
