"""Several equal kits for one plan, without a shared question: for a second interview or a leak."""

import dataclasses
import math
from collections.abc import Callable, Iterator
from itertools import chain

from questions.rules.assembly.assemble import assemble, choose_apart
from questions.rules.assembly.greedy import improved_kit
from questions.rules.assembly.linear import Choice, Clock, choose
from questions.rules.assembly.model import (
    Enemies,
    Form,
    OutOfTime,
    Plan,
    Refusal,
    Relaxation,
    none,
)
from questions.rules.assembly.pool import Ints, Pool
from questions.rules.assembly.problem import NO_LIMIT, Problem
from questions.rules.assembly.program import GAP
from questions.rules.assembly.reasons import make_form
from questions.rules.assembly.relaxation import explain

# Each kit may have this share of the bound: the first leave enough for the last to be equal.
SHARE = 0.995
MOST_GAP = 0.01
# Points of difficulty from one level to the next and back.
CLOSE = 20
# How often to start anew before a series of kits is given up.
TRIES = 4
# How near to that share a kit must come for the search to end.
NEAR = 0.002
# Seconds for the reason of a refusal, when the time for kits may be over.
EXPLAINING = 10.0


def _unheard(done: int) -> None:
    pass


def parallel(
    pool: Pool,
    plan: Plan,
    n: int,
    *,
    seed: int = 0,
    band: int,
    enemies: Enemies = none,
    on_progress: Callable[[int], None] = _unheard,
    time_limit: float = 120.0,
) -> list[Form] | Refusal:
    """Return n kits that share no question and whose total difficulty differs by `band` at most.

    The bound is the optimum of one kit with every limit n times over: what n kits hold together is
    such a kit. A share of the bound stands in each form, and the gap is theirs together. The kits
    are made one by one, each capped at 0.995 of its share so that all are equal; when that does
    not end well, again with foresight, and without time by greedy swaps. `on_progress` is told how
    many are done. `time_limit` is in seconds and held loosely.

    Raises ValueError for n < 1 or a negative band, and OutOfTime. A refusal that counts kits says
    what was found, and is not proven.
    """
    if n < 1 or band < 0:
        raise ValueError("there must be a kit, and no negative band")
    if n == 1:
        form = assemble(pool, plan, seed=seed, enemies=enemies, time_limit=time_limit)
        return form if isinstance(form, Refusal) else [form]
    if plan.includes:
        return _refusal(n, 1, "a question to be included can stand in one of them alone")
    single, clock = Problem.of(pool, plan), Clock(time_limit)
    if single.contradicts_itself:
        return explain(single, none, clock)
    together = Problem.of(pool, _times(plan, n))
    sum_of_all = choose(together, set(), seed, Clock(time_limit / 4))
    if sum_of_all is None:
        return _for_all(explain(together, none, clock), n)
    made = 0
    for easiest, start in _starts(single, together, n, band, seed):
        series = _Series(
            single, n, sum_of_all, (easiest, band), enemies=enemies, seed=start, clock=clock
        )
        kits = series.make(on_progress)
        if len(kits) == n:
            return series.forms(kits)
        made = max(made, len(kits))
        if not clock.left:
            break
    return series.refusal(made)


def _starts(
    single: Problem, together: Problem, n: int, band: int, seed: int
) -> Iterator[tuple[int, int]]:
    """Yield least difficulties of a kit with seeds to try: around what n kits have for each.

    Difficulties may be so coarse that no kit lies there at all: then around a kit close to it. A
    small bank may be used up by the first kits: then from another choice that is worth the same.
    """
    difficulty = single.pool.difficulty
    for start in range(seed, seed + TRIES):
        all_kits = choose(together, set(), start, Clock(EXPLAINING))
        if all_kits is None:
            return
        middle = int(difficulty[all_kits.places].sum()) / n
        yield math.ceil(middle - band / 2), start
        close = single.limited(difficulty, math.floor(middle - CLOSE), math.ceil(middle + CLOSE))
        kit = choose(close, set(), start, Clock(EXPLAINING))
        if kit is not None:
            yield int(difficulty[kit.places].sum()) - band // 2, start


