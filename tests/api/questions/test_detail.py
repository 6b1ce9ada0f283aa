"""Reading one question: its fields, and what guidance adds to them."""

import pytest
from django.utils.dateparse import parse_datetime

from questions.actions import questions
from questions.models import Question
from tests.api.base import API, Reader, problem
from tests.base import Cast, make_question, make_role, make_skill, make_source, said

PUBLIC = {
    "id",
    "uid",
    "url",
    "stem",
    "stem_html",
    "level",
    "type",
    "status",
    "minutes",
    "difficulty",
    "difficulty_adjustment",
    "skills",
    "roles",
    "source",
    "source_ref",
    "version",
    "pending_version",
    "asked_count",
    "last_asked",
    "leaked",
    "merged_into",
    "created_at",
    "updated_at",
    "choices",
}
GUIDANCE = {
    "answer",
    "answer_html",
    "look_for",
    "red_flags",
    "rubric",
    "follow_ups",
    "references",
}


@pytest.fixture
def question(db: None) -> Question:
    """An MCQ with everything that a question can have."""
    return make_question(
        "Which *one*?",
        type="mcq",
        level="advanced",
        minutes=7,
        difficulty_adjustment=3,
        skills=[make_skill("Deep Nets"), make_skill("Maths")],
        roles=[make_role("Modeller")],
        source=make_source("Paper"),
        source_ref="mcq-01",
        answer="Because **so**.",
        look_for=["sums to one"],
        red_flags=["guesses"],
        follow_ups=["And with two?"],
        references=["A book"],
        rubric={"1": "none", "3": "some", "5": "all"},
    )


def test_the_public_fields(plain_alice: Reader, question: Question) -> None:
    found = plain_alice.get(f"/questions/{question.pk}/")
    assert set(found) == PUBLIC
    assert found["id"] == question.pk
    assert found["uid"] == str(question.uid)
    assert found["url"] == f"http://testserver{API}/questions/{question.pk}/"
    assert (found["stem"], found["stem_html"]) == (
        "Which *one*?",
        "<p>Which <em>one</em>?</p>",
    )
    assert (found["level"], found["type"], found["status"]) == ("advanced", "mcq", "approved")
    assert (found["minutes"], found["difficulty"], found["version"]) == (7, 63, 1)
    assert found["skills"] == [
        {"slug": "deep-nets", "name": "Deep Nets"},
        {"slug": "maths", "name": "Maths"},
    ]
    assert found["roles"] == [{"slug": "modeller", "name": "Modeller"}]
    assert (found["source"], found["source_ref"]) == ("paper", "mcq-01")
    assert (found["asked_count"], found["last_asked"], found["leaked"]) == (0, None, False)
    assert (found["difficulty_adjustment"], found["pending_version"]) == (3, None)
    assert parse_datetime(found["created_at"]) == question.created_at


def test_what_waits_is_told_to_who_may_read_it(
    cast: Cast, alice: Reader, plain_alice: Reader, bob: Reader, question: Question
) -> None:
    path = f"/questions/{question.pk}/"
    # Read before and after: what is kept for one kind of caller is not served to another.
    assert "pending_version" not in bob.get(path)
    questions.edit(cast.alice, question, said("Which two?", type="mcq"))
    for reader in (alice, plain_alice):
        found = reader.get(path)
        assert (found["version"], found["pending_version"]) == (1, 2)
        assert found["stem"] == "Which *one*?"
        assert reader.get(f"{path}versions/2/")["content"]["stem"] == "Which two?"
    assert set(bob.get(path)) == (PUBLIC | GUIDANCE) - {"pending_version", "merged_into"}
    problem(bob.ask(f"{path}versions/2/"), 404)


def test_choices_without_key_or_explanation(plain_alice: Reader, question: Question) -> None:
    choices = plain_alice.get(f"/questions/{question.pk}/")["choices"]
    assert [set(choice) for choice in choices] == [{"id", "text"}, {"id", "text"}]
    assert [choice["text"] for choice in choices] == ["Softmax", "Tanh"]


def test_guidance(alice: Reader, question: Question) -> None:
    found = alice.get(f"/questions/{question.pk}/")
    assert set(found) == PUBLIC | GUIDANCE
    assert found["answer"] == "Because **so**."
    assert found["answer_html"] == "<p>Because <strong>so</strong>.</p>"
    assert found["look_for"] == ["sums to one"]
    assert found["red_flags"] == ["guesses"]
    assert found["follow_ups"] == ["And with two?"]
    assert found["references"] == ["A book"]
    assert found["rubric"] == {"1": "none", "3": "some", "5": "all"}
    assert [(c["text"], c["is_key"], c["explanation"]) for c in found["choices"]] == [
        ("Softmax", True, "It makes one distribution."),
        ("Tanh", False, "It squashes each score by itself."),
    ]


def test_an_open_question_without_tags(alice: Reader) -> None:
    found = alice.get(f"/questions/{make_question().pk}/")
    assert set(found) == PUBLIC | GUIDANCE
    assert (found["choices"], found["skills"], found["roles"]) == ([], [], [])
    assert (found["source"], found["source_ref"]) == (None, "")


@pytest.mark.parametrize("status", ["draft", "in_review", "retired"])
def test_a_hiring_manager_does_not_see_it_unapproved(
    alice: Reader, bob: Reader, status: str
) -> None:
    question = make_question(status=status)
    assert alice.get(f"/questions/{question.pk}/")["status"] == status
    unseen = problem(bob.ask(f"/questions/{question.pk}/"), 404)
    absent = problem(bob.ask(f"/questions/{question.pk + 1}/"), 404)
    assert unseen == absent


@pytest.mark.parametrize("key", ["0", "-1", "one", "1.0", "9" * 30, "9" * 5000, "%00", "1/2"])
def test_what_is_no_question(alice: Reader, question: Question, key: str) -> None:
    problem(alice.ask(f"/questions/{key}/"), 404)


def test_session_of_someone_signed_in(cast: Cast, question: Question) -> None:
    reader = Reader(cast.alice, "audit:read")
    reader.headers = {}
    reader.client.force_login(cast.alice)
    assert set(reader.get(f"/questions/{question.pk}/")) == PUBLIC | GUIDANCE
    assert reader.get("/questions/")["count"] == 1
    assert reader.get("/questions/facets/")["count"] == 1
