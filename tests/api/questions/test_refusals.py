"""Parameters of a listing that are not understood: a 400 that names each."""

import base64
from typing import Any

import pytest

from tests.api.base import Reader
from tests.base import make_question

REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"colour": "red"}, [("colour", "unknown_parameter")]),
    ({"format": "html"}, [("format", "unknown_parameter")]),
    ({"Level": "basic"}, [("Level", "unknown_parameter")]),
    ({"b": "1", "a": "1"}, [("a", "unknown_parameter"), ("b", "unknown_parameter")]),
    ({"x" * 300: "1"}, [("x" * 100, "unknown_parameter")]),
    ({"level": "hard"}, [("level", "unknown_value")]),
    ({"level": ["basic", "hard", "Basic"]}, [("level", "unknown_value")] * 2),
    ({"type": "essay"}, [("type", "unknown_value")]),
    ({"skill": "nowhere"}, [("skill", "unknown_value")]),
    ({"skill": "\x00"}, [("skill", "unknown_value")]),
    ({"role": "nobody"}, [("role", "unknown_value")]),
    ({"status": "gone"}, [("status", "unknown_value")]),
    ({"source": "hearsay"}, [("source", "unknown_value")]),
    ({"ordering": "stem"}, [("ordering", "unknown_value")]),
    ({"ordering": "-minutes"}, [("ordering", "unknown_value")]),
    ({"q": "a" * 20_001}, [("q", "too_long")]),
    ({"minutes_min": "-1"}, [("minutes_min", "invalid")]),
    ({"minutes_min": "121"}, [("minutes_min", "invalid")]),
    ({"minutes_min": "2.5"}, [("minutes_min", "invalid")]),
    ({"minutes_min": "٣"}, [("minutes_min", "invalid")]),
    ({"minutes_max": "five"}, [("minutes_max", "invalid")]),
    ({"minutes_max": "0000001" + "9" * 5000}, [("minutes_max", "invalid")]),
    (
        {"level": "hard", "minutes_max": "x"},
        [("level", "unknown_value"), ("minutes_max", "invalid")],
    ),
]


@pytest.mark.parametrize(("params", "errors"), REFUSED, ids=[str(case[1]) for case in REFUSED])
@pytest.mark.parametrize("path", ["/questions/", "/questions/facets/"])
def test_every_error_is_named(
    alice: Reader, path: str, params: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    assert alice.refusals(path, params) == errors


PAGE_SIZES = ["0", "101", "-1", "", "ten", "1.5", "0000101", "0000001" + "9" * 5000]


@pytest.mark.parametrize("size", PAGE_SIZES, ids=[size[:12] for size in PAGE_SIZES])
@pytest.mark.parametrize("path", ["/questions/", "/skills/", "/roles/", "/sources/"])
def test_a_bad_page_size(alice: Reader, path: str, size: str) -> None:
    assert alice.refusals(path, {"page_size": size}) == [("page_size", "invalid")]


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


CURSORS = [
    "nonsense!",
    "é",
    cursor("[]"),
    cursor("[0,[],0]"),
    cursor("[0,[1],0]"),
    cursor('[0,["20",1],0]'),
    cursor("[0,[20,-1],0]"),
    cursor("[-1,[20,1],0]"),
    cursor("[0,[20,1],2.5]"),
    cursor("[true,[20,1],0]"),
    cursor(f"[0,[20,{2**31}],0]"),
    cursor("[0,[" + "9" * 5000 + ",1],0]"),
    cursor("[" * 100_000),
    cursor('{"a":0,"b":[20,1],"c":0}'),
]


@pytest.mark.parametrize("text", CURSORS, ids=range(len(CURSORS)))
def test_a_bad_cursor(alice: Reader, text: str) -> None:
    assert alice.refusals("/questions/", {"cursor": text}) == [("cursor", "invalid")]


@pytest.mark.parametrize(
    "value",
    ["yesterday", "2026-01-01", "2026-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "\x00"],
)
def test_a_bad_time_in_a_cursor(alice: Reader, value: str) -> None:
    made_up = cursor(f'[0,["{value}",1],0]'.replace("\x00", "\\u0000"))
    params = {"ordering": "updated", "cursor": made_up}
    assert alice.refusals("/questions/", params) == [("cursor", "invalid")]


def test_a_cursor_of_another_order(alice: Reader) -> None:
    for number in range(3):
        make_question(f"Question {number}")
    by_level = alice.get("/questions/", {"page_size": 1})["next"]
    params = by_level.partition("?")[2] + "&ordering=updated"
    assert alice.refusals(f"/questions/?{params}") == [("cursor", "invalid")]


@pytest.mark.parametrize("path", ["/skills/", "/roles/", "/sources/"])
def test_taxonomies_take_two_parameters(alice: Reader, path: str) -> None:
    assert alice.refusals(path, {"q": "x", "cursor": "!", "level": "basic"}) == [
        ("level", "unknown_parameter"),
        ("q", "unknown_parameter"),
    ]
    for text in ("!", cursor("[0,[1,1],0]"), cursor('[0,["\\u0000",1],0]')):
        assert alice.refusals(path, {"cursor": text}) == [("cursor", "invalid")]


def test_facets_take_no_page(alice: Reader) -> None:
    params = {"cursor": "x", "page_size": "5"}
    assert alice.refusals("/questions/facets/", params) == [
        ("cursor", "unknown_parameter"),
        ("page_size", "unknown_parameter"),
    ]
