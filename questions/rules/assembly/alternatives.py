"""What could take a question's place in a kit, best first, and what each would break."""

from collections.abc import Iterator, Sequence

import numpy as np

from questions.rules.assembly.linear import pairs_among
from questions.rules.assembly.model import (
    QUESTION_COST,
    Alternative,
    Enemies,
    Plan,
    none,
    plural,
)
from questions.rules.assembly.pool import Ints, Pool
from questions.rules.assembly.problem import Problem
from questions.rules.assembly.words import asked

TOO_ALIKE = "nearly the same as another question of the kit"


def alternatives(
    pool: Pool,
    plan: Plan,
    chosen: Sequence[int],
    out: int,
    *,
    limit: int = 10,
    enemies: Enemies = none,
) -> list[Alternative]:
    """Return what could stand for `out` when the rest of a kit is kept, best first.

    Those that keep every quota and the minutes come first, ordered by points, then those that
    break something, ordered by how much, then by points. In a kit that does not satisfy its plan
    anyway, breaking means making worse. What the plan excludes is not offered. Questions of the
    kit that the pool does not hold count for nothing. Raises ValueError when `out` is not chosen.
    """
    if out not in chosen:
        raise ValueError("the question to replace is not in the kit")
    swap = _Swap(Problem.of(pool, plan), pool.holds(chosen)[0], pool.holds([out])[0])
    order = swap.ranked()
    found: list[tuple[int, int, int, bool]] = []
    for start in range(0, len(order), limit):
        block = order[start : start + limit]
        alike = swap.alike(block, enemies)
        found += [swap.key(int(place), int(place) in alike) for place in block]
        # What comes later ranks behind the last of this block.
        if sum(key <= swap.key(int(block[-1])) for key in found) >= limit:
            break
    return [swap.alternative(key[2], key[3]) for key in sorted(found)[:limit]]


class _Swap:
    """One question leaves a kit: what each other one would mean in its place."""

    def __init__(self, problem: Problem, chosen: Ints, out: Ints) -> None:
        self.problem = problem
        self.lost = int(problem.points[out].sum())
        self.rest = np.setdiff1d(chosen, out)
        self.free = problem.eligible.copy()
        self.free[chosen] = False
        self.totals = problem.totals(self.rest)[:, np.newaxis] + problem.rows
        before = problem.strain(problem.totals(chosen))[:, np.newaxis]
        self.worse = np.maximum(0, problem.strain(self.totals) - before)
        self.cost = problem.costs() @ self.worse

    def ranked(self) -> Ints:
        places = np.flatnonzero(self.free)
        return places[np.lexsort((-self.problem.points[places], self.cost[places]))]

    def alike(self, block: Ints, enemies: Enemies) -> set[int]:
        """Return those that may not stand beside one that stays."""
        staying = set(map(int, self.rest))
        pairs = pairs_among(self.problem, [*map(int, block), *staying], enemies)
        return {place for pair in pairs if staying & set(pair) for place in set(pair) - staying}

    def key(self, place: int, alike: bool = False) -> tuple[int, int, int, bool]:
        cost = int(self.cost[place]) + QUESTION_COST * alike
        return cost, -int(self.problem.points[place]), place, alike

    def alternative(self, place: int, alike: bool) -> Alternative:
        points = int(self.problem.points[place]) - self.lost
        breaks = tuple(self._breaks(place)) + (TOO_ALIKE,) * alike
        return Alternative(
            int(self.problem.pool.ids[place]), points, breaks, _sentence(points, breaks)
        )

    def _breaks(self, place: int) -> Iterator[str]:
        problem, plan = self.problem, self.problem.plan
        for row in np.flatnonzero(self.worse[:, place]):
            total, least = int(self.totals[row, place]), int(problem.lower[row])
            word, limit = ("least", least) if total < least else ("most", int(problem.upper[row]))
            if row == problem.minutes_row:
                yield f"{plural(total, 'minute')} of at {word} {limit}"
            else:
                yield f"{total or 'none'} of at {word} {asked(plan, plan.quotas[row], limit)}"


def _sentence(points: int, breaks: Sequence[str]) -> str:
    difference = f"{plural(abs(points), 'point')} {'better' if points > 0 else 'worse'}"
    if not breaks:
        return f"Keeps the plan; {difference if points else 'just as good'}."
    # That it is worth as much is no praise where it breaks something.
    apart = f"; apart from that {difference}" if points else ""
    return f"Breaks the plan: {', '.join(breaks)}{apart}."
