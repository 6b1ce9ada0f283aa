"""Whether the bank can meet a plan, stored or not, and what would have to give."""

import pytest

from questions.models import Blueprint, Question
from tests.api.base import Reader, problem
from tests.base import make_role

ASK = "/blueprints/feasibility/"


def test_a_plan_that_can_be_met(builder: Reader, bank: list[int]) -> None:
    plan = {"minutes": 25, "minutes_min": 20, "quotas": [{"least": 2, "level": "basic"}]}
    response = builder.send("post", ASK, plan)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json() == {
        "feasible": True,
        "questions": 4,
        "minutes": 20,
        "relaxations": [],
    }
    assert not Blueprint.objects.exists()


def test_what_would_have_to_give(builder: Reader, bank: list[int]) -> None:
    quotas = [{"least": 1, "level": "basic"}, {"least": 3, "level": "expert"}]
    found = builder.send("post", ASK, {"minutes_min": 1, "quotas": quotas}).json()
    assert (found["feasible"], found["questions"]) == (False, 0)
    [relaxation] = found["relaxations"]
    assert (relaxation["asked"], relaxation["possible"], relaxation["quota"]) == (3, 2, 2)
    assert "expert" in relaxation["sentence"]


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"minutes": 30}, "minutes_min"),
        ({"quotas": [{"least": 2, "most": 1}]}, "quotas"),
        ({"name": 5}, "name"),
        ({"nme": "x"}, "nme"),
    ],
)
def test_plans_that_are_not_understood(
    builder: Reader, bank: list[int], plan: dict[str, object], field: str
) -> None:
    found = problem(builder.send("post", ASK, plan), 400)
    assert [error["field"] for error in found["errors"]] == [field]


def test_of_a_stored_one(builder: Reader, blueprint: Blueprint) -> None:
    path = f"/blueprints/{blueprint.pk}/feasibility/"
    assert builder.get(path) == {
        "feasible": True,
        "questions": 2,
        "minutes": 10,
        "relaxations": [],
    }
    Question.objects.filter(level="expert").update(level="advanced")
    assert builder.get(path)["feasible"] is False
    problem(builder.ask(f"/blueprints/{blueprint.pk + 1}/feasibility/"), 404)


def test_a_role_weighs(builder: Reader, bank: list[int]) -> None:
    make_role("Designer")
    plan = {"minutes_min": 1, "quotas": [{"least": 1, "role": "designer"}], "role": "modeller"}
    found = builder.send("post", ASK, plan).json()
    assert found["feasible"] is False
