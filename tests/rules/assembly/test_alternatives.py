"""What can take a question's place: nothing better is missing, and what it breaks is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules.assembly import Form, Plan, Quota, alternatives, assemble
from tests.rules.assembly.banks import (
    BANKS,
    PAIRS,
    PLANS,
    Bank,
    Pair,
    Question,
    broken,
    enemies_of,
    large_bank,
    may_be_taken,
    pool_of,
    thorough,
    worth,
)


def worsened(plan: Plan, kit: list[Question], before: list[Question]) -> int:
    """Return what each demand costs more than before, added up."""
    whole = [(quota.least, quota.most, quota) for quota in plan.quotas]
    cost = 0
    for least, most, quota in whole:
        single = Plan(0, 10_000, (Quota(least, most, quota.level, quota.type, *_rest(quota)),))
        cost += max(0, broken(single, kit) - broken(single, before))
    minutes = Plan(plan.minutes_min, plan.minutes_max)
    return cost + max(0, broken(minutes, kit) - broken(minutes, before))


def _rest(quota: Quota) -> tuple[int | None, int | None]:
    return quota.skill, quota.role


@given(bank=BANKS, plan=PLANS, pairs=PAIRS, data=st.data())
@thorough
def test_all_are_found_best_first(
    bank: Bank, plan: Plan, pairs: frozenset[Pair], data: st.DataObject
) -> None:
    if not bank:
        return
    kit = data.draw(st.lists(st.sampled_from(bank), min_size=1, max_size=4, unique=True))
    out, limit = data.draw(st.sampled_from(kit)), data.draw(st.integers(1, 5))
    rest = [q for q in kit if q is not out]

    def rank(q: Question) -> tuple[int, int, int]:
        alike = any({q.id, r.id} == set(pair) for pair in pairs for r in rest)
        return worsened(plan, [*rest, q], kit) + 5 * alike, -worth(plan, [q]), q.id

    expected = sorted((q for q in bank if q not in kit and may_be_taken(plan, q)), key=rank)
    found = alternatives(
        pool_of(bank), plan, [q.id for q in kit], out.id, limit=limit, enemies=enemies_of(pairs)
    )
    assert [a.id for a in found] == [q.id for q in expected[:limit]]
    for alternative, q in zip(found, expected, strict=False):
        assert bool(alternative.breaks) == (rank(q)[0] > 0)
        assert alternative.points == worth(plan, [q]) - worth(plan, [out])


def test_those_of_a_large_bank_are_not_limited_to_the_few_that_assembly_looks_at() -> None:
    bank = large_bank(2_000)
    plan = Plan(10, 30, (Quota(5, 5),), skill_weights={1: 5, 2: 3})
    form = assemble(pool_of(bank), plan)
    assert isinstance(form, Form)
    found = alternatives(pool_of(bank), plan, form.ids, form.ids[0], limit=5_000)
    assert len(found) == 1_995
    assert [bool(a.breaks) for a in found] == sorted(bool(a.breaks) for a in found)


KIT = [Question(1, level="expert", type="mcq", completeness=3), Question(2, minutes=20)]
PLAN = Plan(20, 30, (Quota(1, level="expert"), Quota(0, 1, type="mcq"), Quota(2, 2)))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (
            Question(3, level="expert", completeness=5),
            "Keeps the plan; 2 points better.",
        ),
        (
            Question(3, level="expert", completeness=3),
            "Keeps the plan; just as good.",
        ),
        (
            Question(3, completeness=2),
            "Breaks the plan: none of at least 1 expert question; apart from that 1 point worse.",
        ),
        (
            Question(3, minutes=15, completeness=3),
            "Breaks the plan: none of at least 1 expert question, 35 minutes of at most 30.",
        ),
    ],
)
def test_an_alternative_says_what_it_means(other: Question, expected: str) -> None:
    (found,) = alternatives(pool_of([*KIT, other]), PLAN, [1, 2], 1)
    assert found.sentence == expected


def test_an_alternative_says_when_it_is_nearly_the_same_as_another() -> None:
    other = Question(3, level="expert", completeness=3)
    (found,) = alternatives(pool_of([*KIT, other]), PLAN, [1, 2], 1, enemies=enemies_of([(2, 3)]))
    assert found.breaks == ("nearly the same as another question of the kit",)


def test_a_kit_that_broke_its_plan_before_may_go_on_doing_so() -> None:
    bank = [Question(1), Question(2), Question(3, level="expert")]
    plan = Plan(0, 30, (Quota(2, level="expert"),))
    better, same = alternatives(pool_of([*bank, Question(4)]), plan, [1, 2], 1)
    assert (better.breaks, same.breaks) == ((), ())


def test_what_comes_nearer_to_one_end_of_an_impossible_quota_makes_it_no_worse() -> None:
    bank = [Question(1, level="expert"), Question(2), Question(3), Question(4)]
    plan = Plan(0, 30, (Quota(3, 1, level="basic"),))
    (found,) = alternatives(pool_of(bank), plan, [1, 2, 3], 1)
    assert found.breaks == ()


def test_questions_of_the_kit_that_the_pool_lacks_count_for_nothing() -> None:
    (found,) = alternatives(pool_of([Question(3, completeness=2)]), Plan(0, 30), [1, 2], 1)
    assert (found.id, found.points) == (3, 2)


def test_only_a_question_of_the_kit_can_be_replaced() -> None:
    with pytest.raises(ValueError, match="not in the kit"):
        alternatives(pool_of(KIT), PLAN, [1], 2)
