"""The 0-1 program of a problem, and what its relaxation says of every kit."""

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from questions.rules.assembly.groups import Groups
from questions.rules.assembly.model import Enemies
from questions.rules.assembly.pool import Ints
from questions.rules.assembly.problem import NO_LIMIT, Problem
from questions.rules.assembly.program import GAP, TIE, Program, relax, solve

Pairs = set[tuple[int, int]]


@dataclass
class Clock:
    """Seconds that are left of a limit."""

    seconds: float
    started: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        return max(0.0, self.seconds - (time.monotonic() - self.started))


@dataclass(frozen=True, eq=False)
class Choice:
    """Places of the chosen questions, and what no choice can be worth more than."""

    places: Ints
    bound: int


def choose(
    problem: Problem, pairs: Pairs, seed: int, clock: Clock, *, gap: float = GAP, later: int = 0
) -> Choice | None:
    """Return the choice worth most in which no pair stands together, None if there is none.

    Among choices worth the same, the seed decides. With `later`, as much is left as so many more
    choices need together. Raises OutOfTime.
    """
    alone = standing_alone(problem, pairs)
    capacity = problem.capacity() * (1 + later)
    groups = Groups.build(problem, problem.points, capacity, alone, seed)
    program = linear_program(problem, groups)
    program.worth += np.random.default_rng(seed).random(len(program.worth)) * _tie(problem)
    if later:
        program = _with_later(program, later)
    for pair in pairs:
        program.limit([groups.column(place) for place in pair], [1, 1], 0, 1)
    solution = solve(program, clock.left, gap)
    if solution is None:
        return None
    # A whole number of points, and less than half a point more for settling ties.
    bound = math.floor(solution.bound + 1e-6)
    return Choice(groups.taken(solution.numbers[: len(groups.starts)]), bound)


def _with_later(program: Program, later: int) -> Program:
    """Return the program of one choice and of the sum of later ones, from the same questions.

    The "big shadow test" of van der Linden and Adema, Simultaneous assembly of multiple test forms
    (Journal of Educational Measurement 35, 1998).
    """
    size = len(program.worth)
    both = Program(
        np.tile(program.worth, 2), np.tile(program.floor, 2), np.tile(program.ceiling, 2)
    )
    for (columns, values), (lower, upper) in zip(program.rows, program.limits, strict=True):
        both.limit(columns, values, lower, upper)
        both.limit(columns + size, values, lower * later, upper * later)
    for column, count in enumerate(program.ceiling):
        both.limit([column, size + column], [1, 1], 0, count)
    return both


def standing_alone(problem: Problem, pairs: Pairs) -> Ints:
    """Return the places of questions that no other can stand for."""
    return np.union1d(problem.included, np.array([*chain(*pairs)], np.int64))


def linear_program(problem: Problem, groups: Groups) -> Program:
    """Return the program whose columns say how many of each group are chosen."""
    heads = groups.heads
    floor = np.isin(heads, problem.included).astype(float)
    program = Program(problem.points[heads].astype(float), floor, groups.counts.astype(float))
    for row, lower, upper in zip(problem.rows, problem.lower, problem.upper, strict=True):
        columns = np.flatnonzero(row[heads])
        program.limit(columns, row[heads][columns], *_endless(lower, upper))
    return program


def _endless(lower: int, upper: int) -> tuple[float, float]:
    return (
        -math.inf if lower <= -NO_LIMIT else float(lower),
        math.inf if upper >= NO_LIMIT else float(upper),
    )


def upper_bound(problem: Problem, clock: Clock) -> int | None:
    """Return what no choice can be worth more than, None if there is none; raises OutOfTime."""
    groups = Groups.build(problem, problem.points, problem.capacity(), problem.included, 0)
    worth = relax(linear_program(problem, groups), clock.left)
    return None if worth is None else math.floor(worth + 1e-6)


def pairs_among(problem: Problem, places: Iterable[int], enemies: Enemies) -> Pairs:
    """Return the pairs of places whose questions may not stand together."""
    ids: Sequence[int] = [int(i) for i in problem.pool.ids[list(places)]]
    known = set(ids)
    pairs = {(min(pair), max(pair)) for pair in enemies(ids) if known.issuperset(pair)}
    found = {pair: problem.pool.holds(pair)[0] for pair in pairs if pair[0] != pair[1]}
    return {(int(first), int(second)) for first, second in found.values()}


def _tie(problem: Problem) -> float:
    all_quotas = [quota.most for quota in problem.plan.quotas if quota.counts_all]
    sizes = [size for size in all_quotas if size is not None]
    return TIE / max(1, min([problem.plan.minutes_max, *sizes]))
