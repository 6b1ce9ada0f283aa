"""Kits from a large bank: seconds, and what is missing to the proven optimum.

Seconds are of CPU, for reading the bank and for the rest apart. A kit is made for each of the
bank's roles, with the median of the seconds. Beside the program stand a plain greedy and one with
swaps, each with its own proof of how much a kit could be worth at most.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import median

from questions.actions.assembly import near_duplicates, read_pool
from questions.management.bench.report import Row, cpu_seconds
from questions.models import Role, Skill
from questions.rules.assembly import (
    Form,
    Plan,
    Pool,
    Quota,
    Refusal,
    assemble,
    greedy,
    greedy_with_swaps,
)
from questions.rules.assembly.parallel import parallel

KITS, KITS_FROM_AT_MOST, BAND = 10, 10_000, 20
SECONDS = 600.0
Method = Callable[[Pool, Plan, int], Form | Refusal | None]


def measure(size: int, seed: int) -> Sequence[Row]:
    """Return a row for single kits by each method, and up to 10,000 questions for ten kits."""
    plans = [make_plan(role) for role in Role.objects.order_by("pk")]
    pool, reading = cpu_seconds(read_pool)
    rows = single_kits(pool, plans, reading, seed)
    if size <= KITS_FROM_AT_MOST:
        rows.append(ten_kits(pool, plans[0], reading, seed))
    return rows


def make_plan(role: Role) -> Plan:
    """Return a plan of twelve questions with eight quotas for a role."""
    weights = dict(role.role_skills.values_list("skill_id", "weight"))
    first, second, *_ = sorted(weights, key=lambda skill: (-weights[skill], skill))
    quotas = (
        Quota(12, 12),
        Quota(2, 3, level="basic"),
        Quota(3, 4, level="intermediate"),
        Quota(3, 4, level="advanced"),
        Quota(2, 3, level="expert"),
        Quota(3, 4, type="mcq"),
        Quota(3, 4, skill=first),
        Quota(2, 3, skill=second),
    )
    names = dict(Skill.objects.values_list("pk", "name"))
    return Plan(50, 55, quotas, skill_weights=weights, skill_names=names)


def single_kits(pool: Pool, plans: Sequence[Plan], reading: float, seed: int) -> list[Row]:
    """Return a row for each method, over all plans; gaps are to the program's bounds."""
    methods: Mapping[str, Method] = {
        "one kit": _program,
        "one kit, greedy": greedy,
        "one kit, greedy with swaps": _swaps,
    }
    rows: list[Row] = []
    bounds: list[int] = []
    for name, method in methods.items():
        tries = [cpu_seconds(partial(method, pool, plan, seed)) for plan in plans]
        found = [form if isinstance(form, Form) else None for form, _ in tries]
        bounds = bounds or [form.bound if form else 0 for form in found]
        seconds = (reading, median(seconds for _, seconds in tries))
        rows.append(_row(name, pool, seconds, found, bounds))
    return rows


def ten_kits(pool: Pool, plan: Plan, reading: float, seed: int) -> Row:
    """Return a row for parallel kits; their gap is that of all together."""
    task = partial(
        parallel,
        pool,
        plan,
        KITS,
        seed=seed,
        band=BAND,
        enemies=near_duplicates,
        time_limit=SECONDS,
    )
    found, seconds = cpu_seconds(task, rounds=1)
    forms = [None] * KITS if isinstance(found, Refusal) else found
    bounds = [form.bound if form else 0 for form in forms]
    row = _row(f"{KITS} parallel kits", pool, (reading, seconds), forms, bounds)
    difficulty = [form.difficulty for form in forms if form]
    spread = max(difficulty) - min(difficulty) if difficulty else None
    return {**row, "spread of difficulty": spread}


def _program(pool: Pool, plan: Plan, seed: int) -> Form | Refusal:
    return assemble(pool, plan, seed=seed, enemies=near_duplicates, time_limit=SECONDS)


def _swaps(pool: Pool, plan: Plan, seed: int) -> Form | None:
    return greedy_with_swaps(pool, plan, seed, enemies=near_duplicates)


def _row(
    name: str,
    pool: Pool,
    seconds: tuple[float, float],
    forms: Sequence[Form | None],
    bounds: Sequence[int],
) -> Row:
    """Return a row; the gap is that of the kits that were found."""
    reading, solving = seconds
    points = sum(form.objective for form in forms if form)
    bound = sum(bound for form, bound in zip(forms, bounds, strict=True) if form)
    return {
        "what": name,
        "questions": len(pool),
        "reading s": reading,
        "solving s": solving,
        "together s": reading + solving,
        "found": f"{sum(map(bool, forms))} of {len(forms)}",
        "points": points,
        "bound": bound,
        "gap %": 100 * (bound - points) / bound if bound else None,
    }
