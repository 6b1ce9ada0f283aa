"""The best kit for a plan, proven to be the best, or why there is none."""

from questions.rules.assembly.greedy import improved_kit
from questions.rules.assembly.linear import Choice, Clock, Pairs, choose, pairs_among, upper_bound
from questions.rules.assembly.model import Enemies, Form, OutOfTime, Plan, Refusal, none
from questions.rules.assembly.pool import Pool
from questions.rules.assembly.problem import Problem
from questions.rules.assembly.program import GAP
from questions.rules.assembly.reasons import make_form
from questions.rules.assembly.relaxation import explain


def assemble(
    pool: Pool,
    plan: Plan,
    *,
    seed: int = 0,
    enemies: Enemies = none,
    time_limit: float = 30.0,
) -> Form | Refusal:
    """Return the kit worth most, or a refusal that names the least to give up.

    A kit is worth the sum of its questions' points (see Pool.points): a 0-1 program as in W. J.
    van der Linden, Linear Models for Optimal Test Design (2005), solved by HiGHS. The same pool,
    plan and seed give the same kit; another seed gives another of equal worth, if there is one.

    `enemies` is asked with the ids of chosen questions and returns the pairs of them that may not
    stand together. `time_limit` is in seconds and held loosely: when it passes, the best kit found
    is returned with its gap. Raises OutOfTime when none was found.
    """
    problem, clock = Problem.of(pool, plan), Clock(time_limit)
    if problem.contradicts_itself:
        return explain(problem, enemies, clock)
    try:
        choice = choose_apart(problem, enemies, seed, clock)
    except OutOfTime:
        choice = _improvised(problem, enemies, seed)
    if choice is None:
        return explain(problem, enemies, Clock(time_limit))
    return make_form(problem, choice.places, choice.bound, enemies)


def choose_apart(
    problem: Problem,
    enemies: Enemies,
    seed: int,
    clock: Clock,
    *,
    gap: float = GAP,
    later: int = 0,
) -> Choice | None:
    """Return the choice worth most without enemies, None if there is none; raises OutOfTime.

    Enemies are asked for among the chosen alone, and those found are kept apart in the next try:
    the choice that has none left is the best of all, because each try could do all that it can.
    """
    pairs: Pairs = set()
    while choice := choose(problem, pairs, seed, clock, gap=gap, later=later):
        chosen = set(map(int, choice.places))
        found = pairs_among(problem, sorted(chosen.union(*pairs)), enemies)
        if not any(chosen.issuperset(pair) for pair in found):
            break
        pairs |= found
    return choice


def _improvised(problem: Problem, enemies: Enemies, seed: int) -> Choice:
    places, bound = improved_kit(problem, enemies, seed), upper_bound(problem, Clock(10))
    if places is None or bound is None:
        raise OutOfTime
    return Choice(places, bound)
