"""Small banks and plans, and all that assembly promises of them by trying every kit."""

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from questions.rules.assembly import Enemies, Form, Plan, Pool, Quota
from questions.rules.content import LEVELS, MIDPOINTS

Pair = tuple[int, int]
thorough = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Question:
    id: int
    level: str = "basic"
    type: str = "open"
    minutes: int = 5
    difficulty: int = 20
    completeness: int = 0
    uses: int = 0
    skills: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()


Bank = Sequence[Question]


def pool_of(bank: Bank) -> Pool:
    return Pool.build(
        ((q.id, q.level, q.type, q.minutes, q.difficulty, q.completeness, q.uses) for q in bank),
        ((q.id, skill) for q in bank for skill in q.skills),
        ((q.id, role) for q in bank for role in q.roles),
    )


def large_bank(size: int, seed: int = 0) -> list[Question]:
    """Return a bank of 20 skills, the first of them far more common than the last."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    return [
        Question(
            id=number,
            level=(level := draw.choice(list(LEVELS))),
            type=draw.choice(["open", "open", "open", "open", "mcq"]),
            minutes=draw.randint(1, 10),
            difficulty=MIDPOINTS[level] + draw.randint(-10, 10),
            completeness=draw.randint(0, 5),
            uses=max(0, draw.randint(-5, 3)),
            skills=tuple({min(20, int(draw.paretovariate(0.6))) for _ in range(2)}),
            roles=(draw.randint(1, 3),),
        )
        for number in range(1, size + 1)
    ]


def enemies_of(pairs: Collection[Pair]) -> Enemies:
    def enemies(ids: Sequence[int]) -> Iterable[Pair]:
        return [pair for pair in pairs if set(pair) <= set(ids)]

    return enemies


# What is promised, said again without any mathematics


def worth(plan: Plan, kit: Iterable[Question]) -> int:
    return sum(
        10 * max((plan.skill_weights.get(skill, 0) for skill in q.skills), default=0)
        + q.completeness
        - 3 * q.uses
        for q in kit
    )


def counts(quota: Quota, q: Question) -> bool:
    return (
        quota.level in ("", q.level)
        and quota.type in ("", q.type)
        and (quota.skill is None or quota.skill in q.skills)
        and (quota.role is None or quota.role in q.roles)
    )


def broken(plan: Plan, kit: Collection[Question], pairs: Collection[Pair] = ()) -> int:
    """Return what it costs to give up all that a kit breaks: 0 when it keeps its plan."""
    cost = 0
    for quota in plan.quotas:
        number = sum(counts(quota, q) for q in kit)
        cost += 5 * max(0, quota.least - number)
        cost += 5 * max(0, number - (number if quota.most is None else quota.most))
    minutes = sum(q.minutes for q in kit)
    cost += max(0, plan.minutes_min - minutes) + max(0, minutes - plan.minutes_max)
    ids = {q.id for q in kit}
    return cost + 5 * len(plan.includes - ids) + 5 * sum(set(pair) <= ids for pair in set(pairs))


def may_be_taken(plan: Plan, q: Question) -> bool:
    if q.id in plan.excludes or q.id in plan.includes:
        return q.id not in plan.excludes
    return plan.max_uses is None or q.uses <= plan.max_uses


def all_kits(bank: Bank, plan: Plan) -> Iterator[tuple[Question, ...]]:
    free = [q for q in bank if may_be_taken(plan, q)]
    for size in range(len(free) + 1):
        yield from combinations(free, size)


def kit_of(bank: Bank, form: Form) -> list[Question]:
    return [q for q in bank if q.id in form.ids]


# Strategies

SKILLS, ROLES = st.integers(1, 3), st.integers(1, 2)
LEVEL = st.sampled_from(["basic", "expert"])
TYPE = st.sampled_from(["open", "mcq"])


def _tuples(of: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(of, max_size=2).map(lambda ids: tuple(sorted(ids)))


def _question(number: int) -> st.SearchStrategy[Question]:
    return st.builds(
        Question,
        id=st.just(number),
        level=LEVEL,
        type=TYPE,
        minutes=st.integers(1, 6),
        difficulty=st.integers(1, 5),
        completeness=st.integers(0, 5),
        uses=st.integers(0, 2),
        skills=_tuples(SKILLS),
        roles=_tuples(ROLES),
    )


BANKS = st.integers(0, 9).flatmap(lambda size: st.tuples(*map(_question, range(1, size + 1))))
QUOTAS = st.builds(
    Quota,
    least=st.integers(0, 3),
    most=st.none() | st.integers(1, 4),
    level=st.just("") | LEVEL,
    type=st.just("") | TYPE,
    skill=st.none() | SKILLS,
    role=st.none() | ROLES,
)
PLANS = st.builds(
    Plan,
    minutes_min=st.integers(0, 12),
    minutes_max=st.integers(8, 30),
    quotas=st.lists(QUOTAS, max_size=4).map(tuple),
    includes=st.frozensets(st.integers(1, 11), max_size=1),
    excludes=st.frozensets(st.integers(1, 11), max_size=2),
    max_uses=st.none() | st.integers(0, 2),
    skill_weights=st.dictionaries(SKILLS, st.integers(0, 5)),
)
PAIRS = st.frozensets(
    st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] < pair[1]),
    max_size=5,
)
