"""What is done with a kit as a whole: settings, access, states, undo, order, another draw."""

from typing import Any

import pytest

from questions.actions import assembly, kits
from questions.models import AskedEntry, AuditEntry, Blueprint, Kit, Question
from tests.api.base import Reader, problem
from tests.api.kits.conftest import Bank
from tests.api.kits.test_detail import items
from tests.api.kits.test_items import order
from tests.base import Cast, make_candidate, make_kit


@pytest.fixture
def path(kit: Kit) -> str:
    return f"/kits/{kit.pk}/"


# Settings and access


def test_settings(cast: Cast, builder: Reader, kit: Kit, path: str) -> None:
    candidate = make_candidate(by=cast.alice)
    said = {"name": "Second talk", "seniority": "senior", "minutes": 60, "round": 2}
    changed = builder.change("patch", path, said | {"candidate": candidate.pk, "role": None})
    assert {name: changed[name] for name in said} == said
    assert (changed["role"], changed["candidate"]["id"]) == (None, candidate.pk)
    assert builder.change("patch", path, {"candidate": None})["candidate"] is None
    assert AuditEntry.objects.filter(verb="kit.edited", actor=cast.alice).count() == 2


def test_nothing_named_changes_nothing(builder: Reader, kit: Kit, path: str) -> None:
    builder.change("patch", path, {})
    assert Kit.objects.get().revision == kit.revision


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"name": ""}, [("name", "blank")]),
        ({"name": None}, [("name", "null")]),
        ({"candidate": 99999}, [("candidate", "unknown_value")]),
        ({"seniority": None}, [("seniority", "null")]),
        ({"minutes": 1.5}, [("minutes", "invalid")]),
        ({"round": True}, [("round", "invalid")]),
        ({"status": "used"}, [("status", "unknown_field")]),
        ({"sections": []}, [("sections", "unknown_field")]),
    ],
)
def test_settings_that_are_not_understood(
    builder: Reader, kit: Kit, path: str, said: Any, errors: list[tuple[str, str]]
) -> None:
    assert builder.refused("patch", path, said) == errors
    assert Kit.objects.get().revision == kit.revision


def test_a_frozen_kit_can_be_renamed_alone(
    cast: Cast, builder: Reader, kit: Kit, path: str
) -> None:
    kits.freeze(cast.alice, kit)
    assert builder.change("patch", path, {"name": "Other"})["name"] == "Other"
    found = problem(builder.try_change("patch", path, {"minutes": 60}), 409)
    assert found["errors"][0]["field"] == "minutes"


def test_access(builder: Reader, interviewer: Reader, path: str) -> None:
    problem(interviewer.ask(path), 404)
    given = builder.change("put", f"{path}access/", {"accounts": ["carol"]})
    assert given["given_to"] == ["carol"]
    assert interviewer.get(path)["name"] == "First talk"
    builder.change("put", f"{path}access/", {"accounts": []})
    problem(interviewer.ask(path), 404)
    assert builder.refused("put", f"{path}access/", {"accounts": ["nobody"]}) == [
        ("accounts", "unknown_value")
    ]


# States


def test_from_draft_to_used_and_away(
    cast: Cast, builder: Reader, bank: Bank, kit: Kit, path: str
) -> None:
    builder.change("patch", path, {"candidate": make_candidate(by=cast.alice).pk})
    frozen = builder.change("post", f"{path}freeze/")
    assert (frozen["status"], frozen["undoable"]) == ("ready", [])
    assert frozen["frozen_at"]
    skipped = [{"question": bank.ids[1], "outcome": "skipped"}]
    used = builder.change("post", f"{path}use/", {"outcomes": skipped})
    assert used["status"] == "used"
    assert [item["outcome"] for item in items(used)] == ["asked", "skipped", "asked"]
    assert AskedEntry.objects.count() == 3
    assert builder.change("post", f"{path}archive/")["status"] == "archived"
    assert builder.change("post", f"{path}restore/")["status"] == "used"


def test_without_outcomes_all_was_asked(cast: Cast, builder: Reader, bank: Bank) -> None:
    kit = make_kit(asked=bank.questions[:2], by=cast.alice, candidate=make_candidate(), frozen=True)
    used = builder.change("post", f"/kits/{kit.pk}/use/")
    assert [item["outcome"] for item in items(used)] == ["asked", "asked"]


