"""Stems that are alike are found through the index, among what one may see, after every change."""

import pytest
from pyroaring import BitMap

from questions import search
from questions.actions import questions
from questions.models import Question
from questions.search import Alike
from tests.base import make_question, said
from tests.rules.rewordings import SHOWN, Bank, fixture_stems, reworded

pytestmark = pytest.mark.django_db
DRIFT = "How do you detect data drift in production?"


def similar(stem: str, among: BitMap | None = None, limit: int = SHOWN) -> list[Alike]:
    bank = search.current()
    return search.similar(stem, bank, bank.index.every if among is None else among, limit)


def stems(stem: str, among: BitMap | None = None) -> list[str]:
    names = dict(Question.objects.values_list("pk", "stem"))
    return [names[one.pk] for one in similar(stem, among)]


def test_the_most_alike_comes_first() -> None:
    make_question("How would you notice that data drift has harmed a model?")
    make_question(DRIFT)
    make_question("What is a confusion matrix?")
    found = stems("Data drift in production: how would you detect it?")
    assert found[0] == DRIFT
    assert "What is a confusion matrix?" not in found


def test_it_says_in_words_how_alike() -> None:
    make_question(DRIFT)
    [same] = similar(DRIFT)
    assert (same.words, round(same.score, 3)) == ("nearly the same", 1.0)


def test_only_what_one_may_look_among_is_found_or_weighed() -> None:
    seen = make_question(DRIFT)
    make_question("Detecting drift of data in production?", status="draft")
    among = BitMap([seen.pk])
    before = similar("Spot data drift", among)
    for _ in range(20):
        make_question("Spot data drift", status="draft")
    assert similar("Spot data drift", among) == before
    assert [one.pk for one in before] == [seen.pk]


def test_a_changed_stem_is_found_as_it_is_now() -> None:
    question = make_question(DRIFT)
    assert stems(DRIFT) == [DRIFT]
    questions.edit(None, question, said("What is a confusion matrix?"))
    assert stems(DRIFT) == []
    assert stems("Explain the confusion matrix") == ["What is a confusion matrix?"]
    make_question(DRIFT)
    assert stems(DRIFT) == [DRIFT]


def test_answers_are_not_looked_at() -> None:
    make_question("What is overfitting?", answer=DRIFT)
    assert similar(DRIFT) == []


@pytest.mark.parametrize("stem", ["", "the of a", "zzz qqq", "\x00", "日本語", "-" * 2000, "NOT ("])
def test_any_text_may_be_looked_up(stem: str) -> None:
    make_question(DRIFT)
    assert similar(stem) == []
    assert similar(stem, BitMap()) == []


def test_it_finds_what_comparing_with_each_finds() -> None:
    bank = Bank(fixture_stems())
    names = {make_question(stem).pk: name for name, stem in bank.stems.items()}
    asked = reworded(held_out=False) + reworded(held_out=True)
    for _, stem in asked:
        found = [names[one.pk] for one in similar(stem)]
        assert sorted(found) == sorted(bank.suggested(stem))
