"""Moving a question through review, and what can be done with it now."""

from typing import Any

import pytest

from questions.actions import questions
from questions.models import AuditEntry, Question
from tests.api.base import READ, READING, WRITING, Reader, problem
from tests.base import Cast, make_question, said


def verbs(reader: Reader, question: Question) -> dict[str, str]:
    found = reader.get(f"/questions/{question.pk}/transitions/")
    assert found["status"] == Question.objects.get(pk=question.pk).status
    return {step["verb"]: step["leads_to"] for step in found["transitions"]}


def move(reader: Reader, question: Question, verb: str, **more: Any) -> Any:
    path = f"/questions/{question.pk}/transitions/"
    return reader.change("post", path, {"verb": verb, **more})


def test_all_the_way(cast: Cast, builder: Reader) -> None:
    question = make_question(status="draft")
    assert verbs(builder, question) == {"submit": "in_review"}
    assert move(builder, question, "submit")["status"] == "in_review"
    steps = {"withdraw": "draft", "send_back": "draft", "approve": "approved"}
    assert verbs(builder, question) == steps
    assert move(builder, question, "send_back", note="Too long.")["status"] == "draft"
    move(builder, question, "submit")
    found = move(builder, question, "approve")
    assert (found["status"], found["version"], found["pending_version"]) == ("approved", 1, None)
    assert verbs(builder, question) == {"retire": "retired"}
    assert move(builder, question, "retire", note="Old.")["status"] == "retired"
    assert verbs(builder, question) == {"restore": "approved"}
    assert move(builder, question, "restore")["status"] == "approved"
    entry = AuditEntry.objects.get(verb="question.send_back")
    assert (entry.actor, entry.changes["note"]) == (cast.alice, "Too long.")


@pytest.mark.parametrize(
    ("verb", "version", "stem"), [("approve", 2, "B?"), ("send_back", 1, "A?")]
)
def test_a_version_that_waits(
    cast: Cast, builder: Reader, verb: str, version: int, stem: str
) -> None:
    question = questions.edit(cast.eve, make_question("A?"), said("B?"))
    assert verbs(builder, question) == {
        "send_back": "approved",
        "approve": "approved",
        "retire": "retired",
    }
    found = move(builder, question, verb, note="Read it twice.")
    assert (found["version"], found["pending_version"], found["stem"]) == (version, None, stem)


@pytest.mark.parametrize("verb", ["submit", "send_back", "approve", "restore"])
def test_what_its_state_does_not_allow(builder: Reader, verb: str) -> None:
    question = make_question()
    path = f"/questions/{question.pk}/transitions/"
    problem(builder.try_change("post", path, {"verb": verb}), 409)
    question.refresh_from_db()
    assert (question.status, question.revision) == ("approved", 1)


@pytest.mark.parametrize(("verb", "status"), [("send_back", "in_review"), ("retire", "approved")])
@pytest.mark.parametrize("said_", [{}, {"note": ""}, {"note": " \n"}])
def test_sending_back_and_retiring_need_a_reason(
    builder: Reader, verb: str, status: str, said_: dict[str, str]
) -> None:
    question = make_question(status=status)
    path = f"/questions/{question.pk}/transitions/"
    assert builder.refused("post", path, {"verb": verb, **said_}) == [("note", "required")]
    question.refresh_from_db()
    assert question.status == status


def test_what_lacks_is_named(builder: Reader) -> None:
    question = make_question(status="draft", type="mcq", choices=[{"text": "Only one"}])
    path = f"/questions/{question.pk}/transitions/"
    found = problem(builder.try_change("post", path, {"verb": "submit"}), 409)
    assert [error["field"] for error in found["errors"]] == ["choices", "choices"]
    question.refresh_from_db()
    assert question.status == "draft"


@pytest.mark.parametrize(
    ("said_", "errors"),
    [
        ({}, [("verb", "required")]),
        ({"verb": "purge"}, [("verb", "invalid_choice")]),
        ({"verb": 1}, [("verb", "invalid_choice")]),
        ({"verb": "retire", "note": "x" * 501}, [("note", "max_length")]),
        ({"verb": "retire", "note": "\ud800"}, [("note", "surrogate_characters_not_allowed")]),
        ({"verb": "retire", "why": "so"}, [("why", "unknown_field")]),
    ],
)
def test_fields_that_are_not_understood(builder: Reader, said_: Any, errors: Any) -> None:
    path = f"/questions/{make_question().pk}/transitions/"
    assert builder.refused("post", path, said_) == errors


def test_who_reads_may_do_nothing_with_it(
    cast: Cast, onlooker: Reader, manager: Reader, interviewer: Reader
) -> None:
    question = make_question()
    assert verbs(onlooker, question) == verbs(manager, question) == {}
    problem(interviewer.ask(f"/questions/{question.pk}/transitions/"), 404)
    path = f"/questions/{question.pk}/transitions/"
    for reader in (onlooker, manager, interviewer):
        problem(reader.send("post", path, {"verb": "retire"}, **{"If-Match": "*"}), 403)


# Purging


def test_purging(cast: Cast) -> None:
    admin = Reader(cast.eve, *WRITING, "admin")
    question = make_question(**said("Why?").as_json() | {"stem": "Why?"})
    path = f"/questions/{question.pk}/"
    problem(admin.send("delete", path), 428)
    problem(admin.send("delete", path, **{"If-Match": '"other"'}), 412)
    answer = admin.try_change("delete", path)
    assert (answer.status_code, answer.content) == (204, b"")
    problem(admin.ask(path), 404)
    problem(admin.send("delete", path, **{"If-Match": "*"}), 404)
    assert AuditEntry.objects.filter(verb="question.purged", actor=cast.eve).count() == 1


@pytest.mark.parametrize(
    ("who", "scopes"),
    [("alice", (*WRITING, "admin")), ("eve", WRITING), ("eve", (*READING, "admin"))],
)
def test_who_may_not_purge(cast: Cast, who: str, scopes: tuple[str, ...]) -> None:
    question = make_question()
    reader = Reader(getattr(cast, who), *scopes)
    problem(reader.try_change("delete", f"/questions/{question.pk}/"), 403)
    assert Question.objects.exists()


def test_what_was_asked_is_not_purged(cast: Cast, builder: Reader) -> None:
    question = make_question()
    builder.make("/kits/", {"name": "Talk"})
    kit = builder.get("/kits/")["results"][0]
    builder.change("post", f"/kits/{kit['id']}/items/", {"question": question.pk})
    admin = Reader(cast.eve, READ, "questions:write", "admin")
    problem(admin.try_change("delete", f"/questions/{question.pk}/"), 409)
    assert Question.objects.exists()


def test_nobody_approves_what_they_wrote(cast: Cast, builder: Reader) -> None:
    question = questions.edit(cast.alice, make_question("A?"), said("B?"))
    assert "approve" not in verbs(builder, question)
    path = f"/questions/{question.pk}/transitions/"
    found = problem(builder.try_change("post", path, {"verb": "approve"}), 409)
    assert "somebody else" in found["detail"]


def test_an_old_version_comes_again(cast: Cast, builder: Reader) -> None:
    question = questions.edit(None, make_question("A?"), said("B?"))
    found = builder.change("post", f"/questions/{question.pk}/versions/1/restore/")
    assert (found["stem"], found["version"], found["pending_version"]) == ("B?", 2, 3)
    problem(builder.try_change("post", f"/questions/{question.pk}/versions/9/restore/"), 404)
