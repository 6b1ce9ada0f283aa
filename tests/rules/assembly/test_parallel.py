"""Parallel kits keep the plan, share nothing, and are as hard as each other."""

import importlib
import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions.rules.assembly import (
    Form,
    OutOfTime,
    Plan,
    Pool,
    Quota,
    Refusal,
    assemble,
    parallel,
)
from questions.rules.content import LEVELS
from tests.rules.assembly.banks import (
    BANKS,
    PAIRS,
    PLANS,
    Bank,
    Pair,
    Question,
    all_kits,
    broken,
    enemies_of,
    kit_of,
    large_bank,
    pool_of,
    worth,
)

PLAN = Plan(
    minutes_min=25,
    minutes_max=35,
    quotas=(
        Quota(7, 7),
        Quota(2, 3, level="basic"),
        Quota(1, 2, level="expert"),
        Quota(2, 3, type="mcq"),
        Quota(2, skill=2),
    ),
    skill_weights={skill: 1 + skill * 7 % 5 for skill in range(1, 21)},
)


def made(found: list[Form] | Refusal) -> list[Form]:
    assert isinstance(found, list)
    return found


@given(bank=BANKS, plan=PLANS, pairs=PAIRS, n=st.integers(1, 3), band=st.integers(0, 6))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_kits_share_nothing_and_lie_in_the_band(
    bank: Bank, plan: Plan, pairs: frozenset[Pair], n: int, band: int
) -> None:
    found = parallel(pool_of(bank), plan, n, band=band, enemies=enemies_of(pairs))
    if isinstance(found, Refusal):
        assert found.relaxations
        return
    kits = [kit_of(bank, form) for form in found]
    ids = [q.id for kit in kits for q in kit]
    assert len(kits) == n
    assert len(ids) == len(set(ids))
    assert not any(broken(plan, kit, pairs) for kit in kits)
    hardness = [sum(q.difficulty for q in kit) for kit in kits]
    assert max(hardness) - min(hardness) <= band
    assert [form.difficulty for form in found] == hardness
    assert sum(form.objective for form in found) <= sum(form.bound for form in found)


@given(bank=BANKS, plan=PLANS)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_no_two_kits_together_are_worth_more_than_their_bound(bank: Bank, plan: Plan) -> None:
    found = parallel(pool_of(bank), plan, 2, band=100)
    if isinstance(found, Refusal):
        return
    kits = [(set(kit), worth(plan, kit)) for kit in all_kits(bank, plan) if not broken(plan, kit)]
    best = max(a[1] + b[1] for a in kits for b in kits if a[0].isdisjoint(b[0]))
    assert sum(form.objective for form in found) <= best <= sum(form.bound for form in found)


def test_ten_kits_of_a_large_bank_are_equal_and_near_the_bound() -> None:
    bank, heard = large_bank(2_000), list[int]()
    forms = made(parallel(pool_of(bank), PLAN, 10, band=10, on_progress=heard.append, seed=3))
    assert heard == list(range(1, 11))
    assert len({number for form in forms for number in form.ids}) == 70
    assert not any(broken(PLAN, kit_of(bank, form)) for form in forms)
    hardness = [form.difficulty for form in forms]
    assert max(hardness) - min(hardness) <= 10
    assert sum(form.objective for form in forms) >= 0.99 * sum(form.bound for form in forms)
    worths = [form.objective for form in forms]
    assert max(worths) - min(worths) <= 0.01 * max(worths)


def test_the_reasons_name_questions_of_no_kit_and_none_that_are_better() -> None:
    forms = made(parallel(pool_of(large_bank(300)), PLAN, 3, band=20))
    taken = {number for form in forms for number in form.ids}
    reasons = [reason for form in forms for reason in form.reasons]
    assert all(reason.next_best not in taken for reason in reasons)
    assert all(reason.points_worse >= 0 for reason in reasons)
    assert any(reason.next_best for reason in reasons)


def test_the_same_seed_gives_the_same_kits() -> None:
    pool = pool_of(large_bank(300))
    first, again = (parallel(pool, PLAN, 3, band=20, seed=5) for _ in range(2))
    assert first == again


