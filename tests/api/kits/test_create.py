"""Making kits: empty, assembled, duplicated, given to a candidate."""

from typing import Any

import pytest

from questions.actions import candidates, kits
from questions.models import Blueprint, Kit, Question
from tests.api.base import WRITING, Reader, problem
from tests.api.kits.conftest import Bank
from tests.api.kits.test_detail import items
from tests.base import Cast, make_candidate


def test_an_empty_one(builder: Reader, bank: Bank) -> None:
    made = builder.make("/kits/", {"name": "Talk"})
    assert (made["name"], made["status"], made["candidate"], made["minutes"]) == (
        "Talk",
        "draft",
        None,
        45,
    )
    assert [section["name"] for section in made["sections"]] == [
        "Warm-up",
        "Core",
        "Deep dive",
        "Wrap-up",
    ]
    assert items(made) == []


def test_one_with_all_settings(cast: Cast, builder: Reader, bank: Bank) -> None:
    candidate = make_candidate(by=cast.alice)
    settings = {"name": "Talk", "seniority": "senior", "minutes": 90, "round": 3}
    made = builder.make("/kits/", settings | {"role": "modeller", "candidate": candidate.pk})
    assert {name: made[name] for name in settings} == settings
    assert (made["role"]["slug"], made["candidate"]["id"]) == ("modeller", candidate.pk)


def test_the_round_is_the_next(cast: Cast, builder: Reader) -> None:
    candidate = make_candidate(by=cast.alice)
    rounds = [
        builder.make("/kits/", {"name": "Talk", "candidate": candidate.pk})["round"]
        for _ in range(2)
    ]
    assert rounds == [1, 2]


def test_one_from_a_blueprint(builder: Reader, blueprint: Blueprint) -> None:
    made = builder.make("/kits/", {"blueprint": blueprint.pk, "seed": 7})
    assert (made["name"], made["blueprint"], made["seed"]) == ("Short", blueprint.pk, 7)
    assert (made["seniority"], made["role"]["slug"]) == ("mid", "modeller")
    levels = [item["level"] for item in items(made)]
    assert (levels.count("basic"), levels.count("expert")) == (2, 1)
    assert all(item["reason"] for item in items(made))
    assert made["gaps"] == []
    again = builder.make("/kits/", {"blueprint": blueprint.pk, "seed": 7, "name": "Again"})
    assert again["name"] == "Again"
    assert [i["question"] for i in items(again)] == [i["question"] for i in items(made)]


