"""What assembly is asked and what it answers: plain data, safe to pickle and to keep."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from questions.rules.content import LEVELS, TYPES

WEIGHT_POINTS = 10
USE_POINTS = 3
# What a relaxation costs: one question as much as five minutes, which an average question takes.
QUESTION_COST, MINUTE_COST = 5, 1

Enemies = Callable[[Sequence[int]], Iterable[tuple[int, int]]]
Constraint = Literal["least", "most", "minutes_min", "minutes_max", "include", "enemies", "kits"]


def none(ids: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Return no pairs: all questions may stand together."""
    return ()


class OutOfTime(Exception):
    """The time was over before a kit was found or shown to be impossible."""


@dataclass(frozen=True)
class Quota:
    """How many questions of a kind to take; without a kind, how many in all.

    Raises ValueError for a negative number, an unknown level or an unknown type.
    """

    least: int = 0
    most: int | None = None
    level: str = ""
    type: str = ""
    skill: int | None = None
    role: int | None = None

    def __post_init__(self) -> None:
        if self.least < 0 or (self.most is not None and self.most < 0):
            raise ValueError("a quota cannot be negative")
        if self.level and self.level not in LEVELS:
            raise ValueError(f"unknown level {self.level!r}")
        if self.type and self.type not in TYPES:
            raise ValueError(f"unknown type {self.type!r}")

    @property
    def counts_all(self) -> bool:
        return not self.level and not self.type and self.skill is None and self.role is None


@dataclass(frozen=True)
class Plan:
    """What a kit must hold. An exclusion beats an inclusion, an inclusion beats max_uses.

    Raises ValueError for negative numbers. A plan that contradicts itself is refused in words.
    """

    minutes_min: int
    minutes_max: int
    quotas: tuple[Quota, ...] = ()
    includes: frozenset[int] = frozenset()
    excludes: frozenset[int] = frozenset()
    max_uses: int | None = None
    skill_weights: Mapping[int, int] = field(default_factory=dict)
    skill_names: Mapping[int, str] = field(default_factory=dict)
    role_names: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = (self.minutes_min, self.minutes_max, self.max_uses or 0)
        if min(*numbers, *self.skill_weights.values()) < 0:
            raise ValueError("minutes, uses and weights cannot be negative")


@dataclass(frozen=True)
class Reason:
    """Why a question was chosen, and the best that could have taken its place, all else kept."""

    id: int
    level: str
    type: str
    quotas: tuple[int, ...]
    weights: tuple[tuple[int, int], ...]
    completeness: int
    uses: int
    next_best: int | None = None
    points_worse: int = 0
    included: bool = False

    def sentence(self, plan: Plan) -> str:
        """Say the reason in English, with the names that the plan gives."""
        return f"{self._covers(plan)}; {self._state()}. {self._next()}"

    def _covers(self, plan: Plan) -> str:
        asked = {plan.quotas[quota].skill for quota in self.quotas}
        named = [
            f"{plan.skill_names.get(skill, f'skill {skill}')}"
            + (f" (weight {weight})" * (weight > 0))
            for skill, weight in self.weights
            if weight or skill in asked
        ]
        level = LEVELS[self.level].lower()
        if not named:
            return f"One of the {level} {'MCQs' if self.type == 'mcq' else 'open questions'}"
        return f"Covers {listed(named)} at {level}"

    def _state(self) -> str:
        used = f"used {times(self.uses)} in 90 days" if self.uses else "not used in 90 days"
        return f"guidance {self.completeness} of 5; {used}"

    def _next(self) -> str:
        if self.included:
            return "It was to be included."
        if self.next_best is None:
            return "Nothing else fits without breaking the plan."
        if not self.points_worse:
            return "Next best would be just as good."
        worse = "worse" if self.points_worse > 0 else "better"
        return f"Next best would be {plural(abs(self.points_worse), 'point')} {worse}."


@dataclass(frozen=True)
class Form:
    """A kit that satisfies its plan.

    The objective is in whole points; no kit can have more than `bound`, and `gap` is what is
    missing to it (0: proven optimal). Difficulty is the sum over the questions.
    """

    ids: tuple[int, ...]
    objective: int
    bound: int
    minutes: int
    difficulty: int
    reasons: tuple[Reason, ...] = ()

    @property
    def gap(self) -> float:
        """Return the share of the bound that is missing, 0 to 1."""
        return (self.bound - self.objective) / max(1, abs(self.bound))


@dataclass(frozen=True)
class Relaxation:
    """One thing to give up: what was asked, what is possible, and the same in words.

    `quota` is an index into the plan's quotas; `questions` are those that it is about.
    """

    constraint: Constraint
    asked: int
    possible: int
    sentence: str
    quota: int | None = None
    questions: tuple[int, ...] = ()

    @property
    def cost(self) -> int:
        unit = MINUTE_COST if self.constraint.startswith("minutes") else QUESTION_COST
        return unit * abs(self.asked - self.possible)


@dataclass(frozen=True)
class Refusal:
    """No kit satisfies the plan; giving up these together is the least that makes one possible."""

    relaxations: tuple[Relaxation, ...]

    @property
    def cost(self) -> int:
        return sum(relaxation.cost for relaxation in self.relaxations)


@dataclass(frozen=True)
class Alternative:
    """A question that could take another's place; `points` is what the kit gains (or loses)."""

    id: int
    points: int
    breaks: tuple[str, ...]
    sentence: str


def plural(number: int, noun: str) -> str:
    """Return "1 point" or "2 points"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def times(number: int) -> str:
    """Return "once", "twice" or "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def listed(items: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]]))
