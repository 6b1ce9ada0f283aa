"""Changing what is held about a candidate, giving them to accounts, erasing them."""

from typing import Any

import pytest

from questions.models import AuditEntry, Candidate, User
from tests.api.base import Reader, problem
from tests.base import Cast, make_candidate, make_kit, make_question, make_role


@pytest.fixture
def candidate(cast: Cast) -> Candidate:
    return make_candidate("Ann Onymous", cast.alice, email="ann@example.org", notes="Tall.")


def test_fields_that_are_not_named_stay(builder: Reader, candidate: Candidate) -> None:
    make_role("Modeller")
    path = f"/candidates/{candidate.pk}/"
    changed = builder.change("patch", path, {"role": "modeller", "notes": ""})
    assert (changed["role"]["slug"], changed["notes"]) == ("modeller", "")
    assert (changed["name"], changed["email"]) == ("Ann Onymous", "ann@example.org")
    assert builder.change("patch", path, {"role": None})["role"] is None


def test_nothing_named_changes_nothing(builder: Reader, candidate: Candidate) -> None:
    path = f"/candidates/{candidate.pk}/"
    before = builder.etag(path)
    builder.change("patch", path, {})
    assert builder.etag(path) == before


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"name": ""}, [("name", "blank")]),
        ({"name": None}, [("name", "null")]),
        ({"email": "x"}, [("email", "invalid")]),
        ({"external_ref": "ats-17"}, [("external_ref", "unique")]),
        ({"id": 5}, [("id", "unknown_field")]),
    ],
)
def test_fields_that_are_not_understood(
    builder: Reader, candidate: Candidate, said: Any, errors: list[tuple[str, str]]
) -> None:
    make_candidate("Ben", external_ref="ats-17")
    assert builder.refused("patch", f"/candidates/{candidate.pk}/", said) == errors
    assert Candidate.objects.get(pk=candidate.pk).revision == candidate.revision


def test_giving_them_to_accounts(
    cast: Cast, builder: Reader, manager: Reader, candidate: Candidate
) -> None:
    path = f"/candidates/{candidate.pk}/"
    problem(manager.ask(path), 404)
    given = builder.change("put", f"{path}access/", {"accounts": ["carol", "bob"]})
    assert sorted(given["given_to"]) == ["bob", "carol"]
    assert manager.get(path)["name"] == "Ann Onymous"
    assert builder.change("put", f"{path}access/", {"accounts": []})["given_to"] == []
    problem(manager.ask(path), 404)


def test_giving_them_away_oneself(
    cast: Cast, builder: Reader, manager: Reader, candidate: Candidate
) -> None:
    path = f"/candidates/{candidate.pk}/"
    builder.change("put", f"{path}access/", {"accounts": ["bob"]})
    answer = manager.try_change("put", f"{path}access/", {"accounts": []})
    assert (answer.status_code, answer.json()["given_to"]) == (200, [])
    problem(manager.ask(path), 404)


@pytest.mark.parametrize(
    ("accounts", "errors"),
    [
        (["nobody"], [("accounts", "unknown_value")]),
        (["bob", "gone"], [("accounts", "unknown_value")]),
        ([""], [("accounts[0]", "blank")]),
        (["\x00"], [("accounts[0]", "null_characters_not_allowed")]),
        ([1], [("accounts[0]", "invalid")]),
        ("bob", [("accounts", "not_a_list")]),
        ({"0": "bob"}, [("accounts", "not_a_list")]),
        (None, [("accounts", "null")]),
        (["bob"] * 201, [("accounts", "max_length")]),
    ],
)
def test_accounts_that_are_none(
    builder: Reader, candidate: Candidate, accounts: Any, errors: list[tuple[str, str]]
) -> None:
    User.objects.create_user("gone", is_active=False)
    path = f"/candidates/{candidate.pk}/access/"
    assert builder.refused("put", path, {"accounts": accounts}) == errors
    assert not candidate.given_to.exists()


def test_accounts_must_be_named(builder: Reader, candidate: Candidate) -> None:
    path = f"/candidates/{candidate.pk}/access/"
    assert builder.refused("put", path, {}) == [("accounts", "required")]


def test_erasing(cast: Cast, builder: Reader, candidate: Candidate) -> None:
    kit = make_kit("For Ann Onymous", [make_question()], by=cast.alice, candidate=candidate)
    path = f"/candidates/{candidate.pk}/"
    erased = builder.change("post", f"{path}erase/")
    assert erased["erased_at"]
    assert [erased[name] for name in ("name", "email", "notes")] == ["", "", ""]
    assert erased["pseudonym"] == candidate.pseudonym
    assert "Ann" not in builder.ask(f"/kits/{kit.pk}/").content.decode()
    assert AuditEntry.objects.filter(verb="candidate.erased", actor=cast.alice).exists()


def test_to_be_given_one_is_not_to_erase_them(
    cast: Cast, manager: Reader, candidate: Candidate
) -> None:
    candidate.given_to.add(cast.bob)
    problem(manager.try_change("post", f"/candidates/{candidate.pk}/erase/"), 403)
    mine = make_candidate("Joan", cast.bob)
    assert manager.change("post", f"/candidates/{mine.pk}/erase/")["erased_at"]


def test_nothing_is_written_about_who_is_erased(builder: Reader, candidate: Candidate) -> None:
    path = f"/candidates/{candidate.pk}/"
    builder.change("post", f"{path}erase/")
    problem(builder.try_change("patch", path, {"name": "Ann"}), 409)
    problem(builder.try_change("put", f"{path}access/", {"accounts": ["bob"]}), 409)
    assert builder.change("post", f"{path}erase/")["name"] == ""
