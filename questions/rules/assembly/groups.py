"""Questions that are alike stand as one column of the program, and hopeless ones not at all.

Exact: questions of one cell fill all quotas and the minutes alike, so that a kit is never worse for
taking the best of a cell, and it can take no more of a cell than its capacity. Questions that are
special (included, or with an enemy) stand alone. Under further limits, a cell's best are a choice.
"""

from dataclasses import dataclass

import numpy as np

from questions.rules.assembly.pool import Ints
from questions.rules.assembly.problem import Problem


@dataclass(frozen=True, eq=False)
class Groups:
    """Equal questions side by side in `order`; a group begins at `starts` and has `counts`."""

    order: Ints
    starts: Ints
    counts: Ints

    @classmethod
    def build(
        cls, problem: Problem, points: Ints, capacity: Ints, special: Ints, seed: int
    ) -> "Groups":
        """Group the questions of equal cell and points, in an order that the seed decides."""
        alone = np.zeros(len(points), bool)
        alone[special] = True
        cells = problem.cells()
        cells[special] = -1 - np.arange(len(special))
        places = np.flatnonzero(problem.eligible & (alone | (capacity > 0)))
        places = np.random.default_rng(seed).permutation(places)
        order = places[np.lexsort((-points[places], cells[places]))]
        firsts = _firsts(cells[order])
        ranks = np.arange(len(order)) - np.repeat(firsts, np.diff(firsts, append=len(order)))
        order = order[alone[order] | (ranks < capacity[order])]
        more = problem.rows[problem.minutes_row + 1 :, order]
        starts = _firsts(cells[order], points[order], *more)
        return cls(order, starts, np.diff(starts, append=len(order)))

    @property
    def heads(self) -> Ints:
        """Return one question of each group."""
        return self.order[self.starts]

    def column(self, place: int) -> int:
        """Return the group that a special question stands in alone."""
        return int(np.flatnonzero(self.heads == place)[0])

    def taken(self, numbers: Ints) -> Ints:
        """Return the questions when so many of each group are taken."""
        return np.sort(
            self.order[
                np.repeat(self.starts - np.cumsum(numbers) + numbers, numbers)
                + np.arange(int(numbers.sum()))
            ]
        )


def _firsts(*keys: Ints) -> Ints:
    """Return where in ordered keys a new one begins."""
    changes = np.zeros(max(0, len(keys[0]) - 1), bool)
    for key in keys:
        changes |= key[1:] != key[:-1]
    return np.flatnonzero(np.concatenate(([len(keys[0]) > 0], changes)))
