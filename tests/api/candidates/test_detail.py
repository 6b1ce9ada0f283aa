"""Reading what is held about a candidate: the row, the ledger, and everything as a file."""

import json

import pytest

from questions.actions import asked, candidates
from questions.models import AuditEntry, Candidate, Kit
from tests.api.base import API, Reader, problem
from tests.base import Cast, make_candidate, make_kit, make_question


@pytest.fixture
def candidate(cast: Cast) -> Candidate:
    return make_candidate("Ann Onymous", cast.alice, notes="Knows someone here.")


@pytest.fixture
def kit(cast: Cast, candidate: Candidate) -> Kit:
    """A used kit: one question asked, one skipped."""
    first, second = make_question("First"), make_question("Second")
    kit = make_kit(asked=[first, second], by=cast.alice, candidate=candidate, frozen=True)
    return asked.use(cast.alice, kit, {second.pk: "skipped"})


def test_the_row(builder: Reader, candidate: Candidate) -> None:
    found = builder.get(f"/candidates/{candidate.pk}/")
    assert found["url"] == f"http://testserver{API}/candidates/{candidate.pk}/"
    assert (found["name"], found["notes"]) == ("Ann Onymous", "Knows someone here.")
    assert found["pseudonym"] == candidate.pseudonym


def test_unchanged_is_a_304_that_nothing_keeps(builder: Reader, candidate: Candidate) -> None:
    path = f"/candidates/{candidate.pk}/"
    first = builder.ask(path)
    assert first.headers["Cache-Control"] == "no-store"
    again = builder.ask(path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_ledger(builder: Reader, candidate: Candidate, kit: Kit) -> None:
    response = builder.ask(f"/candidates/{candidate.pk}/asked/")
    assert response.headers["Cache-Control"] == "no-store"
    found = response.json()
    assert found["count"] == 2
    outcomes = {row["question"]: row["outcome"] for row in found["results"]}
    assert list(outcomes.values()).count("skipped") == 1
    assert {(row["kit"], row["round"], row["by"]) for row in found["results"]} == {
        (kit.pk, 1, "alice")
    }


def test_everything_as_a_file(cast: Cast, builder: Reader, candidate: Candidate, kit: Kit) -> None:
    response = builder.ask(f"/candidates/{candidate.pk}/export/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    told = response.headers["Content-Disposition"]
    assert told == f'attachment; filename="candidate-{candidate.pseudonym}.json"'
    assert "Ann" not in told
    held = json.loads(response.content)
    assert (held["name"], held["notes"]) == ("Ann Onymous", "Knows someone here.")
    assert [one["id"] for one in held["kits"]] == [kit.pk]
    assert len(held["asked"]) == 2
    assert AuditEntry.objects.filter(verb="candidate.exported", actor=cast.alice).count() == 1


@pytest.mark.parametrize("path", ["", "asked/", "export/"])
def test_of_others_they_are_not_there(
    cast: Cast, manager: Reader, candidate: Candidate, path: str
) -> None:
    unseen = problem(manager.ask(f"/candidates/{candidate.pk}/{path}"), 404)
    assert unseen == problem(manager.ask(f"/candidates/{candidate.pk + 1}/{path}"), 404)
    candidates.give(cast.alice, candidate, [cast.bob])
    assert manager.ask(f"/candidates/{candidate.pk}/{path}").status_code == 200


@pytest.mark.parametrize("path", ["", "asked/", "export/"])
def test_reading_needs_its_scope(
    cast: Cast, interviewer: Reader, candidate: Candidate, path: str
) -> None:
    address = f"/candidates/{candidate.pk}/{path}"
    problem(interviewer.ask(address), 403)
    problem(Reader(cast.alice, "candidates:write", "kits:read").ask(address), 403)
    assert Reader(cast.alice, "candidates:read").ask(address).status_code == 200