class _Series:
    """Kits made one after the other, each from what the others left."""

    def __init__(
        self,
        problem: Problem,
        n: int,
        sum_of_all: Choice,
        window: tuple[int, int],
        *,
        enemies: Enemies,
        seed: int,
        clock: Clock,
    ) -> None:
        easiest, band = window
        self.problem = problem.limited(problem.pool.difficulty, easiest, easiest + band)
        self.single, self.band = problem, band
        self.n, self.share = n, sum_of_all.bound / n
        self.enemies, self.seed, self.clock = enemies, seed, clock

    def make(self, on_progress: Callable[[int], None]) -> list[Ints]:
        """Return the kits that could be made; with foresight, if it is not well without."""
        best: list[Ints] = []
        for foresight in (False, True):
            kits: list[Ints] = []
            while len(kits) < self.n and (kit := self._next(kits, foresight)) is not None:
                kits.append(kit)
                if len(kits) > len(best):
                    on_progress(len(kits))
            best = max(best, kits, key=lambda kits: (len(kits), self._worth(kits)))
            if len(best) == self.n and self._worth(best) >= self.n * self._part(1 - MOST_GAP):
                break
        return best

    def _next(self, kits: list[Ints], foresight: bool) -> Ints | None:
        left = self.problem.without(chain(*kits))
        capped = left.limited(left.points, -NO_LIMIT, math.floor(self._part(SHARE)))
        later = self.n - len(kits) - 1
        for problem in (capped, left):
            try:
                choice = choose_apart(
                    problem,
                    self.enemies,
                    self.seed,
                    Clock(self.clock.left / (later + 1)),
                    gap=max(GAP, NEAR * abs(self.share) * (1 + later * foresight)),
                    later=later * foresight,
                )
            except OutOfTime:
                continue
            if choice:
                return choice.places
        return improved_kit(left, self.enemies, self.seed)

    def _part(self, part: float) -> float:
        return self.share - (1 - part) * abs(self.share)

    def _worth(self, kits: list[Ints]) -> int:
        return sum(int(self.problem.points[kit].sum()) for kit in kits)

    def forms(self, kits: list[Ints]) -> list[Form]:
        left, share = self.problem.without(chain(*kits)), math.ceil(self.share)
        return [make_form(self._no_better(left, kit), kit, share, self.enemies) for kit in kits]

    def refusal(self, made: int) -> Refusal:
        impossible = explain(self.single, self.enemies, Clock(EXPLAINING))
        if impossible.relaxations:
            return impossible
        found = f"only {made}" if made else "none"
        within = f"within a difficulty band of {self.band}"
        return _refusal(self.n, made, f"{found} could be made {within}")

    def _no_better(self, left: Problem, kit: Ints) -> Problem:
        """Return a problem in which a kit cannot become better: it would no longer be equal."""
        return left.limited(left.points, -NO_LIMIT, self._worth([kit]))


def _times(plan: Plan, n: int) -> Plan:
    quotas = tuple(
        dataclasses.replace(
            quota, least=quota.least * n, most=None if quota.most is None else quota.most * n
        )
        for quota in plan.quotas
    )
    return dataclasses.replace(
        plan,
        minutes_min=plan.minutes_min * n,
        minutes_max=plan.minutes_max * n,
        quotas=quotas,
    )


def _for_all(refusal: Refusal, n: int) -> Refusal:
    return Refusal(
        tuple(
            dataclasses.replace(relaxation, sentence=f"For {n} kits: {relaxation.sentence}")
            for relaxation in refusal.relaxations
        )
    )


def _refusal(n: int, possible: int, why: str) -> Refusal:
    sentence = f"{n} kits without a shared question asked for, but {why}."
    return Refusal((Relaxation("kits", n, possible, sentence),))