def test_questions_that_few_have_are_kept_for_the_last() -> None:
    # The best kit of all would take the only two MCQs at once.
    bank = [Question(n, type="mcq", completeness=5) for n in (1, 2)]
    bank += [Question(n, completeness=1) for n in (3, 4)]
    plan = Plan(10, 10, (Quota(2, 2), Quota(1, type="mcq")))
    forms = made(parallel(pool_of(bank), plan, 2, band=0))
    assert [form.objective for form in forms] == [6, 6]


def test_without_time_kits_are_made_by_swaps(monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_time(*args: object, **kwargs: object) -> None:
        raise OutOfTime

    module = importlib.import_module("questions.rules.assembly.parallel")
    monkeypatch.setattr(module, "choose_apart", out_of_time)
    bank, plan = large_bank(2_000), Plan(20, 30, (Quota(5, 5),), skill_weights={1: 5})
    forms = made(parallel(pool_of(bank), plan, 3, band=20))
    assert len({number for form in forms for number in form.ids}) == 15
    assert not any(broken(plan, kit_of(bank, form)) for form in forms)
    hardness = [form.difficulty for form in forms]
    assert max(hardness) - min(hardness) <= 20


def test_pool_plan_and_kits_can_go_to_another_process() -> None:
    pool, plan = pickle.loads(pickle.dumps((pool_of(large_bank(300)), PLAN)))  # noqa: S301 - ours
    forms = made(parallel(pool, plan, 2, band=20))
    assert pickle.loads(pickle.dumps(forms)) == forms  # noqa: S301 - ours


@pytest.mark.parametrize(
    ("bank", "plan", "n", "expected"),
    [
        (
            [Question(n) for n in range(1, 6)],
            Plan(0, 60, (Quota(2),)),
            3,
            "For 3 kits: 6 questions asked for, 5 in the bank.",
        ),
        (
            [Question(n) for n in range(1, 6)],
            Plan(0, 60, (Quota(1),), includes=frozenset({1})),
            2,
            "2 kits without a shared question asked for, but a question to be included can stand "
            "in one of them alone.",
        ),
        (
            [Question(1, difficulty=20), Question(2, difficulty=80)],
            Plan(0, 60, (Quota(1, 1),)),
            2,
            "2 kits without a shared question asked for, but none could be made within a "
            "difficulty band of 10.",
        ),
        (
            [Question(n) for n in range(1, 6)],
            Plan(0, 60, (Quota(2, 1),)),
            2,
            "At least 2 questions asked for, but at most 1 allowed.",
        ),
    ],
)
def test_a_refusal_says_why(bank: Bank, plan: Plan, n: int, expected: str) -> None:
    found = parallel(pool_of(bank), plan, n, band=10)
    assert isinstance(found, Refusal)
    assert [relaxation.sentence for relaxation in found.relaxations] == [expected]


def test_a_plan_that_fits_no_kit_is_explained_as_for_one() -> None:
    bank = [Question(n, minutes=2) for n in range(1, 6)]
    plan = Plan(5, 5)
    found = parallel(pool_of(bank), plan, 2, band=10)
    assert found == assemble(pool_of(bank), plan)


@pytest.mark.parametrize(("n", "band"), [(0, 5), (2, -1)])
def test_nonsense_is_refused(n: int, band: int) -> None:
    with pytest.raises(ValueError, match="there must be a kit"):
        parallel(pool_of([Question(1)]), Plan(0, 60), n, band=band)


@pytest.mark.parametrize("band", [0, 10, 20])
@pytest.mark.parametrize("n", [2, 5])
def test_a_band_narrower_than_the_steps_of_difficulty_is_met(n: int, band: int) -> None:
    """Where all questions have their level's difficulty, kits differ by 20 points or not at all."""
    levels = list(LEVELS)
    rows = ((k + 1, levels[k % 4], "open", 4, 20 + 20 * (k % 4), 1, 0) for k in range(40))
    plan = Plan(1, 40, (Quota(4, 4), Quota(1, 1, level="expert")))
    kits = made(parallel(Pool.build(rows, [], []), plan, n, seed=5, band=band))
    assert len(kits) == n
    assert max(kit.difficulty for kit in kits) - min(kit.difficulty for kit in kits) <= band
