"""Kits made step by step: what optimal ones are measured against, and what is left without time."""

from collections.abc import Iterator

import numpy as np

from questions.rules.assembly.groups import Groups
from questions.rules.assembly.linear import Clock, pairs_among, upper_bound
from questions.rules.assembly.model import Enemies, Form, Plan, none
from questions.rules.assembly.pool import Ints, Mask, Pool
from questions.rules.assembly.problem import Problem
from questions.rules.assembly.program import Floats
from questions.rules.assembly.reasons import make_form

# More than any kit is worth, so that holding a limit always comes first.
STRAIN_POINTS = 1_000_000
MAX_STEPS = 500


def greedy(pool: Pool, plan: Plan, seed: int = 0) -> Form | None:
    """Return a kit filled with the best question that fits, quota by quota; often there is none."""
    problem = Problem.of(pool, plan)
    return _form(problem, _filled(problem, seed))


def greedy_with_swaps(
    pool: Pool, plan: Plan, seed: int = 0, *, enemies: Enemies = none
) -> Form | None:
    """Return a greedy kit improved by single swaps until none helps, None if it breaks the plan."""
    problem = Problem.of(pool, plan)
    return _form(problem, improved_kit(problem, enemies, seed))


def improved_kit(problem: Problem, enemies: Enemies, seed: int) -> Ints | None:
    """Return the places of a greedy kit improved by swaps, None if none was found."""
    while True:
        chosen = _improve(problem, _filled(problem, seed), seed)
        pairs = pairs_among(problem, chosen, enemies)
        if not pairs:
            return None if problem.strain(problem.totals(chosen)).any() else chosen
        worse = {min(pair, key=lambda place: _merit(problem, place)) for pair in pairs}
        if not worse.isdisjoint(map(int, problem.included)):
            return None
        problem = problem.without(worse)


def _merit(problem: Problem, place: int) -> tuple[bool, int]:
    return place in problem.included, int(problem.points[place])


def _form(problem: Problem, chosen: Ints | None) -> Form | None:
    if chosen is None or problem.contradicts_itself:
        return None
    bound = upper_bound(problem, Clock(60))
    if bound is None or problem.strain(problem.totals(chosen)).any():
        return None
    return make_form(problem, chosen, bound, none)


def _filled(problem: Problem, seed: int) -> Ints:
    chosen = [int(place) for place in problem.included]
    free = problem.eligible.copy()
    shuffled = np.random.default_rng(seed).random(len(problem.pool))
    while len(chosen) < len(problem.pool):
        free[chosen] = False
        totals = problem.totals(np.array(chosen, np.int64))
        fits = free & (totals[:, np.newaxis] + problem.rows <= problem.upper[:, np.newaxis]).all(0)
        place = _best(problem, fits, totals, problem.points + shuffled)
        if place is None:
            break
        chosen.append(place)
    return np.array(sorted(chosen), np.int64)


def _best(problem: Problem, fits: Mask, totals: Ints, worth: Floats) -> int | None:
    """Return the best for the first limit not yet reached, else the best that adds worth."""
    lacking = np.flatnonzero(totals < problem.lower)
    for wanted in (*(fits & (problem.rows[row] > 0) for row in lacking), fits & (worth > 0)):
        if wanted.any():
            return int(np.argmax(np.where(wanted, worth, -np.inf)))
    return None


def _improve(problem: Problem, chosen: Ints, seed: int) -> Ints:
    groups = Groups.build(problem, problem.points, problem.capacity(), problem.included, seed)
    for _ in range(MAX_STEPS):
        better = _one_step(problem, chosen, np.setdiff1d(groups.order, chosen))
        if better is None:
            break
        chosen = better
    return chosen


def _one_step(problem: Problem, chosen: Ints, free: Ints) -> Ints | None:
    """Return the choice after the best of all swaps, additions and removals, None if none helps."""
    weights = _strain_weights(problem)
    now, best, moved = int(weights @ problem.strain(problem.totals(chosen))), 0, None
    for rest in _rests(problem, chosen):
        # The last column stands for taking nothing.
        added = np.pad(problem.rows[:, free], ((0, 0), (0, 1)))
        strain = weights @ problem.strain(problem.totals(rest)[:, np.newaxis] + added)
        points = np.append(problem.points[free], 0) + problem.points[rest].sum()
        gains = (now - strain) * STRAIN_POINTS + points - problem.points[chosen].sum()
        move = int(np.argmax(gains))
        if gains[move] > best:
            best, moved = int(gains[move]), np.append(rest, free[move : move + 1])
    return None if moved is None else np.sort(moved)


def _strain_weights(problem: Problem) -> Ints:
    """Return what missing each limit by one weighs: least for difficulty, of many per question."""
    weights = np.ones(len(problem.rows), np.int64)
    costs = problem.costs()
    weights[: len(costs)] = 10 * costs
    return weights


def _rests(problem: Problem, chosen: Ints) -> Iterator[Ints]:
    """Yield the choice, then all that are left when one question goes."""
    yield chosen
    for place in np.setdiff1d(chosen, problem.included):
        yield chosen[chosen != place]
