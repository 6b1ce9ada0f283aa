"""The list of kits: /kits/."""

import pytest

from questions.actions import candidates, kits
from questions.models import Kit
from tests.base import make_candidate, make_kit, make_question, make_role
from tests.views.desk import Desk


def test_shows_each_kit_with_its_time(alice_desk: Desk) -> None:
    asked = [make_question("One?", minutes=4), make_question("Two?", minutes=7)]
    role = make_role("Modeller")
    make_kit("First talk", asked, candidate=make_candidate("Jane"), role=role, seniority="senior")
    make_kit("Empty")
    html = alice_desk.read("/kits/")
    assert "First talk Jane Modeller Senior 2 11 of 45 Draft" in html
    assert "Empty Template Any Any 0 0 of 45 Draft" in html
    assert "Showing 1–2 of 2" in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=talk", {"Talk"}),
        ("q=jane", {"Talk"}),
        ("template=true", {"Screening", "Old"}),
        ("template=false", {"Talk"}),
        ("mine=true", {"Old"}),
        ("status=ready", {"Talk"}),
        ("role=modeller", {"Screening"}),
    ],
)
def test_is_narrowed(alice_desk: Desk, query: str, shown: set[str]) -> None:
    make_kit("Talk", [make_question()], candidate=make_candidate("Jane"), frozen=True)
    make_kit("Screening", role=make_role("Modeller"))
    make_kit("Old", by=alice_desk.user)
    html = alice_desk.read(f"/kits/?{query}")
    assert {name for name in ("Talk", "Screening", "Old") if name in html} == shown


def test_leaves_out_what_is_put_away_until_it_is_asked_for(alice_desk: Desk) -> None:
    kits.archive(alice_desk.user, make_kit("Old"))
    assert "There are no kits yet" in alice_desk.read("/kits/")
    assert "Old" in alice_desk.read("/kits/?status=archived")


def test_is_ordered_by_change_or_age(alice_desk: Desk) -> None:
    first, second = make_kit("First"), make_kit("Second")
    kits.edit(alice_desk.user, first, {"name": "First, changed"})
    assert [row.pk for row in _rows(alice_desk, "")] == [first.pk, second.pk]
    assert [row.pk for row in _rows(alice_desk, "?ordering=newest")] == [second.pk, first.pk]


def _rows(desk: Desk, query: str) -> list[Kit]:
    return list(desk.get(f"/kits/{query}").context["page"].rows)


def test_goes_on_over_pages_in_both_orders(alice_desk: Desk) -> None:
    for number in range(27):
        make_kit(f"Kit {number}")
    for query in ("template=true", "ordering=newest&template=true"):
        page = alice_desk.get(f"/kits/?{query}").context["page"]
        second = alice_desk.get(f"/kits/?{query}&cursor={page.next}").context["page"]
        assert [row.name for row in second.rows] == ["Kit 1", "Kit 0"]


def test_tabs_and_form_keep_the_rest(alice_desk: Desk) -> None:
    make_kit("Talk")
    page = alice_desk.get("/kits/?template=true&q=talk&cursor=").content.decode()
    assert 'href="/kits/?q=talk&amp;mine=true"' in page
    assert '<input type="hidden" name="template" value="true">' in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour=red", "There is no parameter “colour”."),
        ("status=lost", "There is no status “lost”."),
        ("template=maybe", "template takes true or false."),
        ("ordering=size", "There is no order “size”."),
        ("candidate=99999999999999999999", "candidate takes an id."),
        ("cursor=x", "This page of the list cannot be found any more."),
        ("q=%00", "Search for at most 200 characters."),
    ],
)
def test_says_what_it_cannot_read(alice_desk: Desk, query: str, sentence: str) -> None:
    make_kit("Talk")
    html = alice_desk.read(f"/kits/?{query}", 400)
    assert sentence in html
    assert "Talk" in html


def test_htmx_gets_the_results_alone(alice_desk: Desk) -> None:
    make_kit("Talk")
    response = alice_desk.get("/kits/", htmx=True)
    assert b"Talk" in response.content
    assert b"<html" not in response.content


def test_a_hiring_manager_sees_what_is_theirs_or_given(bob_desk: Desk, alice_desk: Desk) -> None:
    make_kit("Others")
    make_kit("Mine", by=bob_desk.user)
    kits.share(alice_desk.user, make_kit("Given"), [bob_desk.user])
    jane = candidates.give(alice_desk.user, make_candidate(), [bob_desk.user])
    make_kit("Of Jane", candidate=jane)
    html = bob_desk.read("/kits/")
    seen = {name for name in ("Others", "Mine", "Given", "Of Jane") if name in html}
    assert seen == {"Mine", "Given", "Of Jane"}


def test_an_interviewer_sees_what_is_given(carol_desk: Desk, alice_desk: Desk) -> None:
    assert "No kit is given to you yet" in carol_desk.read("/kits/")
    kit = make_kit("Given", candidate=make_candidate("Jane"))
    kits.share(alice_desk.user, kit, [carol_desk.user])
    html = carol_desk.read("/kits/")
    assert "Given Jane" in html
    assert "New kit" not in html


def test_says_why_it_is_empty(alice_desk: Desk, dave_desk: Desk) -> None:
    make_kit("Talk")
    assert "No kit matches" in alice_desk.read("/kits/?q=nothing")
    assert "No kits are shared with you" in dave_desk.read("/kits/")


def test_is_kept_nowhere_and_read_only(alice_desk: Desk) -> None:
    assert "no-store" in alice_desk.get("/kits/").headers["Cache-Control"]
    alice_desk.post("/kits/", status=405)
