"""Adding and editing candidates: /candidates/new/ and /candidates/<pk>/edit/."""

from typing import Any

import pytest

from questions.actions import candidates
from questions.models import AuditEntry, Candidate
from tests.base import make_candidate, make_role
from tests.views.desk import Desk, text


def said(candidate: Candidate, **more: Any) -> dict[str, Any]:
    """Return a form as it is posted."""
    names = ("name", "email", "external_ref", "notes", "revision")
    return {name: getattr(candidate, name) for name in names} | more


def test_adds_a_candidate(alice_desk: Desk) -> None:
    role = make_role("Modeller")
    form = {"name": " Jane  Example ", "email": "jane@example.org", "role": role.pk}
    response = alice_desk.post("/candidates/new/", form | {"retain_until": "2027-01-31"})
    jane = Candidate.objects.get()
    assert response.headers["Location"] == f"/candidates/{jane.pk}/"
    assert (jane.name, jane.role, str(jane.retain_until)) == ("Jane  Example", role, "2027-01-31")
    assert jane.created_by == alice_desk.user


def test_the_form_is_empty_at_first(alice_desk: Desk) -> None:
    assert "Add a candidate" in alice_desk.read("/candidates/new/")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": " \n"}, "This field is required."),
        ({"name": "J" * 201}, "at most 200 characters"),
        # Normalised, each of these is two characters: what is stored counts, not what is typed.
        ({"name": "\u0958" * 150}, "at most 200 characters"),
        ({"name": "Jane\x00"}, "Null characters are not allowed."),
        ({"email": "jane"}, "Enter a valid email address."),
        ({"role": "99999999999999999999"}, "Select a valid choice."),
        ({"retain_until": "soon"}, "Enter a valid date."),
        ({"notes": "x" * 10_001}, "at most 10000 characters"),
        ({"external_ref": "ATS-7"}, "There is a candidate with this reference already."),
    ],
)
def test_says_what_is_wrong(alice_desk: Desk, wrong: dict[str, str], sentence: str) -> None:
    make_candidate("Ravi", external_ref="ATS-7")
    typed = {"name": "Jane", "notes": "Kept."} | wrong
    html = alice_desk.refused("/candidates/new/", typed)
    assert sentence in html
    assert Candidate.objects.count() == 1


def test_changes_what_is_held(alice_desk: Desk) -> None:
    jane = make_candidate("Jane", external_ref="ATS-7")
    alice_desk.post(f"/candidates/{jane.pk}/edit/", said(jane, name="Jane B.", notes="New."))
    jane.refresh_from_db()
    assert (jane.name, jane.notes, jane.external_ref) == ("Jane B.", "New.", "ATS-7")
    entry = AuditEntry.objects.get(verb="candidate.edited")
    assert entry.changes == {"fields": ["name", "notes"]}


def test_a_stale_form_overwrites_nothing_and_keeps_what_was_typed(alice_desk: Desk) -> None:
    jane = make_candidate("Jane")
    form = said(jane, name="Jane A.", notes="Mine.")
    candidates.edit(alice_desk.user, jane, {"name": "Jane B."})
    response = alice_desk.post(f"/candidates/{jane.pk}/edit/", form, 409)
    html = text(response)
    assert "Someone else changed this candidate while you wrote." in html
    assert "Name Now: Jane B. Yours: Jane A." in html
    assert "Mine." in html
    jane.refresh_from_db()
    assert jane.name == "Jane B."
    again = form | {"revision": response.context["form"].data["revision"]}
    alice_desk.post(f"/candidates/{jane.pk}/edit/", again)
    jane.refresh_from_db()
    assert (jane.name, jane.notes) == ("Jane A.", "Mine.")


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999"])
def test_a_form_names_its_revision(alice_desk: Desk, revision: str) -> None:
    jane = make_candidate("Jane")
    form = said(jane, name="Jane B.", revision=revision)
    alice_desk.refused(f"/candidates/{jane.pk}/edit/", form)
    jane.refresh_from_db()
    assert jane.name == "Jane"


def test_who_is_erased_is_not_edited(alice_desk: Desk) -> None:
    jane = make_candidate("Jane")
    form = said(jane)
    candidates.erase(alice_desk.user, jane)
    alice_desk.post(f"/candidates/{jane.pk}/edit/", form)
    jane.refresh_from_db()
    assert jane.name == ""
    assert "has been erased" in alice_desk.read(f"/candidates/{jane.pk}/")
