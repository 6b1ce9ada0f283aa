"""Why each question of a kit was chosen, and what could have taken its place."""

from collections.abc import Iterator

import numpy as np

from questions.rules.assembly.linear import pairs_among
from questions.rules.assembly.model import Enemies, Form, Reason
from questions.rules.assembly.pool import Ints
from questions.rules.assembly.problem import Problem

BLOCK = 2_000


def make_form(problem: Problem, chosen: Ints, bound: int, enemies: Enemies) -> Form:
    """Return the kit of the chosen places, with its reasons."""
    following = _next_best(problem, chosen, enemies)
    return Form(
        ids=tuple(int(i) for i in problem.pool.ids[chosen]),
        objective=int(problem.points[chosen].sum()),
        bound=bound,
        minutes=int(problem.pool.minutes[chosen].sum()),
        difficulty=int(problem.pool.difficulty[chosen].sum()),
        reasons=tuple(_reason(problem, int(place), following.get(int(place))) for place in chosen),
    )


def _reason(problem: Problem, place: int, following: int | None) -> Reason:
    pool, weights = problem.pool, problem.plan.skill_weights
    skills = [(skill, weights.get(skill, 0)) for skill in pool.skills.of(place)]
    return Reason(
        id=int(pool.ids[place]),
        level=pool.level(place),
        type=pool.type(place),
        quotas=tuple(int(i) for i in np.flatnonzero(problem.rows[: problem.minutes_row, place])),
        weights=tuple(sorted(skills, key=lambda pair: -pair[1])),
        completeness=int(pool.completeness[place]),
        uses=int(pool.uses[place]),
        next_best=None if following is None else int(pool.ids[following]),
        included=bool(np.isin(place, problem.included)),
        points_worse=(
            0 if following is None else int(problem.points[place] - problem.points[following])
        ),
    )


def _next_best(problem: Problem, chosen: Ints, enemies: Enemies) -> dict[int, int | None]:
    free = problem.eligible.copy()
    free[chosen] = False
    order = np.flatnonzero(free)
    order = order[np.argsort(-problem.points[order], kind="stable")]
    staying = set(map(int, chosen))
    replaceable = map(int, np.setdiff1d(chosen, problem.included))
    fitting = {place: _fitting(problem, chosen, place, order) for place in replaceable}
    best = {place: next(places, None) for place, places in fitting.items()}
    asked = set(best)
    while asked:
        candidates = {place for place in map(best.get, asked) if place is not None}
        pairs = pairs_among(problem, sorted(staying | candidates), enemies)
        asked = {place for place in asked if _clashes(best[place], staying - {place}, pairs)}
        best |= {place: next(fitting[place], None) for place in asked}
    return best


def _fitting(problem: Problem, chosen: Ints, out: int, order: Ints) -> Iterator[int]:
    """Yield the places of `order` that could stand for `out`, looking no further than asked."""
    rest = (problem.totals(chosen) - problem.rows[:, out])[:, np.newaxis]
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        fits = ~problem.strain(rest + problem.rows[:, block]).any(axis=0)
        yield from map(int, block[fits])


def _clashes(place: int | None, others: set[int], pairs: set[tuple[int, int]]) -> bool:
    return any(place in pair and not others.isdisjoint(pair) for pair in pairs)
