"""Who sees a candidate: /candidates/<pk>/access/."""

from questions.actions import candidates
from tests.base import Cast, make_candidate
from tests.views.desk import Desk


def test_offers_those_who_may_read_candidates(alice_desk: Desk) -> None:
    html = alice_desk.read(f"/candidates/{make_candidate().pk}/access/")
    assert "bob (hiring manager)" in html
    assert "alice (recruiter)" in html
    assert "carol" not in html
    assert "dave" not in html


def test_gives_and_takes_away(alice_desk: Desk, bob_desk: Desk) -> None:
    jane = make_candidate()
    path = f"/candidates/{jane.pk}/access/"
    alice_desk.post(path, {"accounts": [bob_desk.user.pk], "revision": jane.revision})
    bob_desk.get(f"/candidates/{jane.pk}/")
    alice_desk.post(path, {"revision": jane.revision + 1})
    bob_desk.get(f"/candidates/{jane.pk}/", 404)


def test_gives_to_no_one_else(alice_desk: Desk, cast: Cast) -> None:
    jane = make_candidate()
    for account in (cast.carol.pk, "x", "99999999999999999999", "\x00"):
        form = {"accounts": [account], "revision": jane.revision}
        alice_desk.refused(f"/candidates/{jane.pk}/access/", form)
    assert not jane.given_to.exists()


def test_a_stale_form_tells_who_has_it_now(alice_desk: Desk, cast: Cast) -> None:
    jane = make_candidate()
    read_at = jane.revision
    candidates.give(cast.alice, jane, [cast.bob])
    path, form = f"/candidates/{jane.pk}/access/", {"accounts": [cast.eve.pk]}
    html = alice_desk.refused(path, form | {"revision": read_at}, 409)
    assert "Now it is given to bob" in html
    assert list(jane.given_to.all()) == [cast.bob]


def test_a_form_names_its_revision(alice_desk: Desk) -> None:
    html = alice_desk.refused(f"/candidates/{make_candidate().pk}/access/")
    assert "The revision is missing" in html


def test_who_is_erased_is_given_to_nobody(alice_desk: Desk, cast: Cast) -> None:
    jane = candidates.erase(cast.alice, make_candidate())
    form = {"accounts": [cast.bob.pk], "revision": jane.revision}
    alice_desk.post(f"/candidates/{jane.pk}/access/", form)
    assert not jane.given_to.exists()