@pytest.mark.parametrize("verb", ["use", "restore"])
def test_states_that_lead_nowhere(builder: Reader, path: str, verb: str) -> None:
    problem(builder.try_change("post", f"{path}{verb}/"), 409)


def test_an_empty_kit_is_not_ready(cast: Cast, builder: Reader) -> None:
    kit = make_kit(by=cast.alice)
    found = problem(builder.try_change("post", f"/kits/{kit.pk}/freeze/"), 409)
    assert "at least one question" in found["detail"]


@pytest.mark.parametrize(
    ("outcomes", "fields"),
    [
        ("asked", ["outcomes"]),
        ([5], ["outcomes[0]"]),
        ([{"question": 5}], ["outcomes[0].outcome"]),
        ([{"question": 5, "outcome": "answered"}], ["outcomes[0].outcome"]),
        ([{"question": 5, "outcome": "asked", "at": 1}], ["outcomes[0].at"]),
        ([{"question": "5", "outcome": "asked"}], ["outcomes[0].question"]),
        ([{"question": 5, "outcome": "asked"}] * 61, ["outcomes"]),
        (None, ["outcomes"]),
    ],
)
def test_outcomes_that_are_not_understood(
    builder: Reader, path: str, outcomes: Any, fields: list[str]
) -> None:
    found = builder.refused("post", f"{path}use/", {"outcomes": outcomes})
    assert [field for field, _ in found] == fields


def test_outcomes_of_other_questions(cast: Cast, builder: Reader, bank: Bank) -> None:
    kit = make_kit(asked=bank.questions[:2], by=cast.alice, candidate=make_candidate(), frozen=True)
    said = {"outcomes": [{"question": bank.ids[5], "outcome": "asked"}]}
    problem(builder.try_change("post", f"/kits/{kit.pk}/use/", said), 409)
    assert not AskedEntry.objects.exists()


# Contents as a whole


def test_undo(builder: Reader, bank: Bank, path: str) -> None:
    a, b, c, *_ = bank.ids
    builder.change("delete", f"{path}items/{b}/")
    assert order(builder.change("post", f"{path}undo/")) == [[], [a, b, c], [], []]
    for _ in range(3):
        builder.change("post", f"{path}undo/")
    found = problem(builder.try_change("post", f"{path}undo/"), 409)
    assert found["detail"] == "There is nothing to undo."


def test_sorting(builder: Reader, bank: Bank, path: str) -> None:
    a, b, c, *_ = bank.ids
    builder.change("patch", f"{path}items/{c}/", {"position": 1})
    assert order(builder.change("post", f"{path}sort/")) == [[], [a, b, c], [], []]


def test_drawing_all_again(cast: Cast, builder: Reader, bank: Bank, blueprint: Blueprint) -> None:
    kit = assembly.assemble(cast.alice, blueprint, seed=1)
    questions = kit.contents().questions
    expert = next(q for q in questions if q in (bank.ids[3], bank.ids[7]))
    for question in set(questions) - {expert}:
        builder.change("patch", f"/kits/{kit.pk}/items/{question}/", {"locked": True})
    drawn = builder.change("post", f"/kits/{kit.pk}/assemble/")
    now = {item["question"] for item in items(drawn)}
    assert set(questions) - now == {expert}
    assert now - set(questions) == {bank.ids[3], bank.ids[7]} - {expert}


def test_drawing_again_what_the_bank_lacks(
    cast: Cast, builder: Reader, bank: Bank, blueprint: Blueprint
) -> None:
    kit = assembly.assemble(cast.alice, blueprint, seed=1)
    held = kit.contents().questions
    Question.objects.exclude(pk__in=held).update(level="advanced")
    found = problem(builder.try_change("post", f"/kits/{kit.pk}/assemble/"), 422)
    assert {error["code"] for error in found["errors"]} == {"infeasible"}
    assert Kit.objects.get(pk=kit.pk).contents().questions == held


def test_a_kit_made_by_hand_is_not_drawn(builder: Reader, path: str) -> None:
    assert "blueprint" in problem(builder.try_change("post", f"{path}assemble/"), 409)["detail"]
