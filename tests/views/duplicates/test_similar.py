"""Similar questions: /questions/similar/."""

import pytest
from django.test import Client

from questions.actions import merging
from questions.models import Question
from tests.base import Cast, make_kit, make_question, make_skill
from tests.views.desk import HTMX, Desk, text

PATH = "/questions/similar/"
DRIFT = "How do you detect data drift in production?"


@pytest.fixture
def drift(cast: Cast) -> Question:
    return make_question(DRIFT, skills=[make_skill("Monitoring")])


def look(desk: Desk, stem: str, **more: int) -> str:
    response = desk.client.post(PATH, {"stem": stem, **more}, headers=HTMX)
    assert response.status_code == 200
    assert "<html" not in response.content.decode()
    return text(response)


def test_a_fragment_for_the_editor(alice_desk: Desk, drift: Question) -> None:
    said = look(alice_desk, "Detecting drift of data in production")
    assert "Similar questions in the bank" in said
    assert DRIFT in said
    assert "Basic Monitoring" in said
    assert "Compare" not in said


def test_the_question_itself_is_left_out(alice_desk: Desk, drift: Question) -> None:
    assert "No question that you can see" in look(alice_desk, DRIFT, question=drift.pk)


def test_a_few_words_are_not_looked_up(alice_desk: Desk, drift: Question) -> None:
    assert "Write a few words more" in look(alice_desk, "")
    assert "Write a few words more" in look(alice_desk, "How")


def test_a_page_of_its_own_without_script(alice_desk: Desk, drift: Question) -> None:
    page = text(alice_desk.post(PATH, {"stem": DRIFT}, status=200))
    assert "Is this question in the bank?" in page
    assert "Nearly the same" in page
    assert "What is asked" in alice_desk.read(PATH)


def test_of_a_stored_question_with_a_way_to_merge(alice_desk: Desk, drift: Question) -> None:
    other = make_question("Data drift in production: how would you detect it?", status="draft")
    response = alice_desk.get(f"{PATH}?question={drift.pk}", htmx=True)
    assert f"/questions/merge/?first={drift.pk}&amp;second={other.pk}" in response.content.decode()
    assert "Draft" in text(response)
    assert "Back to the question" in alice_desk.read(f"{PATH}?question={drift.pk}")


def test_nothing_invisible_is_suggested(
    bob_desk: Desk, carol_desk: Desk, dave_desk: Desk, drift: Question
) -> None:
    make_question("Drift of data in production: detect it!", status="draft")
    assert DRIFT in look(bob_desk, DRIFT)
    assert "detect it!" not in look(bob_desk, DRIFT)
    for desk in (carol_desk, dave_desk):
        assert "No question that you can see" in look(desk, DRIFT)
        desk.get(f"{PATH}?question={drift.pk}", status=404)
    make_kit(asked=[drift]).given_to.add(carol_desk.user)
    assert DRIFT in look(carol_desk, DRIFT)


def test_what_was_merged_is_not_suggested(alice_desk: Desk, cast: Cast, drift: Question) -> None:
    other = make_question("Data drift in production: how would you detect it?")
    assert other.title in look(alice_desk, DRIFT)
    merging.merge(cast.alice, drift, other)
    assert other.title not in look(alice_desk, DRIFT)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"stem": "x" * 4001}, "Stem: Ensure this value has at most 4000 characters"),
        ({"stem": "x", "question": "y"}, "Question: Enter a whole number"),
        ({"stem": "x", "question": "9" * 30}, "Question: Ensure this value is less than"),
        ({"stem": "\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_looked_up(alice_desk: Desk, said: dict[str, str], words: str) -> None:
    assert words in alice_desk.refused(PATH, said)


def test_needs_sign_in(db: None, client: Client) -> None:
    assert client.post(PATH, {"stem": DRIFT}).status_code == 302
