"""A synthetic bank of any size: same seed and day, same bank.

Written past the actions, in bulk: a million questions take minutes that way and not a day.
"""

import multiprocessing
import random
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from django.utils import timezone

from questions.actions.loading import Table
from questions.management.bench.asked import Ledger, make_ledger, plan_ledger
from questions.management.bench.facts import Batch, Tags, by_zipf
from questions.management.bench.loading import bulk, finish_load
from questions.management.bench.texts import TABLES, Rows, make_rows
from questions.management.bench.words import names_by_question
from questions.models import (
    Choice,
    Question,
    QuestionVersion,
    Role,
    RoleSkill,
    SearchText,
    Skill,
    Source,
)
from questions.rules.names import name_key

SKILLS, ROLES, SOURCES, SKILLS_OF_ROLE = 200, 5, 8, 12
BATCH = 5_000
#: Processes that make rows while this one writes them, and batches that wait to be written.
MAKERS, AHEAD = 2, 4
MODELS: dict[str, Any] = {
    "question": Question,
    "skill": Question.skills.through,
    "role": Question.roles.through,
    "choice": Choice,
    "version": QuestionVersion,
    "search": SearchText,
}
LOADED = {name: Table(MODELS[name], columns) for name, columns in TABLES.items()}


def make_bank(size: int, seed: int) -> None:
    """Fill an empty database with so many questions and what they are tagged with.

    Skills follow Zipf's law, 1–3 to a question; four of five questions are open; minutes are 1–10
    and seldom more; a few in a hundred are not approved; a twentieth has been asked.
    """
    rng = random.Random(seed)  # noqa: S311  # no secret: the same bank again
    tags = make_tags(rng)
    ledger = plan_ledger(rng, size)
    batches = list(_batches(rng, size, seed, ledger, tags))
    with bulk(*LOADED.values()):
        for made in _made(batches):
            for name, table in LOADED.items():
                table.load(made[name])
    make_ledger(ledger)
    finish_load()


def make_tags(rng: random.Random) -> Tags:
    """Store skills, roles and sources in an empty database."""
    skills = Skill.objects.bulk_create(_named(Skill, SKILLS))
    roles = Role.objects.bulk_create(_named(Role, ROLES))
    sources = Source.objects.bulk_create(_named(Source, SOURCES))
    RoleSkill.objects.bulk_create(
        RoleSkill(role=role, skill_id=skill, weight=rng.randint(1, 5))
        for role in roles
        for skill in by_zipf(rng, _ids(skills), SKILLS_OF_ROLE)
    )
    return Tags(_ids(skills), _ids(roles), _ids(sources))


def _named(model: Any, count: int) -> Iterator[Any]:
    for number in range(1, count + 1):
        name = f"{model.__name__} {number}"
        yield model(name=name, name_key=name_key(name), slug=name.lower().replace(" ", "-"))


def _ids(rows: Sequence[Any]) -> list[int]:
    return [row.pk for row in rows]


def _batches(
    rng: random.Random, size: int, seed: int, ledger: Ledger, tags: Tags
) -> Iterator[Batch]:
    names = names_by_question(rng, size)
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for place, start in enumerate(range(1, size + 1, BATCH)):
        numbers = range(start, min(start + BATCH, size + 1))
        yield Batch(
            seed,
            place,
            numbers,
            tags,
            today,
            names={number: names[number] for number in numbers if number in names},
            asked={number: found for number in numbers if (found := ledger.asked(number))},
        )


def _made(batches: list[Batch]) -> Iterator[Rows]:
    """Yield the rows of each batch, in order; of several they are made in other processes."""
    if len(batches) == 1:
        yield make_rows(batches[0])
        return
    # Not forked: a child must not inherit the connection to the database.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(MAKERS, mp_context=context) as makers:
        waiting: deque[Future[Rows]] = deque()
        for batch in batches:
            waiting.append(makers.submit(make_rows, batch))
            if len(waiting) == AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
