"""The order of what a search finds."""

import pytest
from django.test import Client
from pyroaring import BitMap

from questions import search
from questions.rules import terms
from tests.base import Cast, make_question, token
from tests.search.reference import everything

LONG_STEM = "Drift is what? " + "Consider everything that may change over the years. " * 30


def ranked(text: str, *, stems_only: bool = False) -> list[int]:
    query = terms.parse(text)
    matches = search.matching(everything(), query, stems_only=stems_only)
    return search.ranked_ids(matches, query, stems_only=stems_only)


def test_stem_matches_come_before_answers_however_often_these_say_it(db: None) -> None:
    often = make_question("Why retrain?", answer="Drift. " * 60)
    once = make_question(LONG_STEM, answer="Other words. " * 500)
    assert ranked("drift") == [once.pk, often.pk]


def test_every_word_must_stand_in_the_stem_to_come_first(db: None) -> None:
    apart = make_question("What is concept?", answer="Drift of a concept, a drift.")
    together = make_question("What is concept drift?", answer="A change.")
    assert ranked("concept drift") == [together.pk, apart.pk]


@pytest.mark.parametrize("stems_only", [True, False])
def test_a_short_stem_comes_before_a_long_one(db: None, stems_only: bool) -> None:
    long = make_question(LONG_STEM)
    short = make_question("What is drift?")
    assert ranked("drift", stems_only=stems_only) == [short.pk, long.pk]


@pytest.mark.parametrize("stems_only", [True, False])
def test_equal_matches_keep_one_order(db: None, stems_only: bool) -> None:
    ids = [make_question("What is drift?").pk for _ in range(12)]
    assert [ranked("drift", stems_only=stems_only) for _ in range(3)] == [ids] * 3


def test_the_order_holds_whatever_the_filters_kept(db: None) -> None:
    for n in range(12):
        make_question(f"Drift {'word ' * (n % 4)}?", answer="Drift. " * (n % 3))
    every = ranked("drift")
    kept = every[1::2]
    query = terms.parse("drift")
    some = search.matching(BitMap(kept), query, stems_only=False)
    expected = [pk for pk in every if pk in kept]
    assert search.ranked_ids(some, query, stems_only=False) == expected


@pytest.mark.parametrize("answer", ["Drift. " * 50, "Nothing. " * 900, "No."])
def test_without_answers_the_order_tells_nothing_of_them(db: None, answer: str) -> None:
    first = make_question("Is drift good?", answer=answer)
    second = make_question("Is drift here?", answer="A plain answer.")
    third = make_question("Is drift over?", answer="Drift, drift.")
    assert ranked("drift", stems_only=True) == [first.pk, second.pk, third.pk]


def test_of_very_many_matches_stems_come_first(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.text, "RANKED_MATCHES", 5)
    answers = [make_question("Why retrain?", answer="Drift.").pk for _ in range(4)]
    stems = [make_question("What is drift?").pk for _ in range(4)]
    found = ranked("drift")
    assert sorted(found[:4]) == stems
    assert sorted(found[4:]) == answers
    assert ranked("drift") == found


def test_relevance_ends_at_its_depth(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.text, "RELEVANCE_DEPTH", 3)
    for _ in range(4):
        make_question("Why retrain?", answer="Drift.")
    stem = make_question("What is drift?").pk
    assert ranked("drift")[0] == stem
    assert len(ranked("drift")) == 3
    monkeypatch.setattr(search.text, "RANKED_MATCHES", 2)
    assert ranked("drift")[0] == stem
    assert len(ranked("drift")) == 3


def test_a_search_of_minuses_alone_has_an_order_too(db: None) -> None:
    ids = {make_question("What is drift?").pk for _ in range(3)}
    make_question("What is loss?")
    assert set(ranked("-loss")) == ids
    assert ranked("-loss") == ranked("-loss")


def test_the_api_lists_by_relevance_unless_told(cast: Cast, client: Client) -> None:
    answer = make_question("Why retrain?", level="basic", answer="Drift.").pk
    stem = make_question("What is drift?", level="expert").pk
    headers = token(cast.alice, "questions:read", "answers:read")

    def listed(**params: str) -> list[int]:
        body = client.get("/api/v1/questions/", {"q": "drift"} | params, headers=headers).json()
        return [question["id"] for question in body["results"]]

    assert listed() == listed(ordering="relevance") == [stem, answer]
    assert listed(ordering="level") == [answer, stem]
