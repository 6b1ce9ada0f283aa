"""A synthetic bank of any size: same seed, same bank.

Written past the actions, in bulk: nothing here has to be audited, versioned or searched for.
"""

import datetime
import random
from collections.abc import Iterator
from itertools import accumulate, islice, product
from typing import Any

from django.db import transaction
from django.utils import timezone

from questions.models import AskedEntry, Candidate, Kit, Question, Role, RoleSkill, Skill, Source
from questions.rules import content, kits, lifecycle
from questions.rules.names import name_key

SKILLS, ROLES, SKILLS_OF_ROLE = 200, 5, 12
# By Zipf's law the n-th skill is drawn with a weight of 1 / n.
ZIPF = list(accumulate(1 / rank for rank in range(1, SKILLS + 1)))
OPEN_SHARE = 0.8
BATCH = 1_000
#: A kit of ten questions was used for so many questions in the bank, from a twentieth of them.
QUESTIONS_PER_KIT, ASKED_IN_KIT, POPULAR_SHARE = 200, 10, 20
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
VOCABULARY = ["".join(three) for three in islice(product(SYLLABLES, repeat=3), 0, None, 211)]


@transaction.atomic
def make_bank(size: int, seed: int) -> None:
    """Fill an empty database with so many approved questions and what they are tagged with.

    Skills follow Zipf's law, 1–3 to a question; four of five questions are open; minutes are 1–10.
    """
    rng = random.Random(seed)  # noqa: S311  # no secret: the same bank again
    skills = Skill.objects.bulk_create(_named(Skill, SKILLS))
    roles = Role.objects.bulk_create(_named(Role, ROLES))
    RoleSkill.objects.bulk_create(
        RoleSkill(role=role, skill=skill, weight=rng.randint(1, 5))
        for role in roles
        for skill in _by_zipf(rng, skills, SKILLS_OF_ROLE)
    )
    [source] = Source.objects.bulk_create(_named(Source, 1))
    made = (_question(rng, source, number) for number in range(size))
    while batch := Question.objects.bulk_create(islice(made, BATCH)):
        _tag(rng, batch, skills, roles)
    _ask(rng, size)


def _named(model: Any, count: int) -> Iterator[Any]:
    for number in range(1, count + 1):
        name = f"{model.__name__} {number}"
        yield model(name=name, name_key=name_key(name), slug=name.lower().replace(" ", "-"))


def _by_zipf(rng: random.Random, skills: list[Skill], count: int) -> list[Skill]:
    """Return different skills."""
    found: dict[int, Skill] = {}
    while len(found) < count:
        [skill] = rng.choices(skills, cum_weights=ZIPF)
        found[skill.pk] = skill
    return list(found.values())


def _question(rng: random.Random, source: Source, number: int) -> Question:
    type_ = content.OPEN if rng.random() < OPEN_SHARE else content.MCQ
    kinds = rng.randint(0, 5)
    return Question(
        type=type_,
        level=rng.choice(list(content.LEVELS)),
        status=lifecycle.APPROVED,
        stem=f"How does {_words(rng, 3)} bear on {_words(rng, 8)}?",
        minutes=rng.randint(1, 10),
        difficulty_adjustment=rng.randint(-content.MAX_ADJUSTMENT, content.MAX_ADJUSTMENT),
        source=source,
        source_ref=f"bench-{number}",
        answer=_words(rng, 40) if kinds > 0 else "",
        look_for=[_words(rng, 8)] if kinds > 1 else [],
        red_flags=[_words(rng, 8)] if kinds > 2 else [],
        follow_ups=[_words(rng, 8)] if kinds > 3 else [],
        rubric={"3": _words(rng, 8)} if kinds > 4 else {},
        completeness=kinds,
        choice_count=4 if type_ == content.MCQ else 0,
        key_count=1 if type_ == content.MCQ else 0,
        version=1,
    )


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(VOCABULARY, k=count))


def _tag(rng: random.Random, batch: list[Question], skills: list[Skill], roles: list[Role]) -> None:
    with_skill, with_role = Question.skills.through, Question.roles.through
    with_skill.objects.bulk_create(
        with_skill(question_id=question.pk, skill_id=skill.pk)
        for question in batch
        for skill in _by_zipf(rng, skills, rng.randint(1, 3))
    )
    with_role.objects.bulk_create(
        with_role(question_id=question.pk, role_id=rng.choice(roles).pk)
        for question in batch
        if rng.random() < 0.5
    )


def _ask(rng: random.Random, size: int) -> None:
    """Write a ledger of the last 90 days."""
    now = timezone.now()
    popular = rng.sample(
        list(Question.objects.values_list("pk", flat=True)), max(1, size // POPULAR_SHARE)
    )
    candidates = Candidate.objects.bulk_create(
        Candidate(name=f"Candidate {number}") for number in range(size // QUESTIONS_PER_KIT)
    )
    used = Kit.objects.bulk_create(
        Kit(name="Bench", candidate=one, status=kits.USED, frozen_at=now, used_at=now)
        for one in candidates
    )
    AskedEntry.objects.bulk_create(
        AskedEntry(
            candidate=candidate,
            question_id=question,
            kit=kit,
            version=1,
            outcome="asked",
            round=1,
            at=now - datetime.timedelta(days=rng.randint(0, 89)),
        )
        for candidate, kit in zip(candidates, used, strict=True)
        for question in rng.sample(popular, min(ASKED_IN_KIT, len(popular)))
    )
