"""Kits from kits: /kits/<pk>/give/ and /kits/<pk>/duplicate/."""

import pytest

from questions.actions import kits
from questions.models import Candidate, Kit
from tests.base import make_candidate
from tests.views.desk import Desk
from tests.views.kits.base import make_talk, make_template


def test_gives_a_template_to_a_candidate(alice_desk: Desk) -> None:
    template, jane = make_template(alice_desk.user), make_candidate("Jane")
    form = {"whom": "candidate", "candidate": "jane"}
    response = alice_desk.post(f"/kits/{template.pk}/give/", form)
    made = jane.kits.get()
    assert response.headers["Location"] == f"/kits/{made.pk}/"
    assert (made.status, made.origin) == ("ready", template)
    assert list(made.items.values_list("version")) == list(template.items.values_list("version"))


def test_gives_it_to_someone_new(alice_desk: Desk) -> None:
    template = make_template(alice_desk.user)
    alice_desk.post(f"/kits/{template.pk}/give/", {"whom": "new", "new_name": "Ravi"})
    assert Candidate.objects.get().kits.get().origin == template


@pytest.mark.parametrize("path", ["give/", "duplicate/"])
def test_says_what_is_wrong(alice_desk: Desk, path: str) -> None:
    template = make_template(alice_desk.user)
    for form in (
        {},
        {"whom": "candidate", "candidate": "Nobody"},
        {"whom": "candidate", "candidate": "a\x00"},
        {"whom": "new", "new_name": "x" * 201},
    ):
        alice_desk.refused(f"/kits/{template.pk}/{path}", {"name": "Copy"} | form)
    assert Kit.objects.count() == 1
    assert not Candidate.objects.exists()


def test_only_a_template_in_use_is_given_and_nobody_is_added_for_it(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    archived = kits.archive(alice_desk.user, make_template(alice_desk.user))
    form = {"whom": "new", "new_name": "Ravi"}
    html = alice_desk.refused(f"{talk.path}give/", form)
    assert "Only a kit without a candidate can be given" in html
    assert "restore it first" in alice_desk.refused(f"/kits/{archived.pk}/give/", form)
    assert not Candidate.objects.filter(name="Ravi").exists()
    assert "template" not in {value for value, _ in _choices(alice_desk, f"{talk.path}give/")}


def _choices(desk: Desk, path: str) -> list[tuple[str, str]]:
    return list(desk.get(path).context["form"].fields["whom"].choices)


def test_duplicates_as_a_template_that_opens_in_the_builder(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    initial = alice_desk.get(f"{talk.path}duplicate/").context["form"]
    assert initial["name"].value() == "Copy of First talk"
    response = alice_desk.post(f"{talk.path}duplicate/", {"name": "Again", "whom": "template"})
    copy = Kit.objects.get(name="Again")
    assert response.headers["Location"] == f"/kits/{copy.pk}/build/"
    assert (copy.candidate, copy.status, copy.items.count()) == (None, "draft", 3)


def test_duplicates_for_a_candidate(alice_desk: Desk) -> None:
    talk, ravi = make_talk(alice_desk.user), make_candidate("Ravi")
    form = {"name": "Again", "whom": "candidate", "candidate": ravi.pseudonym}
    alice_desk.post(f"{talk.path}duplicate/", form)
    assert Kit.objects.get(name="Again").candidate == ravi