def test_a_blueprint_that_cannot_be_met(builder: Reader, blueprint: Blueprint) -> None:
    Question.objects.filter(level="expert").update(level="advanced")
    before = Kit.objects.count()
    found = problem(builder.send("post", "/kits/", {"blueprint": blueprint.pk}), 422)
    assert [(e["field"], e["code"]) for e in found["errors"]] == [("least", "infeasible")]
    assert "expert" in found["errors"][0]["message"]
    assert Kit.objects.count() == before


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, [("name", "required")]),
        ({"name": " "}, [("name", "blank")]),
        ({"name": "x" * 201}, [("name", "max_length")]),
        ({"name": "T", "candidate": 999}, [("candidate", "unknown_value")]),
        ({"name": "T", "candidate": "1"}, [("candidate", "invalid")]),
        ({"name": "T", "candidate": True}, [("candidate", "invalid")]),
        ({"name": "T", "candidate": 1.0}, [("candidate", "invalid")]),
        ({"name": "T", "candidate": 2**63}, [("candidate", "max_value")]),
        ({"name": "T", "candidate": -1}, [("candidate", "min_value")]),
        ({"name": "T", "candidate": {"id": 1}}, [("candidate", "invalid")]),
        ({"name": "T", "role": "nobody"}, [("role", "unknown_value")]),
        ({"name": "T", "seniority": "chief"}, [("seniority", "invalid_choice")]),
        ({"name": "T", "seniority": ["mid"]}, [("seniority", "invalid_choice")]),
        ({"name": "T", "minutes": 4}, [("minutes", "min_value")]),
        ({"name": "T", "minutes": 481}, [("minutes", "max_value")]),
        ({"name": "T", "minutes": 10**400}, [("minutes", "max_value")]),
        ({"name": "T", "minutes": 1e300}, [("minutes", "invalid")]),
        ({"name": "T", "round": 0}, [("round", "min_value")]),
        ({"name": "T", "round": 21}, [("round", "max_value")]),
        ({"name": "T", "seed": 1}, [("seed", "not_together")]),
        ({"name": "T", "status": "ready"}, [("status", "unknown_field")]),
        ({"blueprint": 999}, [("blueprint", "unknown_value")]),
        ({"blueprint": None}, [("blueprint", "null")]),
    ],
)
def test_fields_that_are_not_understood(
    builder: Reader, said: Any, errors: list[tuple[str, str]]
) -> None:
    found = problem(builder.send("post", "/kits/", said), 400)
    assert [(e["field"], e["code"]) for e in found["errors"]] == errors
    assert not Kit.objects.exists()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"minutes": 45}, ("minutes", "not_together")),
        ({"role": None}, ("role", "not_together")),
        ({"seed": 2**31}, ("seed", "max_value")),
        ({"seed": -1}, ("seed", "min_value")),
    ],
)
def test_what_the_blueprint_says_is_not_said_again(
    builder: Reader, blueprint: Blueprint, more: Any, error: tuple[str, str]
) -> None:
    sent = {"blueprint": blueprint.pk} | more
    found = problem(builder.send("post", "/kits/", sent), 400)
    assert [(e["field"], e["code"]) for e in found["errors"]] == [error]


def test_a_candidate_must_be_one_the_caller_sees(
    cast: Cast, builder: Reader, manager: Reader
) -> None:
    ann = make_candidate("Ann", cast.alice)
    sent = {"name": "Talk", "candidate": ann.pk}
    scopes = [scope for scope in WRITING if scope != "candidates:read"]
    for reader in (manager, Reader(cast.alice, *scopes)):
        found = problem(reader.send("post", "/kits/", sent), 400)
        assert found["errors"][0]["code"] == "unknown_value"
    candidates.erase(cast.alice, ann)
    problem(builder.send("post", "/kits/", sent), 400)
    assert not Kit.objects.exists()


def test_giving_a_template(cast: Cast, builder: Reader, kit: Kit) -> None:
    ready = kits.freeze(cast.alice, kit)
    ann = make_candidate("Ann", cast.alice)
    made = builder.make(f"/kits/{kit.pk}/give/", {"candidate": ann.pk})
    assert (made["origin"], made["candidate"]["id"], made["status"]) == (kit.pk, ann.pk, "ready")
    asked = [(i["question"], i["version"]) for i in items(made)]
    assert asked == [(i.question, i.version) for i in ready.contents().items()]


def test_only_a_template_is_given(cast: Cast, builder: Reader, kit: Kit) -> None:
    ann = make_candidate("Ann", cast.alice)
    kits.edit(cast.alice, kit, {"candidate": ann})
    found = problem(builder.send("post", f"/kits/{kit.pk}/give/", {"candidate": ann.pk}), 409)
    assert "duplicate" in found["detail"]
    refused = problem(builder.send("post", f"/kits/{kit.pk}/give/", {}), 400)
    assert [(e["field"], e["code"]) for e in refused["errors"]] == [("candidate", "required")]
    assert Kit.objects.count() == 1


def test_duplicating(cast: Cast, builder: Reader, kit: Kit) -> None:
    copy = builder.make(f"/kits/{kit.pk}/duplicate/")
    assert (copy["name"], copy["origin"], copy["status"]) == (
        "Copy of First talk",
        kit.pk,
        "draft",
    )
    assert len(items(copy)) == 3
    ann = make_candidate("Ann", cast.alice)
    named = builder.make(f"/kits/{kit.pk}/duplicate/", {"name": "Hers", "candidate": ann.pk})
    assert (named["name"], named["candidate"]["id"]) == ("Hers", ann.pk)
