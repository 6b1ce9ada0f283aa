"""A bank that kits are made of."""

from dataclasses import dataclass
from typing import Any

import pytest

from questions.actions import taxonomy
from questions.actions.blueprints import QuotaFields
from questions.insight import HEAVY
from questions.models import Blueprint, Kit, Question, Role, Skill
from tests.base import Cast, make_blueprint, make_kit, make_question, make_role, make_skill

#: Unlike each other: near-duplicates never stand in one kit.
STEMS = [
    "Which function turns scores into a distribution?",
    "Describe gradient descent.",
    "When does a tree beat a network?",
    "Design an evaluation for a summariser.",
    "Name three kinds of bias.",
    "Why normalise inputs?",
    "How would you shard embeddings?",
    "Prove that attention is permutation equivariant.",
]
GUIDANCE: dict[str, Any] = {
    "answer": "Because **so**.",
    "look_for": ["sums to one"],
    "red_flags": ["guesses"],
    "follow_ups": ["And with two?", "And with none?"],
    "references": ["A book"],
    "rubric": {"1": "none", "3": "some", "5": "all"},
}


@dataclass(frozen=True)
class Bank:
    """Eight questions for a role: each level twice, with guidance, two skills in turn."""

    role: Role
    skills: list[Skill]
    questions: list[Question]

    @property
    def ids(self) -> list[int]:
        return [question.pk for question in self.questions]


@pytest.fixture
def bank(cast: Cast) -> Bank:
    role, skills = make_role("Modeller"), [make_skill("Vision"), make_skill("Prose")]
    for skill, weight in zip(skills, (HEAVY, 1), strict=True):
        taxonomy.set_role_skill(None, role, skill, weight, [])
    levels = ["basic", "intermediate", "advanced", "expert"] * 2
    questions = [
        make_question(
            STEMS[place],
            level=level,
            minutes=5,
            type="mcq" if place == 0 else "open",
            skills=[skills[place % 2]],
            roles=[role],
            **GUIDANCE,
        )
        for place, level in enumerate(levels)
    ]
    return Bank(role, skills, questions)


@pytest.fixture
def kit(cast: Cast, bank: Bank) -> Kit:
    """A template with the first three questions in its second section."""
    return make_kit(asked=bank.questions[:3], by=cast.alice, role=bank.role)


@pytest.fixture
def blueprint(cast: Cast, bank: Bank) -> Blueprint:
    """Two basic questions, one expert one, in 10 to 40 minutes."""
    quotas = [QuotaFields(2, 2, level="basic"), QuotaFields(1, 1, level="expert")]
    return make_blueprint(
        "Short", quotas, by=cast.alice, role=bank.role, seniority="mid", minutes_min=10
    )
