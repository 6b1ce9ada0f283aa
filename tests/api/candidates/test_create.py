"""Adding a candidate."""

from typing import Any

import pytest

from questions.models import AuditEntry, Candidate
from tests.api.base import Reader, problem
from tests.base import Cast, make_candidate, make_role

ALL = {
    "name": "Ann Onymous",
    "email": "ann@example.org",
    "external_ref": "ats-17",
    "notes": "Knows someone here.\nAsk for the paper.",
    "role": "modeller",
    "retain_until": "2027-01-31",
}


def test_with_all_that_there_is(cast: Cast, builder: Reader) -> None:
    make_role("Modeller")
    made = builder.make("/candidates/", ALL)
    assert {name: made[name] for name in ALL} == ALL | {
        "role": {"slug": "modeller", "name": "Modeller"}
    }
    assert (made["created_by"], made["given_to"], made["erased_at"]) == ("alice", [], None)
    entry = AuditEntry.objects.get(verb="candidate.created")
    assert entry.actor == cast.alice


def test_with_a_name_alone(builder: Reader) -> None:
    made = builder.make("/candidates/", {"name": "  Ann\u0065\u0301 "})
    assert made["name"] == "Ann\u00e9"
    assert (made["email"], made["role"], made["retain_until"]) == ("", None, None)


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, [("name", "required")]),
        ({"name": ""}, [("name", "blank")]),
        ({"name": " \n"}, [("name", "blank")]),
        ({"name": None}, [("name", "null")]),
        ({"name": 5}, [("name", "invalid")]),
        ({"name": ["Ann"]}, [("name", "invalid")]),
        ({"name": "x" * 201}, [("name", "max_length")]),
        ({"name": "\u0958" * 101}, [("name", "max_length")]),
        ({"name": "A\x00"}, [("name", "null_characters_not_allowed")]),
        ({"name": "A\ud800"}, [("name", "surrogate_characters_not_allowed")]),
        ({"name": "Ann", "email": "ann"}, [("email", "invalid")]),
        ({"name": "Ann", "email": "a" * 250 + "@x.org"}, [("email", "max_length")]),
        ({"name": "Ann", "notes": "x" * 10_001}, [("notes", "max_length")]),
        ({"name": "Ann", "role": "nobody"}, [("role", "unknown_value")]),
        ({"name": "Ann", "role": "\x00"}, [("role", "null_characters_not_allowed")]),
        ({"name": "Ann", "role": ""}, [("role", "blank")]),
        ({"name": "Ann", "role": 1}, [("role", "invalid")]),
        ({"name": "Ann", "retain_until": "soon"}, [("retain_until", "invalid")]),
        ({"name": "Ann", "retain_until": "2026-02-30"}, [("retain_until", "invalid")]),
        ({"name": "Ann", "retain_until": 20260101}, [("retain_until", "invalid")]),
        ({"name": "Ann", "pseudonym": "me"}, [("pseudonym", "unknown_field")]),
        ({"name": "", "notes": 1}, [("name", "blank"), ("notes", "invalid")]),
    ],
)
def test_fields_that_are_not_understood(
    builder: Reader, said: Any, errors: list[tuple[str, str]]
) -> None:
    found = problem(builder.send("post", "/candidates/", said), 400)
    assert sorted((e["field"], e["code"]) for e in found["errors"]) == errors
    assert not Candidate.objects.exists()


def test_a_reference_is_given_once(builder: Reader) -> None:
    make_candidate(external_ref="ats-17")
    found = problem(builder.send("post", "/candidates/", ALL | {"role": None}), 400)
    assert [(e["field"], e["code"]) for e in found["errors"]] == [("external_ref", "unique")]
    assert Candidate.objects.count() == 1


def test_a_hiring_manager_sees_whom_they_added(manager: Reader, builder: Reader) -> None:
    made = manager.make("/candidates/", {"name": "Ann"})
    assert builder.get(f"/candidates/{made['id']}/")["created_by"] == "bob"
