"""All pairs of alike questions of a bank, without comparing each with each.

For each text only those are looked at that hold one of its rarer ideas, all at once: what they
share of those is added up in one array, and only where that is enough are two texts compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from questions.rules.likeness import LEAN, LEAST, Ideas, likeness, weight

#: Ideas of more questions than this are not looked up unless a text has no rarer one.
COMMON = 2_000
#: A text is compared with so many others at most: those that share most of what was looked up.
NEAREST = 30
#: What words of one root may add to what two texts share is left out at first: as much is allowed.
ALLOWED = 0.9

Numbers = NDArray[np.int32]


class Corpus:
    """The ideas of many questions as arrays: which each holds, and where each is held."""

    def __init__(self, texts: Mapping[int, Ideas]) -> None:
        self.ids = list(texts)
        self._numbers: dict[str, int] = {}
        rows = [[self._number(idea) for idea in sorted(found)] for found in texts.values()]
        self.ideas = list(self._numbers)
        lengths = np.array([len(row) for row in rows], dtype=np.int64)
        self._flat = np.array([n for row in rows for n in row], dtype=np.int32)
        self._starts = np.concatenate([[0], np.cumsum(lengths)])
        self.held = np.bincount(self._flat, minlength=len(self.ideas))
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        self._owners = owners[np.argsort(self._flat, kind="stable")]
        self._places = np.concatenate([[0], np.cumsum(self.held)])
        self.weights = np.array(
            [weight(idea, int(n), len(rows)) for idea, n in zip(self.ideas, self.held, strict=True)]
        )
        weighed = np.bincount(owners, self.weights[self._flat], minlength=len(rows))
        self.totals = np.maximum(weighed, LEAST)

    def _number(self, idea: str) -> int:
        return self._numbers.setdefault(idea, len(self._numbers))

    @cached_property
    def _weight_of(self) -> dict[str, float]:
        return dict(zip(self.ideas, self.weights.tolist(), strict=True))

    def row(self, place: int) -> Numbers:
        """Return the numbers of a text's ideas."""
        return self._flat[self._starts[place] : self._starts[place + 1]]

    def holders(self, idea: int) -> Numbers:
        """Return the places of the texts that hold an idea."""
        return self._owners[self._places[idea] : self._places[idea + 1]]

    def rarer(self, place: int) -> Numbers:
        """Return the ideas of a text to look up: those that are not common, or the rarest one."""
        row = self.row(place)
        rare = row[self.held[row] <= COMMON]
        return rare if len(rare) or not len(row) else row[[np.argmin(self.held[row])]]

    def likeness(self, one: int, other: int) -> float:
        """Return how alike the texts at two places are."""
        return likeness(self._ideas_at(one), self._ideas_at(other), self._weight_of.__getitem__)

    def _ideas_at(self, place: int) -> Ideas:
        return frozenset(self.ideas[number] for number in self.row(place))


def alike_pairs(corpus: Corpus, threshold: float) -> Iterator[tuple[int, int, float]]:
    """Yield (lower id, higher id, how alike) of every pair that is at least so alike."""
    shared = np.zeros(len(corpus.ids))
    seen: set[tuple[int, int]] = set()
    for place in range(len(corpus.ids)):
        for other in _nearest(corpus, place, shared, threshold * ALLOWED):
            pair = (min(place, other), max(place, other))
            if pair in seen:
                continue
            seen.add(pair)
            score = corpus.likeness(*pair)
            if score >= threshold:
                first, second = sorted(corpus.ids[at] for at in pair)
                yield first, second, score


def _nearest(
    corpus: Corpus, place: int, shared: NDArray[np.float64], least: float
) -> Iterable[int]:
    """Return the places of the texts that may be so alike to one, at most NEAREST of them.

    `shared` holds zeros, and does so again afterwards: to make it anew would take longer.
    """
    looked_up = corpus.rarer(place)
    if not len(looked_up):
        return []
    lists = [corpus.holders(int(idea)) for idea in looked_up]
    for idea, holders in zip(looked_up, lists, strict=True):
        shared[holders] += corpus.weights[idea]
    common = corpus.totals[place] - shared[place]  # which all others may share
    met = np.concatenate(lists)
    found = met[shared[met] + common >= least * _between(corpus, place, met)]
    found = np.unique(found[found != place])
    if len(found) > NEAREST:
        found = found[np.argpartition(-shared[found], NEAREST)[:NEAREST]]
    shared[met] = 0.0
    nearest: list[int] = found.tolist()
    return nearest


def _between(corpus: Corpus, place: int, others: Numbers) -> NDArray[np.float64]:
    """Return what one text and each of others weigh, as likeness measures by."""
    own, other = corpus.totals[place], corpus.totals[others]
    less, more = np.minimum(own, other), np.maximum(own, other)
    between: NDArray[np.float64] = less**LEAN * more ** (1 - LEAN)
    return between
