"""The synthetic bank that the bench measures: as said, the same again, and searchable."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from questions.actions import questions
from questions.management.bench import words
from questions.management.bench.bank import make_bank
from questions.models import AskedEntry, Choice, Question, QuestionVersion, SearchText
from questions.rules import content, lifecycle
from tests.base import Cast, said

pytestmark = pytest.mark.django_db


def written(seed: int) -> list[Any]:
    """Return what a bank of this seed says, and take it back."""
    fields = ("uid", "stem", "answer", "level", "status", "minutes", "asked_count", "source__slug")
    with transaction.atomic():
        make_bank(120, seed)
        rows = list(Question.objects.order_by("pk").values_list(*fields))
        rows += Question.skills.through.objects.values_list("question_id", "skill__slug")
        rows += Choice.objects.values_list("question_id", "text", "is_key")
        transaction.set_rollback(True)
    return sorted(rows, key=str)


def test_the_same_seed_gives_the_same_bank() -> None:
    first = written(seed=3)
    assert written(seed=3) == first
    assert written(seed=4) != first


def test_it_is_as_mixed_as_a_real_one() -> None:
    make_bank(1_000, seed=3)
    approved = Question.objects.filter(status=lifecycle.APPROVED).count()
    assert 880 < approved < 960
    assert set(Question.objects.values_list("status", flat=True)) == set(lifecycle.STATUSES)
    asked = Question.objects.filter(asked_count__gt=0)
    assert asked.count() == 50
    assert not asked.filter(last_asked=None).exists()
    assert set(AskedEntry.objects.values_list("question", flat=True)) <= {q.pk for q in asked}
    mcqs = Question.objects.filter(type=content.MCQ)
    assert {question.choices.count() for question in mcqs} == {4}
    for question in Question.objects.all():
        assert 8 <= len(question.stem.split()) <= 25
        assert 30 <= len(question.answer.replace("- ", "").split()) <= 85


def test_words_are_as_frequent_as_those_of_a_language() -> None:
    make_bank(1_000, seed=3)
    texts = [f"{row.stem} {row.answer} " for row in SearchText.objects.all()]

    def rows(word: str) -> int:
        return sum(f"{words.Terms()[word][0]} " in text for text in texts)

    assert all(250 < rows(word) < 450 for word in words.VOCABULARY[:5])
    assert all(0 < rows(name) < 20 for name in words.names(1_000))


def test_what_is_derived_is_what_the_actions_would_write() -> None:
    make_bank(200, seed=3)
    columns = ("question_id", "stem", "answer")
    before = list(SearchText.objects.order_by("pk").values_list(*columns))
    call_command("reindex", "--all")
    assert list(SearchText.objects.order_by("pk").values_list(*columns)) == before
    for version in QuestionVersion.objects.select_related("question"):
        held = content.from_json(version.content)
        assert held == version.question.content()
        assert held.digest() == version.digest
        assert not content.problems(held)


def test_a_search_finds_what_was_loaded_and_what_comes_after(client: Client, cast: Cast) -> None:
    make_bank(200, seed=3)
    client.force_login(cast.alice)
    for word in (words.VOCABULARY[0], words.VOCABULARY[90], words.names(200)[0]):
        guidance = ("stem", "answer", "look_for", "red_flags", "follow_ups", "rubric")
        texts = {q.pk: str([getattr(q, name) for name in guidance]) for q in Question.objects.all()}
        for choice in Choice.objects.all():
            texts[choice.question_id] += f" {choice.text} {choice.explanation}"
        holding = [pk for pk, text in texts.items() if re.search(rf"\b{word}\b", text.lower())]
        page = client.get("/questions/", {"q": word}).context["page"]
        assert page.total == len(holding) > 0
    question = Question.objects.filter(status=lifecycle.APPROVED, type=content.OPEN)[0]
    questions.edit(None, question, said("Whatever is a zyzzyva?"))
    assert client.get("/questions/", {"q": "zyzzyva"}).context["page"].total == 1


def test_questions_that_are_made_afterwards_follow() -> None:
    make_bank(50, seed=3)
    made = questions.create(None, said(), questions.Tags(), status=lifecycle.APPROVED)
    assert made.pk == 51
