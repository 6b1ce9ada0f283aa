"""Blueprints: list, read, add, change, delete."""

from typing import Any

import pytest

from questions.models import AuditEntry, Blueprint, Kit
from tests.api.base import API, Reader, problem
from tests.base import Cast, make_blueprint, make_role

ROW = {
    "id",
    "uid",
    "url",
    "name",
    "description",
    "role",
    "seniority",
    "minutes",
    "wrap_up_minutes",
    "minutes_min",
    "avoid_asked",
    "max_uses",
    "quotas",
    "includes",
    "excludes",
    "created_by",
    "created_at",
    "updated_at",
}
QUOTA = {"least": 1, "most": 2, "level": "basic", "type": "open", "skill": "vision", "role": None}


def test_listing_by_name(builder: Reader, blueprint: Blueprint) -> None:
    make_blueprint("Long", role=make_role("Designer"))
    found = builder.get("/blueprints/")["results"]
    assert [row["name"] for row in found] == ["Long", "Short"]
    assert all(set(row) == ROW for row in found)
    for params, name in (({"q": "SHO"}, "Short"), ({"role": "designer"}, "Long")):
        assert [row["name"] for row in builder.get("/blueprints/", params)["results"]] == [name]
    page = builder.get("/blueprints/?page_size=1")
    assert [row["name"] for row in builder.get(page["next"])["results"]] == ["Short"]
    assert builder.refusals("/blueprints/", {"q": "\x00", "x": "", "cursor": "!"}) == [
        ("x", "unknown_parameter"),
        ("q", "invalid"),
    ]


def test_reading(builder: Reader, blueprint: Blueprint) -> None:
    path = f"/blueprints/{blueprint.pk}/"
    found = builder.get(path)
    assert set(found) == ROW
    assert found["url"] == f"http://testserver{API}{path}"
    assert (found["name"], found["minutes"], found["created_by"]) == ("Short", 15, "alice")
    assert found["quotas"][0] == {
        "least": 1,
        "most": None,
        "level": "basic",
        "type": "",
        "skill": None,
        "role": None,
    }
    held = {"If-None-Match": builder.etag(path)}
    assert builder.ask(path, **held).status_code == 304
    problem(builder.ask(f"/blueprints/{blueprint.pk + 1}/"), 404)


def test_interviewers_read_them_and_other_scopes_do_not(
    cast: Cast, interviewer: Reader, blueprint: Blueprint
) -> None:
    path = f"/blueprints/{blueprint.pk}/"
    assert interviewer.get(path)["name"] == "Short"
    problem(Reader(cast.alice, "questions:read", "kits:write").ask(path), 403)


