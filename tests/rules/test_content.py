"""What content may say: each problem by its field, snapshots, and values of a wrong shape."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules import content
from questions.rules.content import Choice, Content, ContentRefused

KEY = {"text": "Softmax", "is_key": True, "explanation": "It sums to one."}
OTHER = {"text": "Tanh", "is_key": False, "explanation": ""}
OPEN: dict[str, Any] = {"type": "open", "level": "basic", "stem": "Why?", "answer": "So."}
MCQ: dict[str, Any] = OPEN | {"type": "mcq", "choices": [KEY, OTHER]}


def fields_at_fault(*, complete: bool = True, **values: Any) -> list[str]:
    said = content.from_json((MCQ if values.get("type") == "mcq" else OPEN) | values)
    return [problem.field for problem in content.problems(said, complete=complete)]


@pytest.mark.parametrize("values", [OPEN, MCQ])
def test_sound_content_has_no_problem(values: dict[str, Any]) -> None:
    assert content.problems(content.from_json(values)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "essay"),
        ("type", ""),
        ("level", "guru"),
        ("level", "Basic"),
        ("stem", ""),
        ("stem", " \n\t "),
        ("stem", "x" * 4_001),
        ("stem", "a\x00b"),
        ("stem", "a\ud800b"),
        ("answer", "x" * 65_537),
        ("answer", "é" * 32_769),
        ("answer", "a\x00b"),
        ("minutes", 0),
        ("minutes", -5),
        ("minutes", 121),
        ("minutes", 10**400),
        ("difficulty_adjustment", 11),
        ("difficulty_adjustment", -11),
        ("rubric", {"2": "Fair."}),
        ("rubric", {"": "Fair."}),
        ("rubric", {"1": "x" * 2_001}),
        ("rubric", {"1": "a\x00b"}),
        *[(name, ["x"] * 21) for name in content.LISTS],
        *[(name, ["x" * 2_001]) for name in content.LISTS],
        *[(name, ["fine", "a\x00b"]) for name in content.LISTS],
        *[(name, ["\udfff"]) for name in content.LISTS],
        ("choices", [KEY]),
    ],
)
def test_a_problem_names_its_field(field: str, value: Any) -> None:
    assert fields_at_fault(**{field: value}) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stem", "x" * 4_000),
        ("stem", "語" * 4_000),
        ("answer", "x" * 65_536),
        ("answer", "é" * 32_768),
        ("answer", ""),
        ("minutes", 1),
        ("minutes", 120),
        ("difficulty_adjustment", 10),
        ("difficulty_adjustment", -10),
        ("rubric", {"1": "a", "3": "b", "5": "x" * 2_000}),
        *[(name, ["x" * 2_000] * 20) for name in content.LISTS],
    ],
)
def test_what_stands_at_a_limit_is_allowed(field: str, value: Any) -> None:
    assert fields_at_fault(**{field: value}) == []


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ([], "at least two"),
        ([KEY], "at least two"),
        ([OTHER, {"text": "Relu"}], "as key"),
        ([KEY, {"text": ""}], "text for every choice"),
        ([KEY, {"text": " softmax "}], "same text"),
        ([KEY, *({"text": str(n)} for n in range(12))], "12 choices"),
        ([KEY, {"text": "x" * 2_001}], "Shorten"),
        ([KEY, {"text": "a", "explanation": "x" * 2_001}], "Shorten"),
        ([KEY, {"text": "a\x00"}], "not text"),
    ],
)
def test_unsound_choices_are_told(choices: list[dict[str, Any]], message: str) -> None:
    found = content.problems(content.from_json(MCQ | {"choices": choices}))
    assert {problem.field for problem in found} == {"choices"}
    assert any(message in problem.message for problem in found)


def test_every_problem_is_told_at_once() -> None:
    found = fields_at_fault(type="essay", level="guru", stem="", minutes=0, rubric={"2": "\x00"})
    assert set(found) == {"type", "level", "stem", "minutes", "rubric"}


def test_twelve_choices_and_several_keys_are_allowed() -> None:
    choices = [{"text": str(n), "is_key": n % 2 == 0} for n in range(12)]
    assert fields_at_fault(type="mcq", choices=choices) == []


@pytest.mark.parametrize("choices", [[], [KEY], [OTHER], [OTHER, {"text": "Relu"}]])
def test_a_draft_may_lack_choices_and_key(choices: list[dict[str, Any]]) -> None:
    assert fields_at_fault(type="mcq", choices=choices, complete=False) == []
    assert fields_at_fault(type="mcq", choices=choices) != []


@pytest.mark.parametrize(
    "values",
    [
        {"stem": ""},
        {"minutes": 0},
        {"type": "mcq", "choices": [KEY, KEY]},
        {"type": "mcq", "choices": [{"text": ""}]},
        {"type": "open", "choices": [KEY]},
    ],
)
def test_what_a_draft_has_must_be_sound(values: dict[str, Any]) -> None:
    assert len(fields_at_fault(**values, complete=False)) == 1


NO_TEXTS: list[Any] = [None, 1, [], {}]
WRONG: list[tuple[str, Any]] = [
    *[(name, value) for name in ("stem", "answer", "type", "level") for value in NO_TEXTS],
    *[
        (name, value)
        for name in content.LISTS
        for value in ("a text", None, 7, {"a": "b"}, [1], ["a", None], [["a"]], {"a"})
    ],
    ("rubric", "a text"),
    ("rubric", ["a"]),
    ("rubric", None),
    ("rubric", {"1": 5}),
    ("rubric", {"1": None}),
    ("rubric", {"1": ["a"]}),
    ("rubric", {1: "a"}),
    *[(name, v) for name in ("minutes", "difficulty_adjustment") for v in ("5", 5.0, None, True)],
    ("minutes", float("nan")),
    ("choices", "a text"),
    ("choices", None),
    ("choices", {"text": "a"}),
    ("choices", ["Softmax"]),
    ("choices", [None]),
    ("choices", [{}]),
    ("choices", [{"is_key": True}]),
    ("choices", [{"text": 1}]),
    ("choices", [{"text": "a", "is_key": "yes"}]),
    ("choices", [{"text": "a", "is_key": 1}]),
    ("choices", [{"text": "a", "explanation": None}]),
    ("choices", [{"text": "a", "weight": 1}]),
    ("choices", [{"text": "a", 1: 1}]),
]


@pytest.mark.parametrize(("field", "value"), WRONG, ids=lambda value: repr(value)[:30])
def test_a_value_of_the_wrong_shape_is_refused_by_its_field(field: str, value: Any) -> None:
    with pytest.raises(ContentRefused) as refusal:
        content.from_json(MCQ | {field: value})
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert all(problem.message for problem in refusal.value.problems)


def test_every_wrong_shape_is_told_at_once() -> None:
    with pytest.raises(ContentRefused) as refusal:
        content.from_json({"level": 1, "look_for": "a", "rubric": {"1": 2}})
    named = {problem.field for problem in refusal.value.problems}
    assert named == {"type", "stem", "level", "look_for", "rubric"}
    assert "look_for" in str(refusal.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
ANY_FIELD = st.sampled_from([*MCQ, *content.LISTS, "minutes", "rubric", "difficulty_adjustment"])


@given(st.dictionaries(ANY_FIELD, JSON, max_size=4))
def test_any_json_is_read_or_refused(values: dict[str, Any]) -> None:
    try:
        said = content.from_json(MCQ | values)
    except ContentRefused as refusal:
        assert refusal.problems
    else:
        content.problems(said)


def test_deep_nesting_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(50_000):
        deep = [deep]
    with pytest.raises(ContentRefused):
        content.from_json(OPEN | {"look_for": deep})


def test_unknown_names_are_left_out() -> None:
    assert content.from_json(OPEN | {"uid": 1, "skills": [None]}) == content.from_json(OPEN)


def test_texts_are_cleaned() -> None:
    said = content.from_json(
        OPEN
        | {
            "stem": " cafe\u0301\r\nor tea? \r",
            "look_for": ["  a\r"],
            "rubric": {"1": " b\n"},
            "choices": [{"text": " c "}],
        }
    )
    assert said.stem == "café\nor tea?"
    assert (said.look_for, said.rubric) == (("a",), {"1": "b"})
    assert said.choices == (Choice("c"),)


TEXT = st.text(max_size=12)
LINES = st.lists(TEXT, max_size=3).map(tuple)
CONTENTS = st.builds(
    Content,
    type=st.sampled_from(["open", "mcq"]),
    level=st.sampled_from(list(content.LEVELS)),
    stem=TEXT,
    answer=TEXT,
    minutes=st.integers(),
    difficulty_adjustment=st.integers(),
    look_for=LINES,
    red_flags=LINES,
    follow_ups=LINES,
    references=LINES,
    rubric=st.dictionaries(st.sampled_from(["1", "3", "5"]), TEXT),
    choices=st.lists(st.builds(Choice, TEXT, st.booleans(), TEXT), max_size=3).map(tuple),
)


@given(CONTENTS)
def test_a_snapshot_read_back_says_the_same(said: Content) -> None:
    cleaned = content.from_json(said.as_json())
    stored = json.loads(json.dumps(cleaned.as_json()))
    assert content.from_json(stored) == cleaned
    assert content.from_json(stored).digest() == cleaned.digest()


def test_equal_content_has_an_equal_digest_whatever_the_order_of_a_rubric() -> None:
    one = content.from_json(OPEN | {"rubric": {"1": "a", "5": "b"}})
    other = content.from_json(OPEN | {"rubric": {"5": "b", "1": "a"}})
    assert one.digest() == other.digest()
    assert len(one.digest()) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"stem": "Why not?"},
        {"answer": "No."},
        {"minutes": 6},
        {"look_for": ["a"]},
        {"rubric": {"1": "a"}},
        {"choices": [OTHER, KEY]},
        {"choices": [KEY, OTHER | {"explanation": "No."}]},
    ],
)
def test_other_content_has_another_digest(change: dict[str, Any]) -> None:
    assert content.from_json(MCQ | change).digest() != content.from_json(MCQ).digest()


def test_keys_are_counted() -> None:
    assert content.from_json(MCQ).key_count == 1
    assert content.from_json(OPEN).key_count == 0
