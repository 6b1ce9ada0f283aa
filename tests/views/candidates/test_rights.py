"""Who may open and post to which of a candidate's addresses."""

import pytest

from questions.models import Candidate, Kit
from tests.base import make_candidate
from tests.views.desk import Desk

READ = ["", "edit/", "access/", "erase/"]
WRITE = ["edit/", "access/", "erase/", "give/", "export/"]


@pytest.mark.parametrize("path", READ)
def test_is_read_by_those_who_have_them(bob_desk: Desk, path: str) -> None:
    mine, other = make_candidate(by=bob_desk.user), make_candidate("Ravi")
    response = bob_desk.get(f"/candidates/{mine.pk}/{path}")
    assert "no-store" in response.headers["Cache-Control"]
    bob_desk.get(f"/candidates/{other.pk}/{path}", 404)
    bob_desk.get(f"/candidates/99999999999999999999/{path}", 404)
    bob_desk.get(f"/candidates/x/{path}", 404)


@pytest.mark.parametrize("path", WRITE)
def test_is_written_by_those_who_have_them(bob_desk: Desk, carol_desk: Desk, path: str) -> None:
    other = make_candidate("Ravi")
    bob_desk.post(f"/candidates/{other.pk}/{path}", status=404)
    carol_desk.post(f"/candidates/{other.pk}/{path}", status=404)
    other.refresh_from_db()
    assert other.name == "Ravi"
    assert not Kit.objects.exists()


def test_to_be_given_one_is_not_to_erase_them(bob_desk: Desk, alice_desk: Desk) -> None:
    given, mine = make_candidate("Ravi", alice_desk.user), make_candidate("Joan", bob_desk.user)
    given.given_to.add(bob_desk.user)
    assert "Erase" not in bob_desk.read(f"/candidates/{given.pk}/")
    bob_desk.get(f"/candidates/{given.pk}/erase/", 403)
    bob_desk.post(f"/candidates/{given.pk}/erase/", status=403)
    given.refresh_from_db()
    assert given.name == "Ravi"
    assert "Erase" in bob_desk.read(f"/candidates/{mine.pk}/")
    bob_desk.post(f"/candidates/{mine.pk}/erase/")
    mine.refresh_from_db()
    assert mine.erased_at
    # Whoever made one may, and recruiters may whoever made them.
    other = make_candidate("Lena", bob_desk.user)
    alice_desk.post(f"/candidates/{other.pk}/erase/")
    other.refresh_from_db()
    assert other.erased_at


def test_interviewers_have_no_pages(carol_desk: Desk) -> None:
    jane = make_candidate()
    jane.given_to.add(carol_desk.user)
    carol_desk.get(f"/candidates/{jane.pk}/", 404)
    carol_desk.get("/candidates/new/", 403)
    carol_desk.post("/candidates/new/", {"name": "Someone"}, 403)
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize("path", ["give/", "export/"])
def test_recorded_things_are_posted(alice_desk: Desk, path: str) -> None:
    alice_desk.get(f"/candidates/{make_candidate().pk}/{path}", 405)


def test_a_page_is_not_posted_to(alice_desk: Desk) -> None:
    alice_desk.post(f"/candidates/{make_candidate().pk}/", status=405)
