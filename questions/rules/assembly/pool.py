"""The questions that a kit may be made of, as columns: 100,000 of them are read in a blink."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.rules.assembly.model import USE_POINTS, WEIGHT_POINTS, Plan, Quota
from questions.rules.content import LEVELS, TYPES

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Row = tuple[int, str, str, int, int, int, int]

_LEVEL_NAMES, _TYPE_NAMES = tuple(LEVELS), tuple(TYPES)
_LEVEL_CODES = {name: code for code, name in enumerate(_LEVEL_NAMES)}
_TYPE_CODES = {name: code for code, name in enumerate(_TYPE_NAMES)}


@dataclass(frozen=True, eq=False)
class Links:
    """Which questions have which skills or roles: (place in the pool, id), ordered by place."""

    places: Ints
    ids: Ints

    @classmethod
    def build(cls, pairs: Iterable[tuple[int, int]], question_ids: Ints) -> "Links":
        flat = np.fromiter(chain.from_iterable(pairs), np.int64).reshape(-1, 2)
        places = np.searchsorted(question_ids, flat[:, 0])
        known = places < len(question_ids)
        known[known] = question_ids[places[known]] == flat[known, 0]
        order = np.lexsort((flat[known, 1], places[known]))
        return cls(places[known][order], flat[known, 1][order])

    def of(self, place: int) -> list[int]:
        first, last = np.searchsorted(self.places, (place, place + 1))
        return [int(i) for i in self.ids[first:last]]


@dataclass(frozen=True, eq=False)
class Pool:
    """Questions in order of their ids; what a column holds at a place is of one question."""

    ids: Ints
    levels: Ints
    types: Ints
    minutes: Ints
    difficulty: Ints
    completeness: Ints
    uses: Ints
    skills: Links
    roles: Links

    @classmethod
    def build(
        cls,
        rows: Iterable[Row],
        skills: Iterable[tuple[int, int]],
        roles: Iterable[tuple[int, int]],
    ) -> "Pool":
        """Return a pool of (question id, level, type, minutes, difficulty, completeness, uses).

        Skills and roles are pairs (question id, skill or role id); those of other questions are
        passed over. Raises ValueError for an id given twice, an unknown level or type, and for
        a question of less than a minute.
        """
        columns: list[Any] = list(zip(*rows, strict=True)) or [()] * 7
        ids = np.array(columns[0], np.int64)
        order = np.argsort(ids)
        ids = ids[order]
        minutes, difficulty, completeness, uses = (
            np.array(column, np.int64)[order] for column in columns[3:]
        )
        if (ids[1:] == ids[:-1]).any() or (minutes < 1).any():
            raise ValueError("a question stands twice in the pool or takes less than a minute")
        return cls(
            ids=ids,
            levels=_codes(columns[1], _LEVEL_CODES)[order],
            types=_codes(columns[2], _TYPE_CODES)[order],
            minutes=minutes,
            difficulty=difficulty,
            completeness=completeness,
            uses=uses,
            skills=Links.build(skills, ids),
            roles=Links.build(roles, ids),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def level(self, place: int) -> str:
        return _LEVEL_NAMES[int(self.levels[place])]

    def type(self, place: int) -> str:
        return _TYPE_NAMES[int(self.types[place])]

    def holds(self, ids: Iterable[int]) -> tuple[Ints, list[int]]:
        """Return the places of the questions that the pool holds, and the ids it does not."""
        wanted = np.array(sorted(set(ids)), np.int64)
        places = np.searchsorted(self.ids, wanted)
        known = places < len(self)
        known[known] = self.ids[places[known]] == wanted[known]
        return places[known], [int(i) for i in wanted[~known]]

    def serving(self, quota: Quota) -> Mask:
        """Return which questions count for a quota."""
        mask = np.ones(len(self), bool)
        if quota.level:
            mask &= self.levels == _LEVEL_CODES[quota.level]
        if quota.type:
            mask &= self.types == _TYPE_CODES[quota.type]
        for links, wanted in ((self.skills, quota.skill), (self.roles, quota.role)):
            if wanted is not None:
                linked = np.zeros(len(self), bool)
                linked[links.places[links.ids == wanted]] = True
                mask &= linked
        return mask

    def points(self, plan: Plan) -> Ints:
        """Return what each question is worth in a kit.

        10 × the weight of its best skill + completeness of its guidance (0–5) − 3 × its uses in
        the last 90 days. The best skill and not the sum of them: a question is asked for one
        thing at a time, and listing more skills must not raise its worth.
        """
        weights = plan.skill_weights
        skills = np.array(sorted(weights), np.int64)
        best = np.zeros(len(self), np.int64)
        if len(skills):
            found = np.minimum(np.searchsorted(skills, self.skills.ids), len(skills) - 1)
            values = np.array([weights[int(skill)] for skill in skills], np.int64)[found]
            values[skills[found] != self.skills.ids] = 0
            np.maximum.at(best, self.skills.places, values)
        return WEIGHT_POINTS * best + self.completeness - USE_POINTS * self.uses


def _codes(names: Iterable[str], codes: dict[str, int]) -> Ints:
    try:
        return np.array(list(map(codes.__getitem__, names)), np.int64)
    except KeyError as error:
        raise ValueError(f"unknown level or type {error}") from None
