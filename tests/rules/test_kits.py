"""A kit's contents under any steps: nothing lost, nothing twice, and what JSON keeps."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules import kits
from questions.rules.kits import Contents, Item, KitRefused, Section

DIFFICULTY = {n: n * 7 % 5 * 20 for n in range(1, 40)}


def item(question: int, minutes: int = 3) -> Item:
    return Item(question=question, version=1, minutes=minutes)


def contents(*sections: tuple[int, ...]) -> Contents:
    """Return sections A, B, C … that hold these questions."""
    return Contents(
        tuple(
            Section(chr(65 + place), 10, tuple(item(question) for question in questions))
            for place, questions in enumerate(sections)
        )
    )


def held(state: Contents) -> list[list[int]]:
    return [[each.question for each in section.items] for section in state.sections]


SOME = contents((1, 2, 3), (), (4, 5))


@pytest.mark.parametrize(
    ("question", "section", "position", "after"),
    [
        (1, 0, 2, [[2, 3, 1], [], [4, 5]]),
        (3, 0, 0, [[3, 1, 2], [], [4, 5]]),
        (2, 1, 0, [[1, 3], [2], [4, 5]]),
        (2, 2, None, [[1, 3], [], [4, 5, 2]]),
        (5, 2, 99, [[1, 2, 3], [], [4, 5]]),
    ],
)
def test_a_move(question: int, section: int, position: int | None, after: list[list[int]]) -> None:
    assert held(kits.move(SOME, question, section, position)) == after


def test_steps_go_over_the_edge_of_a_section_and_stop_at_the_ends() -> None:
    assert held(kits.step(SOME, 2, -1)) == [[2, 1, 3], [], [4, 5]]
    assert held(kits.step(SOME, 3, 1)) == [[1, 2], [3], [4, 5]]
    assert held(kits.step(SOME, 4, -1)) == [[1, 2, 3], [4], [5]]
    assert kits.step(SOME, 1, -1) == kits.step(SOME, 5, 1) == SOME


MOVES = st.tuples(
    st.integers(1, 5), st.integers(0, 2), st.none() | st.integers(0, 6), st.sampled_from([-1, 1])
)


@given(st.lists(MOVES, max_size=12))
def test_no_move_loses_or_doubles_a_question(moves: list[tuple[int, int, int | None, int]]) -> None:
    state = SOME
    for question, section, position, by in moves:
        state = kits.step(kits.move(state, question, section, position), question, by)
        assert sorted(state.questions) == [1, 2, 3, 4, 5]
        assert [section.name for section in state.sections] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (lambda: kits.add(SOME, item(1), 0), "already"),
        (lambda: kits.add(SOME, item(9), 3), "no such section"),
        (lambda: kits.add(SOME, item(9, minutes=0), 0), "1 to 120 minutes"),
        (lambda: kits.move(SOME, 9, 0, None), "not in the kit"),
        (lambda: kits.move(SOME, 1, -1, None), "no such section"),
        (lambda: kits.replace_item(SOME, 1, item(2)), "already"),
        (lambda: kits.edit_item(SOME, 1, note="x" * 2_001), "Shorten"),
        (lambda: kits.remove_section(SOME, 0), "Move or remove"),
        (lambda: kits.remove_section(contents(()), 0), "at least one section"),
        (lambda: kits.edit_section(SOME, 0, " ", 5), "Name the section"),
        (lambda: kits.edit_section(SOME, 0, "A", 481), "0 to 480 minutes"),
        (lambda: kits.add_section(contents(*[()] * 12), "M"), "at most 12 sections"),
        (lambda: kits.add(contents(tuple(range(1, 61))), item(99), 0), "at most 60 questions"),
    ],
)
def test_a_step_that_cannot_be_says_why(step: object, sentence: str) -> None:
    with pytest.raises(KitRefused, match=sentence):
        step()  # type: ignore[operator]  # each is a function without arguments


TEXTS = st.text(max_size=30)
ITEMS = st.builds(
    Item,
    question=st.integers(1, 10**9),
    version=st.integers(1, 99),
    minutes=st.integers(1, 120),
    note=TEXTS,
    follow_ups=st.lists(TEXTS, max_size=3).map(tuple),
    locked=st.booleans(),
    reason=TEXTS,
)
SECTIONS = st.builds(
    Section, name=TEXTS, minutes=st.integers(0, 99), items=st.lists(ITEMS, max_size=4).map(tuple)
)


@given(st.lists(SECTIONS, max_size=4))
def test_json_keeps_everything(sections: list[Section]) -> None:
    state = Contents(tuple(sections))
    assert kits.from_json(json.loads(json.dumps(state.as_json()))) == state


@given(st.sets(st.integers(1, 39), min_size=1, max_size=20), st.integers(10, 120))
def test_an_arranged_kit_holds_all_and_rises(questions: set[int], minutes: int) -> None:
    state = kits.arranged([item(question) for question in questions], DIFFICULTY, minutes, 5)
    assert sorted(state.questions) == sorted(questions)
    assert [section.name for section in state.sections] == list(kits.DEFAULT_SECTIONS)
    assert state == kits.by_level(state, DIFFICULTY)
    flat = [DIFFICULTY[question] for question in state.questions]
    assert flat == sorted(flat)
    assert not state.sections[-1].items
    budget = sum(section.minutes for section in state.sections)
    assert budget == max(minutes, state.minutes + 5)


@given(st.permutations(range(1, 9)))
def test_added_where_it_fits_levels_rise_in_every_section(order: list[int]) -> None:
    state = kits.empty(24)
    for question in order:
        new = item(question)
        state = kits.add(state, new, *kits.first_fit(state, DIFFICULTY, new))
    assert state == kits.by_level(state, DIFFICULTY)
    assert sorted(state.questions) == sorted(order)


def test_kits_are_compared_by_question_version_and_order() -> None:
    left, right = contents((1, 2, 3), (4,)), contents((2, 1), (4, 5))
    newer = kits.edit_item(right, 4, version=2)
    found = kits.compare(left, newer)
    assert (found.only_left, found.only_right, found.other_version) == ((3,), (5,), (4,))
    assert set(found.moved) == {1, 2}
    assert kits.compare(left, left).nothing


@given(st.integers(5, 480))
def test_the_default_sections_share_out_every_minute(minutes: int) -> None:
    state = kits.empty(minutes)
    assert sum(section.minutes for section in state.sections) == minutes
    assert min(section.minutes for section in state.sections) >= 0


def test_spent_minutes_are_those_of_the_items() -> None:
    section = replace(SOME.sections[0], items=(item(1, 4), item(2, 9)))
    assert section.spent == 13
