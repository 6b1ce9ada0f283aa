"""A blueprint's page: /blueprints/<id>/, and deleting it there."""

import re
from typing import Any

import pytest
from django.test import Client

from questions.actions import assembly, blueprints
from questions.actions.blueprints import QuotaFields, Terms
from questions.models import Blueprint, Kit
from tests.base import Cast, make_blueprint, make_candidate, make_kit, make_question, make_role


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def page(client: Client, found: Blueprint, query: str = "") -> str:
    response = client.get(f"/blueprints/{found.pk}/{query}")
    assert response.status_code == 200
    return text(response)


def test_says_the_plan_in_sentences(cast: Cast, alice: Client) -> None:
    found = make_blueprint(
        "First round",
        [QuotaFields(2, 4, level="basic")],
        role=make_role("Modeller"),
        seniority="mid",
        description="To get to know each other.",
        max_uses=2,
    )
    html = page(alice, found)
    assert "To get to know each other." in html
    assert "A 45-minute interview for Modeller, mid-level: 5 minutes for the wrap-up," in html
    assert "1 to 40 minutes of questions." in html
    assert "2 to 4 basic questions" in html
    assert "Nothing that the candidate was asked before" in html
    assert "Nothing asked more than 2 times in 90 days" in html


def test_lists_the_kits_and_runs_that_the_reader_may_see(cast: Cast, client: Client) -> None:
    make_question()
    found = make_blueprint()
    candidate = make_candidate("Jane Example", by=cast.alice)
    assembly.assemble(cast.alice, found, candidate=candidate, name="For Jane")
    assembly.assemble(cast.bob, found, name="Bob's own")
    client.force_login(cast.alice)
    html = page(client, found)
    assert "For Jane For Jane Example · draft" in html
    response = client.get(f"/blueprints/{found.pk}/")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Bob&#x27;s own Template · draft" in html
    client.force_login(cast.bob)
    html = page(client, found)
    assert "Bob&#x27;s own" in html
    assert "Jane" not in html


def test_says_on_request_what_the_bank_can_do(alice: Client) -> None:
    make_question(minutes=6)
    found = make_blueprint(quotas=[QuotaFields(1)])
    assert "Feasible" not in page(alice, found)
    assert "Feasible: 1 question, 6 minutes" in page(alice, found, "?feasibility=1")
    scarce = make_blueprint(quotas=[QuotaFields(2, level="expert")])
    html = page(alice, scarce, "?feasibility=1")
    assert "Not feasible as it is" in html
    assert "2 expert questions asked for, none in the bank." in html
    piece = alice.get(f"/blueprints/{found.pk}/?feasibility=1", headers={"HX-Request": "true"})
    assert text(piece) == "Feasible: 1 question, 6 minutes"


def test_names_only_questions_that_the_reader_may_see(cast: Cast, client: Client) -> None:
    shown, hidden = make_question("Shown?"), make_question("Hidden?", status="draft")
    terms = Terms(includes=(shown, hidden), excludes=(make_question("Gone?", status="retired"),))
    found = blueprints.create(cast.alice, {"name": "Plan", "minutes_min": 1}, terms)
    client.force_login(cast.alice)
    assert all(stem in page(client, found) for stem in ("Shown?", "Hidden?", "Gone?"))
    client.force_login(cast.bob)
    html = page(client, found)
    assert "Shown?" in html
    assert "Hidden?" not in html
    assert "Gone?" not in html
    client.force_login(cast.carol)
    assert "Shown?" not in page(client, found)


def test_who_only_reads_kits_reads_the_plan_alone(cast: Cast, client: Client) -> None:
    found = make_blueprint("Plan")
    client.force_login(cast.carol)
    html = client.get(f"/blueprints/{found.pk}/?feasibility=1").content.decode()
    assert "<form" not in html.partition("<main")[2].partition("</main>")[0]
    assert "Feasible" not in html
    for path in ("delete/", "kits/", "runs/", "feasibility/"):
        assert client.post(f"/blueprints/{found.pk}/{path}").status_code == 403
    assert client.get(f"/blueprints/{found.pk}/edit/").status_code == 403
    assert client.get("/blueprints/new/").status_code == 403


@pytest.mark.parametrize("path", ["", "edit/"])
@pytest.mark.parametrize("pk", ["0", "99", "9" * 30])
def test_an_unknown_blueprint_is_not_found(alice: Client, pk: str, path: str) -> None:
    assert alice.get(f"/blueprints/{pk}/{path}").status_code == 404


def test_who_reads_no_kits_finds_none(cast: Cast, client: Client) -> None:
    found = make_blueprint()
    client.force_login(cast.dave)
    assert client.get(f"/blueprints/{found.pk}/").status_code == 404
    assert client.post(f"/blueprints/{found.pk}/delete/").status_code == 404


def test_wrong_verbs_are_refused(alice: Client) -> None:
    found = make_blueprint()
    assert alice.post(f"/blueprints/{found.pk}/").status_code == 405
    for path in ("delete/", "kits/", "runs/", "feasibility/"):
        assert alice.get(f"/blueprints/{found.pk}/{path}").status_code == 405
    assert alice.put(f"/blueprints/{found.pk}/edit/").status_code == 405


def test_deletes_what_was_shown_and_keeps_its_kits(cast: Cast, alice: Client) -> None:
    found = make_blueprint("Short")
    kit = make_kit("Made")
    Kit.objects.filter(pk=kit.pk).update(blueprint=found)
    response = alice.post(f"/blueprints/{found.pk}/delete/", {"revision": 1}, follow=True)
    assert response.redirect_chain == [("/blueprints/", 302)]
    assert "Deleted. Kits made from it stay." in text(response)
    assert not Blueprint.objects.exists()
    assert Kit.objects.get().blueprint is None


@pytest.mark.parametrize("revision", ["1", "", "x", "9" * 30, "\x00"])
def test_what_changed_since_is_not_deleted(cast: Cast, alice: Client, revision: str) -> None:
    found = make_blueprint("Short")
    blueprints.edit(cast.bob, found, {"name": "Shorter"}, Terms())
    response = alice.post(f"/blueprints/{found.pk}/delete/", {"revision": revision})
    assert response.status_code == 409
    assert "Shorter" in text(response)
    assert "someone else changed this blueprint" in text(response)
    assert Blueprint.objects.exists()
