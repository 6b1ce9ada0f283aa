"""What is done in one press: freeze, mark, archive, restore; and what overtook it."""

import pytest

from questions.actions import kits
from questions.rules.kits import edit_section
from tests.base import make_kit, make_question
from tests.views.desk import Desk
from tests.views.kits.base import make_talk, make_template


def test_freezes_a_draft(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user, frozen=False)
    assert "There is no way back" in alice_desk.read(talk.path)
    response = alice_desk.post(f"{talk.path}freeze/", talk.revision)
    assert response.headers["Location"] == talk.path
    assert talk.now().status == "ready"
    assert "Frozen: what it asks stays as it is now." in alice_desk.read(talk.path)


def test_an_empty_draft_is_not_frozen(alice_desk: Desk) -> None:
    kit = make_kit("Empty")
    html = alice_desk.refused(f"/kits/{kit.pk}/freeze/", {"revision": kit.revision})
    assert "Put at least one question into the kit" in html


def test_archives_and_takes_it_back(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    alice_desk.post(f"{talk.path}archive/", talk.revision)
    html = alice_desk.read(talk.path)
    assert "Archived: out of the lists, with nothing lost. Undo" in html
    alice_desk.post(f"{talk.path}restore/", talk.revision)
    assert talk.now().status == "ready"


def test_says_when_a_step_does_not_fit_the_state(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    assert "cannot be frozen" in alice_desk.refused(f"{talk.path}freeze/", talk.revision)
    html = alice_desk.refused(f"{talk.path}restore/", talk.revision)
    assert "Only an archived kit can be restored." in html


def test_marks_a_question_and_can_say_it_anew(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    two = talk.questions[1].pk
    for outcome in ("asked", "skipped"):
        form = talk.revision | {"outcome": outcome}
        response = alice_desk.post(f"{talk.path}items/{two}/mark/", form)
        assert response.headers["Location"] == f"{talk.path}#item-{two}"
        assert talk.now().asked.get().outcome == outcome
    assert "– Skipped" in alice_desk.read(talk.path)


@pytest.mark.parametrize("outcome", ["", "lost", "\x00"])
def test_says_when_an_outcome_is_none(alice_desk: Desk, outcome: str) -> None:
    talk = make_talk(alice_desk.user)
    path = f"{talk.path}items/{talk.questions[0].pk}/mark/"
    assert "Outcome:" in alice_desk.refused(path, talk.revision | {"outcome": outcome})
    assert not talk.now().asked.exists()


def test_marks_no_other_question_no_draft_and_no_template(alice_desk: Desk) -> None:
    talk, template = make_talk(alice_desk.user), make_template(alice_desk.user)
    other, asked = make_question("Other?").pk, {"outcome": "asked"}
    html = alice_desk.refused(f"{talk.path}items/{other}/mark/", talk.revision | asked)
    assert "This question is not in the kit." in html
    path = f"/kits/{template.pk}/items/{template.items.get().question_id}/mark/"
    html = alice_desk.refused(path, {"revision": template.revision} | asked)
    assert "A template is given to a candidate" in html


def test_says_who_changed_what_when_it_was_overtaken(alice_desk: Desk, bob_desk: Desk) -> None:
    talk = make_talk(bob_desk.user, frozen=False)
    form = talk.revision
    kits.change(
        alice_desk.user, talk.now(), "Renamed the opening", lambda c: edit_section(c, 0, "Hello", 5)
    )
    html = bob_desk.refused(f"{talk.path}freeze/", form, 409)
    assert "Not saved: alice changed this kit since you opened it." in html
    assert "Renamed the opening alice," in html
    assert "Hello" in html
    assert talk.now().status == "draft"
