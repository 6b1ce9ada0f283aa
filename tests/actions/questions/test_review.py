"""Reviewing: somebody else approves, reasons stay, steps are taken back, versions come again."""

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from questions.actions import questions
from questions.actions.questions import OwnWork, StaleSave
from questions.models import Question
from questions.rules.lifecycle import TransitionRefused
from tests.base import Cast, make_question, said


def pending(cast: Cast) -> Question:
    return questions.edit(cast.alice, make_question("Old"), said("New"))


def test_who_wrote_a_version_does_not_approve_it(cast: Cast, settings: Settings) -> None:
    question = pending(cast)
    with pytest.raises(OwnWork, match="somebody else"):
        questions.move(cast.alice, question, "approve")
    assert Question.objects.get().stem == "Old"
    settings.ALLOW_SELF_APPROVAL = True
    assert questions.move(cast.alice, question, "approve").stem == "New"


def test_who_wrote_an_earlier_version_may_approve_the_newest(cast: Cast) -> None:
    question = questions.edit(cast.eve, pending(cast), said("Newer"))
    assert questions.move(cast.alice, question, "approve").stem == "Newer"


def test_two_who_approve_at_once_are_one_who_does(cast: Cast) -> None:
    question = pending(cast)
    same = Question.objects.get()
    questions.move(cast.eve, question, "approve")
    with pytest.raises(StaleSave):
        questions.move(cast.eve, same, "approve")


def test_a_reviewers_reason_stays_until_it_is_submitted_again(cast: Cast) -> None:
    question = make_question(status="in_review")
    question = questions.move(cast.eve, question, "send_back", note="Too vague.")
    assert question.review_note == "Too vague."
    question = questions.edit(cast.alice, question, said("Clearer"))
    assert question.review_note == "Too vague."
    assert questions.move(cast.alice, question, "submit").review_note == ""


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        ("draft", "submit"),
        ("in_review", "withdraw"),
        ("in_review", "send_back"),
        ("in_review", "approve"),
        ("approved", "retire"),
        ("retired", "restore"),
    ],
)
def test_a_step_is_taken_back(cast: Cast, status: str, verb: str) -> None:
    question = make_question(status=status)
    before = (question.status, question.version, question.pending_version, question.stem)
    question = questions.undo(cast.eve, questions.move(cast.eve, question, verb, note="Why not?"))
    after = (question.status, question.version, question.pending_version, question.stem)
    assert after == before


@pytest.mark.parametrize("verb", ["approve", "send_back"])
def test_a_decision_on_a_change_is_taken_back(cast: Cast, verb: str) -> None:
    question = questions.move(cast.eve, pending(cast), verb, note="No.")
    question = questions.undo(cast.eve, question)
    assert (question.stem, question.version, question.pending_version) == ("Old", 1, 2)
    assert questions.move(cast.eve, question, "approve").stem == "New"


def test_what_was_followed_by_another_change_is_not_taken_back(cast: Cast) -> None:
    question = questions.move(cast.alice, make_question(status="draft"), "submit")
    question = questions.edit(cast.alice, question, said("More"))
    with pytest.raises(TransitionRefused, match="changed since"):
        questions.undo(cast.alice, question)
    with pytest.raises(TransitionRefused):
        questions.undo(cast.alice, make_question("Never moved"))


def test_no_step_is_taken_back_twice(cast: Cast) -> None:
    question = questions.move(cast.eve, make_question(), "retire", note="Old.")
    question = questions.undo(cast.eve, question)
    with pytest.raises(TransitionRefused):
        questions.undo(cast.eve, question)


def test_readers_take_nothing_back(cast: Cast) -> None:
    question = questions.move(cast.eve, make_question(), "retire", note="Old.")
    with pytest.raises(PermissionDenied):
        questions.undo(cast.bob, question)


def test_an_old_version_comes_again_as_a_new_one(cast: Cast) -> None:
    question = questions.move(cast.eve, pending(cast), "approve")
    question = questions.restore(cast.alice, question, 1)
    assert (question.stem, question.version, question.pending_version) == ("New", 2, 3)
    assert questions.latest_content(question).stem == "Old"
    assert question.versions.get(number=3).note == "Version 1 again."


def test_nothing_comes_again_of_a_retired_question(cast: Cast) -> None:
    question = questions.move(cast.eve, pending(cast), "approve")
    question = questions.move(cast.eve, question, "retire", note="Old.")
    with pytest.raises(TransitionRefused):
        questions.restore(cast.alice, question, 1)
