"""What cells of tables hold: guards against formulas, lists, words for levels and times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats.cells import bared, joined, names_joined, names_of, points_of, protected
from questions.formats.table_words import level_of, minutes_of
from tests.formats.question_banks import lines


@pytest.mark.parametrize("cell", ["=1+1", "'=1", "''@a", "-5", "- a", "+", "\t=1", "'", "'a", "5"])
def test_formulas_are_guarded_and_read_back(cell: str) -> None:
    assert bared(protected(cell)) == cell
    assert not protected(cell).startswith(("=", "@", "\t", "- "))


@given(st.text("'=+-@a5 \t"))
def test_what_is_guarded_is_bared(text: str) -> None:
    assert bared(protected(text)) == text


@given(st.lists(lines, max_size=4))
def test_lists_in_a_cell_are_read_back(points: list[str]) -> None:
    assert points_of(joined(points)) == tuple(points)
    assert names_of(names_joined(points)) == tuple(points)


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("- a\n- b", ("a", "b")),
        ("• a\n  - c\n• b", ("a\n- c", "b")),
        ("1. a\n2) b", ("a", "b")),
        ("a\n\nb ", ("a", "b")),
        ("1. a\nb", ("1. a", "b")),
        ("", ()),
    ],
)
def test_lists_are_known_in_many_forms(cell: str, points: tuple[str, ...]) -> None:
    assert points_of(cell) == points


@pytest.mark.parametrize(
    ("word", "level"),
    [
        *(("Easy", "basic"), ("entry-level", "basic"), ("Junior developer", "basic")),
        *(
            ("1", "basic"),
            ("🟢 Easy", "basic"),
            ("Medium", "intermediate"),
            ("mid", "intermediate"),
        ),
        *(("HARD", "advanced"), ("Senior", "advanced"), ("Level 3", "advanced")),
        *(("Very hard", "expert"), ("Principal", "expert"), ("easy to hard", ""), ("spicy", "")),
        ("Sheet1", ""),
    ],
)
def test_levels_are_known_in_many_words(word: str, level: str) -> None:
    assert level_of(word) == level


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("5", 5), ("5.0", 5), ("5 min", 5), ("5-10 min", 10), ("90 s", 2), ("1h 30m", 90)),
        *(("1,5 h", 90), ("0:05:00", 5), ("5:30", 6), ("~3 minutes", 3), ("0", None)),
        *(("soon", None), ("5 apples", None), ("2024-01-02", None), ("", None), ("-5", None)),
        ("9" * 400, None),
    ],
)
def test_times_are_read_as_minutes(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes
