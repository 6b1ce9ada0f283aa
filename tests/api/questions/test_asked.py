"""How often a question was asked: told with it, and what the list can be narrowed and sorted by."""

import pytest

from questions.actions import asked
from questions.models import Candidate
from tests.api.base import ANSWERS, READ, Reader
from tests.base import Cast, make_candidate, make_kit, make_question


@pytest.fixture
def ann(cast: Cast) -> Candidate:
    """A candidate who was asked one of three questions."""
    candidate = make_candidate("Ann", cast.alice)
    first, *_ = [make_question(f"Question {n}", minutes=n) for n in range(1, 4)]
    kit = make_kit(asked=[first], by=cast.alice, candidate=candidate, frozen=True)
    asked.use(cast.alice, kit)
    return candidate


def test_the_count_and_the_last_time(builder: Reader, ann: Candidate) -> None:
    rows = builder.get("/questions/", {"ordering": "minutes"})["results"]
    assert [row["asked_count"] for row in rows] == [1, 0, 0]
    assert [bool(row["last_asked"]) for row in rows] == [True, False, False]


def test_what_a_candidate_was_asked_is_left_out(builder: Reader, ann: Candidate) -> None:
    assert "Question 1" not in builder.stems({"not_asked_to": ann.pk})
    assert builder.refusals("/questions/", {"not_asked_to": ann.pk + 1}) == [
        ("not_asked_to", "unknown_value")
    ]


def test_who_sees_no_candidates_asks_of_none(cast: Cast, ann: Candidate) -> None:
    reader = Reader(cast.alice, READ, ANSWERS)
    assert reader.refusals("/questions/", {"not_asked_to": ann.pk}) == [
        ("not_asked_to", "unknown_value")
    ]


def test_used_least_and_not_lately(builder: Reader, ann: Candidate) -> None:
    assert builder.stems({"ordering": "least_used"})[-1] == "Question 1"
    assert builder.stems({"not_used_since": "never"}) == ["Question 2", "Question 3"]
    assert builder.refusals("/questions/", {"not_used_since": "lately"}) == [
        ("not_used_since", "invalid")
    ]
