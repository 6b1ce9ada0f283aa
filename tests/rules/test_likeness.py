"""Reworded questions are found in the fixtures' bank, with few that are not meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.rules.likeness import (
    ideas_of,
    in_words,
    indexed_ideas,
    likeness,
    weight,
)
from questions.rules.pairs import Corpus, alike_pairs
from questions.rules.synonyms import ideas
from questions.rules.terms import index_terms
from tests.rules.rewordings import (
    Bank,
    false_of_unchanged,
    fixture_stems,
    measure,
    reworded,
)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank(fixture_stems())


def test_there_are_thirty_rewordings_to_tune_by_and_thirty_held_out(bank: Bank) -> None:
    tuned = {ref for ref, _ in reworded(held_out=False)}
    held_out = {ref for ref, _ in reworded(held_out=True)}
    assert (len(tuned), len(held_out), tuned & held_out) == (30, 30, set())
    assert tuned | held_out <= set(bank.stems)


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned to", "held out"])
def test_reworded_questions_are_found(bank: Bank, held_out: bool) -> None:
    found = measure(bank, reworded(held_out=held_out))
    assert found.recall >= 0.9
    assert found.false <= 2


def test_few_are_suggested_for_a_question_that_stands_alone(bank: Bank) -> None:
    assert false_of_unchanged(bank) <= 2


def test_the_fixtures_hold_no_two_questions_that_ask_the_same(bank: Bank) -> None:
    for name, stem in bank.stems.items():
        scores = bank.scores(stem)
        assert in_words(scores.pop(name)) == "nearly the same"
        assert "nearly the same" not in {in_words(score) for score in scores.values()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("machine learning", "ML"),
        ("a convolutional neural network", "a CNN"),
        ("pre-trained", "pretrained"),
        ("regularisation", "regularization"),
        ("the data set", "the dataset"),
        ("false alarms", "false positives"),
    ],
)
def test_synonyms_are_one_idea(one: str, other: str) -> None:
    own, others = ideas_of(one) - ideas_of("a the"), ideas_of(other) - ideas_of("a the")
    assert own == others
    assert own


def test_a_phrase_is_read_as_a_whole() -> None:
    assert ideas(["neural", "net", "net"]) == [*ideas(["neural", "network"]), "net"]
    assert ideas([]) == []


@given(st.text(max_size=60))
def test_the_index_says_what_the_text_says(text: str) -> None:
    assert indexed_ideas(index_terms(text)) == ideas_of(text)


TEXTS = st.lists(
    st.sampled_from(["drift", "label", "model", "loss", "tree", "graph", "node", "edge"]),
    max_size=6,
)


@given(TEXTS, TEXTS)
def test_likeness_is_of_both_and_from_0_to_1(a: list[str], b: list[str]) -> None:
    def weigh(idea: str) -> float:
        return weight(idea, 1, 10)

    one, other = frozenset(a), frozenset(b)
    assert likeness(one, other, weigh) == pytest.approx(likeness(other, one, weigh))
    assert 0 <= likeness(one, other, weigh) <= 1
    if one:
        assert likeness(one, one, weigh) == pytest.approx(1)


def test_what_is_rare_weighs_more() -> None:
    assert weight("drift", 1, 1000) > weight("drift", 100, 1000) > weight("drift", 1000, 1000) > 0
    assert weight("drift", 0, 1000) < weight("drift", 1, 1000)


@settings(deadline=None)
@given(st.lists(TEXTS.filter(bool), max_size=12))
def test_all_pairs_are_those_that_comparing_each_with_each_finds(texts: list[list[str]]) -> None:
    corpus = Corpus({pk: frozenset(words) for pk, words in enumerate(texts, start=1)})
    places = range(len(texts))
    expected = {
        (one + 1, other + 1)
        for one in places
        for other in places
        if one < other and corpus.likeness(one, other) >= 0.6
    }
    assert {(first, second) for first, second, _ in alike_pairs(corpus, 0.6)} == expected
