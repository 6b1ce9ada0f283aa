"""The versions of a question: /questions/<id>/versions/."""

import pytest
from django.test import Client

from questions.actions import questions
from questions.models import AuditEntry, Question
from tests.base import Cast, make_question, said
from tests.views.desk import Desk


@pytest.fixture
def question(cast: Cast) -> Question:
    """A question of three versions, the last of them pending."""
    made = make_question("One thing?", answer="First answer.")
    made = questions.edit(None, made, said("Two things?", answer="Second answer."))
    return questions.edit(cast.alice, made, said("Three things?", answer="Third answer."))


def versions(question: Question, query: str = "") -> str:
    return f"/questions/{question.pk}/versions/{query}"


def test_shows_first_what_the_newest_changed(question: Question, alice_desk: Desk) -> None:
    page = alice_desk.read(versions(question))
    assert "From version 2 to version 3" in page
    assert "by alice" in page


def test_compares_any_two_but_not_their_answers(question: Question, alice_desk: Desk) -> None:
    page = alice_desk.get(versions(question, "?old=1&new=3")).content.decode()
    assert "<del>One</del><ins>Three</ins> <del>thing</del><ins>things</ins>?" in page
    assert "answer." not in page


def test_compares_answers_when_asked_and_records_the_look(
    question: Question, alice_desk: Desk
) -> None:
    page = alice_desk.get(versions(question, "?old=3&new=1&answer=1")).content.decode()
    assert "<del>Third</del><ins>First</ins> answer." in page
    assert AuditEntry.objects.filter(verb="answer.viewed", object_id=str(question.pk)).exists()


@pytest.mark.parametrize("query", ["?old=9&new=1", "?old=x&new=2", "?old=1", "?new=%00&old=1"])
def test_versions_that_are_not_there_are_refused(
    question: Question, alice_desk: Desk, query: str
) -> None:
    response = alice_desk.client.get(versions(question, query))
    assert response.status_code == 400
    assert "Choose two versions of the list" in response.content.decode()


def test_one_version_has_nothing_to_be_compared_with(alice_desk: Desk) -> None:
    assert "nothing to compare" in alice_desk.read(versions(make_question()))


def test_a_reader_sees_the_version_in_force_alone(
    question: Question, cast: Cast, client: Client
) -> None:
    client.force_login(cast.bob)
    page = client.get(versions(question)).content.decode()
    assert "nothing to compare" in page
    assert "Restore" not in page
    assert client.get(versions(question, "?old=1&new=3")).status_code == 200
    assert client.get(versions(question, "?answer=1")).status_code == 200
    client.force_login(cast.carol)
    assert client.get(versions(question)).status_code == 404


def test_an_old_version_is_restored(question: Question, alice_desk: Desk) -> None:
    form = {"number": 1, "revision": question.revision}
    page = alice_desk.client.post(versions(question, "restore/"), form, follow=True)
    assert "Version 1 is the newest again." in page.content.decode()
    again = Question.objects.get()
    assert (again.stem, again.pending_version) == ("Two things?", 4)
    assert questions.latest_content(again).stem == "One thing?"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Nothing was restored"),
        ({"number": "x", "revision": 1}, "Nothing was restored"),
        ({"number": 1, "revision": 1}, "Somebody changed this question meanwhile"),
    ],
)
def test_what_cannot_be_restored_is_told(
    question: Question, alice_desk: Desk, form: dict[str, object], sentence: str
) -> None:
    page = alice_desk.client.post(versions(question, "restore/"), form, follow=True)
    assert sentence in page.content.decode()
    assert question.versions.count() == 3


def test_a_version_that_is_not_there_is_not_restored(question: Question, alice_desk: Desk) -> None:
    form = {"number": 9, "revision": question.revision}
    assert alice_desk.client.post(versions(question, "restore/"), form).status_code == 404
