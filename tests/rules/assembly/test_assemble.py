"""Kits are the best there are, by trying every one; refusals are true and as small as can be."""

import dataclasses
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules.assembly import (
    Form,
    OutOfTime,
    Plan,
    Quota,
    Refusal,
    Relaxation,
    assemble,
    greedy,
    greedy_with_swaps,
)
from tests.rules.assembly.banks import (
    BANKS,
    PAIRS,
    PLANS,
    Bank,
    Pair,
    Question,
    all_kits,
    broken,
    counts,
    enemies_of,
    kit_of,
    large_bank,
    may_be_taken,
    pool_of,
    thorough,
    worth,
)

BALANCED = Plan(
    minutes_min=40,
    minutes_max=50,
    quotas=(
        Quota(12, 12),
        Quota(2, 4, level="basic"),
        Quota(3, 5, level="intermediate"),
        Quota(2, 4, level="advanced"),
        Quota(1, 2, level="expert"),
        Quota(2, 3, type="mcq"),
        Quota(2, skill=3, level="intermediate"),
        Quota(2, 5, role=2),
    ),
    skill_weights={skill: 1 + skill * 7 % 5 for skill in range(1, 21)},
)


def made(found: Form | Refusal | None) -> Form:
    assert isinstance(found, Form)
    return found


def refused(bank: Bank, plan: Plan, pairs: frozenset[Pair] = frozenset()) -> Refusal:
    refusal = assemble(pool_of(bank), plan, enemies=enemies_of(pairs))
    assert isinstance(refusal, Refusal)
    return refusal


def sentences(bank: Bank, plan: Plan, pairs: frozenset[Pair] = frozenset()) -> list[str]:
    return [relaxation.sentence for relaxation in refused(bank, plan, pairs).relaxations]


# Every kit tried


@given(bank=BANKS, plan=PLANS, pairs=PAIRS, seed=st.integers(0, 3))
@thorough
def test_a_kit_is_the_best_and_a_refusal_the_smallest(
    bank: Bank, plan: Plan, pairs: frozenset[Pair], seed: int
) -> None:
    found = assemble(pool_of(bank), plan, seed=seed, enemies=enemies_of(pairs))
    least = min(broken(plan, kit, pairs) for kit in all_kits(bank, plan))
    if isinstance(found, Refusal):
        assert found.cost == least > 0
        return
    kit = kit_of(bank, found)
    assert broken(plan, kit, pairs) == least == 0
    assert all(may_be_taken(plan, q) for q in kit)
    best = max(worth(plan, k) for k in all_kits(bank, plan) if not broken(plan, k, pairs))
    assert found.objective == found.bound == worth(plan, kit) == best
    assert found.gap == 0
    assert found.minutes == sum(q.minutes for q in kit)
    assert found.difficulty == sum(q.difficulty for q in kit)


@given(bank=BANKS, plan=PLANS, pairs=PAIRS)
@thorough
def test_giving_up_what_a_refusal_names_makes_a_kit_possible(
    bank: Bank, plan: Plan, pairs: frozenset[Pair]
) -> None:
    refusal = assemble(pool_of(bank), plan, enemies=enemies_of(pairs))
    if isinstance(refusal, Form):
        return
    for relaxation in refusal.relaxations:
        plan, pairs = relaxed(plan, pairs, relaxation)
    made(assemble(pool_of(bank), plan, enemies=enemies_of(pairs)))


def relaxed(
    plan: Plan, pairs: frozenset[Pair], given_up: Relaxation
) -> tuple[Plan, frozenset[Pair]]:
    name, possible = given_up.constraint, given_up.possible
    if name == "enemies":
        return plan, pairs - {(given_up.questions[0], given_up.questions[1])}
    if name == "include":
        return dataclasses.replace(plan, includes=plan.includes - {*given_up.questions}), pairs
    if name == "minutes_min":
        return dataclasses.replace(plan, minutes_min=possible), pairs
    if name == "minutes_max":
        return dataclasses.replace(plan, minutes_max=possible), pairs
    quotas = list(plan.quotas)
    assert given_up.quota is not None
    old = quotas[given_up.quota]
    changed = Quota(possible, old.most) if name == "least" else Quota(old.least, possible)
    quotas[given_up.quota] = dataclasses.replace(old, least=changed.least, most=changed.most)
    return dataclasses.replace(plan, quotas=tuple(quotas)), pairs


