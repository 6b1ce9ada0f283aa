"""The builder that most tests begin with."""

import pytest

from questions.models import Question
from tests.base import Cast
from tests.views.kit_builder.base import Builder, make_builder


@pytest.fixture
def bob(cast: Cast) -> Builder:
    """Bob, a hiring manager, with a draft of his own."""
    return make_builder(cast.bob)


@pytest.fixture
def one(bob: Builder) -> Question:
    return Question.objects.get(stem="One")


@pytest.fixture
def two(bob: Builder) -> Question:
    return Question.objects.get(stem="Two")
