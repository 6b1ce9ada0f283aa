"""A synthetic bank of any size: same seed and day, same bank.

Written past the actions, in bulk: a million questions take minutes that way and not a day.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, islice
from typing import Any

from django.utils import timezone

from questions.management.bench.asked import make_ledger, plan_ledger
from questions.management.bench.loading import bulk, finish_load
from questions.management.bench.texts import TABLES, Facts, Maker
from questions.models import Role, RoleSkill, Skill, Source
from questions.rules import content, lifecycle
from questions.rules.names import name_key

SKILLS, ROLES, SOURCES, SKILLS_OF_ROLE = 200, 5, 8, 12
#: By Zipf's law the n-th skill, or source, is drawn with a weight of 1 / n.
ZIPF = list(accumulate(1 / rank for rank in range(1, SKILLS + 1)))
OPEN_SHARE, WITH_ROLE, LONG_SHARE = 0.8, 0.5, 0.05
STATUSES = {
    lifecycle.APPROVED: 92,
    lifecycle.DRAFT: 3,
    lifecycle.IN_REVIEW: 2,
    lifecycle.RETIRED: 3,
}
STATUS_WEIGHTS = list(accumulate(STATUSES.values()))
SPREAD = timedelta(days=730)
BATCH = 5_000


def make_bank(size: int, seed: int) -> None:
    """Fill an empty database with so many questions and what they are tagged with.

    Skills follow Zipf's law, 1–3 to a question; four of five questions are open; minutes are 1–10
    and seldom more; a few in a hundred are not approved; a twentieth has been asked.
    """
    rng = random.Random(seed)  # noqa: S311  # no secret: the same bank again
    skills = Skill.objects.bulk_create(_named(Skill, SKILLS))
    roles = Role.objects.bulk_create(_named(Role, ROLES))
    sources = Source.objects.bulk_create(_named(Source, SOURCES))
    RoleSkill.objects.bulk_create(
        RoleSkill(role=role, skill_id=skill, weight=rng.randint(1, 5))
        for role in roles
        for skill in _by_zipf(rng, _ids(skills), SKILLS_OF_ROLE)
    )
    ledger = plan_ledger(rng, size)
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    facts = _facts(rng, size, today, (_ids(skills), _ids(roles), _ids(sources)))
    made = Maker(seed, size, ledger, today).rows(facts)
    with bulk(*TABLES):
        while batch := list(islice(made, BATCH)):
            for place, table in enumerate(TABLES):
                table.load([row for rows in batch for row in rows[place]])
    make_ledger(ledger)
    finish_load()


def _named(model: Any, count: int) -> Iterator[Any]:
    for number in range(1, count + 1):
        name = f"{model.__name__} {number}"
        yield model(name=name, name_key=name_key(name), slug=name.lower().replace(" ", "-"))


def _ids(rows: Sequence[Any]) -> list[int]:
    return [row.pk for row in rows]


def _by_zipf(rng: random.Random, ids: Sequence[int], count: int) -> list[int]:
    """Return different ones of the ids."""
    found: dict[int, None] = {}
    while len(found) < count:
        found.update(dict.fromkeys(rng.choices(ids, cum_weights=ZIPF[: len(ids)])))
    return list(found)


def _facts(
    rng: random.Random, size: int, today: datetime, tags: tuple[list[int], list[int], list[int]]
) -> Iterator[Facts]:
    """Yield what each question is but for its texts; `tags` are skills, roles and sources."""
    skills, roles, sources = tags
    for number in range(1, size + 1):
        yield Facts(
            number,
            type=content.OPEN if rng.random() < OPEN_SHARE else content.MCQ,
            level=rng.choice(tuple(content.LEVELS)),
            status=rng.choices(tuple(STATUSES), cum_weights=STATUS_WEIGHTS)[0],
            minutes=rng.randint(11, 30) if rng.random() < LONG_SHARE else rng.randint(1, 10),
            adjustment=rng.randint(-content.MAX_ADJUSTMENT, content.MAX_ADJUSTMENT),
            skills=_by_zipf(rng, skills, rng.randint(1, 3)),
            role=rng.choice(roles) if rng.random() < WITH_ROLE else None,
            source=_by_zipf(rng, sources, 1)[0],
            updated_at=_moment(rng, today),
        )


def _moment(rng: random.Random, today: datetime) -> datetime:
    return today - timedelta(seconds=rng.randrange(int(SPREAD.total_seconds())))
