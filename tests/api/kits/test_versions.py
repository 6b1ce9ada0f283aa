"""What is told of a kit beside its rows: newer versions, coverage, and another kit."""

import pytest

from questions.actions import kits, questions
from questions.insight import HEAVY
from questions.models import Kit
from tests.api.base import Reader, problem
from tests.api.kits.conftest import GUIDANCE, Bank
from tests.api.kits.test_detail import items
from tests.base import Cast, make_kit, said


@pytest.fixture
def behind(bank: Bank, kit: Kit) -> Kit:
    """A kit of which two questions have a newer version in force."""
    for question in bank.questions[1:3]:
        newer = said(f"{question.stem} Newer.", level=question.level, answer="New.")
        questions.edit(None, question, newer)
    return kit


def test_changed_since(builder: Reader, bank: Bank, behind: Kit) -> None:
    response = builder.ask(f"/kits/{behind.pk}/changes/")
    assert response.headers["Cache-Control"] == "no-store"
    found = response.json()
    assert [row["question"] for row in found["results"]] == bank.ids[1:3]
    row = found["results"][0]
    assert (row["pinned"]["number"], row["in_force"]["number"]) == (1, 2)
    assert row["pinned"]["content"]["answer"] == GUIDANCE["answer"]
    assert row["in_force"]["content"]["stem"] == f"{bank.questions[1].stem} Newer."


def test_changes_without_guidance(cast: Cast, behind: Kit) -> None:
    reader = Reader(cast.alice, "kits:read", "questions:read")
    row = reader.get(f"/kits/{behind.pk}/changes/")["results"][0]
    for version in (row["pinned"], row["in_force"]):
        assert set(version["content"]) == {"type", "level", "stem", "minutes", "choices"}


def test_a_kit_of_the_newest_has_none(builder: Reader, kit: Kit) -> None:
    assert builder.get(f"/kits/{kit.pk}/changes/")["results"] == []


def test_upgrading_one_and_all(builder: Reader, bank: Bank, behind: Kit) -> None:
    path = f"/kits/{behind.pk}/upgrade/"
    one = builder.change("post", path, {"questions": [bank.ids[1]]})
    assert [item["version"] for item in items(one)] == [1, 2, 1]
    everything = builder.change("post", path)
    assert [item["version"] for item in items(everything)] == [1, 2, 2]
    assert items(everything)[1]["stem"].endswith("Newer.")


def test_upgrading_what_is_not_there(cast: Cast, builder: Reader, bank: Bank, behind: Kit) -> None:
    path = f"/kits/{behind.pk}/upgrade/"
    asked = {"questions": [bank.ids[1], bank.ids[6]]}
    assert builder.refused("post", path, asked) == [("questions", "unknown_value")]
    assert builder.refused("post", path, {"questions": ["1"]}) == [("questions[0]", "invalid")]
    assert builder.refused("post", path, {"questions": None}) == [("questions", "null")]
    kits.archive(cast.alice, Kit.objects.get())
    problem(builder.try_change("post", path), 409)
    assert {item.version for item in Kit.objects.get().contents().items()} == {1}


def test_coverage(builder: Reader, bank: Bank, kit: Kit) -> None:
    response = builder.ask(f"/kits/{kit.pk}/coverage/")
    assert response.headers["Cache-Control"] == "no-store"
    vision, prose = response.json()["skills"]
    assert (vision["slug"], vision["weight"], vision["total"]) == ("vision", HEAVY, 2)
    assert [cell["count"] for cell in vision["cells"]] == [1, 0, 1, 0]
    assert (prose["total"], prose["is_gap"]) == (1, False)
    for question in bank.ids[:3]:
        builder.change("delete", f"/kits/{kit.pk}/items/{question}/")
    skills = builder.get(f"/kits/{kit.pk}/coverage/")["skills"]
    assert [row["slug"] for row in skills if row["is_gap"]] == ["vision"]


def test_comparing(cast: Cast, builder: Reader, bank: Bank, kit: Kit) -> None:
    a, b, c, d, *_ = bank.ids
    other = make_kit("Other", [bank.questions[n] for n in (2, 0, 3)], by=cast.alice)
    assert builder.get(f"/kits/{kit.pk}/compare/{other.pk}/") == {
        "same": False,
        "only_here": [b],
        "only_there": [d],
        "other_version": [],
        "moved": [a, c],
    }
    assert builder.get(f"/kits/{kit.pk}/compare/{kit.pk}/")["same"] is True


def test_comparing_with_what_is_not_seen(cast: Cast, manager: Reader, bank: Bank, kit: Kit) -> None:
    own = make_kit("Own", bank.questions[:1], by=cast.bob)
    problem(manager.ask(f"/kits/{own.pk}/compare/{kit.pk}/"), 404)
    problem(manager.ask(f"/kits/{kit.pk}/compare/{own.pk}/"), 404)
    for path in ("changes", "coverage", f"items/{bank.ids[0]}/alternatives", "export"):
        problem(manager.ask(f"/kits/{kit.pk}/{path}/"), 404)
