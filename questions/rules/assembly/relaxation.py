"""The least to give up so that an impossible plan becomes possible.

Every limit gets a slack variable, and the sum of what the slack costs is made as small as it can
be: 5 for a question too few, too many, left out, or beside its near-duplicate; 1 for a minute. An
average question takes five minutes, so that time and questions weigh alike.
"""

import math

import numpy as np

from questions.rules.assembly.groups import Groups
from questions.rules.assembly.linear import (
    Clock,
    Pairs,
    linear_program,
    pairs_among,
    standing_alone,
)
from questions.rules.assembly.model import QUESTION_COST, Enemies, Refusal, Relaxation
from questions.rules.assembly.pool import Ints
from questions.rules.assembly.problem import Problem
from questions.rules.assembly.program import Program, solve
from questions.rules.assembly.words import asked

_ELSE = "everything else asked for"


def explain(problem: Problem, enemies: Enemies, clock: Clock) -> Refusal:
    """Return the smallest set of relaxations; raises OutOfTime."""
    pairs: Pairs = set()
    while True:
        chosen = _least_strained(problem, pairs, clock)
        found = pairs_among(problem, chosen, enemies)
        if found <= pairs:
            return Refusal(tuple(_relaxations(problem, chosen, found)))
        pairs |= found


def _least_strained(problem: Problem, pairs: Pairs, clock: Clock) -> Ints:
    special = standing_alone(problem, pairs)
    nothing = np.zeros(len(problem.pool), np.int64)
    groups = Groups.build(problem, nothing, _needed(problem), special, 0)
    base = linear_program(problem, groups)
    columns, limits = len(base.worth), len(base.rows)
    slack = 2 * limits + len(pairs)
    costs = problem.costs()
    program = Program(
        np.concatenate((QUESTION_COST * base.floor, -costs, -costs, [-QUESTION_COST] * len(pairs))),
        np.zeros(columns + slack),
        np.concatenate((base.ceiling, np.full(slack, math.inf))),
    )
    for number, (row, (lower, upper)) in enumerate(zip(base.rows, base.limits, strict=True)):
        program.limit(*_slackened(row, columns + number, 1), lower, math.inf)
        program.limit(*_slackened(row, columns + limits + number, -1), -math.inf, upper)
    for number, pair in enumerate(sorted(pairs), columns + 2 * limits):
        together = [groups.column(place) for place in pair]
        program.limit([*together, number], [1, 1, -1], -math.inf, 1)
    solution = solve(program, clock.left)
    if solution is None:
        raise RuntimeError("a program with slack everywhere always has a solution")
    return groups.taken(solution.numbers[:columns])


def _slackened(row: tuple[Ints, Ints], column: int, sign: int) -> tuple[Ints, Ints]:
    return np.append(row[0], column), np.append(row[1], sign)


def _needed(problem: Problem) -> Ints:
    """Return how many questions of each one's cell a kit without a needless one can hold."""
    need: Ints = -(-problem.plan.minutes_min // problem.pool.minutes)
    quotas = problem.minutes_row
    return need + problem.lower[:quotas] @ problem.rows[:quotas]


def _relaxations(problem: Problem, chosen: Ints, pairs: Pairs) -> list[Relaxation]:
    left_out = np.setdiff1d(problem.included, chosen)
    includes = [*problem.missing, *map(int, problem.pool.ids[left_out])]
    totals = [int(total) for total in problem.totals(chosen)]
    return [
        *_for_quotas(problem, totals),
        *_for_minutes(problem, totals[problem.minutes_row]),
        *(Relaxation("include", 1, 0, _include(problem, i), questions=(i,)) for i in includes),
        *(_for_pair(problem, pair) for pair in sorted(pairs)),
    ]


def _for_quotas(problem: Problem, totals: list[int]) -> list[Relaxation]:
    relaxations = []
    for number, quota in enumerate(problem.plan.quotas):
        total = totals[number]
        if total < quota.least:
            words = _too_few(problem, number, total)
            relaxations.append(Relaxation("least", quota.least, total, words, number))
        if quota.most is not None and total > quota.most:
            allowed = asked(problem.plan, quota, quota.most)
            words = f"At most {allowed} allowed, but {_ELSE} needs {total}."
            relaxations.append(Relaxation("most", quota.most, total, words, number))
    return relaxations


def _too_few(problem: Problem, number: int, possible: int) -> str:
    plan, quota = problem.plan, problem.plan.quotas[number]
    wanted, few = asked(plan, quota, quota.least), str(possible or "none")
    serving = problem.rows[number] > 0
    able, held = int((serving & problem.eligible).sum()), int(serving.sum())
    if able < quota.least:
        free = "" if able == held else f", {able or 'none'} of them free to be chosen"
        fit = "" if able == possible else f", of which {few} can stand with {_ELSE}"
        return f"{wanted} asked for, {held or 'none'} in the bank{free}{fit}."
    if quota.most is not None and quota.most < quota.least:
        return f"At least {wanted} asked for, but at most {quota.most} allowed."
    shortest = np.sort(problem.pool.minutes[serving & problem.eligible])[: quota.least]
    too_long = shortest.sum() > plan.minutes_max
    where = f"in {plan.minutes_max} minutes" if too_long else f"with {_ELSE}"
    only = f"only {possible} {'fits' if possible == 1 else 'fit'}" if possible else "none fits"
    return f"At least {wanted} asked for, but {only} {where}."


def _for_minutes(problem: Problem, minutes: int) -> list[Relaxation]:
    least, most = problem.plan.minutes_min, problem.plan.minutes_max
    relaxations = []
    if minutes < least:
        why = f"at most {most} allowed" if least > most else f"only {minutes} can be filled"
        words = f"At least {least} minutes asked for, but {why}."
        relaxations.append(Relaxation("minutes_min", least, minutes, words))
    if minutes > most:
        words = f"At most {most} minutes allowed, but {_ELSE} needs {minutes}."
        relaxations.append(Relaxation("minutes_max", most, minutes, words))
    return relaxations


def _include(problem: Problem, question: int) -> str:
    if question in problem.plan.excludes:
        return f"Question {question} is both to be included and to be left out."
    missing = question in problem.missing
    why = "is not in the bank" if missing else f"does not fit with {_ELSE}"
    return f"Question {question} is to be included, but {why}."


def _for_pair(problem: Problem, pair: tuple[int, int]) -> Relaxation:
    first, second = (int(i) for i in problem.pool.ids[list(pair)])
    words = f"Questions {first} and {second} are nearly the same, but {_ELSE} needs both."
    return Relaxation("enemies", 0, 1, words, questions=(first, second))
