"""The list of candidates: /candidates/."""

import datetime

import pytest
from django.utils import timezone

from questions.actions import asked, candidates
from tests.base import make_candidate, make_kit, make_question, make_role
from tests.views.desk import Desk


def test_shows_each_candidate_with_kits_and_accounts(alice_desk: Desk, bob_desk: Desk) -> None:
    role = make_role("Modeller")
    jane = make_candidate("Jane Example", email="jane@example.org", role=role)
    candidates.give(alice_desk.user, jane, [bob_desk.user])
    kit = make_kit(asked=[make_question()], candidate=jane, frozen=True)
    asked.use(alice_desk.user, kit)
    html = alice_desk.read("/candidates/")
    today = f"{timezone.now():%-d %b %Y}"
    assert f"Jane Example jane@example.org Modeller 1 {today} bob –" in html
    assert "Showing 1–1 of 1" in html


@pytest.mark.parametrize("words", ["jane", "EXAMPLE.ORG", "ats-7"])
def test_is_searched_by_name_address_and_reference(alice_desk: Desk, words: str) -> None:
    make_candidate("Jane", email="j@example.org", external_ref="ATS-7")
    make_candidate("Ravi", email="r@other.net", external_ref="ATS-8")
    html = alice_desk.read(f"/candidates/?q={words}")
    assert "Jane" in html
    assert "Ravi" not in html


def test_is_narrowed_by_role(alice_desk: Desk) -> None:
    make_candidate("Jane", role=make_role("Modeller"))
    make_candidate("Ravi")
    html = alice_desk.read("/candidates/?role=modeller")
    assert "Jane" in html
    assert "Ravi" not in html


def test_finds_who_is_due_for_erasure(alice_desk: Desk) -> None:
    today = timezone.localdate()
    make_candidate("Jane", retain_until=today - datetime.timedelta(days=1))
    make_candidate("Ravi", retain_until=today)
    html = alice_desk.read("/candidates/?due=true")
    assert "Jane" in html
    assert "due for erasure" in html
    assert "Ravi" not in html


def test_finds_who_is_erased(alice_desk: Desk) -> None:
    jane = candidates.erase(alice_desk.user, make_candidate("Jane"))
    make_candidate("Ravi")
    html = alice_desk.read("/candidates/?erased=true")
    assert jane.pseudonym in html
    assert "Ravi" not in html


def test_goes_on_over_pages(alice_desk: Desk) -> None:
    for number in range(27):
        make_candidate(f"Person-{number}-end")
    first = alice_desk.get("/candidates/?q=person")
    assert b"Person-26-end" in first.content
    assert b"Person-1-end" not in first.content
    page = first.context["page"]
    second = alice_desk.read(f"/candidates/?q=person&cursor={page.next}")
    assert "Showing 26–27 of 27" in second
    assert "Person-1-end" in second


def test_says_what_an_empty_list_is_for(alice_desk: Desk) -> None:
    assert "Add the first one" in alice_desk.read("/candidates/")
    assert "No candidate matches" in alice_desk.read("/candidates/?q=nobody")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour=red", "There is no parameter “colour”."),
        ("role=nothing", "There is no role “nothing”."),
        ("due=maybe", "due takes true or false."),
        ("cursor=x", "This page of the list cannot be found any more."),
        (f"q={'x' * 300}", "Search for at most 200 characters."),
        ("q=%00", "Search for at most 200 characters."),
    ],
)
def test_says_what_it_cannot_read(alice_desk: Desk, query: str, sentence: str) -> None:
    make_candidate("Jane")
    html = alice_desk.read(f"/candidates/?{query}", 400)
    assert sentence in html
    assert "Jane" in html


def test_htmx_gets_the_results_alone(alice_desk: Desk) -> None:
    make_candidate("Jane")
    response = alice_desk.get("/candidates/?q=jane", htmx=True)
    assert b"Jane" in response.content
    assert b"<html" not in response.content


def test_a_hiring_manager_sees_those_who_are_given_to_them(bob_desk: Desk) -> None:
    make_candidate("Jane")
    mine = make_candidate("Ravi", by=bob_desk.user)
    html = bob_desk.read("/candidates/")
    assert mine.name in html
    assert "Jane" not in html


def test_is_not_for_interviewers(carol_desk: Desk, dave_desk: Desk) -> None:
    carol_desk.get("/candidates/", 403)
    dave_desk.get("/candidates/", 403)


def test_is_kept_nowhere_and_read_only(alice_desk: Desk) -> None:
    assert "no-store" in alice_desk.get("/candidates/").headers["Cache-Control"]
    alice_desk.post("/candidates/", status=405)
