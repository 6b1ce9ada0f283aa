"""Many questions in one request."""

from typing import Any

import pytest

from questions.api.question_batches import MAX_BATCH
from questions.models import AuditEntry, Question, QuestionBatch
from tests.api.base import Reader, body, problem
from tests.base import Cast, make_skill

PATH = "/questions/batches/"
GOOD = {"type": "open", "level": "basic", "stem": "Why?"}


def test_each_is_made_or_refused_by_itself(builder: Reader, cast: Cast) -> None:
    make_skill("Vision")
    sent: list[Any] = [
        GOOD | {"skills": ["vision"], "answer": "Because."},
        {"type": "open", "level": "hard", "colour": "red"},
        GOOD | {"stem": " "},
        GOOD | {"skills": ["nowhere"]},
        GOOD | {"stem": "How?"},
        {},
    ]
    found = builder.make(PATH, {"questions": sent})
    first, second, third, fourth, fifth, last = found["results"]
    assert (found["made"], found["refused"]) == (2, 4)
    made = builder.get(first["url"])
    assert (made["id"], made["uid"], made["status"]) == (first["id"], first["uid"], "draft")
    assert made["skills"] == [{"slug": "vision", "name": "Vision"}]
    assert fifth["id"]
    assert [error["field"] for error in second["errors"]] == ["colour"]
    assert [error["field"] for error in third["errors"]] == ["stem"]
    assert [error["field"] for error in fourth["errors"]] == ["skills"]
    assert {error["field"] for error in last["errors"]} == {"type", "level", "stem"}
    assert Question.objects.count() == 2
    assert AuditEntry.objects.filter(verb="question.created", actor=cast.alice).count() == 2


def test_two_in_the_same_place_of_a_source(builder: Reader) -> None:
    from_paper = GOOD | {"source": "paper", "source_ref": "1"}
    builder.make("/sources/", {"name": "Paper", "slug": "paper"})
    found = builder.make(PATH, {"questions": [from_paper, from_paper]})
    assert found["made"] == 1
    assert found["results"][1]["errors"][0]["field"] == "source_ref"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"questions": []},
        {"questions": GOOD},
        {"questions": ["x"]},
        {"questions": [GOOD, None]},
        {"questions": [{}] * (MAX_BATCH + 1)},
        {"questions": [GOOD], "atomic": True},
    ],
)
def test_what_is_no_batch_is_refused_whole(builder: Reader, said: Any) -> None:
    problem(builder.send("post", PATH, said), 400)
    assert not Question.objects.exists()


def test_a_refused_field_may_be_named_anyhow(builder: Reader) -> None:
    found = builder.make(PATH, {"questions": [GOOD | {"col\x00our": "red"}]})
    (error,) = found["results"][0]["errors"]
    assert error["field"] == "col\ufffdour"


def test_a_repeated_request_makes_nothing_anew(builder: Reader) -> None:
    said = {"questions": [GOOD, {}]}
    first = builder.send("post", PATH, said, **{"Idempotency-Key": "one"})
    again = builder.send("post", PATH, said, **{"Idempotency-Key": "one"})
    assert again.headers["Idempotent-Replayed"] == "true"
    assert body(again) == body(first)
    assert Question.objects.count() == QuestionBatch.objects.count() == 1


def test_it_is_ones_own(cast: Cast, builder: Reader) -> None:
    found = builder.make(PATH, {"questions": [GOOD]})
    other = Reader(cast.eve, "questions:read", "questions:write")
    problem(other.ask(f"{PATH}{found['id']}/"), 404)
    problem(Reader(cast.alice, "questions:read").send("post", PATH, {"questions": [GOOD]}), 403)
    problem(Reader(cast.bob, *("questions:read", "questions:write")).send("post", PATH, {}), 403)


def test_as_many_as_there_may_be(builder: Reader) -> None:
    many = [GOOD | {"stem": f"Question {number}?"} for number in range(MAX_BATCH)]
    assert builder.make(PATH, {"questions": many})["made"] == MAX_BATCH
