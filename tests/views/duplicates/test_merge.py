"""Two questions side by side: /questions/merge/; and what a merge did: /questions/merges/<pk>/."""

from typing import Any

import pytest

from questions.actions import merging, questions
from questions.models import AuditEntry, Question, QuestionMerge
from tests.base import Cast, make_question, make_skill, said
from tests.views.desk import Desk, text

PATH = "/questions/merge/"


@pytest.fixture
def keep(cast: Cast) -> Question:
    return make_question("What is drift?", skills=[make_skill("Drift")], answer="It moves.")


@pytest.fixture
def drop(keep: Question) -> Question:
    return make_question("Explain drift.", status="draft", answer="It shifts.")


def fields(keep: Question, drop: Question) -> dict[str, Any]:
    return {
        "first": keep.pk,
        "second": drop.pk,
        "first_revision": keep.revision,
        "second_revision": drop.revision,
        "keep": keep.pk,
    }


def test_both_side_by_side_without_their_answers(
    alice_desk: Desk, keep: Question, drop: Question
) -> None:
    response = alice_desk.get(f"{PATH}?first={drop.pk}&second={keep.pk}")
    page = text(response)
    assert "What is drift?" in page
    assert "Explain drift." in page
    assert "It moves." not in page
    assert response.context["proposed"] == keep.pk


def test_both_answers_when_asked_for_and_that_is_recorded(
    alice_desk: Desk, keep: Question, drop: Question
) -> None:
    page = alice_desk.read(f"{PATH}?first={keep.pk}&second={drop.pk}&answers=1")
    assert "It moves." in page
    assert "It shifts." in page
    assert AuditEntry.objects.filter(verb="answer.viewed").count() == 2


def test_merging_and_taking_it_back(alice_desk: Desk, keep: Question, drop: Question) -> None:
    response = alice_desk.post(PATH, fields(keep, drop))
    merge = QuestionMerge.objects.get()
    assert response.headers["Location"] == f"/questions/merges/{merge.pk}/"
    assert "Retired, leads to the other" in alice_desk.read(merge.get_absolute_url())
    page = alice_desk.read(drop.get_absolute_url())
    assert f"Merged into question {keep.pk}" in page
    alice_desk.post(f"{merge.get_absolute_url()}undo/")
    after = alice_desk.read(merge.get_absolute_url())
    assert "Both questions are back as they were." in after
    assert "Undone by alice" in after
    drop.refresh_from_db()
    assert drop.status == "draft"
    assert "Merged into" not in alice_desk.read(drop.get_absolute_url())


def test_it_cannot_be_undone_once_one_has_changed(
    alice_desk: Desk, cast: Cast, keep: Question, drop: Question
) -> None:
    merge = merging.merge(cast.alice, keep, drop)
    questions.edit(None, Question.objects.get(pk=keep.pk), said("What is data drift?"))
    assert "cannot be undone any more" in alice_desk.read(merge.get_absolute_url())
    alice_desk.post(f"{merge.get_absolute_url()}undo/")
    assert "has changed since" in alice_desk.read(merge.get_absolute_url())


def test_what_changed_meanwhile_is_said(alice_desk: Desk, keep: Question, drop: Question) -> None:
    stale = fields(keep, drop)
    questions.edit(None, Question.objects.get(pk=drop.pk), said("Explain it."))
    assert f"Question {drop.pk} was changed" in alice_desk.refused(PATH, stale, 409)
    assert not QuestionMerge.objects.exists()


def test_what_cannot_be_merged_is_said(alice_desk: Desk, keep: Question, drop: Question) -> None:
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"keep": ""}, "Choose which question stays."),
        ({"keep": 999}, "Choose one of the two."),
        ({"first_revision": "x"}, "Enter a whole number."),
    ]
    for wrong, words in wrongs:
        assert words in alice_desk.refused(PATH, fields(keep, drop) | wrong)
    refused = alice_desk.refused(PATH, fields(keep, drop) | {"keep": drop.pk}, 409)
    assert "Keep the approved question" in refused


def test_two_questions_are_chosen_by_number(alice_desk: Desk, keep: Question) -> None:
    assert "Merge two questions" in alice_desk.read(PATH)
    assert "Enter a whole number" in alice_desk.read(f"{PATH}?first=x&second=1", 400)
    page = alice_desk.read(f"{PATH}?first={keep.pk}&second={keep.pk}", 400)
    assert "Give another question than the first." in page
    alice_desk.get(f"{PATH}?first={keep.pk}&second=99999", status=404)
    alice_desk.get("/questions/merges/9/", status=404)
    alice_desk.post("/questions/merges/9/undo/", status=404)


def test_who_may_not(bob_desk: Desk, cast: Cast, keep: Question, drop: Question) -> None:
    bob_desk.get(f"{PATH}?first={keep.pk}&second={drop.pk}", status=403)
    bob_desk.post(PATH, fields(keep, drop), status=403)
    other = make_question("And drift?")
    merge = merging.merge(cast.alice, keep, other)
    bob_desk.get(merge.get_absolute_url(), status=403)
    bob_desk.post(f"{merge.get_absolute_url()}undo/", status=404)
    assert QuestionMerge.objects.get().undone_at is None
