"""Saving from the editor, and the drafts that it keeps."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from questions.actions import question_drafts, question_editor, questions
from questions.actions.question_drafts import MAX_DRAFT, DraftRefused
from questions.actions.question_editor import Written
from questions.actions.questions import StaleSave, Tags
from questions.models import AuditEntry, Question, QuestionDraft, Role, Skill, User
from questions.rules.content import ContentRefused
from tests.base import Cast, make_question, make_skill, said

DATA = {"stem": ["What is drift?"]}


def test_creates_with_tags_that_were_not_there(cast: Cast) -> None:
    vision = make_skill("Computer Vision")
    names = ("computer  VISION", "C++", "C#")
    written = Written(said(), Tags(), new_skills=names, new_roles=("Modeller",))
    question = question_editor.save(cast.alice, None, written)
    assert set(question.skills.values_list("name", flat=True)) == {vision.name, "C++", "C#"}
    assert set(Skill.objects.values_list("slug", flat=True)) == {"computer-vision", "c", "c-2"}
    assert list(question.roles.all()) == [Role.objects.get(name="Modeller")]
    assert AuditEntry.objects.filter(verb="skill.created", actor=cast.alice).count() == 2


def test_a_refused_save_leaves_nothing_behind(cast: Cast) -> None:
    question_drafts.keep(cast.alice, None, DATA, 0)
    written = Written(said(answer="x" * 70_000), Tags(), new_skills=("New",))
    with pytest.raises(ContentRefused):
        question_editor.save(cast.alice, None, written)
    assert not Skill.objects.exists()
    assert QuestionDraft.objects.exists()


def test_a_stale_save_creates_no_skill(cast: Cast) -> None:
    question = make_question(status="draft")
    read = Question(pk=question.pk, revision=question.revision)
    questions.edit(cast.eve, question, said("Theirs"))
    with pytest.raises(StaleSave):
        question_editor.save(cast.alice, read, Written(said("Mine"), Tags(), ("New",)))
    assert not Skill.objects.exists()


def test_submits_what_it_saved_and_drops_the_draft(cast: Cast) -> None:
    question = make_question(status="draft")
    question_drafts.keep(cast.alice, question, DATA, question.revision)
    question_drafts.keep(cast.eve, question, DATA, question.revision)
    written = Written(said("Better"), Tags(), submit=True)
    saved = question_editor.save(cast.alice, question, written)
    assert (saved.status, saved.stem) == ("in_review", "Better")
    assert [draft.account for draft in QuestionDraft.objects.all()] == [cast.eve]


def test_one_draft_for_each_account_and_question(cast: Cast) -> None:
    question = make_question()
    for text in ("one", "two"):
        question_drafts.keep(cast.alice, question, {"stem": [text]}, 3)
        question_drafts.keep(cast.alice, None, {"stem": [text]}, 0)
    question_drafts.keep(cast.eve, question, DATA, 3)
    found = QuestionDraft.objects.order_by("pk").values_list("account__username", "question")
    assert list(found) == [("alice", question.pk), ("alice", None), ("eve", question.pk)]
    assert QuestionDraft.objects.first().data == {"stem": ["two"]}  # type: ignore[union-attr]
    question_drafts.discard(cast.alice, None)
    assert QuestionDraft.objects.count() == 2


def test_a_draft_holds_any_text_up_to_a_length(cast: Cast) -> None:
    draft = question_drafts.keep(cast.alice, None, {"stem": ["a\x00b"]}, 0)
    draft.refresh_from_db()
    assert draft.data == {"stem": ["a\N{REPLACEMENT CHARACTER}b"]}
    with pytest.raises(DraftRefused):
        question_drafts.keep(cast.alice, None, {"stem": ["x" * MAX_DRAFT]}, 0)


def test_a_draft_is_seen_by_its_account_while_it_may_write(cast: Cast) -> None:
    question_drafts.keep(cast.alice, None, DATA, 0)
    assert not QuestionDraft.objects.visible_to(cast.eve).exists()
    assert QuestionDraft.objects.visible_to(cast.alice).exists()
    cast.alice.groups.set([Group.objects.get(name="hiring manager")])
    alice = User.objects.get(pk=cast.alice.pk)
    assert not QuestionDraft.objects.visible_to(alice).exists()
    with pytest.raises(PermissionDenied):
        question_drafts.keep(alice, None, DATA, 0)


def test_no_audit_entry_holds_a_draft(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    question_drafts.keep(cast.alice, None, DATA, 0)
    question_drafts.discard(cast.alice, None)
    assert AuditEntry.objects.count() == before
