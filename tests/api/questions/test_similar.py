"""Similar questions and merging over REST."""

from typing import Any

import pytest

from questions.actions import questions
from questions.models import Question, QuestionMerge
from tests.api.base import READ, Reader, problem
from tests.base import Cast, make_question, make_skill, said

DRIFT = "How do you detect data drift in production?"
REWORDED = "Data drift in production: how would you detect it?"


@pytest.fixture
def drift(cast: Cast) -> Question:
    return make_question(DRIFT, skills=[make_skill("Monitoring")])


@pytest.fixture
def other(drift: Question) -> Question:
    return make_question(REWORDED, status="draft")


def test_of_a_question(plain_alice: Reader, drift: Question, other: Question) -> None:
    found = plain_alice.get(f"/questions/{other.pk}/similar/")
    assert found["count"] == 1
    [row] = found["results"]
    assert row["score"] > 0.9
    assert row | {"score": 1} == {
        "id": drift.pk,
        "url": f"http://testserver/api/v1/questions/{drift.pk}/",
        "stem": DRIFT,
        "level": "basic",
        "type": "open",
        "status": "approved",
        "skills": [{"slug": "monitoring", "name": "Monitoring"}],
        "score": 1,
        "alike": "nearly the same",
    }


def test_of_a_stem(plain_alice: Reader, drift: Question, other: Question) -> None:
    said = {"stem": REWORDED}
    found = plain_alice.send("post", "/questions/similar/", said).json()
    assert [row["id"] for row in found["results"]] == [other.pk, drift.pk]
    left = plain_alice.send("post", "/questions/similar/", said | {"question": other.pk}).json()
    assert [row["id"] for row in left["results"]] == [drift.pk]


def test_nothing_invisible_is_found(bob: Reader, interviewer: Reader, other: Question) -> None:
    found = bob.send("post", "/questions/similar/", {"stem": REWORDED}).json()
    assert [row["stem"] for row in found["results"]] == [DRIFT]
    problem(bob.ask(f"/questions/{other.pk}/similar/"), 404)
    none = interviewer.send("post", "/questions/similar/", {"stem": REWORDED}).json()
    assert none["count"] == 0


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, [("stem", "required")]),
        ({"stem": "x" * 4001}, [("stem", "max_length")]),
        ({"stem": 5}, [("stem", "invalid")]),
        ({"stem": "x", "question": 99999}, [("question", "unknown_value")]),
        ({"stem": "x", "text": "y"}, [("text", "unknown_field")]),
    ],
)
def test_what_is_not_understood(
    plain_alice: Reader, said: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    found = problem(plain_alice.send("post", "/questions/similar/", said), 400)
    assert [(error["field"], error["code"]) for error in found["errors"]] == errors


def test_merging_and_taking_it_back(builder: Reader, drift: Question, other: Question) -> None:
    path = f"/questions/{drift.pk}/merge/"
    made = builder.send("post", path, {"drop": other.pk}).json()
    assert (made["kept"], made["dropped"], made["by"]) == (drift.pk, other.pk, "alice")
    assert builder.get(f"/merges/{made['id']}/") == made
    dropped = builder.get(f"/questions/{other.pk}/")
    assert (dropped["status"], dropped["merged_into"]) == ("retired", drift.pk)
    problem(builder.send("post", path, {"drop": other.pk}), 409)
    undone = builder.send("post", f"/merges/{made['id']}/undo/").json()
    assert undone["undone_at"]
    assert builder.get(f"/questions/{other.pk}/")["merged_into"] is None
    problem(builder.send("post", f"/merges/{made['id']}/undo/"), 409)


def test_a_changed_question_keeps_the_merge(
    builder: Reader, drift: Question, other: Question
) -> None:
    made = builder.send("post", f"/questions/{drift.pk}/merge/", {"drop": other.pk}).json()
    questions.edit(None, Question.objects.get(pk=drift.pk), said("Else?"))
    problem(builder.send("post", f"/merges/{made['id']}/undo/"), 409)


def test_who_may_not_merge(
    cast: Cast, plain_alice: Reader, manager: Reader, drift: Question, other: Question
) -> None:
    few = Reader(cast.alice, READ, "questions:write")
    for reader in (plain_alice, few, manager):
        problem(reader.send("post", f"/questions/{drift.pk}/merge/", {"drop": other.pk}), 403)
    assert not QuestionMerge.objects.exists()


def test_merging_into_nothing(builder: Reader, drift: Question) -> None:
    problem(builder.send("post", f"/questions/{drift.pk}/merge/", {"drop": 99999}), 400)
    problem(builder.send("post", "/questions/99999/merge/", {"drop": drift.pk}), 404)
    problem(builder.ask("/merges/9/"), 404)
