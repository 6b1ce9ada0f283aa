"""Who may open and post to which of a kit's addresses."""

import pytest

from questions.actions import kits
from tests.views.desk import Desk
from tests.views.kits.base import Talk, make_talk

READ = ["", "changes/", "compare/", "print/?copy=candidate", "print/"]
FORMS = ["edit/", "share/", "duplicate/", "give/", "use/"]
STEPS = ["freeze/", "archive/", "restore/", "upgrade/", "items/1/mark/"]


@pytest.fixture
def talk(alice_desk: Desk) -> Talk:
    return make_talk(alice_desk.user)


def give_to(desk: Desk, talk: Talk, maker: Desk) -> None:
    kits.share(maker.user, talk.now(), [desk.user])


@pytest.mark.parametrize("path", READ)
def test_is_read_by_those_who_have_it(
    talk: Talk, alice_desk: Desk, carol_desk: Desk, dave_desk: Desk, path: str
) -> None:
    carol_desk.get(f"{talk.path}{path}", 404)
    give_to(carol_desk, talk, alice_desk)
    response = carol_desk.get(f"{talk.path}{path}")
    assert "no-store" in response.headers["Cache-Control"]
    dave_desk.get(f"{talk.path}{path}", 404)
    carol_desk.get(f"/kits/99999999999999999999/{path}", 404)
    carol_desk.get(f"/kits/x/{path}", 404)
    carol_desk.post(f"{talk.path}{path}", status=405)


@pytest.mark.parametrize("path", FORMS)
def test_forms_are_for_those_who_write_kits(
    talk: Talk, alice_desk: Desk, bob_desk: Desk, carol_desk: Desk, path: str
) -> None:
    bob_desk.get(f"{talk.path}{path}", 404)
    bob_desk.post(f"{talk.path}{path}", status=404)
    give_to(carol_desk, talk, alice_desk)
    carol_desk.get(f"{talk.path}{path}", 403)
    carol_desk.post(f"{talk.path}{path}", status=403)


@pytest.mark.parametrize("path", STEPS)
def test_steps_are_for_those_who_write_kits(
    talk: Talk, alice_desk: Desk, bob_desk: Desk, carol_desk: Desk, path: str
) -> None:
    bob_desk.post(f"{talk.path}{path}", status=404)
    give_to(carol_desk, talk, alice_desk)
    before = talk.now().revision
    carol_desk.post(f"{talk.path}{path}", talk.revision | {"outcome": "asked"}, 403)
    alice_desk.get(f"{talk.path}{path}", 405)
    assert talk.now().revision == before


@pytest.mark.parametrize("path", STEPS)
@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999", "\x00"])
def test_steps_name_their_revision(talk: Talk, alice_desk: Desk, path: str, revision: str) -> None:
    before = talk.now().revision
    form = {"revision": revision, "outcome": "asked"}
    assert "Revision:" in alice_desk.refused(f"{talk.path}{path}", form)
    assert talk.now().revision == before


def test_an_export_is_posted(talk: Talk, alice_desk: Desk, bob_desk: Desk) -> None:
    alice_desk.get(f"{talk.path}export/", 405)
    bob_desk.post(f"{talk.path}export/", {"format": "md", "copy": "candidate"}, 404)
