"""Editing questions: versions, pending edits, stale saves."""

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import questions, taxonomy, taxonomy_merging
from questions.actions.questions import StaleSave, Tags
from questions.models import AuditEntry, Question, Role, SearchText, Skill, Source
from questions.rules.content import ContentRefused
from questions.rules.lifecycle import TransitionRefused
from tests.base import Cast, make_question, make_role, make_skill, make_source, said


def test_an_edit_of_an_approved_question_waits_as_pending(cast: Cast) -> None:
    question = make_question("Old stem")
    questions.edit(cast.alice, question, said("New stem"), note="clearer")
    question.refresh_from_db()
    assert (question.stem, question.version, question.pending_version) == ("Old stem", 1, 2)
    assert question.versions.get(number=2).content["stem"] == "New stem"
    assert question.versions.get(number=2).note == "clearer"


def test_an_edit_of_a_draft_shows_at_once_and_keeps_its_history(cast: Cast) -> None:
    question = make_question("Old stem", status="draft")
    questions.edit(cast.alice, question, said("New stem"))
    question.refresh_from_db()
    assert (question.stem, question.status) == ("New stem", "draft")
    assert sorted(question.versions.values_list("number", flat=True)) == [1, 2]


def test_choices_are_replaced(cast: Cast) -> None:
    question = make_question(type="mcq", status="draft")
    choices = [{"text": "x", "is_key": True}, {"text": "y"}, {"text": "z"}]
    questions.edit(cast.alice, question, said(type="mcq", choices=choices))
    question.refresh_from_db()
    assert [choice.text for choice in question.choices.all()] == ["x", "y", "z"]
    assert question.choice_count == 3


def test_the_same_content_makes_no_version(cast: Cast) -> None:
    question = make_question()
    questions.edit(cast.alice, question, said())
    question.refresh_from_db()
    assert (question.versions.count(), question.revision) == (1, 1)
    assert not AuditEntry.objects.filter(verb="question.edited").exists()


def test_changed_tags_make_no_version_but_a_revision(cast: Cast) -> None:
    question, skill = make_question(), make_skill("Time Series")
    questions.edit(cast.alice, question, said(), Tags(skills=(skill,)))
    question.refresh_from_db()
    assert (question.versions.count(), question.revision) == (1, 2)
    assert list(question.skills.all()) == [skill]
    entry = AuditEntry.objects.get(verb="question.edited")
    assert entry.changes == {"fields": ["skills"]}


def test_a_stale_save_is_refused_and_shows_the_current_one(cast: Cast) -> None:
    question = make_question(status="draft")
    read_by_eve = Question.objects.get(pk=question.pk)
    questions.edit(cast.alice, question, said("By Alice"))
    with pytest.raises(StaleSave) as refusal:
        questions.edit(cast.eve, read_by_eve, said("By Eve"))
    assert refusal.value.current.stem == "By Alice"
    assert Question.objects.get(pk=question.pk).stem == "By Alice"


def test_a_retired_question_is_not_edited(cast: Cast) -> None:
    question = make_question(status="retired")
    with pytest.raises(TransitionRefused, match="restored"):
        questions.edit(cast.alice, question, said("New"))


def test_an_approved_question_stays_complete(cast: Cast) -> None:
    question = make_question(type="mcq")
    with pytest.raises(ContentRefused):
        questions.edit(cast.alice, question, said(type="mcq", choices=[]))
    assert question.versions.count() == 1


def test_readers_do_not_edit(cast: Cast) -> None:
    question = make_question()
    with pytest.raises(PermissionDenied):
        questions.edit(cast.bob, question, said("Bob's"))


def test_the_index_follows_what_is_in_force(cast: Cast) -> None:
    question = make_question("Old wording")
    question = questions.edit(cast.alice, question, said("Fresh wording"))
    assert "fresh" not in SearchText.objects.get(pk=question.pk).stem
    questions.move(cast.eve, question, "approve")
    assert "fresh" in SearchText.objects.get(pk=question.pk).stem


@pytest.mark.parametrize("merged", [False, True])
def test_what_was_deleted_or_merged_meanwhile_is_named(cast: Cast, merged: bool) -> None:
    question, skill, other = make_question(), make_skill("Vision"), make_skill("Speech")
    role, source = make_role("Modeller"), make_source("Paper")
    tags = Tags((skill, other), (role,), source)
    for model in (Skill, Role, Source):
        thing = model.objects.get(slug__in=["vision", "modeller", "paper"])
        if merged and isinstance(thing, Skill):
            taxonomy_merging.merge(cast.alice, thing, other)
        else:
            taxonomy.delete(cast.alice, thing)
    with pytest.raises(ContentRefused) as edited:
        questions.edit(cast.alice, question, said("Else?"), tags)
    with pytest.raises(ContentRefused) as created:
        questions.create(cast.alice, said("New?"), tags)
    for refusal in (edited.value, created.value):
        assert [one.field for one in refusal.problems] == ["skills", "roles", "source"]
    assert Question.objects.get().versions.count() == 1
