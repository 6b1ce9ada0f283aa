"""Runs that make parallel kits: order, list, read, cancel."""

from typing import Any

import pytest

from questions.actions import runs
from questions.actions.blueprints import QuotaFields
from questions.models import AssemblyRun, Blueprint, Kit
from tests.api.base import API, Reader, problem
from tests.base import Cast, make_blueprint, make_question

RUN = {
    "id",
    "url",
    "blueprint",
    "forms",
    "band",
    "seed",
    "status",
    "forms_done",
    "message",
    "kits",
    "created_by",
    "created_at",
    "alive_at",
    "finished_at",
}


@pytest.fixture
def blueprint(cast: Cast) -> Blueprint:
    """One basic question of five minutes, of which the bank has two."""
    for stem in ("Which function makes a distribution?", "Name three kinds of bias."):
        make_question(stem)
    quotas = [QuotaFields(1, 1, level="basic")]
    return make_blueprint("Short", quotas, by=cast.alice, minutes=10, minutes_min=5)


@pytest.fixture
def run(cast: Cast, blueprint: Blueprint) -> AssemblyRun:
    return runs.start(cast.alice, blueprint, forms=2, band=20, seed=5)


def test_ordering_parallel_kits(builder: Reader, blueprint: Blueprint) -> None:
    said = {"forms": 2, "band": 30, "seed": 5}
    response = builder.send("post", f"/blueprints/{blueprint.pk}/parallel/", said)
    assert response.status_code == 202
    run = response.json()
    assert set(run) == RUN
    assert {name: run[name] for name in said} == said
    assert (run["status"], run["forms_done"], run["kits"]) == ("queued", 0, [])
    address = f"http://testserver{API}/runs/{run['id']}/"
    assert response.headers["Location"] == run["url"] == address
    assert builder.get(address) == run


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, [("forms", "required")]),
        ({"forms": 1}, [("forms", "min_value")]),
        ({"forms": 21}, [("forms", "max_value")]),
        ({"forms": 2, "band": -1}, [("band", "min_value")]),
        ({"forms": 2, "band": 501}, [("band", "max_value")]),
        ({"forms": 2, "seed": 2**31}, [("seed", "max_value")]),
        ({"forms": "2"}, [("forms", "invalid")]),
    ],
)
def test_orders_that_are_not_understood(
    builder: Reader, blueprint: Blueprint, said: Any, errors: list[tuple[str, str]]
) -> None:
    path = f"/blueprints/{blueprint.pk}/parallel/"
    found = problem(builder.send("post", path, said), 400)
    assert [(e["field"], e["code"]) for e in found["errors"]] == errors
    assert not AssemblyRun.objects.exists()


def test_listing_newest_first(cast: Cast, builder: Reader, run: AssemblyRun) -> None:
    newer = runs.start(cast.alice, run.blueprint, forms=3, band=20)
    found = builder.get("/runs/")["results"]
    assert [row["id"] for row in found] == [newer.pk, run.pk]
    assert all(set(row) == RUN for row in found)
    page = builder.get("/runs/?page_size=1")
    assert [row["id"] for row in builder.get(page["next"])["results"]] == [run.pk]
    assert builder.refusals("/runs/", {"status": "done"}) == [("status", "unknown_parameter")]


def test_what_a_run_has_made(cast: Cast, builder: Reader, run: AssemblyRun) -> None:
    runs.make_kits.func(run.pk)
    found = builder.get(f"/runs/{run.pk}/")
    assert (found["status"], found["forms_done"], found["message"]) == ("done", 2, "")
    assert found["kits"] == sorted(Kit.objects.values_list("pk", flat=True))
    held = {"If-None-Match": builder.etag(f"/runs/{run.pk}/")}
    assert builder.ask(f"/runs/{run.pk}/", **held).status_code == 304


def test_cancelling(cast: Cast, builder: Reader, run: AssemblyRun) -> None:
    path = f"/runs/{run.pk}/cancel/"
    response = builder.send("post", path)
    assert (response.status_code, response.json()["status"]) == (200, "cancelled")
    assert builder.send("post", path).json()["status"] == "cancelled"
    problem(builder.send("post", path, {"why": "late"}), 400)


def test_runs_of_others(
    cast: Cast, builder: Reader, manager: Reader, interviewer: Reader, run: AssemblyRun
) -> None:
    for reader in (manager, interviewer):
        assert reader.get("/runs/")["results"] == []
        problem(reader.ask(f"/runs/{run.pk}/"), 404)
    problem(manager.send("post", f"/runs/{run.pk}/cancel/"), 404)
    own = runs.start(cast.bob, run.blueprint, forms=2, band=20)
    assert [row["id"] for row in manager.get("/runs/")["results"]] == [own.pk]
    assert builder.get("/runs/")["count"] == 2


def test_a_token_for_reading_orders_and_ends_nothing(
    onlooker: Reader, interviewer: Reader, run: AssemblyRun
) -> None:
    for reader in (onlooker, interviewer):
        problem(reader.send("post", f"/runs/{run.pk}/cancel/"), 403)
    run.refresh_from_db()
    assert run.is_open
