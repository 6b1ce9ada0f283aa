"""A kit's sections: add, change, move, take out."""

from typing import Any

import pytest

from questions.models import Kit
from tests.api.base import Reader, problem


def sections(body: Any) -> list[tuple[str, int]]:
    return [(section["name"], section["minutes"]) for section in body["sections"]]


START = [("Warm-up", 4), ("Core", 24), ("Deep dive", 13), ("Wrap-up", 4)]


@pytest.fixture
def path(kit: Kit) -> str:
    return f"/kits/{kit.pk}/sections/"


def test_adding(builder: Reader, path: str) -> None:
    assert sections(builder.change("post", path, {"name": "Coda"})) == [*START, ("Coda", 0)]
    added = builder.change("post", path, {"name": " Extra ", "minutes": 9})
    assert sections(added)[-1] == ("Extra", 9)


def test_no_more_than_twelve(builder: Reader, path: str) -> None:
    for number in range(8):
        builder.change("post", path, {"name": f"Part {number}"})
    problem(builder.try_change("post", path, {"name": "One more"}), 409)


def test_changing(builder: Reader, path: str) -> None:
    changed = builder.change("patch", f"{path}2/", {"name": "Heart"})
    assert sections(changed)[1] == ("Heart", 24)
    changed = builder.change("patch", f"{path}2/", {"minutes": 0})
    assert sections(changed)[1] == ("Heart", 0)
    assert len(changed["sections"][1]["items"]) == 3


def test_moving(builder: Reader, path: str) -> None:
    moved = builder.change("patch", f"{path}4/", {"position": 1, "name": "Opening"})
    assert [name for name, _ in sections(moved)] == ["Opening", "Warm-up", "Core", "Deep dive"]
    moved = builder.change("patch", f"{path}1/", {"position": 12})
    assert [name for name, _ in sections(moved)] == ["Warm-up", "Core", "Deep dive", "Opening"]


def test_taking_out(builder: Reader, path: str) -> None:
    assert sections(builder.change("delete", f"{path}1/")) == START[1:]
    assert "Move or remove" in problem(builder.try_change("delete", f"{path}1/"), 409)["detail"]


@pytest.mark.parametrize("number", ["0", "5", "9" * 30, "-1", "x"])
def test_numbers_that_no_section_has(builder: Reader, path: str, number: str) -> None:
    problem(builder.try_change("patch", f"{path}{number}/", {"name": "X"}), 404)
    problem(builder.try_change("delete", f"{path}{number}/"), 404)


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"name": ""}, [("name", "blank")]),
        ({"name": "x" * 101}, [("name", "max_length")]),
        ({"name": 5}, [("name", "invalid")]),
        ({"name": "X", "minutes": -1}, [("minutes", "min_value")]),
        ({"name": "X", "minutes": 481}, [("minutes", "max_value")]),
        ({"name": "X", "minutes": None}, [("minutes", "null")]),
        ({"name": "X", "items": []}, [("items", "unknown_field")]),
    ],
)
def test_fields_that_are_not_understood(
    builder: Reader, path: str, said: Any, errors: list[tuple[str, str]]
) -> None:
    assert builder.refused("post", path, said) == errors
    assert builder.refused("patch", f"{path}1/", said) == errors


def test_a_new_section_is_named(builder: Reader, path: str) -> None:
    assert builder.refused("post", path, {"minutes": 5}) == [("name", "required")]
