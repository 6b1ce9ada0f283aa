"""Kits and parallel kits of a blueprint: /blueprints/<id>/kits/, …/runs/, and /runs/<id>/."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from questions.actions import asked, kits, runs
from questions.actions.blueprints import QuotaFields
from questions.models import AssemblyRun, Blueprint, Kit
from questions.rules import content
from tests.base import Cast, make_blueprint, make_candidate, make_question
from tests.worker import run_tasks


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


@pytest.fixture
def blueprint(cast: Cast) -> Blueprint:
    """A blueprint of two questions, and a bank of twelve that differ in level and topic alone."""
    for n in range(12):
        level = list(content.LEVELS)[n % 4]
        make_question(f"Topic{n} alone: subject{n}?", level=level, minutes=4)
    return make_blueprint(quotas=[QuotaFields(2, 2)])


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def make(client: Client, found: Blueprint, **fields: Any) -> Any:
    return client.post(f"/blueprints/{found.pk}/kits/", fields)


# Kits


def test_makes_a_template_and_opens_it(alice: Client, blueprint: Blueprint) -> None:
    response = make(alice, blueprint)
    kit = Kit.objects.get()
    assert response.headers["Location"] == f"/kits/{kit.pk}/build/"
    assert kit.name == f"Short, {timezone.localdate():%-d %b %Y}"
    assert (kit.candidate, kit.blueprint) == (None, blueprint)
    assert len(kit.contents().questions) == 2


def test_the_same_seed_draws_the_same_kit(alice: Client, blueprint: Blueprint) -> None:
    for _ in range(2):
        make(alice, blueprint, seed="7", name=" Mine ")
    first, second = Kit.objects.all()
    assert first.contents() == second.contents()
    assert (first.name, first.seed) == ("Mine", 7)


def test_makes_a_candidates_kit_of_what_was_not_asked(
    cast: Cast, alice: Client, blueprint: Blueprint
) -> None:
    candidate = make_candidate("Jane Example", by=cast.alice)
    page = alice.get(f"/blueprints/{blueprint.pk}/?candidate={candidate.pk}").content.decode()
    assert f'<option value="{candidate.pk}" selected>Jane Example</option>' in page
    make(alice, blueprint, candidate=candidate.pk)
    first = Kit.objects.get(candidate=candidate)
    asked.use(cast.alice, kits.freeze(cast.alice, first))
    make(alice, blueprint, candidate=candidate.pk)
    second = Kit.objects.exclude(pk=first.pk).get()
    assert not set(first.contents().questions) & set(second.contents().questions)


def test_candidates_out_of_sight_are_neither_offered_nor_taken(
    cast: Cast, client: Client, blueprint: Blueprint
) -> None:
    candidate = make_candidate("Jane Example", by=cast.alice)
    client.force_login(cast.bob)
    page = client.get(f"/blueprints/{blueprint.pk}/?candidate={candidate.pk}").content.decode()
    assert "Jane" not in page
    response = make(client, blueprint, candidate=candidate.pk)
    assert response.status_code == 400
    assert "Select a valid choice." in text(response)
    assert not Kit.objects.exists()


def test_many_candidates_make_no_endless_list(
    cast: Cast, alice: Client, blueprint: Blueprint
) -> None:
    oldest, *_ = [make_candidate(f"Person {n}", by=cast.alice) for n in range(60)]
    path = f"/blueprints/{blueprint.pk}/"
    page = alice.get(path).content.decode()
    assert "Person 59<" in page
    assert "Person 0<" not in page
    assert "Person 0<" in alice.get(f"{path}?candidate={oldest.pk}").content.decode()
    assert make(alice, blueprint, candidate=oldest.pk).status_code == 302


def test_says_why_there_is_no_kit(alice: Client, blueprint: Blueprint) -> None:
    scarce = make_blueprint("Scarce", [QuotaFields(4, level="expert")])
    response = make(alice, scarce, name="Typed")
    assert response.status_code == 400
    html = text(response)
    assert "No kit fits this blueprint." in html
    assert "4 expert questions asked for, 3 in the bank." in html
    assert 'value="Typed"' in response.content.decode()
    assert not Kit.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"candidate": "x"},
        {"candidate": "9" * 30},
        {"candidate": "\x00"},
        {"name": "x" * 201},
        {"name": "a\x00b"},
        {"seed": "-1"},
        {"seed": str(2**31)},
        {"seed": "one"},
    ],
)
def test_refuses_what_is_no_order(
    alice: Client, blueprint: Blueprint, fields: dict[str, str]
) -> None:
    response = make(alice, blueprint, **fields)
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()
    assert not Kit.objects.exists()


# Parallel kits


def order(client: Client, found: Blueprint, **fields: Any) -> Any:
    return client.post(f"/blueprints/{found.pk}/runs/", {"forms": 3, "band": 120, **fields})


def test_orders_parallel_kits_and_shows_them_come(alice: Client, blueprint: Blueprint) -> None:
    response = order(alice, blueprint)
    run = AssemblyRun.objects.get()
    path = f"/runs/{run.pk}/"
    assert response.headers["Location"] == path
    waiting = alice.get(path)
    assert "Waiting : 0 of 3 kits" in text(waiting)
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert "db_worker" not in text(waiting)
    run_tasks()
    done = alice.get(path, headers={"HX-Request": "true"})
    html = text(done)
    assert html.startswith("Done : 3 of 3 kits")
    assert "hx-trigger" not in done.content.decode()
    for kit in Kit.objects.filter(run=run):
        items = kit.items.select_related("question")
        difficulty = sum(item.question.difficulty for item in items)
        assert f"{kit.name} 2 8 {difficulty}" in html
        assert f'href="{kit.get_absolute_url()}"' in done.content.decode()
    assert re.search(r"Their total difficulty (is the same|differs by \d+ points at most)", html)
    assert "3 kits, difficulty within 120" in text(alice.get(f"/blueprints/{blueprint.pk}/"))


def test_tells_when_no_worker_takes_it_up(alice: Client, blueprint: Blueprint) -> None:
    order(alice, blueprint)
    run = AssemblyRun.objects.get()
    long_ago = timezone.now() - datetime.timedelta(minutes=2)
    AssemblyRun.objects.update(created_at=long_ago)
    assert "Waiting for the worker: python manage.py db_worker" in text(
        alice.get(f"/runs/{run.pk}/")
    )
    AssemblyRun.objects.update(status="running", alive_at=timezone.now())
    assert "db_worker" not in text(alice.get(f"/runs/{run.pk}/"))
    AssemblyRun.objects.update(alive_at=long_ago)
    assert "Nothing was heard of the worker" in text(alice.get(f"/runs/{run.pk}/"))


def test_tells_why_none_were_made(alice: Client, blueprint: Blueprint) -> None:
    order(alice, blueprint, forms=7)
    run_tasks()
    run = AssemblyRun.objects.get()
    html = text(alice.get(f"/runs/{run.pk}/"))
    assert "Failed" in html
    assert run.message in html


def test_cancels(alice: Client, blueprint: Blueprint) -> None:
    order(alice, blueprint)
    run = AssemblyRun.objects.get()
    response = alice.post(f"/runs/{run.pk}/cancel/", follow=True)
    assert "Cancelled: no kits are made." in text(response)
    run_tasks()
    assert not Kit.objects.exists()
    assert alice.get(f"/runs/{run.pk}/cancel/").status_code == 405
    assert alice.post(f"/runs/{run.pk}/").status_code == 405


@pytest.mark.parametrize(
    "fields",
    [
        {"forms": "1"},
        {"forms": "21"},
        {"forms": ""},
        {"band": "-1"},
        {"band": "9" * 30},
        {"band": "x"},
    ],
)
def test_refuses_numbers_out_of_range(
    alice: Client, blueprint: Blueprint, fields: dict[str, str]
) -> None:
    response = order(alice, blueprint, **fields)
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()
    assert not AssemblyRun.objects.exists()


def test_runs_of_others_are_theirs(cast: Cast, client: Client, blueprint: Blueprint) -> None:
    run = runs.start(cast.alice, blueprint, forms=2, band=10)
    client.force_login(cast.bob)
    assert client.get(f"/runs/{run.pk}/").status_code == 404
    assert client.post(f"/runs/{run.pk}/cancel/").status_code == 404
    assert "2 kits" not in text(client.get(f"/blueprints/{blueprint.pk}/"))
    own = runs.start(cast.bob, blueprint, forms=2, band=10)
    assert client.get(f"/runs/{own.pk}/").status_code == 200
    client.force_login(cast.eve)
    assert client.get(f"/runs/{own.pk}/").status_code == 200
    assert client.get("/runs/99/").status_code == 404
    assert client.get(f"/runs/{'9' * 30}/").status_code == 404
    AssemblyRun.objects.filter(pk=own.pk).update(created_by=cast.carol)
    client.force_login(cast.carol)
    assert client.get(f"/runs/{own.pk}/").status_code == 200
    assert client.post(f"/runs/{own.pk}/cancel/").status_code == 403


def test_says_once_what_would_have_to_give_and_that_it_is_all_of_it(
    alice: Client, blueprint: Blueprint
) -> None:
    lacking = [QuotaFields(9, level="expert"), QuotaFields(8, level="basic")]
    response = make(alice, make_blueprint("Hard", lacking))
    said = text(response)
    assert response.status_code == 400
    assert said.count("9 expert questions asked for") == 1
    assert "all of these together" in said
    assert "feasibility=1" not in response.content.decode()
