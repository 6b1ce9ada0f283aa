"""Questions handed out over REST as a file."""

import json
from typing import Any

import pytest

from questions.formats import question_docx
from questions.models import AuditEntry
from questions.rules import exports
from tests.api.base import Reader, body, problem
from tests.base import make_question, make_skill, make_source

EXPORTS = "/exports/"


def stems(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return sorted(question["stem"] for question in json.loads(response.content)["questions"])


def test_all_that_match_or_that_are_named_are_handed_out(alice: Reader) -> None:
    first = make_question("First", level="basic", skills=[make_skill("Vision")])
    make_question("Second", level="expert", status="draft")
    response = alice.ask(EXPORTS, {"format": "json"})
    assert stems(response) == ["First", "Second"]
    assert response.headers["Content-Type"] == "application/json"
    assert 'filename="questions-' in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    assert stems(alice.ask(EXPORTS, {"format": "json", "level": "expert"})) == ["Second"]
    asked = {"format": "json", "filter": "skill=vision&q=first"}
    assert stems(alice.send("post", EXPORTS, asked)) == ["First"]
    assert stems(alice.send("post", EXPORTS, {"format": "json", "ids": [first.pk, 9_999]})) == [
        "First"
    ]
    assert stems(alice.send("post", EXPORTS, {"format": "json", "ids": []})) == []
    assert AuditEntry.objects.filter(verb="questions.exported").count() == 5


def test_losses_are_told_and_nothing_is_handed_out(
    alice: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_question(source=make_source("Paper"))
    monkeypatch.setattr(question_docx, "write_item", None)
    told = alice.get(f"{EXPORTS}losses/", {"format": "docx"})
    assert told["questions"] == 1
    assert "source" in {loss["field"] for loss in told["losses"]}
    assert not AuditEntry.objects.filter(verb="questions.exported").exists()
    assert alice.get(f"{EXPORTS}losses/", {"format": "json"}) == {
        "format": "json",
        "questions": 1,
        "losses": [],
    }


def test_more_than_an_answer_holds_are_refused(
    alice: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_question("First")
    make_question("Second")
    monkeypatch.setattr(exports, "IN_A_REQUEST", 1)
    for path in ("", "losses/"):
        found = problem(alice.ask(f"{EXPORTS}{path}", {"format": "csv"}), 400)
        assert found["errors"][0]["field"] == "filter"


def test_nobody_gets_more_than_they_see(
    alice: Reader, plain_alice: Reader, bob: Reader, interviewer: Reader
) -> None:
    draft = make_question("Draft", status="draft")
    make_question("Approved", answer="A secret.")
    asked = {"format": "json", "ids": [draft.pk]}
    assert stems(bob.ask(EXPORTS, {"format": "json"})) == ["Approved"]
    assert stems(bob.send("post", EXPORTS, asked)) == []
    assert stems(interviewer.ask(EXPORTS, {"format": "json"})) == []
    assert b"A secret." in alice.ask(EXPORTS, {"format": "json"}).content
    assert b"A secret." not in plain_alice.ask(EXPORTS, {"format": "json"}).content


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "format"),
        ({"format": "sealskin"}, "format"),
        ({"format": "json", "colour": "red"}, "colour"),
        ({"format": "json", "skill": "none"}, "skill"),
    ],
)
def test_what_is_not_understood_is_named(alice: Reader, params: dict[str, str], field: str) -> None:
    assert [name for name, _ in alice.refusals(EXPORTS, params)] == [field]
    problem(alice.send("post", EXPORTS, params | {"colour": "red"}), 400)


def test_a_filter_is_read_as_the_listing_reads_it(alice: Reader) -> None:
    found = problem(alice.send("post", EXPORTS, {"format": "json", "filter": "level=odd"}), 400)
    assert body(alice.send("post", EXPORTS, {"format": "json", "filter": "level=odd"})) == found
    assert found["errors"][0]["field"] == "level"
