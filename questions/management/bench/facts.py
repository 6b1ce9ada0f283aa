"""What synthetic questions are, but for their texts: a batch of them at a time."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from questions.rules import content, lifecycle

OPEN_SHARE, WITH_ROLE, LONG_SHARE = 0.8, 0.5, 0.05
STATUSES = {
    lifecycle.APPROVED: 92,
    lifecycle.DRAFT: 3,
    lifecycle.IN_REVIEW: 2,
    lifecycle.RETIRED: 3,
}
STATUS_WEIGHTS = list(accumulate(STATUSES.values()))
SPREAD = timedelta(days=730)
#: By Zipf's law the n-th skill, or source, is drawn with a weight of 1 / n.
ZIPF = list(accumulate(1 / rank for rank in range(1, 1_001)))


@dataclass(frozen=True)
class Tags:
    """Ids of all that questions can be tagged with, the most frequent first."""

    skills: Sequence[int]
    roles: Sequence[int]
    sources: Sequence[int]


@dataclass(frozen=True)
class Batch:
    """So many questions on end, and what is known of them before they are made."""

    seed: int
    place: int
    numbers: range
    tags: Tags
    today: datetime
    #: Names that a question holds; how often and how many days ago it was asked.
    names: Mapping[int, list[str]] = field(default_factory=dict)
    asked: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def rng(self, purpose: str) -> random.Random:
        """Return random numbers that no other batch and purpose has."""
        return random.Random(f"{self.seed} {self.place} {purpose}")  # noqa: S311  # no secret


@dataclass(frozen=True)
class Facts:
    """What one question is, but for its texts."""

    number: int
    type: str
    level: str
    status: str
    minutes: int
    adjustment: int
    skills: list[int]
    role: int | None
    source: int
    updated_at: datetime
    names: list[str]
    uses: int
    last_asked: datetime | None


def draw(batch: Batch) -> Iterator[Facts]:
    """Yield the questions of a batch."""
    rng = batch.rng("facts")
    for number in batch.numbers:
        uses, days = batch.asked.get(number, (0, 0))
        yield Facts(
            number,
            type=content.OPEN if rng.random() < OPEN_SHARE else content.MCQ,
            level=rng.choice(tuple(content.LEVELS)),
            status=rng.choices(tuple(STATUSES), cum_weights=STATUS_WEIGHTS)[0],
            minutes=rng.randint(11, 30) if rng.random() < LONG_SHARE else rng.randint(1, 10),
            adjustment=rng.randint(-content.MAX_ADJUSTMENT, content.MAX_ADJUSTMENT),
            skills=by_zipf(rng, batch.tags.skills, rng.randint(1, 3)),
            role=rng.choice(batch.tags.roles) if rng.random() < WITH_ROLE else None,
            source=by_zipf(rng, batch.tags.sources, 1)[0],
            updated_at=batch.today - timedelta(seconds=rng.randrange(int(SPREAD.total_seconds()))),
            names=batch.names.get(number, []),
            uses=uses,
            last_asked=batch.today - timedelta(days=days) if uses else None,
        )


def by_zipf(rng: random.Random, ids: Sequence[int], count: int) -> list[int]:
    """Return different ones of the ids, the first most often."""
    found: dict[int, None] = {}
    weights = ZIPF[: len(ids)]
    while len(found) < count:
        found.update(dict.fromkeys(rng.choices(ids, cum_weights=weights)))
    return list(found)
