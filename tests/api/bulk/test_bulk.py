"""Bulk changes: POST /api/v1/questions/bulk/."""

from typing import Any

import pytest

from questions.actions import questions
from questions.models import BulkChange, Question
from tests.api.base import Reader, body, problem
from tests.base import Cast, make_question, make_skill, said

BULK = "/questions/bulk/"


def sent(reader: Reader, **asked: Any) -> Any:
    """Return the body of a bulk change that must succeed."""
    response = reader.send("post", BULK, asked)
    assert response.status_code == 200, response.content
    return body(response)


def test_a_dry_run_tells_and_keeps_nothing(builder: Reader) -> None:
    question = make_question()
    found = sent(builder, ids=[question.pk], verb="level", value="expert", dry_run=True)
    result = {"question": question.pk, "outcome": "change", "reason": ""}
    assert found == {
        "id": None,
        "verb": "level",
        "value": "expert",
        "state": "previewed",
        "counts": {"change": 1},
        "results": [result | {"old": "Basic", "new": "Expert"}],
    }
    assert not BulkChange.objects.exists()
    question.refresh_from_db()
    assert question.pending_version is None


def test_a_change_and_its_undoing(cast: Cast, builder: Reader) -> None:
    make_skill("Vision")
    asked = [make_question("a"), make_question("b"), make_question("c", status="retired")]
    ids = [question.pk for question in asked]
    found = sent(builder, ids=ids, verb="add_skill", value="vision")
    assert [row["outcome"] for row in found["results"]] == ["changed", "changed", "refused"]
    assert (found["state"], found["counts"]) == ("done", {"changed": 2, "refused": 1})
    questions.edit(cast.eve, Question.objects.get(pk=ids[0]), said("Else"))
    undone = body(builder.send("post", f"{BULK}{found['id']}/undo/"))
    assert [row["outcome"] for row in undone["results"]] == ["kept", "undone", "refused"]
    problem(builder.send("post", f"{BULK}{found['id']}/undo/"), 409)


def test_all_that_match_a_filter(builder: Reader) -> None:
    make_question("a", level="basic")
    make_question("b", level="expert")
    found = sent(builder, filter="level=basic", verb="retire", note="old")
    assert found["counts"] == {"changed": 1}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"verb": "level", "value": "hard", "ids": [1]}, "value"),
        ({"verb": "add_skill", "value": "nowhere", "ids": [1]}, "value"),
        ({"verb": "minutes", "ids": [1]}, "value"),
        ({"verb": "retire", "ids": [1]}, "note"),
        ({"verb": "fly", "ids": [1]}, "verb"),
        ({"verb": "approve", "ids": []}, "ids"),
        ({"verb": "approve", "ids": [999]}, "ids"),
        ({"verb": "approve", "ids": ["x"]}, "ids[0]"),
        ({"verb": "approve"}, "ids"),
        ({"verb": "approve", "ids": [1], "filter": ""}, "ids"),
        ({"verb": "approve", "filter": "colour=red"}, "colour"),
        ({"verb": "approve", "ids": [1], "colour": "red"}, "colour"),
    ],
)
def test_bad_bodies_are_named(builder: Reader, asked: dict[str, Any], field: str) -> None:
    question = make_question()
    if asked.get("ids") == [1]:
        asked = asked | {"ids": [question.pk]}
    found = problem(builder.send("post", BULK, asked), 400)
    assert [error["field"] for error in found["errors"]] == [field]
    assert not BulkChange.objects.exists()


def test_too_many_matches_are_refused(builder: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    make_question("a")
    make_question("b")
    monkeypatch.setattr("questions.rules.bulk.AT_ONCE", 1)
    found = problem(builder.send("post", BULK, {"verb": "approve", "filter": ""}), 400)
    assert found["errors"][0]["code"] == "too_many"


def test_who_may_not_write(cast: Cast, builder: Reader, onlooker: Reader, manager: Reader) -> None:
    question = make_question()
    asked = {"ids": [question.pk], "verb": "level", "value": "expert"}
    found = sent(builder, **asked)
    for reader in (onlooker, manager):
        problem(reader.send("post", BULK, asked), 403)
        problem(reader.send("post", f"{BULK}{found['id']}/undo/"), 403)
    problem(builder.send("post", f"{BULK}999999/undo/"), 404)
