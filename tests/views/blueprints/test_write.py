"""The form of a blueprint: /blueprints/new/, /blueprints/<id>/edit/, and its check while typing."""

import re
from typing import Any

import pytest
from django.test import Client

from questions.actions import blueprints
from questions.actions.blueprints import QuotaFields, Terms, terms_of
from questions.models import Blueprint
from tests.base import Cast, make_blueprint, make_question, make_role, make_skill

NEW, CHECK = "/blueprints/new/", "/blueprints/feasibility/"


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def typed(*rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a form as it is posted: its columns of quotas are lists."""
    values = {"name": "Plan", "minutes": 45, "wrap_up_minutes": 5, "minutes_min": 1, **fields}
    for name in ("least", "most", "level", "type", "skill", "role"):
        values[f"quota_{name}"] = [row.get(name, "") for row in rows]
    return values


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def test_stores_all_that_was_typed(cast: Cast, alice: Client) -> None:
    skill, role = make_skill("Vision"), make_role("Modeller")
    wanted, unwanted = make_question("In"), make_question("Out")
    rows: tuple[dict[str, Any], ...] = (
        {"least": 2, "most": 3, "level": "basic", "type": "open"},
        {},
        {"most": 1, "skill": "vision", "role": "modeller"},
    )
    more = {"role": "modeller", "seniority": "mid", "max_uses": "2", "description": " Why. "}
    named = {
        "includes": f"{wanted.pk}",
        "excludes": f"http://testserver/questions/{unwanted.pk}/x/",
    }
    response = alice.post(NEW, typed(*rows, **more, **named))
    found = Blueprint.objects.get()
    assert response.headers["Location"] == f"/blueprints/{found.pk}/"
    assert (found.name, found.minutes, found.minutes_min, found.wrap_up_minutes) == (
        "Plan",
        45,
        1,
        5,
    )
    assert (found.role, found.seniority, found.max_uses) == (role, "mid", 2)
    assert (found.avoid_asked, found.description, found.created_by) == (False, "Why.", cast.alice)
    assert terms_of(found) == Terms(
        (QuotaFields(2, 3, level="basic", type="open"), QuotaFields(0, 1, skill=skill, role=role)),
        (wanted,),
        (unwanted,),
    )


def test_the_form_shows_what_is_stored_and_saves_it_unchanged(cast: Cast, alice: Client) -> None:
    skill = make_skill("Vision")
    quotas = (QuotaFields(2, 3, level="basic"), QuotaFields(1, skill=skill))
    terms = Terms(quotas, (make_question("In"),), (make_question("Out"),))
    fields = {"name": "Long", "minutes": 60, "max_uses": 0, "avoid_asked": False}
    found = blueprints.create(cast.bob, fields, terms)
    page = alice.get(f"/blueprints/{found.pk}/edit/").content.decode()
    response = alice.post(f"/blueprints/{found.pk}/edit/", posted_from(page))
    assert response.status_code == 302
    after = Blueprint.objects.get()
    assert (after.revision, after.created_by) == (2, cast.bob)
    assert {name: getattr(after, name) for name in fields} == fields
    assert terms_of(after) == terms


def posted_from(page: str) -> dict[str, Any]:
    """Return what a browser posts from the form as it stands."""
    form = re.sub(r"<template.*?</template>", "", page.partition('id="plan"')[2], flags=re.S)
    pattern = r'<input type="(\w+)" name="(\w+)"([^>]*)>|<select name="(\w+)".*?</select>'
    values: dict[str, Any] = {}
    for found in re.finditer(pattern, form, flags=re.S):
        kind, name, rest, select = found.groups()
        if select:
            chosen = re.search(r'value="([^"]*)" selected', found[0])
            values.setdefault(select, []).append(chosen[1] if chosen else "")
        elif kind != "checkbox" or "checked" in rest:
            value = re.search(r'value="([^"]*)"', rest)
            values.setdefault(name, []).append(value[1] if value else "")
    return values


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 201}, "Ensure this value has at most 200 characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"minutes": "4"}, "Minutes: Ensure this value is greater than or equal to 5."),
        ({"minutes": "9" * 400}, "Minutes: "),
        ({"minutes": "45.5"}, "Minutes: Enter a whole number."),
        ({"minutes_min": "41"}, "Questions cannot fill 41 minutes: 40 are left."),
        ({"wrap_up_minutes": "45"}, "The wrap-up leaves no time for questions."),
        ({"role": "nobody"}, "Role: Select a valid choice."),
        ({"seniority": "king"}, "Target level: Select a valid choice."),
        ({"max_uses": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"includes": "1, first one"}, "“first” is no question’s number or link."),
        ({"includes": "999999999"}, "There is no question 999999999."),
        ({"includes": "9" * 30}, "is no question’s number or link."),
        ({"includes": ",".join(str(n) for n in range(1, 99))}, "Name at most 60 questions."),
        ({"description": "x" * 2_001}, "Ensure this value has at most 2000 characters"),
    ],
)
def test_refuses_what_is_no_plan_and_keeps_it_typed(
    alice: Client, changes: dict[str, str], sentence: str
) -> None:
    response = alice.post(NEW, typed({"least": 7}, **changes))
    assert response.status_code == 400
    assert sentence in text(response).replace("&#x27;", "’")
    assert 'name="quota_least" value="7"' in response.content.decode()
    assert not Blueprint.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"level": "basic"}, "Say how many: at least, at most, or both."),
        ({"least": "3", "most": "2"}, "“At most” is below “at least”."),
        ({"least": "x"}, "Enter a whole number."),
        ({"least": "61"}, "Ensure this value is less than or equal to 60."),
        ({"least": "1", "level": "guru"}, "Select a valid choice. guru"),
        ({"least": "1", "skill": "\x00"}, "Select a valid choice."),
        ({"least": "1", "role": "1"}, "Select a valid choice. 1"),
    ],
)
def test_a_row_that_says_nothing_sound_is_marked(
    alice: Client, row: dict[str, str], sentence: str
) -> None:
    response = alice.post(NEW, typed({"least": 1}, row))
    assert response.status_code == 400
    assert sentence in text(response)
    assert not Blueprint.objects.exists()
    assert f"Quota 2: {sentence}" in text(alice.post(CHECK, typed({"least": 1}, row)))


def test_too_many_rows_are_refused(alice: Client) -> None:
    response = alice.post(NEW, typed(*[{"least": 1}] * 90))
    assert response.status_code == 400
    assert "Keep to 40 quotas." in text(response)


def test_a_question_both_asked_and_never_asked_is_refused(alice: Client) -> None:
    pk = make_question().pk
    response = alice.post(NEW, typed(includes=f"#{pk}", excludes=f"#{pk}"))
    assert response.status_code == 400
    assert f"Question {pk} is both included and excluded." in text(response)


def test_questions_out_of_sight_cannot_be_named_but_stay(cast: Cast, client: Client) -> None:
    hidden = make_question("Hidden?", status="draft")
    client.force_login(cast.bob)
    refused = client.post(NEW, typed(includes=str(hidden.pk)))
    assert f"There is no question {hidden.pk}." in text(refused)
    terms = Terms(includes=(hidden,))
    found = blueprints.create(cast.alice, {"name": "Plan", "minutes_min": 1}, terms)
    values = typed(includes=str(hidden.pk), revision=1)
    checked = client.post(f"/blueprints/{found.pk}/feasibility/", values)
    assert f"Question {hidden.pk} is to be included, but is not in the bank." in text(checked)
    assert "Hidden?" not in text(checked)
    assert client.post(f"/blueprints/{found.pk}/edit/", values).status_code == 302
    assert list(Blueprint.objects.get().includes.all()) == [hidden]


# Without script


def test_rows_come_and_go_without_script_and_nothing_typed_is_lost(alice: Client) -> None:
    rows = ({"least": 1}, {"least": 2}, {"least": 3})
    more = alice.post(NEW, typed(*rows, name="", minutes="abc", add_row="1"))
    assert more.status_code == 200
    assert 'value="abc"' in more.content.decode()
    assert posted_from(more.content.decode())["quota_least"] == ["1", "2", "3", ""]
    less = alice.post(NEW, typed(*rows, avoid_asked="on", remove_row="1")).content.decode()
    assert posted_from(less)["quota_least"] == ["1", "3"]
    assert "avoid_asked" in posted_from(less)
    for place in ("3", "-1", "x", "9" * 30):
        same = alice.post(NEW, typed(*rows, remove_row=place)).content.decode()
        assert posted_from(same)["quota_least"] == ["1", "2", "3"]
    assert not Blueprint.objects.exists()


def test_the_check_works_without_script(alice: Client) -> None:
    make_question(minutes=6)
    html = text(alice.post(NEW, typed({"least": 1}, check="1")))
    assert "Feasible: 1 question, 6 minutes" in html
    assert not Blueprint.objects.exists()


# While typing


def test_says_what_the_bank_lacks_and_when_it_does_not(alice: Client) -> None:
    named = make_question("Which?", minutes=6)
    response = alice.post(CHECK, typed({"least": 2, "level": "basic"}, name=""))
    assert response.status_code == 200
    assert "2 basic questions asked for, 1 in the bank." in text(response)
    assert "Feasible: 1 question, 6 minutes" in text(
        alice.post(CHECK, typed({"least": 1}, name=""))
    )
    named_too = text(alice.post(CHECK, typed(includes=str(named.pk))))
    assert "Named in the plan: Which?" in named_too


def test_says_what_contradicts_itself(alice: Client) -> None:
    response = alice.post(CHECK, typed({"least": 3, "most": 2}, minutes="", minutes_min="x"))
    html = text(response)
    assert "Not a plan yet" in html
    assert "Minutes: This field is required." in html
    assert "Minutes of questions at least: Enter a whole number." in html
    assert "Quota 1: “At most” is below “at least”." in html
    assert "Questions cannot fill 44" in text(alice.post(CHECK, typed(minutes_min="44")))
    assert alice.post(CHECK, {}).status_code == 200


# Copies and conflicts


def test_a_copy_starts_with_what_the_original_says(alice: Client) -> None:
    found = make_blueprint("Short", [QuotaFields(3, level="expert")], minutes=70)
    values = posted_from(alice.get(f"{NEW}?from={found.pk}").content.decode())
    assert (values["name"], values["minutes"]) == (["Short (copy)"], ["70"])
    assert alice.post(NEW, values).status_code == 302
    copy = Blueprint.objects.get(name="Short (copy)")
    assert terms_of(copy) == terms_of(found)
    for pk in ("99", "x", "9" * 30, "\x00"):
        assert alice.get(NEW, {"from": pk}).status_code == 404


def test_a_change_of_someone_else_is_named_and_never_overwritten(cast: Cast, alice: Client) -> None:
    found = make_blueprint("Short", [QuotaFields(1)])
    blueprints.edit(cast.bob, found, {"name": "Shorter", "minutes": 30}, Terms((QuotaFields(2),)))
    path = f"/blueprints/{found.pk}/edit/"
    response = alice.post(path, typed({"least": 9}, name="Longer", revision=1))
    assert response.status_code == 409
    html = text(response)
    assert "Name Now: Shorter Yours: Longer" in html
    assert "Minutes Now: 30 Yours: 45" in html
    assert "Quotas Now: at least 2 questions Yours: at least 9 questions" in html
    assert "Target level Now" not in html
    assert Blueprint.objects.get().name == "Shorter"
    again = posted_from(response.content.decode())
    assert alice.post(path, again).status_code == 302
    assert (Blueprint.objects.get().name, Blueprint.objects.get().revision) == ("Longer", 3)


@pytest.mark.parametrize("revision", ["", "7", "0"])
def test_a_form_of_no_known_revision_is_a_conflict(alice: Client, revision: str) -> None:
    found = make_blueprint("Short")
    path = f"/blueprints/{found.pk}/edit/"
    assert alice.post(path, typed(name="Longer", revision=revision)).status_code == 409
    assert Blueprint.objects.get().name == "Short"


# Finding questions to name


def test_finds_questions_by_what_they_say(cast: Cast, client: Client) -> None:
    shown = make_question("What is drift?")
    make_question("Which drift is this?", status="draft")
    make_question("What is bias?")
    client.force_login(cast.bob)
    response = client.get("/blueprints/questions/?q=drift")
    assert "1 of 1 question What is drift?" in text(response)
    assert f'data-name-question="{shown.pk}"' in response.content.decode()
    assert text(client.get("/blueprints/questions/?q=")) == ""
    assert "No question matches" in text(client.get("/blueprints/questions/?q=zebra"))
    refused = client.get("/blueprints/questions/?colour=red")
    assert refused.status_code == 400
    assert "There is no parameter “colour”." in text(refused)
    assert client.post("/blueprints/questions/").status_code == 405
    client.force_login(cast.carol)
    assert client.get("/blueprints/questions/?q=drift").status_code == 403