def test_adding(cast: Cast, builder: Reader, bank: list[int]) -> None:
    said = {"name": "Long", "minutes": 60, "role": "modeller", "seniority": "mid"}
    said |= {"description": "For a morning.", "max_uses": 3, "avoid_asked": False}
    lists = {"quotas": [QUOTA], "includes": bank[:1], "excludes": bank[1:2]}
    made = builder.make("/blueprints/", said | lists)
    told = {"role": {"slug": "modeller", "name": "Modeller"}}
    assert {name: made[name] for name in said} == said | told
    assert made["quotas"] == [QUOTA | {"skill": {"slug": "vision", "name": "Vision"}}]
    assert (made["includes"], made["excludes"]) == (bank[:1], bank[1:2])
    assert (made["wrap_up_minutes"], made["minutes_min"]) == (5, 30)
    assert AuditEntry.objects.filter(verb="blueprint.created", actor=cast.alice).exists()


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"name": ""}, [("name", "blank")]),
        ({"minutes": 30}, [("minutes_min", "refused")]),
        ({"minutes": 5}, [("wrap_up_minutes", "refused")]),
        ({"minutes": 4}, [("minutes", "min_value")]),
        ({"minutes": "45"}, [("minutes", "invalid")]),
        ({"max_uses": 10_001}, [("max_uses", "max_value")]),
        ({"avoid_asked": "no"}, [("avoid_asked", "invalid")]),
        ({"avoid_asked": None}, [("avoid_asked", "null")]),
        ({"role": "nobody"}, [("role", "unknown_value")]),
        ({"quotas": {}}, [("quotas", "not_a_list")]),
        ({"quotas": [{}]}, [("quotas[0].least", "required")]),
        ({"quotas": [{"least": 1}, {"least": -1}]}, [("quotas[1].least", "min_value")]),
        ({"quotas": [{"least": 2, "most": 1}]}, [("quotas", "refused")]),
        ({"quotas": [{"least": 1, "level": "hard"}]}, [("quotas[0].level", "invalid_choice")]),
        ({"quotas": [{"least": 1, "skill": "x"}]}, [("quotas[0].skill", "unknown_value")]),
        ({"quotas": [{"least": 1, "colour": 1}]}, [("quotas[0].colour", "unknown_field")]),
        ({"quotas": [{"least": 1}] * 41}, [("quotas", "max_length")]),
        ({"includes": [99999]}, [("includes", "unknown_value")]),
        ({"includes": ["1"]}, [("includes[0]", "invalid")]),
        ({"includes": [2**70]}, [("includes[0]", "max_value")]),
        ({"excludes": 5}, [("excludes", "not_a_list")]),
        ({"uid": "x"}, [("uid", "unknown_field")]),
    ],
)
def test_fields_that_are_not_understood(
    builder: Reader, blueprint: Blueprint, said: Any, errors: list[tuple[str, str]]
) -> None:
    found = problem(builder.send("post", "/blueprints/", {"name": "Long"} | said), 400)
    assert [(e["field"], e["code"]) for e in found["errors"]] == errors
    path, sent = f"/blueprints/{blueprint.pk}/", {"name": "Long"} | said
    assert builder.refused("put", path, sent) == errors
    assert Blueprint.objects.get().name == "Short"


def test_a_question_is_not_both_included_and_excluded(builder: Reader, bank: list[int]) -> None:
    said = {"name": "Long", "includes": bank[:1], "excludes": bank[:2]}
    found = problem(builder.send("post", "/blueprints/", said), 400)
    assert found["errors"][0]["field"] == "excludes"


def test_changing_leaves_what_is_not_named(
    builder: Reader, bank: list[int], blueprint: Blueprint
) -> None:
    path = f"/blueprints/{blueprint.pk}/"
    changed = builder.change("patch", path, {"name": "Shorter", "includes": bank[:1]})
    assert (changed["name"], changed["minutes"], len(changed["quotas"])) == ("Shorter", 15, 2)
    changed = builder.change("patch", path, {"quotas": []})
    assert (changed["quotas"], changed["includes"]) == ([], bank[:1])


def test_replacing_forgets_what_is_not_named(
    builder: Reader, bank: list[int], blueprint: Blueprint
) -> None:
    path = f"/blueprints/{blueprint.pk}/"
    builder.change("patch", path, {"includes": bank[:1], "seniority": "mid"})
    changed = builder.change("put", path, {"name": "Whole"})
    assert (changed["minutes"], changed["seniority"]) == (45, "")
    assert (changed["quotas"], changed["includes"]) == ([], [])
    assert builder.refused("put", path, {"minutes": 60}) == [("name", "required")]


def test_deleting_leaves_its_kits(builder: Reader, blueprint: Blueprint) -> None:
    kit = builder.make("/kits/", {"blueprint": blueprint.pk})
    path = f"/blueprints/{blueprint.pk}/"
    answer = builder.try_change("delete", path)
    assert (answer.status_code, answer.content) == (204, b"")
    problem(builder.ask(path), 404)
    assert Kit.objects.get(pk=kit["id"]).blueprint is None


@pytest.mark.parametrize("method", ["put", "patch"])
def test_each_quota_is_named_whole(builder: Reader, blueprint: Blueprint, method: str) -> None:
    body = {"name": "Short", "quotas": [QUOTA, {"level": "basic"}]}
    path = f"/blueprints/{blueprint.pk}/"
    assert builder.refused(method, path, body) == [("quotas[1].least", "required")]
