"""A kit's items: add, change, move, take out, swap, draw again, mark."""

from typing import Any

import pytest

from questions.actions import asked, assembly, kits, questions
from questions.models import AskedEntry, Blueprint, Kit
from tests.api.base import Reader, problem
from tests.api.kits.conftest import GUIDANCE, Bank
from tests.api.kits.test_detail import items
from tests.base import Cast, make_candidate, make_kit, make_question


def order(body: Any) -> list[list[int]]:
    """Return the questions of each section."""
    return [[item["question"] for item in section["items"]] for section in body["sections"]]


@pytest.fixture
def path(kit: Kit) -> str:
    return f"/kits/{kit.pk}/items/"


def test_adding(builder: Reader, bank: Bank, path: str) -> None:
    a, b, c, d, e, f, *_ = bank.ids
    added = builder.change("post", path, {"question": d, "section": 3})
    assert order(added) == [[], [a, b, c], [d], []]
    added = builder.change("post", path, {"question": e, "section": 2, "position": 1})
    assert order(added) == [[], [e, a, b, c], [d], []]
    added = builder.change("post", path, {"question": f})
    assert order(added)[2] == [f, d]


def test_adding_what_cannot_be(builder: Reader, bank: Bank, path: str) -> None:
    draft = make_question("Not yet", status="draft")
    for said, field in (
        ({"question": bank.ids[0]}, "question"),
        ({"question": draft.pk}, "question"),
        ({"question": bank.ids[5], "section": 5}, "section"),
    ):
        found = problem(builder.try_change("post", path, said), 409)
        assert [(e["field"], e["code"]) for e in found["errors"]] == [(field, "refused")]


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, [("question", "required")]),
        ({"question": 99999}, [("question", "unknown_value")]),
        ({"question": "x"}, [("question", "invalid")]),
        ({"question": 10**30}, [("question", "max_value")]),
        ({"question": 0, "section": 0}, [("section", "min_value"), ("question", "min_value")]),
    ],
)
def test_fields_of_an_added_item(
    builder: Reader, path: str, said: Any, errors: list[tuple[str, str]]
) -> None:
    assert builder.refused("post", path, said) == errors


def test_a_position_is_one_in_a_section(builder: Reader, bank: Bank, path: str) -> None:
    said = {"question": bank.ids[5], "position": 1}
    assert builder.refused("post", path, said) == [("section", "required")]


def test_a_hiring_manager_adds_what_they_see(
    cast: Cast, manager: Reader, bank: Bank, kit: Kit, path: str
) -> None:
    kits.share(cast.alice, kit, [cast.bob])
    draft = make_question("Not yet", status="draft")
    assert manager.refused("post", path, {"question": draft.pk}) == [("question", "unknown_value")]
    assert bank.ids[5] in order(manager.change("post", path, {"question": bank.ids[5]}))[1]


def test_changing(builder: Reader, bank: Bank, path: str) -> None:
    said = {"minutes": 9, "note": "Let them draw.", "locked": True}
    said |= {"follow_ups": GUIDANCE["follow_ups"][1:]}
    changed = builder.change("patch", f"{path}{bank.ids[1]}/", said)
    item = items(changed)[1]
    assert {name: item[name] for name in said} == said
    assert changed["undoable"][0] == f"Changed question {bank.ids[1]}"
    item = items(builder.change("patch", f"{path}{bank.ids[1]}/", {"locked": False}))[1]
    assert (item["minutes"], item["note"], item["locked"]) == (9, "Let them draw.", False)


