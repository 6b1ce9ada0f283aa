"""A candidate's page: /candidates/<pk>/, and giving them a template from there."""

import pytest

from questions.actions import asked, candidates, kits
from questions.models import Kit
from tests.base import make_candidate, make_kit, make_question
from tests.views.desk import Desk


def test_shows_what_is_held_and_what_was_asked(alice_desk: Desk) -> None:
    jane = make_candidate(
        "Jane Example", email="jane@example.org", external_ref="ATS-7", notes="Knows <Tom>."
    )
    one, two = make_question("One?"), make_question("Two?")
    kit = make_kit("First talk", [one, two], candidate=jane, frozen=True)
    asked.use(alice_desk.user, kit, {two.pk: "skipped"})
    html = alice_desk.read(f"/candidates/{jane.pk}/")
    for said in ("Jane Example", "jane@example.org", "ATS-7", "Knows &lt;Tom&gt;.", jane.pseudonym):
        assert said in html
    assert "First talk 1 Used" in html
    assert "One? Asked 1" in html
    assert "Two? Skipped 1" in html


def test_tells_of_the_newest_interview_first_in_the_order_of_its_questions(
    alice_desk: Desk,
) -> None:
    jane = make_candidate()
    stems = ["One?", "Two?", "Three?", "Four?"]
    questions = [make_question(stem) for stem in stems]
    for name, part in (("First", questions[:2]), ("Second", questions[2:])):
        kit = make_kit(name, part, candidate=jane, frozen=True)
        asked.use(alice_desk.user, kit)
    html = alice_desk.read(f"/candidates/{jane.pk}/")
    assert "The newest interview first" in html
    assert sorted(stems, key=html.index) == ["Three?", "Four?", "One?", "Two?"]


def test_offers_what_can_be_done(alice_desk: Desk) -> None:
    jane = make_candidate()
    page = alice_desk.get(f"/candidates/{jane.pk}/").content.decode()
    for path in ("edit/", "access/", "export/", "erase/", "give/"):
        assert f'"/candidates/{jane.pk}/{path}"' in page
    assert f"/kits/new/?candidate={jane.pk}" in page


def test_of_who_is_erased_shows_the_pseudonym_alone(alice_desk: Desk) -> None:
    jane = candidates.erase(alice_desk.user, make_candidate("Jane Example"))
    response = alice_desk.get(f"/candidates/{jane.pk}/")
    assert jane.pseudonym in response.content.decode()
    assert f"/candidates/{jane.pk}/edit/" not in response.content.decode()


def test_gives_a_template(alice_desk: Desk) -> None:
    template = make_kit("Template", [make_question()], frozen=True)
    jane = make_candidate()
    response = alice_desk.post(f"/candidates/{jane.pk}/give/", {"template": template.pk})
    made = jane.kits.get()
    assert response.headers["Location"] == f"/kits/{made.pk}/"
    assert made.status == "ready"
    assert made.origin == template


@pytest.mark.parametrize("template", ["", "0", "x", "99999999999999999999", "\x00"])
def test_says_when_there_is_no_such_template(alice_desk: Desk, template: str) -> None:
    jane = make_candidate()
    alice_desk.post(f"/candidates/{jane.pk}/give/", {"template": template}, 400)
    assert not Kit.objects.exists()


def test_gives_no_template_of_others_and_none_that_is_put_away(
    alice_desk: Desk, bob_desk: Desk
) -> None:
    theirs = make_kit("Theirs")
    archived = kits.archive(alice_desk.user, make_kit("Archived"))
    mine = make_candidate(by=bob_desk.user)
    bob_desk.post(f"/candidates/{mine.pk}/give/", {"template": theirs.pk}, 400)
    alice_desk.post(f"/candidates/{mine.pk}/give/", {"template": archived.pk}, 400)
    assert not mine.kits.exists()


def test_gives_nothing_to_who_is_erased(alice_desk: Desk) -> None:
    template = make_kit("Template")
    jane = candidates.erase(alice_desk.user, make_candidate())
    alice_desk.post(f"/candidates/{jane.pk}/give/", {"template": template.pk})
    assert not jane.kits.exists()
    assert "has been erased" in alice_desk.read(f"/candidates/{jane.pk}/")
