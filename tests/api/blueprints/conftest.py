"""A bank that blueprints ask of."""

import pytest

from questions.actions.blueprints import QuotaFields
from questions.models import Blueprint
from tests.base import Cast, make_blueprint, make_question, make_role, make_skill

STEMS = {
    "basic": ["Which function turns scores into a distribution?", "Name three kinds of bias."],
    "expert": ["Design an evaluation for a summariser.", "Prove that attention is equivariant."],
}


@pytest.fixture
def bank(db: None) -> list[int]:
    """Two basic and two expert questions of five minutes; returns their ids."""
    role, skill = make_role("Modeller"), make_skill("Vision")
    return [
        make_question(stem, level=level, skills=[skill], roles=[role]).pk
        for level, stems in STEMS.items()
        for stem in stems
    ]


@pytest.fixture
def blueprint(cast: Cast, bank: list[int]) -> Blueprint:
    """One basic and one expert question, in 10 to 10 minutes."""
    quotas = [QuotaFields(1, level="basic"), QuotaFields(1, level="expert")]
    return make_blueprint("Short", quotas, by=cast.alice, minutes=15, minutes_min=10)
