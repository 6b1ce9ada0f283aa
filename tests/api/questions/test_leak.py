"""Reporting a question as leaked, and taking the report back."""

from typing import Any

import pytest

from questions.actions import kits
from questions.models import AuditEntry, Question
from tests.api.base import ANSWERS, READ, Reader, problem
from tests.base import Cast, make_kit, make_question

WRITE = "questions:write"


@pytest.fixture
def question(cast: Cast) -> Question:
    return make_question()


def test_reporting(cast: Cast, builder: Reader, question: Question) -> None:
    path = f"/questions/{question.pk}/"
    before = builder.etag(path)
    response = builder.send("post", f"{path}leak/", {"note": "Seen in a forum."})
    assert (response.status_code, response.json()["leaked"]) == (200, True)
    assert builder.get(path) == response.json()
    assert builder.etag(path) == response.headers["ETag"] != before
    question.refresh_from_db()
    assert question.leak_note == "Seen in a forum."
    assert AuditEntry.objects.filter(verb="question.leaked", actor=cast.alice).count() == 1


def test_taking_it_back(builder: Reader, question: Question) -> None:
    path = f"/questions/{question.pk}/leak/"
    builder.send("post", path)
    response = builder.send("delete", path)
    assert (response.status_code, response.json()["leaked"]) == (200, False)
    assert builder.send("delete", path).json()["leaked"] is False


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"note": "x" * 501}, [("note", "max_length")]),
        ({"note": 5}, [("note", "invalid")]),
        ({"note": "\x00"}, [("note", "null_characters_not_allowed")]),
        ({"where": "here"}, [("where", "unknown_field")]),
    ],
)
def test_fields_that_are_not_understood(
    builder: Reader, question: Question, said: Any, errors: list[tuple[str, str]]
) -> None:
    found = problem(builder.send("post", f"/questions/{question.pk}/leak/", said), 400)
    assert [(e["field"], e["code"]) for e in found["errors"]] == errors
    question.refresh_from_db()
    assert question.leaked_at is None


def test_a_token_for_reading_reports_nothing(cast: Cast, question: Question) -> None:
    reader, path = Reader(cast.alice, READ, ANSWERS), f"/questions/{question.pk}/leak/"
    for method in ("post", "delete"):
        assert WRITE in problem(reader.send(method, path), 403)["detail"]
    problem(Reader(cast.alice, WRITE).send("post", path), 403)
    question.refresh_from_db()
    assert question.leaked_at is None


def test_an_interviewer_reports_what_they_ask(
    cast: Cast, interviewer: Reader, question: Question
) -> None:
    path = f"/questions/{question.pk}/leak/"
    problem(interviewer.send("post", path), 404)
    kits.share(cast.alice, make_kit(asked=[question], by=cast.alice), [cast.carol])
    assert interviewer.send("post", path).json()["leaked"] is True
    problem(interviewer.send("delete", path), 403)
    question.refresh_from_db()
    assert question.leaked_at is not None


def test_a_session_needs_no_scope(cast: Cast, question: Question) -> None:
    reader = Reader(cast.carol, "audit:read")
    reader.headers = {}
    reader.client.force_login(cast.carol)
    kits.share(cast.alice, make_kit(asked=[question], by=cast.alice), [cast.carol])
    assert reader.send("post", f"/questions/{question.pk}/leak/").status_code == 200


def test_what_one_does_not_see(manager: Reader) -> None:
    draft = make_question(status="draft")
    unseen = problem(manager.send("post", f"/questions/{draft.pk}/leak/"), 404)
    assert unseen == problem(manager.send("post", f"/questions/{draft.pk + 1}/leak/"), 404)
