"""A kit's settings and who has it: /kits/<pk>/edit/ and /kits/<pk>/share/."""

from typing import Any

import pytest

from questions.actions import candidates, kits
from tests.base import Cast, make_candidate, make_kit, make_role
from tests.views.desk import Desk, text
from tests.views.kits.base import Talk, make_talk


@pytest.fixture
def draft(alice_desk: Desk) -> Talk:
    return make_talk(alice_desk.user, frozen=False)


def said(talk: Talk, **more: Any) -> dict[str, Any]:
    """Return the settings as they are posted."""
    kit, named = talk.now(), f"Jane · {talk.candidate.pseudonym}"
    fields = {"name": kit.name, "candidate": named, "round": kit.round, "minutes": kit.minutes}
    return fields | talk.revision | more


def test_shows_the_settings(draft: Talk, alice_desk: Desk) -> None:
    form = alice_desk.get(f"{draft.path}edit/").context["form"]
    assert form["name"].value() == "First talk"
    assert form["candidate"].value() == f"Jane Example · {draft.candidate.pseudonym}"


def test_changes_a_draft(draft: Talk, alice_desk: Desk) -> None:
    role, ravi = make_role("Modeller"), make_candidate("Ravi")
    changed = {"name": "Deep talk", "round": 2, "minutes": 60, "role": role.pk}
    form = said(draft, candidate=ravi.pseudonym, seniority="senior", **changed)
    response = alice_desk.post(f"{draft.path}edit/", form)
    assert response.headers["Location"] == draft.path
    kit = draft.now()
    assert (kit.name, kit.candidate, kit.round) == ("Deep talk", ravi, 2)
    assert (kit.minutes, kit.role, kit.seniority) == (60, role, "senior")


def test_a_frozen_kit_is_renamed_and_nothing_more(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    form = said(talk, name="Renamed", minutes=300)
    alice_desk.post(f"{talk.path}edit/", form)
    kit = talk.now()
    assert (kit.name, kit.minutes) == ("Renamed", 45)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"candidate": "Nobody"}, "There is no such candidate."),
        ({"round": "21"}, "less than or equal to 20"),
        ({"round": "x"}, "Enter a whole number."),
        ({"minutes": "481"}, "less than or equal to 480"),
        ({"revision": ""}, "The revision is missing"),
        ({"revision": "x"}, "The revision is no number"),
    ],
)
def test_says_what_is_wrong(
    draft: Talk, alice_desk: Desk, wrong: dict[str, str], sentence: str
) -> None:
    before = draft.now().revision
    assert sentence in alice_desk.refused(f"{draft.path}edit/", said(draft, **wrong))
    assert draft.now().revision == before


def test_a_stale_form_tells_what_is_there_now(draft: Talk, alice_desk: Desk) -> None:
    form = said(draft, name="Mine", seniority="junior")
    kits.edit(alice_desk.user, draft.now(), {"name": "Theirs", "seniority": "senior"})
    response = alice_desk.post(f"{draft.path}edit/", form, 409)
    assert "Someone else changed this kit while you wrote." in text(response)
    assert "Name Now: Theirs Yours: Mine" in text(response)
    assert "Target level Now: Senior Yours: Junior" in text(response)
    assert response.context["form"]["name"].value() == "Mine"
    assert draft.now().name == "Theirs"
    again = form | {"revision": response.context["form"].data["revision"]}
    alice_desk.post(f"{draft.path}edit/", again)
    assert draft.now().name == "Mine"


def test_whose_it_is_stays_where_the_account_does_not_know_them(
    draft: Talk, alice_desk: Desk, bob_desk: Desk
) -> None:
    kits.share(alice_desk.user, draft.now(), [bob_desk.user])
    assert "candidate" not in bob_desk.get(f"{draft.path}edit/").context["form"].fields
    bob_desk.post(f"{draft.path}edit/", said(draft, name="By Bob", candidate=""))
    assert (draft.now().name, draft.now().candidate) == ("By Bob", draft.candidate)


def test_whose_it_is_stays_once_they_are_erased(draft: Talk, alice_desk: Desk) -> None:
    candidates.erase(alice_desk.user, draft.candidate)
    alice_desk.post(f"{draft.path}edit/", said(draft, name="Later", candidate=""))
    assert (draft.now().name, draft.now().candidate) == ("Later", draft.candidate)


# Sharing


def test_shares_with_interviewers_and_takes_it_back(
    alice_desk: Desk, carol_desk: Desk, cast: Cast
) -> None:
    kit = make_kit("Talk")
    path = f"/kits/{kit.pk}/share/"
    html = alice_desk.read(path)
    assert "carol (interviewer)" in html
    assert "dave" not in html
    alice_desk.post(path, {"accounts": [cast.carol.pk], "revision": kit.revision})
    carol_desk.get(f"/kits/{kit.pk}/")
    alice_desk.post(path, {"revision": kit.revision + 1})
    carol_desk.get(f"/kits/{kit.pk}/", 404)


def test_shares_with_no_one_else(alice_desk: Desk, cast: Cast) -> None:
    kit = make_kit("Talk")
    for account in (cast.dave.pk, "x", "99999999999999999999"):
        form = {"accounts": [account], "revision": kit.revision}
        alice_desk.refused(f"/kits/{kit.pk}/share/", form)
    assert not kit.given_to.exists()


def test_a_stale_share_tells_who_has_it_now(alice_desk: Desk, cast: Cast) -> None:
    kit = make_kit("Talk")
    kits.share(cast.alice, kit, [cast.carol])
    form = {"accounts": [cast.bob.pk], "revision": kit.revision}
    html = alice_desk.refused(f"/kits/{kit.pk}/share/", form, 409)
    assert "Now it is given to carol" in html
    assert list(kit.given_to.all()) == [cast.carol]
