"""Creating questions."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from questions.actions import questions
from questions.actions.questions import Tags
from questions.models import AuditEntry, Question, QuestionVersion
from questions.rules.content import ContentRefused
from questions.rules.lifecycle import TransitionRefused
from tests.base import Cast, make_skill, make_source, said


def test_a_recruiter_creates_a_draft_with_its_first_version(cast: Cast) -> None:
    skill = make_skill("Data Analysis")
    question = questions.create(cast.alice, said("Why?"), Tags(skills=(skill,)))
    question.refresh_from_db()
    assert (question.status, question.version, question.pending_version) == ("draft", 0, 1)
    assert list(question.skills.all()) == [skill]
    assert question.versions.get().content["stem"] == "Why?"


def test_an_mcq_keeps_its_choices_in_order(cast: Cast) -> None:
    question = questions.create(cast.alice, said(type="mcq"), Tags())
    assert [(c.letter, c.text, c.is_key) for c in question.choices.all()] == [
        ("A", "Softmax", True),
        ("B", "Tanh", False),
    ]
    assert (question.choice_count, question.key_count) == (2, 1)


def test_difficulty_is_the_midpoint_of_the_level_and_the_adjustment(cast: Cast) -> None:
    question = questions.create(
        cast.alice, said(level="advanced", difficulty_adjustment=-7), Tags()
    )
    question.refresh_from_db()
    assert question.difficulty == 53


def test_creating_is_recorded_without_any_text(cast: Cast) -> None:
    question = questions.create(cast.alice, said("Secret stem", answer="Secret answer"), Tags())
    entry = AuditEntry.objects.get(verb="question.created", object_id=str(question.pk))
    assert entry.actor == cast.alice
    assert "Secret" not in str(entry.changes)


@pytest.mark.parametrize("name", ["bob", "carol", "dave"])
def test_only_editors_create(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        questions.create(getattr(cast, name), said(), Tags())
    assert not Question.objects.exists()


def test_nobody_creates_an_approved_question(cast: Cast) -> None:
    with pytest.raises(TransitionRefused):
        questions.create(cast.eve, said(), Tags(), status="approved")


def test_bad_content_is_refused_whole(cast: Cast) -> None:
    with pytest.raises(ContentRefused) as refusal:
        questions.create(cast.alice, said("", level="guru", minutes=0), Tags())
    assert {p.field for p in refusal.value.problems} == {"stem", "level", "minutes"}
    assert not Question.objects.exists()
    assert not QuestionVersion.objects.exists()


def test_an_approved_mcq_needs_a_key(db: None) -> None:
    keyless = said(type="mcq", choices=[{"text": "a"}, {"text": "b"}])
    with pytest.raises(ContentRefused, match="key"):
        questions.create(None, keyless, Tags(), status="approved")


def test_a_place_in_a_source_is_taken_once(db: None) -> None:
    source = make_source("Guide")
    questions.create(None, said(), Tags(source=source, source_ref="basic-01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        questions.create(None, said(), Tags(source=source, source_ref="basic-01"))
    assert Question.objects.count() == 1