def test_moving(builder: Reader, bank: Bank, path: str) -> None:
    a, b, c, *_ = bank.ids
    moved = builder.change("patch", f"{path}{c}/", {"position": 1})
    assert order(moved) == [[], [c, a, b], [], []]
    assert moved["undoable"][0] == f"Moved question {c}"
    moved = builder.change("patch", f"{path}{a}/", {"section": 1})
    assert order(moved) == [[a], [c, b], [], []]
    moved = builder.change("patch", f"{path}{b}/", {"section": 1, "position": 1, "minutes": 2})
    assert order(moved) == [[b, a], [c], [], []]
    assert items(moved)[0]["minutes"] == 2


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"minutes": 0}, [("minutes", "min_value")]),
        ({"minutes": 121}, [("minutes", "max_value")]),
        ({"minutes": "5"}, [("minutes", "invalid")]),
        ({"note": "x" * 2001}, [("note", "max_length")]),
        ({"note": None}, [("note", "null")]),
        ({"locked": "yes"}, [("locked", "invalid")]),
        ({"locked": 1}, [("locked", "invalid")]),
        ({"locked": []}, [("locked", "invalid")]),
        ({"follow_ups": "And?"}, [("follow_ups", "not_a_list")]),
        ({"follow_ups": ["And with three?"]}, [("follow_ups", "unknown_value")]),
        ({"follow_ups": [5]}, [("follow_ups[0]", "invalid")]),
        ({"section": 13}, [("section", "max_value")]),
        ({"position": 0}, [("position", "min_value")]),
        ({"question": 5}, [("question", "unknown_field")]),
        ({"version": 2}, [("version", "unknown_field")]),
    ],
)
def test_fields_of_an_item(
    builder: Reader, bank: Bank, path: str, said: Any, errors: list[tuple[str, str]]
) -> None:
    before = Kit.objects.get().revision
    assert builder.refused("patch", f"{path}{bank.ids[0]}/", said) == errors
    assert Kit.objects.get().revision == before


def test_follow_ups_are_guidance(cast: Cast, bank: Bank, path: str) -> None:
    blind = Reader(cast.alice, "kits:read", "kits:write")
    for guess in (GUIDANCE["follow_ups"], ["Another"]):
        answer = blind.try_change("patch", f"{path}{bank.ids[0]}/", {"follow_ups": guess})
        assert "answers:read" in problem(answer, 403)["detail"]
    assert items(blind.change("patch", f"{path}{bank.ids[0]}/", {"note": "Slowly."}))


def test_taking_out(builder: Reader, bank: Bank, path: str) -> None:
    a, b, c, *_ = bank.ids
    assert order(builder.change("delete", f"{path}{b}/")) == [[], [a, c], [], []]
    problem(builder.try_change("delete", f"{path}{b}/"), 404)


def test_a_question_that_is_not_in_the_kit(builder: Reader, bank: Bank, path: str) -> None:
    for method, verb, said in (
        ("patch", "", {"minutes": 5}),
        ("delete", "", None),
        ("post", "swap/", {"question": 1}),
        ("post", "redraw/", None),
        ("put", "outcome/", {"outcome": "asked"}),
    ):
        problem(builder.try_change(method, f"{path}{bank.ids[6]}/{verb}", said), 404)
    problem(builder.ask(f"{path}{bank.ids[6]}/alternatives/"), 404)


def test_swapping(builder: Reader, bank: Bank, path: str) -> None:
    a, b, c, d, *_ = bank.ids
    swapped = builder.change("post", f"{path}{b}/swap/", {"question": d})
    assert order(swapped) == [[], [a, d, c], [], []]
    problem(builder.try_change("post", f"{path}{d}/swap/", {"question": a}), 409)
    assert builder.refused("post", f"{path}{d}/swap/", {}) == [("question", "required")]


def test_a_frozen_kit_asks_what_it_asks(
    cast: Cast, builder: Reader, bank: Bank, kit: Kit, path: str
) -> None:
    kits.freeze(cast.alice, kit)
    a = bank.ids[0]
    for method, address, said in (
        ("post", path, {"question": bank.ids[5]}),
        ("patch", f"{path}{a}/", {"minutes": 7}),
        ("delete", f"{path}{a}/", None),
        ("post", f"{path}{a}/swap/", {"question": bank.ids[5]}),
        ("post", f"{path}{a}/redraw/", None),
        ("post", f"/kits/{kit.pk}/sections/", {"name": "Coda"}),
        ("post", f"/kits/{kit.pk}/sort/", None),
        ("post", f"/kits/{kit.pk}/undo/", None),
    ):
        problem(builder.try_change(method, address, said), 409)


# Alternatives and draws


@pytest.fixture
def drawn(cast: Cast, blueprint: Blueprint) -> Kit:
    """A draft assembled from a blueprint: one of two basic questions pairs, one expert."""
    return assembly.assemble(cast.alice, blueprint, seed=1)


