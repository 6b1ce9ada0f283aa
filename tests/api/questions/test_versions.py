"""Versions of a question: the list, one of them, and who sees which."""

import pytest

from questions.actions import questions
from questions.models import Question
from tests.api.base import READ, Reader, problem
from tests.base import Cast, make_question, said

PUBLIC_CONTENT = {"type", "level", "stem", "minutes", "choices"}
CONTENT = PUBLIC_CONTENT | {
    "difficulty_adjustment",
    "answer",
    "look_for",
    "red_flags",
    "follow_ups",
    "references",
    "rubric",
}


@pytest.fixture
def question(cast: Cast) -> Question:
    """An approved MCQ whose second version waits for review."""
    question = make_question("First wording", type="mcq")
    edited = said("Second wording", type="mcq", answer="Other.")
    return questions.edit(cast.alice, question, edited, note="clearer")


def test_the_list_is_newest_first(alice: Reader, question: Question) -> None:
    found = alice.get(f"/questions/{question.pk}/versions/")
    assert (found["count"], found["next"], found["previous"]) == (2, None, None)
    assert [row["number"] for row in found["results"]] == [2, 1]
    newest = found["results"][0]
    assert set(newest) == {"number", "note", "created_at", "created_by", "content"}
    assert (newest["note"], newest["created_by"]) == ("clearer", "alice")
    assert found["results"][1]["created_by"] is None


def test_one_version(alice: Reader, question: Question) -> None:
    found = alice.get(f"/questions/{question.pk}/versions/2/")
    assert set(found["content"]) == CONTENT
    assert (found["content"]["stem"], found["content"]["answer"]) == ("Second wording", "Other.")
    assert found["content"]["choices"][0] == {
        "text": "Softmax",
        "is_key": True,
        "explanation": "It makes one distribution.",
    }
    listed = alice.get(f"/questions/{question.pk}/versions/")["results"]
    assert found == listed[0]


def test_content_without_guidance(plain_alice: Reader, question: Question) -> None:
    for number in (1, 2):
        found = plain_alice.get(f"/questions/{question.pk}/versions/{number}/")["content"]
        assert set(found) == PUBLIC_CONTENT
        assert found["choices"] == [{"text": "Softmax"}, {"text": "Tanh"}]
    listed = plain_alice.get(f"/questions/{question.pk}/versions/")["results"]
    assert [set(row["content"]) for row in listed] == [PUBLIC_CONTENT, PUBLIC_CONTENT]


def test_who_sees_approved_questions_sees_the_version_in_force(
    cast: Cast, bob: Reader, question: Question
) -> None:
    versions = f"/questions/{question.pk}/versions/"
    assert [row["number"] for row in bob.get(versions)["results"]] == [1]
    assert bob.get(f"/questions/{question.pk}/")["stem"] == "First wording"
    problem(bob.ask(f"{versions}2/"), 404)
    question.refresh_from_db()
    questions.move(cast.eve, question, "approve")
    assert [row["number"] for row in bob.get(versions)["results"]] == [2]
    assert bob.get(f"{versions}2/")["content"]["stem"] == "Second wording"
    problem(bob.ask(f"{versions}1/"), 404)


@pytest.mark.parametrize("status", ["draft", "in_review", "retired"])
def test_versions_of_an_unapproved_question(alice: Reader, bob: Reader, status: str) -> None:
    versions = f"/questions/{make_question(status=status).pk}/versions/"
    assert alice.get(versions)["count"] == 1
    assert alice.get(f"{versions}1/")["number"] == 1
    problem(bob.ask(versions), 404)
    problem(bob.ask(f"{versions}1/"), 404)


@pytest.mark.parametrize("number", ["0", "3", "-1", "last", "9" * 30])
def test_what_is_no_version(alice: Reader, question: Question, number: str) -> None:
    problem(alice.ask(f"/questions/{question.pk}/versions/{number}/"), 404)
    problem(alice.ask(f"/questions/{question.pk + 1}/versions/1/"), 404)


def test_an_interviewer_reads_none(cast: Cast, question: Question) -> None:
    carol = Reader(cast.carol, READ)
    problem(carol.ask(f"/questions/{question.pk}/versions/"), 404)
    problem(carol.ask(f"/questions/{question.pk}/versions/1/"), 404)
