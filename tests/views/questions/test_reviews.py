"""Review: /questions/reviews/, a question's review, its steps, and retiring it."""

import pytest
from django.test import Client

from questions.actions import questions
from questions.models import AuditEntry, Question
from tests.base import Cast, make_blueprint, make_kit, make_question, said
from tests.views.desk import Desk, desk

QUEUE = "/questions/reviews/"


@pytest.fixture
def change(cast: Cast) -> Question:
    """An approved question that Alice has edited."""
    question = make_question("Old words", answer="An old answer.")
    return questions.edit(cast.alice, question, said("New words", answer="A new answer."))


@pytest.fixture
def eve_desk(cast: Cast) -> Desk:
    return desk(cast.eve)


def step(question: Question, verb: str, note: str = "") -> dict[str, object]:
    return {"verb": verb, "revision": question.revision, "note": note}


def path(question: Question, page: str) -> str:
    return f"/questions/{question.pk}/{page}/"


def now(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def test_the_queue_shows_what_waits_and_nothing_else(change: Question, eve_desk: Desk) -> None:
    make_question("Approved long ago")
    make_question("Only a draft", status="draft")
    new = make_question("Waits as a new one", status="in_review")
    page = eve_desk.read(QUEUE)
    assert page.index("Old words") < page.index(new.stem)
    assert "by alice" in page
    assert "Approved long ago" not in page
    assert "Only a draft" not in page


def test_an_empty_queue_says_what_comes_there(eve_desk: Desk) -> None:
    assert "Nothing awaits review" in eve_desk.read(QUEUE)


def test_a_cursor_that_is_none_leads_to_the_beginning(change: Question, eve_desk: Desk) -> None:
    response = eve_desk.client.get(f"{QUEUE}?cursor=x")
    assert response.status_code == 400
    assert "Here is where the list begins" in response.content.decode()


def test_a_review_shows_what_changes_and_records_the_look(change: Question, eve_desk: Desk) -> None:
    page = eve_desk.get(path(change, "review")).content.decode()
    assert "<del>Old</del><ins>New</ins> words" in page
    assert "<del>An</del><ins>A</ins> <del>old</del><ins>new</ins> answer." in page
    assert AuditEntry.objects.filter(verb="answer.viewed", object_id=str(change.pk)).exists()


def test_what_is_approved_is_in_use(change: Question, eve_desk: Desk) -> None:
    eve_desk.client.post(path(change, "review/decide"), step(change, "approve"))
    assert now(change).stem == "New words"
    assert "Nothing awaits review" in eve_desk.read(QUEUE)


def test_who_wrote_it_is_told_that_somebody_else_decides(
    change: Question, alice_desk: Desk
) -> None:
    page = alice_desk.read(path(change, "review"))
    assert "You wrote this version" in page
    assert 'value="approve"' not in page
    alice_desk.client.post(path(change, "review/decide"), step(change, "approve"))
    assert now(change).stem == "Old words"


def test_sending_back_asks_for_a_reason_and_shows_it(change: Question, eve_desk: Desk) -> None:
    refused = eve_desk.client.post(path(change, "review/decide"), step(change, "send_back", " "))
    assert refused.status_code == 400
    assert "Say why." in refused.content.decode()
    eve_desk.client.post(path(change, "review/decide"), step(change, "send_back", "Too vague."))
    page = eve_desk.read(now(change).get_absolute_url())
    assert "Sent back by a reviewer" in page
    assert "Too vague." in page


def test_a_decision_on_what_changed_meanwhile_is_refused(
    change: Question, cast: Cast, eve_desk: Desk
) -> None:
    seen = step(change, "approve")
    questions.edit(cast.alice, change, said("Newer words"))
    page = eve_desk.client.post(path(change, "review/decide"), seen, follow=True)
    assert "Somebody changed this question meanwhile" in page.content.decode()
    assert now(change).stem == "Old words"


@pytest.mark.parametrize(
    ("status", "verb", "after"),
    [
        ("draft", "submit", "in_review"),
        ("in_review", "withdraw", "draft"),
        ("retired", "restore", "approved"),
    ],
)
def test_a_step_and_its_undo(eve_desk: Desk, status: str, verb: str, after: str) -> None:
    question = make_question("Why?", status=status)
    done = eve_desk.client.post(path(question, "move"), step(question, verb), follow=True)
    assert now(question).status == after
    assert f"/questions/{question.pk}/move/undo/" in done.content.decode()
    undone = eve_desk.client.post(
        path(question, "move/undo"), {"revision": now(question).revision}, follow=True
    )
    assert "Undone." in undone.content.decode()
    assert now(question).status == status


@pytest.mark.parametrize("revision", ["", "x", "1", "²", "9" * 40])
def test_an_undo_of_what_was_changed_since_does_nothing(eve_desk: Desk, revision: str) -> None:
    question = make_question("Why?", status="draft")
    eve_desk.client.post(path(question, "move"), step(question, "submit"))
    eve_desk.client.post(path(question, "move/undo"), {"revision": revision})
    assert now(question).status == "in_review"


@pytest.mark.parametrize(
    "form",
    [{}, {"verb": "explode", "revision": 1}, {"verb": "submit"}, {"verb": "submit", "revision": 0}],
)
def test_a_step_that_there_is_not_changes_nothing(eve_desk: Desk, form: dict[str, object]) -> None:
    question = make_question("Why?", status="draft")
    page = eve_desk.client.post(path(question, "move"), form, follow=True).content.decode()
    assert "Nothing was done" in page
    assert now(question).status == "draft"


def test_retiring_shows_who_holds_it_and_asks_why(cast: Cast, eve_desk: Desk) -> None:
    question = make_question("Why?")
    make_kit("Friday talk", [question])
    make_blueprint("Short talk").includes.add(question)
    page = eve_desk.read(path(question, "retire"))
    assert "Friday talk" in page
    assert "Short talk" in page
    refused = eve_desk.client.post(path(question, "retire"), step(question, "retire"))
    assert refused.status_code == 400
    eve_desk.client.post(path(question, "retire"), step(question, "retire", "Outdated."))
    assert now(question).status == "retired"
    entry = AuditEntry.objects.get(verb="question.retire")
    assert entry.changes["note"] == "Outdated."


def test_only_what_is_approved_is_retired(eve_desk: Desk) -> None:
    page = eve_desk.read(path(make_question(status="draft"), "retire"))
    assert "only an approved question can be retired" in page


@pytest.mark.parametrize("page", ["review", "retire"])
def test_who_does_not_review_gets_no_page_of_it(cast: Cast, client: Client, page: str) -> None:
    client.force_login(cast.bob)
    assert client.get(path(make_question(), page)).status_code == 403
    assert client.get(QUEUE).status_code == 403


def test_readers_see_no_buttons_and_move_nothing(cast: Cast, client: Client) -> None:
    question = make_question("Why?")
    client.force_login(cast.bob)
    assert "Retire" not in client.get(question.get_absolute_url()).content.decode()
    form = step(question, "retire", "I can.")
    assert client.post(path(question, "move"), form).status_code == 403
    assert client.post(path(question, "move/undo"), form).status_code == 403


def test_a_question_called_like_a_page_has_a_page_of_its_own(eve_desk: Desk) -> None:
    question = make_question("Review")
    assert question.get_absolute_url() == f"/questions/{question.pk}/question-review/"
    assert "Nothing awaits" not in eve_desk.read(question.get_absolute_url())