@given(bank=BANKS, plan=PLANS, pairs=PAIRS)
@thorough
def test_each_choice_names_the_next_best(bank: Bank, plan: Plan, pairs: frozenset[Pair]) -> None:
    found = assemble(pool_of(bank), plan, enemies=enemies_of(pairs))
    if isinstance(found, Refusal):
        return
    kit = kit_of(bank, found)
    assert tuple(reason.id for reason in found.reasons) == found.ids
    for reason, q in zip(found.reasons, kit, strict=True):
        rest = [other for other in kit if other is not q]
        others = [o for o in bank if o not in kit and may_be_taken(plan, o)]
        fitting = [o for o in others if not broken(plan, [*rest, o], pairs)]
        assert reason.quotas == tuple(
            number for number, quota in enumerate(plan.quotas) if counts(quota, q)
        )
        if not fitting:
            assert reason.next_best is None
            continue
        (next_best,) = (o for o in fitting if o.id == reason.next_best)
        assert worth(plan, [next_best]) == max(worth(plan, [o]) for o in fitting)
        assert reason.points_worse == worth(plan, [q]) - worth(plan, [next_best]) >= 0


# Larger banks


def test_a_large_bank_gives_a_proven_kit_that_keeps_its_plan() -> None:
    bank = large_bank(2_000)
    form = made(assemble(pool_of(bank), BALANCED))
    assert broken(BALANCED, kit_of(bank, form)) == 0
    assert form.gap == 0


def test_greedy_kits_are_no_better_and_know_their_gap() -> None:
    bank = large_bank(2_000)
    best = made(assemble(pool_of(bank), BALANCED))
    form = made(greedy_with_swaps(pool_of(bank), BALANCED))
    assert broken(BALANCED, kit_of(bank, form)) == 0
    assert form.objective <= best.objective <= form.bound
    simple = Plan(10, 20, (Quota(3, 3),), skill_weights={1: 5})
    assert made(greedy(pool_of(bank), simple)).gap == 0


def test_without_time_swaps_find_a_kit_or_nothing_does() -> None:
    pool = pool_of(large_bank(2_000))
    form = made(assemble(pool, BALANCED, time_limit=0))
    assert broken(BALANCED, kit_of(large_bank(2_000), form)) == 0
    assert form.objective <= form.bound
    with pytest.raises(OutOfTime):
        assemble(pool, Plan(0, 5, (Quota(6),)), time_limit=0)


def test_the_same_seed_gives_the_same_kit_whatever_the_order_of_rows() -> None:
    bank = large_bank(2_000)
    first, again = (assemble(pool_of(rows), BALANCED, seed=7) for rows in (bank, bank[::-1]))
    assert first == again


def test_seeds_choose_among_the_best_alone() -> None:
    bank = [Question(number, completeness=5 if number < 10 else 4) for number in range(20)]
    plan = Plan(0, 20, (Quota(3, 3),))
    forms = [made(assemble(pool_of(bank), plan, seed=seed)) for seed in range(8)]
    assert {form.objective for form in forms} == {15}
    assert len({form.ids for form in forms}) > 1


def test_near_duplicates_are_looked_for_among_the_chosen_alone() -> None:
    bank = large_bank(2_000)
    asked: list[int] = []
    groups = {q.id: q.id % 40 for q in bank}

    def enemies(ids: Sequence[int]) -> list[Pair]:
        asked.append(len(ids))
        return [(a, b) for a in ids for b in ids if a < b and groups[a] == groups[b]]

    form = made(assemble(pool_of(bank), BALANCED, enemies=enemies))
    assert broken(BALANCED, kit_of(bank, form)) == 0
    assert len({groups[number] for number in form.ids}) == 12
    assert max(asked) < 60


# Plans that say more


def test_an_included_question_is_taken_however_often_it_was_used() -> None:
    bank = [Question(1, uses=9), Question(2), Question(3)]
    plan = Plan(0, 5, (Quota(1),), includes=frozenset({1}), max_uses=0)
    form = made(assemble(pool_of(bank), plan))
    assert form.ids == (1,)
    assert (
        form.reasons[0].sentence(plan).endswith("used 9 times in 90 days. It was to be included.")
    )


def test_an_empty_bank_gives_an_empty_kit_when_nothing_is_asked_for() -> None:
    assert made(assemble(pool_of([]), Plan(0, 30))).ids == ()


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: Quota(-1),
        lambda: Quota(0, -1),
        lambda: Quota(1, level="senior"),
        lambda: Quota(1, type="essay"),
        lambda: Plan(-1, 10),
        lambda: Plan(0, 10, max_uses=-1),
        lambda: Plan(0, 10, skill_weights={1: -1}),
        lambda: pool_of([Question(1), Question(1)]),
        lambda: pool_of([Question(1, minutes=0)]),
        lambda: pool_of([Question(1, level="senior")]),
    ],
)
def test_nonsense_is_no_plan(nonsense: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"negative|unknown|twice"):
        nonsense()


# In words

DATA = Question(1, level="expert", skills=(4,), completeness=4)
NAMES = {4: "Data Analysis", 5: "Python"}


