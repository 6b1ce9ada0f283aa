"""A new kit: /kits/new/."""

from typing import Any

import pytest
from django.utils import timezone

from questions.actions.blueprints import QuotaFields
from questions.models import Candidate, Kit
from tests.base import make_blueprint, make_candidate, make_question, make_role
from tests.views.desk import Desk

TEMPLATE = {"name": "Screening", "whom": "template", "minutes": "30"}


def test_says_why_a_template_is_the_default(alice_desk: Desk) -> None:
    response = alice_desk.get("/kits/new/")
    page = response.content.decode()
    assert "The same questions in the same order for every candidate" in page
    assert response.context["form"]["whom"].value() == "template"


def test_makes_an_empty_template_and_opens_the_builder(alice_desk: Desk) -> None:
    role = make_role("Modeller")
    form = TEMPLATE | {"role": role.pk, "seniority": "senior"}
    response = alice_desk.post("/kits/new/", form)
    kit = Kit.objects.get()
    assert response.headers["Location"] == f"/kits/{kit.pk}/build/"
    said = (kit.name, kit.candidate, kit.role, kit.seniority, kit.minutes)
    assert said == ("Screening", None, role, "senior", 30)


@pytest.mark.parametrize(
    "typed", ["Jane Example", "JANE example", "jane@example.org", "ATS-7", "{0}", "Jane · {0}"]
)
def test_finds_the_candidate_by_what_is_typed(alice_desk: Desk, typed: str) -> None:
    jane = make_candidate("Jane Example", email="jane@example.org", external_ref="ATS-7")
    make_candidate("Ravi")
    form = TEMPLATE | {"whom": "candidate", "candidate": typed.format(jane.pseudonym)}
    alice_desk.post("/kits/new/", form)
    assert Kit.objects.get().candidate == jane


def test_a_link_chooses_candidate_and_blueprint(alice_desk: Desk) -> None:
    jane, plan = make_candidate("Jane", role=make_role("Modeller")), make_blueprint()
    response = alice_desk.get(f"/kits/new/?candidate={jane.pk}&blueprint={plan.pk}")
    form = response.context["form"]
    assert form["whom"].value() == "candidate"
    assert form["candidate"].value() == f"Jane · {jane.pseudonym}"
    assert form["role"].value() == jane.role_id
    assert f'<option value="{plan.pk}" selected>' in response.content.decode()


@pytest.mark.parametrize("query", ["candidate=x", "candidate=99999999999999999999", "candidate=9"])
def test_a_link_to_nobody_is_a_template(alice_desk: Desk, query: str) -> None:
    form = alice_desk.get(f"/kits/new/?{query}").context["form"]
    assert form["whom"].value() == "template"


def test_adds_a_candidate_by_name_for_the_kits_role(alice_desk: Desk) -> None:
    role = make_role("Modeller")
    form = TEMPLATE | {"whom": "new", "new_name": "Jane Example", "role": role.pk}
    alice_desk.post("/kits/new/", form)
    jane = Candidate.objects.get(name="Jane Example")
    assert (Kit.objects.get().candidate, jane.role) == (jane, role)


def test_assembles_at_once_from_a_blueprint(alice_desk: Desk) -> None:
    for number in range(4):
        make_question(f"Question {number}?", minutes=5)
    role = make_role("Modeller")
    plan = make_blueprint(quotas=[QuotaFields(least=2, most=2)], minutes=20, role=role)
    form = {"name": "Talk", "whom": "new", "new_name": "Jane", "blueprint": plan.pk}
    response = alice_desk.post("/kits/new/", form)
    kit = Kit.objects.get()
    assert response.headers["Location"] == f"/kits/{kit.pk}/build/"
    assert (kit.name, kit.blueprint, kit.minutes) == ("Talk", plan, 20)
    jane = Candidate.objects.get()
    assert (kit.candidate, kit.round, jane.name, jane.role) == (jane, 1, "Jane", role)
    assert kit.items.count() == 2


def test_a_kit_that_nobody_names_is_called_by_its_role_or_blueprint_and_the_day(
    alice_desk: Desk,
) -> None:
    make_question(minutes=5)
    role, plan = make_role("Modeller"), make_blueprint("Short")
    for more in ({}, {"role": role.pk}, {"blueprint": plan.pk}):
        alice_desk.post("/kits/new/", TEMPLATE | {"name": ""} | more)
    today = f"{timezone.localdate():%-d %b %Y}"
    names = [kit.name for kit in Kit.objects.order_by("pk")]
    assert names == [f"Kit, {today}", f"Modeller, {today}", f"Short, {today}"]


def test_says_what_the_bank_lacks_and_writes_nothing(alice_desk: Desk) -> None:
    plan = make_blueprint("Hard", [QuotaFields(least=2, level="expert")])
    form = {"name": "Talk", "whom": "new", "new_name": "Jane", "blueprint": plan.pk}
    response = alice_desk.post("/kits/new/", form, 400)
    page = response.content.decode()
    assert f'<a href="/blueprints/{plan.pk}/">Hard</a>' in page
    assert "2 expert questions" in page
    assert 'value="Jane"' in page
    assert not Kit.objects.exists()
    assert not Candidate.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"whom": "nobody"}, "Select a valid choice."),
        ({"whom": ""}, "This field is required."),
        ({"whom": "candidate"}, "Say which candidate."),
        ({"whom": "candidate", "candidate": "Nobody"}, "There is no such candidate."),
        ({"whom": "candidate", "candidate": "Twin"}, "Several candidates are called this"),
        ({"whom": "new"}, "Say what they are called."),
        ({"minutes": ""}, "Say how long the interview takes."),
        ({"minutes": "4"}, "greater than or equal to 5"),
        ({"minutes": "999999999999"}, "less than or equal to 480"),
        ({"role": "99999999999999999999"}, "Select a valid choice."),
        ({"seniority": "emperor"}, "Select a valid choice."),
        ({"blueprint": "99999999999999999999"}, "Select a valid choice."),
    ],
)
def test_says_what_is_wrong(alice_desk: Desk, wrong: dict[str, Any], sentence: str) -> None:
    make_candidate("Twin")
    make_candidate("Twin")
    assert sentence in alice_desk.refused("/kits/new/", TEMPLATE | wrong)
    assert not Kit.objects.exists()


def test_knows_nobody_whom_the_account_does_not_see(bob_desk: Desk) -> None:
    jane = make_candidate("Jane")
    for typed in ("Jane", jane.pseudonym):
        form = TEMPLATE | {"whom": "candidate", "candidate": typed}
        assert "There is no such candidate." in bob_desk.refused("/kits/new/", form)
    assert "Jane" not in bob_desk.get("/kits/new/").content.decode()


def test_is_for_those_who_write_kits(carol_desk: Desk, dave_desk: Desk) -> None:
    for someone in (carol_desk, dave_desk):
        someone.get("/kits/new/", 403)
        someone.post("/kits/new/", TEMPLATE, 403)
    assert not Kit.objects.exists()
