"""A plan laid over a pool: which questions may be taken, what each is worth and what limits it."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from questions.rules.assembly.model import MINUTE_COST, QUESTION_COST, Plan
from questions.rules.assembly.pool import Ints, Mask, Pool

NO_LIMIT = 1 << 40


@dataclass(frozen=True, eq=False)
class Problem:
    """Rows are what is limited (each quota, the minutes, then more), columns the pool's places.

    The sum of a row over the chosen questions must lie between `lower` and `upper`.
    """

    pool: Pool
    plan: Plan
    points: Ints
    eligible: Mask
    included: Ints
    missing: tuple[int, ...]
    rows: Ints
    lower: Ints
    upper: Ints

    @classmethod
    def of(cls, pool: Pool, plan: Plan) -> "Problem":
        excluded, _ = pool.holds(plan.excludes)
        included, absent = pool.holds(plan.includes - plan.excludes)
        eligible = np.ones(len(pool), bool)
        if plan.max_uses is not None:
            eligible = pool.uses <= plan.max_uses
        eligible[included] = True
        eligible[excluded] = False
        most = [NO_LIMIT if quota.most is None else quota.most for quota in plan.quotas]
        return cls(
            pool,
            plan,
            pool.points(plan),
            eligible,
            included,
            tuple(sorted({*absent, *(plan.includes & plan.excludes)})),
            np.array([*map(pool.serving, plan.quotas), pool.minutes], np.int64),
            np.array([*(quota.least for quota in plan.quotas), plan.minutes_min], np.int64),
            np.array([*most, plan.minutes_max], np.int64),
        )

    @property
    def minutes_row(self) -> int:
        return len(self.plan.quotas)

    @property
    def contradicts_itself(self) -> bool:
        return bool(self.missing) or bool((self.lower > self.upper).any())

    def costs(self) -> Ints:
        """Return what giving up one unit of each quota and of the minutes costs."""
        return np.append(np.full(self.minutes_row, QUESTION_COST), MINUTE_COST)

    def without(self, places: Iterable[int]) -> "Problem":
        """Return the problem when these questions may not be taken."""
        eligible = self.eligible.copy()
        eligible[list(places)] = False
        return dataclasses.replace(self, eligible=eligible)

    def limited(self, row: Ints, lower: int, upper: int) -> "Problem":
        """Return the problem with one more limit."""
        return dataclasses.replace(
            self,
            rows=np.vstack((self.rows, row)),
            lower=np.append(self.lower, lower),
            upper=np.append(self.upper, upper),
        )

    def totals(self, chosen: Ints) -> Ints:
        totals: Ints = self.rows[:, chosen].sum(axis=1)
        return totals

    def cells(self) -> Ints:
        """Return a number for each question, shared by those that fill quotas and minutes alike."""
        keys: Ints = np.zeros(len(self.pool), np.int64)
        for row in self.rows[: self.minutes_row + 1]:
            if keys.max(initial=0) > NO_LIMIT:  # renumbered before it could overflow
                keys = np.unique(keys, return_inverse=True)[1]
            keys = keys * (int(row.max(initial=0)) + 1) + row
        return keys

    def capacity(self) -> Ints:
        """Return how many questions of each one's cell a kit can hold at most."""
        most: Ints = self.plan.minutes_max // self.pool.minutes
        for row, upper in zip(self.rows[: self.minutes_row], self.upper, strict=False):
            np.minimum(most, upper, out=most, where=row > 0)
        return most

    def strain(self, totals: Ints) -> Ints:
        """Return by how much each total is below and above its limits (0: it holds)."""
        lower, upper = self.lower, self.upper
        if totals.ndim > 1:
            lower, upper = lower[:, np.newaxis], upper[:, np.newaxis]
        # Added up, since a quota of at least 3 and at most 1 can be both.
        strained: Ints = np.maximum(0, lower - totals) + np.maximum(0, totals - upper)
        return strained
