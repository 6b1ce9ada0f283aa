"""What the database itself refuses, whoever writes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from questions.models import Choice, Question, QuestionVersion, Source
from tests.base import make_question, make_user


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 0},
        {"minutes": 121},
        {"level": "guru"},
        {"status": "lost"},
        {"stem": ""},
        {"difficulty_adjustment": 11},
        {"difficulty_adjustment": -11},
        {"type": "mcq"},
        {"choice_count": 2},
        {"type": "essay"},
    ],
)
def test_a_question_that_cannot_be_is_refused(db: None, change: dict[str, Any]) -> None:
    question = make_question()
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**change)


@pytest.mark.parametrize("counts", [(1, 1), (2, 0), (2, 3)])
def test_an_approved_mcq_has_choices_and_a_key(db: None, counts: tuple[int, int]) -> None:
    question = make_question(type="mcq")
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(choice_count=counts[0], key_count=counts[1])


def test_a_version_number_is_taken_once(db: None) -> None:
    question = make_question()
    for number in (1, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuestionVersion.objects.create(
                question=question, number=number, content={}, digest="0" * 64
            )


def test_a_position_holds_one_choice(db: None) -> None:
    question = make_question(type="mcq")
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(question=question, position=1, text="again")


def test_a_source_is_of_a_known_kind(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(name="Rumour", slug="rumour", kind="rumour")


def test_an_address_belongs_to_one_account(db: None) -> None:
    make_user("alice")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("other").__class__.objects.filter(username="other").update(
            email="ALICE@example.org"
        )


def test_accounts_may_lack_an_address(db: None) -> None:
    make_user("alice").__class__.objects.update(email="")
    make_user("bob").__class__.objects.update(email="")
