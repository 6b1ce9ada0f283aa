"""Merging what two people made of the same start."""

from hypothesis import given
from hypothesis import strategies as st

from questions.rules.merge import BOTH, MINE, THEIRS, UNKNOWN, differences

BASE = {"stem": "a", "answer": "b", "minutes": 5}


def by(base: dict[str, object], mine: dict[str, object], theirs: dict[str, object]) -> object:
    return {d.field: d.by for d in differences(BASE, base, BASE | mine, BASE | theirs)}


def test_who_changed_what() -> None:
    mine, theirs = {"stem": "x", "minutes": 6}, {"answer": "y", "minutes": 7}
    assert by({**BASE}, mine, theirs) == {"stem": MINE, "answer": THEIRS, "minutes": BOTH}


def test_the_same_change_is_no_difference() -> None:
    assert by({**BASE}, {"stem": "x"}, {"stem": "x"}) == {}


def test_without_a_known_start_both_changed_it() -> None:
    found = differences(BASE, {}, BASE | {"stem": "x"}, BASE)
    assert [(d.by, d.base) for d in found] == [(BOTH, UNKNOWN)]


@given(st.lists(st.tuples(*(3 * [st.integers(0, 2)])), min_size=1, max_size=5))
def test_nothing_is_lost(values: list[tuple[int, int, int]]) -> None:
    """What is chosen beforehand is a changed value wherever one side alone changed it."""
    base, mine, theirs = ({str(n): v[side] for n, v in enumerate(values)} for side in range(3))
    for found in differences(base, base, mine, theirs):
        taken = {MINE: found.mine, THEIRS: found.theirs}.get(found.by)
        assert taken != found.base
        assert found.mine != found.theirs
