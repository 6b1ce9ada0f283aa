"""What changed between two texts: rules/diff.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules import diff
from questions.rules.diff import ADDED, REMOVED, SAME, Piece

TEXTS = st.text(alphabet="ab ,.\n", max_size=60)


def test_equal_texts_have_nothing_but_what_is_the_same() -> None:
    found = diff.paragraphs("One.\n\nTwo.", "One.\n\nTwo.")
    assert found == [(Piece(SAME, "One."),), (Piece(SAME, "Two."),)]


def test_a_word_is_changed_within_its_paragraph() -> None:
    assert diff.words("What is a model?", "What is the model?") == (
        Piece(SAME, "What is "),
        Piece(REMOVED, "a"),
        Piece(ADDED, "the"),
        Piece(SAME, " model?"),
    )


def test_words_are_whole() -> None:
    assert diff.words("a model fits", "a models fits")[1] == Piece(REMOVED, "model")


def test_paragraphs_come_and_go() -> None:
    found = diff.paragraphs("One.\n\nOld.\n\nTwo.", "One.\n\nTwo.\n\n\nNew.")
    assert found == [
        (Piece(SAME, "One."),),
        (Piece(REMOVED, "Old."),),
        (Piece(SAME, "Two."),),
        (Piece(ADDED, "New."),),
    ]


def test_texts_that_share_little_are_replaced_whole() -> None:
    assert diff.words("Explain overfitting", "Name three drifts in data") == (
        Piece(REMOVED, "Explain overfitting"),
        Piece(ADDED, "Name three drifts in data"),
    )


@pytest.mark.parametrize(("before", "after"), [("", "New."), ("Old.", ""), ("", "")])
def test_nothing_is_nothing(before: str, after: str) -> None:
    kinds = [piece.kind for paragraph in diff.paragraphs(before, after) for piece in paragraph]
    assert kinds == ([REMOVED] if before else []) + ([ADDED] if after else [])


def test_what_would_cost_too_much_is_replaced_whole() -> None:
    long = "word " * 2_000
    assert diff.words(long + "a", long + "b") == (
        Piece(REMOVED, long + "a"),
        Piece(ADDED, long + "b"),
    )
    many = "\n\n".join("word" for _ in range(2_000))
    assert len(diff.paragraphs(many, many + "\n\nlast")) == 2_001


@given(TEXTS, TEXTS)
def test_old_and_new_can_be_read_out_of_it(before: str, after: str) -> None:
    found = diff.paragraphs(before, after)
    old = [said for paragraph in found if (said := _read(paragraph, ADDED))]
    new = [said for paragraph in found if (said := _read(paragraph, REMOVED))]
    assert "\n\n".join(old) == _tidy(before)
    assert "\n\n".join(new) == _tidy(after)


def _read(paragraph: diff.Paragraph, without: str) -> str:
    return "".join(piece.text for piece in paragraph if piece.kind != without)


def _tidy(text: str) -> str:
    parts = diff._BETWEEN_PARAGRAPHS.split(text.strip("\n"))
    return "\n\n".join(part for part in parts if part)