@pytest.mark.parametrize(
    ("bank", "plan", "expected"),
    [
        (
            [DATA],
            Plan(0, 60, (Quota(2, level="expert", skill=4),), skill_names=NAMES),
            ["2 expert Data Analysis questions asked for, 1 in the bank."],
        ),
        ([DATA], Plan(0, 60, (Quota(1, type="mcq"),)), ["1 MCQ asked for, none in the bank."]),
        (
            [DATA],
            Plan(0, 60, (Quota(1, type="open", role=3),), role_names={3: "AI Model Designer"}),
            ["1 open question for AI Model Designer asked for, none in the bank."],
        ),
        (
            [DATA, dataclasses.replace(DATA, id=2, uses=2)],
            Plan(0, 60, (Quota(2),), max_uses=1),
            ["2 questions asked for, 2 in the bank, 1 of them free to be chosen."],
        ),
        (
            [Question(number, type="mcq", minutes=12) for number in range(5)],
            Plan(0, 30, (Quota(3, type="mcq"),)),
            ["At least 3 MCQs asked for, but only 2 fit in 30 minutes."],
        ),
        (
            [Question(number) for number in range(5)],
            Plan(30, 60),
            ["At least 30 minutes asked for, but only 25 can be filled."],
        ),
        (
            [Question(number) for number in range(5)],
            Plan(0, 9, (Quota(2),)),
            ["At most 9 minutes allowed, but everything else asked for needs 10."],
        ),
        (
            [Question(number) for number in range(5)],
            Plan(0, 60, (Quota(5), Quota(0, 4, level="basic"), Quota(5, type="open"))),
            ["At most 4 basic questions allowed, but everything else asked for needs 5."],
        ),
        (
            [Question(number) for number in range(5)],
            Plan(0, 60, (Quota(2, 1),)),
            ["At least 2 questions asked for, but at most 1 allowed."],
        ),
        (
            [Question(1), Question(2, minutes=50)],
            Plan(0, 40, includes=frozenset({2})),
            ["Question 2 is to be included, but does not fit with everything else asked for."],
        ),
        (
            [Question(1)],
            Plan(0, 60, includes=frozenset({1, 2, 3}), excludes=frozenset({1})),
            [
                "Question 1 is both to be included and to be left out.",
                "Question 2 is to be included, but is not in the bank.",
                "Question 3 is to be included, but is not in the bank.",
            ],
        ),
    ],
)
def test_a_refusal_says_what_to_give_up(bank: Bank, plan: Plan, expected: list[str]) -> None:
    assert sentences(bank, plan) == expected


def test_a_refusal_names_near_duplicates_that_the_plan_needs() -> None:
    bank, plan = [Question(1), Question(2), Question(3)], Plan(0, 60, (Quota(3),))
    (given_up,) = refused(bank, plan, frozenset({(2, 3)})).relaxations
    if given_up.constraint == "enemies":
        assert given_up.sentence == (
            "Questions 2 and 3 are nearly the same, but everything else asked for needs both."
        )
    else:
        assert given_up.sentence == (
            "At least 3 questions asked for, but only 2 fit with everything else asked for."
        )


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ([], "Nothing else fits without breaking the plan."),
        ([dataclasses.replace(DATA, id=2)], "Next best would be just as good."),
        ([dataclasses.replace(DATA, id=2, completeness=3)], "Next best would be 1 point worse."),
        ([dataclasses.replace(DATA, id=2, uses=1)], "Next best would be 3 points worse."),
    ],
)
def test_a_reason_is_said_in_words(other: list[Question], expected: str) -> None:
    plan = Plan(0, 5, (Quota(1, 1),), skill_weights={4: 5}, skill_names=NAMES)
    (reason,) = made(assemble(pool_of([DATA, *other]), plan, seed=1)).reasons
    assert reason.sentence(plan) == (
        "Covers Data Analysis (weight 5) at expert; guidance 4 of 5; not used in 90 days. "
        + expected
    )


@pytest.mark.parametrize(
    ("question", "quota", "expected"),
    [
        (
            dataclasses.replace(DATA, skills=(4, 5), uses=1),
            Quota(1),
            "Covers Data Analysis (weight 2) at expert; guidance 4 of 5; used once in 90 days. ",
        ),
        (
            dataclasses.replace(DATA, skills=(4, 5), uses=2),
            Quota(1, skill=5),
            "Covers Data Analysis (weight 2) and Python at expert; guidance 4 of 5; "
            "used twice in 90 days. ",
        ),
        (Question(1), Quota(1), "One of the basic open questions; guidance 0 of 5; not used in "),
        (Question(1, type="mcq"), Quota(1), "One of the basic MCQs; guidance 0 of 5; not used "),
    ],
)
def test_a_reason_names_the_skills_that_count(
    question: Question, quota: Quota, expected: str
) -> None:
    plan = Plan(0, 5, (quota,), skill_weights={4: 2}, skill_names=NAMES)
    (reason,) = made(assemble(pool_of([question]), plan)).reasons
    assert reason.sentence(plan).startswith(expected)
