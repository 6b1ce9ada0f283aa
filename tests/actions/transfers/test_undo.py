"""Imports taken back."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from questions import search
from questions.actions import questions, transfer_undo
from questions.models import AuditEntry, Question, SearchText, Skill
from questions.rules.transfers import ImportRefused
from tests.actions.bulk.test_bulk import everything
from tests.actions.transfers.base import brought_in, entry, results
from tests.base import Cast, make_kit, make_question, make_skill, said
from tests.worker import run_tasks


def test_what_was_added_is_gone_with_all_that_came_with_it(cast: Cast) -> None:
    kept = make_question("Why batches?")
    found = brought_in(cast.alice, entry(skills=("Speech",)), create_tags=True)
    found = transfer_undo.undo(cast.alice, found)
    assert (found.state, results(found)) == ("undone", ["removed"])
    assert list(Question.objects.all()) == [kept]
    assert list(SearchText.objects.values_list("pk", flat=True)) == [kept.pk]
    assert list(search.current().index.every) == [kept.pk]
    assert not Skill.objects.exists()
    assert AuditEntry.objects.filter(verb="question.purged", actor=cast.alice).count() == 1
    assert AuditEntry.objects.get(verb="import.undone").changes == {"removed": 1, "tags": 1}


@pytest.mark.parametrize("status", ["approved", "draft", "in_review"])
def test_what_was_updated_is_again_as_it_was(cast: Cast, status: str) -> None:
    vision = make_skill("Vision")
    question = make_question(status=status, skills=[vision])
    before = everything()
    changed = entry("Else?", uid=str(question.uid), skills=("Speech",), look_for=("numbers",))
    found = brought_in(cast.alice, changed, create_tags=True)
    assert everything() != before
    found = transfer_undo.undo(cast.alice, found)
    assert results(found) == ["put_back"]
    assert everything() == before
    assert question.versions.count() == 2
    assert list(search.current().index.having("skill", [vision.pk])) == [question.pk]


def test_what_was_changed_since_is_kept_and_told(cast: Cast) -> None:
    question = make_question("What is overfitting?", status="draft")
    found = brought_in(
        cast.alice, entry("How is it seen?", uid=str(question.uid)), entry("When is a join slow?")
    )
    for row in Question.objects.all():
        questions.edit(cast.eve, row, said(f"{row.stem} Really?"))
    found = transfer_undo.undo(cast.alice, found)
    assert results(found) == ["kept", "kept"]
    assert Question.objects.count() == 2


def test_what_a_kit_holds_is_retired(cast: Cast, settings: Any) -> None:
    settings.ALLOW_SELF_APPROVAL = True
    found = brought_in(cast.alice, entry(status="approved"), entry("Why batches?"))
    held = Question.objects.get(status="approved")
    make_kit(asked=[held])
    found = transfer_undo.undo(cast.alice, found)
    assert results(found) == ["retired", "removed"]
    assert list(Question.objects.values_list("pk", "status")) == [(held.pk, "retired")]


def test_an_import_is_undone_once_and_only_by_who_imports(cast: Cast) -> None:
    found = brought_in(cast.alice, entry())
    with pytest.raises(PermissionDenied):
        transfer_undo.undo(cast.bob, found)
    transfer_undo.undo(cast.eve, found)
    with pytest.raises(ImportRefused):
        transfer_undo.undo(cast.eve, found)


def test_a_skill_that_something_else_uses_stays(cast: Cast) -> None:
    found = brought_in(cast.alice, entry(skills=("Speech", "Vision")), create_tags=True)
    make_question(skills=[Skill.objects.get(name="Speech")])
    transfer_undo.undo(cast.alice, found)
    assert [skill.name for skill in Skill.objects.all()] == ["Speech"]


def test_many_questions_are_taken_back_by_the_worker(cast: Cast) -> None:
    found = brought_in(cast.alice, *(entry(f"Number {n} of {n * n}?") for n in range(1_001)))
    run_tasks()
    found = transfer_undo.undo(cast.alice, found)
    assert found.state == "undoing"
    run_tasks()
    found.refresh_from_db()
    assert (found.state, found.results()) == ("undone", {"removed": 1_001})
    assert not Question.objects.exists()