def test_alternatives(builder: Reader, bank: Bank, drawn: Kit) -> None:
    contents = drawn.contents()
    expert = next(q for q in contents.questions if q in (bank.ids[3], bank.ids[7]))
    other = bank.ids[7] if expert == bank.ids[3] else bank.ids[3]
    response = builder.ask(f"/kits/{drawn.pk}/items/{expert}/alternatives/")
    assert response.headers["Cache-Control"] == "no-store"
    found = response.json()["results"]
    assert set(found[0]) == {
        "question",
        "url",
        "stem",
        "level",
        "type",
        "minutes",
        "points",
        "breaks",
        "sentence",
    }
    assert (found[0]["question"], found[0]["level"], found[0]["breaks"]) == (other, "expert", [])
    assert found[0]["sentence"]
    assert all(row["breaks"] for row in found[1:])
    assert expert not in [row["question"] for row in found]


def test_alternatives_are_for_who_builds(
    cast: Cast, onlooker: Reader, interviewer: Reader, bank: Bank, kit: Kit
) -> None:
    kits.share(cast.alice, kit, [cast.carol])
    for reader in (onlooker, interviewer):
        path = f"/kits/{kit.pk}/items/{bank.ids[0]}/alternatives/"
        assert "kits:write" in problem(reader.ask(path), 403)["detail"]


def test_alternatives_without_the_bank_are_not_told(cast: Cast, bank: Bank, kit: Kit) -> None:
    reader = Reader(cast.alice, "kits:read", "kits:write")
    assert reader.get(f"/kits/{kit.pk}/items/{bank.ids[0]}/alternatives/")["count"] == 0


def test_drawing_one_again(builder: Reader, bank: Bank, drawn: Kit) -> None:
    held = drawn.contents().questions
    expert = next(q for q in held if q in (bank.ids[3], bank.ids[7]))
    again = builder.change("post", f"/kits/{drawn.pk}/items/{expert}/redraw/")
    now = [item["question"] for item in items(again)]
    assert set(held) - set(now) == {expert}
    assert set(now) - set(held) == {bank.ids[3], bank.ids[7]} - {expert}


def test_a_locked_one_stays(builder: Reader, bank: Bank, drawn: Kit) -> None:
    question = drawn.contents().questions[0]
    path = f"/kits/{drawn.pk}/items/{question}/"
    builder.change("patch", path, {"locked": True})
    found = problem(builder.try_change("post", f"{path}redraw/"), 409)
    assert "locked" in found["detail"]


# What became of it


def test_marking(cast: Cast, builder: Reader, bank: Bank) -> None:
    kit = make_kit(asked=bank.questions[:2], by=cast.alice, candidate=make_candidate(), frozen=True)
    path = f"/kits/{kit.pk}/items/{bank.ids[0]}/outcome/"
    assert items(builder.change("put", path, {"outcome": "asked"}))[0]["outcome"] == "asked"
    assert builder.get(f"/questions/{bank.ids[0]}/")["asked_count"] == 1
    assert items(builder.change("put", path, {"outcome": "skipped"}))[0]["outcome"] == "skipped"
    assert builder.get(f"/questions/{bank.ids[0]}/")["asked_count"] == 0
    for outcome in ("answered", "", None, 1, ["asked"]):
        assert [field for field, _ in builder.refused("put", path, {"outcome": outcome})] == [
            "outcome"
        ]
    assert builder.refused("put", path, {}) == [("outcome", "required")]
    assert AskedEntry.objects.get().outcome == "skipped"


def test_a_template_is_not_asked(builder: Reader, bank: Bank, path: str) -> None:
    answer = builder.try_change("put", f"{path}{bank.ids[0]}/outcome/", {"outcome": "asked"})
    assert problem(answer, 409)["errors"][0]["field"] == "candidate"


def test_alternatives_for_what_is_no_more_to_be_had(
    cast: Cast, builder: Reader, bank: Bank, kit: Kit
) -> None:
    asked.report_leak(cast.alice, bank.questions[0])
    questions.move(cast.alice, bank.questions[1], "retire", note="Old.")
    for question in bank.ids[:3]:
        found = builder.get(f"/kits/{kit.pk}/items/{question}/alternatives/")["results"]
        assert not {row["question"] for row in found} & set(bank.ids[:3])
