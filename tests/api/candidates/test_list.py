"""Listing candidates: whom one sees, what narrows the list, and its pages."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from questions.actions import candidates
from questions.models import Candidate
from tests.api.base import READING, Reader, problem
from tests.base import Cast, make_candidate, make_role

ROW = {
    "id",
    "url",
    "pseudonym",
    "name",
    "email",
    "external_ref",
    "notes",
    "role",
    "retain_until",
    "given_to",
    "created_by",
    "created_at",
    "updated_at",
    "erased_at",
}


@pytest.fixture
def people(cast: Cast) -> dict[str, Candidate]:
    today = timezone.localdate()
    late = today - datetime.timedelta(days=1)
    role = make_role("Modeller")
    found = {
        "ann": make_candidate("Ann Onymous", cast.alice, email="ann@example.org", role=role),
        "ben": make_candidate("Ben Efit", cast.alice, external_ref="ats-17", retain_until=late),
        "cat": make_candidate("Cat Alogue", cast.alice, retain_until=today),
    }
    gone = make_candidate("Dan Gerous", cast.alice)
    return found | {"dan": candidates.erase(cast.alice, gone)}


def names(reader: Reader, params: Any = None) -> list[str]:
    return [row["name"] for row in reader.get("/candidates/", params)["results"]]


def test_newest_first(builder: Reader, people: dict[str, Candidate]) -> None:
    found = builder.get("/candidates/")
    assert [row["id"] for row in found["results"]] == [
        people[name].pk for name in ("dan", "cat", "ben", "ann")
    ]
    assert all(set(row) == ROW for row in found["results"])
    assert found["count"] == 4


def test_nothing_on_the_way_keeps_it(builder: Reader, people: dict[str, Candidate]) -> None:
    assert builder.ask("/candidates/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "ONYM"}, ["Ann Onymous"]),
        ({"q": "ann@"}, ["Ann Onymous"]),
        ({"q": "ats-1"}, ["Ben Efit"]),
        ({"q": "Gerous"}, []),
        ({"q": "50%"}, []),
        ({"role": "modeller"}, ["Ann Onymous"]),
        ({"external_ref": "ats-17"}, ["Ben Efit"]),
        ({"external_ref": "ats-1"}, []),
        ({"due": "true"}, ["Ben Efit"]),
        ({"due": "false"}, ["", "Cat Alogue", "Ann Onymous"]),
        ({"erased": "true"}, [""]),
        ({"erased": "false", "q": "a"}, ["Cat Alogue", "Ben Efit", "Ann Onymous"]),
    ],
)
def test_filters(
    builder: Reader, people: dict[str, Candidate], params: dict[str, str], found: list[str]
) -> None:
    assert names(builder, params) == found


def test_who_is_erased_is_found_by_pseudonym(builder: Reader, people: dict[str, Candidate]) -> None:
    found = builder.get("/candidates/", {"q": people["dan"].pseudonym})["results"]
    assert [row["id"] for row in found] == [people["dan"].pk]


@pytest.mark.parametrize(
    ("params", "errors"),
    [
        ({"due": "yes"}, [("due", "invalid")]),
        ({"external_ref": "a" * 201}, [("external_ref", "invalid")]),
        ({"erased": "1"}, [("erased", "invalid")]),
        ({"role": "nobody"}, [("role", "unknown_value")]),
        ({"q": "\x00"}, [("q", "invalid")]),
        ({"q": "x" * 201}, [("q", "invalid")]),
        ({"status": "draft"}, [("status", "unknown_parameter")]),
        ({"cursor": "x"}, [("cursor", "invalid")]),
        ({"page_size": "0"}, [("page_size", "invalid")]),
    ],
)
def test_refusals(builder: Reader, params: dict[str, str], errors: list[tuple[str, str]]) -> None:
    assert builder.refusals("/candidates/", params) == errors


def test_pages_lead_to_all(builder: Reader, people: dict[str, Candidate]) -> None:
    page, seen = builder.get("/candidates/?page_size=3"), []
    while True:
        seen += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        page = builder.get(page["next"])
    assert seen == sorted((one.pk for one in people.values()), reverse=True)
    assert len(builder.get(page["previous"])["results"]) == 3


def test_a_hiring_manager_sees_their_own_and_those_given(
    cast: Cast, manager: Reader, people: dict[str, Candidate]
) -> None:
    assert names(manager) == []
    candidates.give(cast.alice, people["ben"], [cast.bob])
    make_candidate("Eve Ning", cast.bob)
    assert names(manager) == ["Eve Ning", "Ben Efit"]
    assert names(manager, {"q": "Ann"}) == []


@pytest.mark.parametrize("scope", [scope for scope in READING if scope != "candidates:read"])
def test_other_scopes_do_not_reach_them(
    cast: Cast, people: dict[str, Candidate], scope: str
) -> None:
    for path in ("/candidates/", f"/candidates/{people['ann'].pk}/"):
        found = problem(Reader(cast.alice, scope).ask(path), 403)
        assert "candidates:read" in found["detail"]


def test_interviewers_list_none(interviewer: Reader, people: dict[str, Candidate]) -> None:
    problem(interviewer.ask("/candidates/"), 403)
