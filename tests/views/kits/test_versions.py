"""What changed: /kits/<pk>/changes/, /kits/<pk>/upgrade/ and /kits/<pk>/compare/."""

import re

import pytest

from questions.actions import kits, questions
from questions.models import AuditEntry, Question
from tests.base import make_kit, make_question, said
from tests.views.desk import Desk, text
from tests.views.kits.base import Talk, make_talk


@pytest.fixture
def talk(alice_desk: Desk) -> Talk:
    """Jane's kit, of which One and Two have changed since."""
    talk = make_talk(alice_desk.user)
    one, two, _ = talk.questions
    questions.edit(None, one, said("One, and why?", answer="Answer to One.", minutes=7))
    questions.edit(None, two, said("Two?", answer="Another answer to Two."))
    return talk


def versions(talk: Talk) -> list[int]:
    return [item.version for item in talk.now().contents().items()]


def test_shows_what_changed_word_by_word(talk: Talk, alice_desk: Desk) -> None:
    page = alice_desk.get(f"{talk.path}changes/").content.decode()
    assert "One<ins>, and why</ins>?" in page
    assert "<del>5</del><ins>7</ins>" in page
    assert "Three?" not in page
    assert "The question itself says the same" in page


def test_shows_what_changed_in_answers_when_asked(talk: Talk, alice_desk: Desk) -> None:
    assert "nswer to Two" not in alice_desk.read(f"{talk.path}changes/")
    page = alice_desk.get(f"{talk.path}changes/?answer=1").content.decode()
    assert "<ins>Another answer</ins> to Two." in page
    assert AuditEntry.objects.get(verb="kit.answers_viewed").object_id == str(talk.kit.pk)


def test_says_when_nothing_changed(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    assert "Nothing has changed" in alice_desk.read(f"{talk.path}changes/")


def test_upgrades_one(talk: Talk, alice_desk: Desk) -> None:
    form = talk.revision | {"question": talk.questions[1].pk}
    alice_desk.post(f"{talk.path}upgrade/", form)
    assert versions(talk) == [1, 2, 1]


def test_upgrades_all(talk: Talk, alice_desk: Desk) -> None:
    alice_desk.post(f"{talk.path}upgrade/", talk.revision)
    assert versions(talk) == [2, 2, 1]


@pytest.mark.parametrize("question", ["x", "0", "99999999999999999999"])
def test_says_when_there_is_no_such_question(talk: Talk, alice_desk: Desk, question: str) -> None:
    form = talk.revision | {"question": question}
    assert "Question:" in alice_desk.refused(f"{talk.path}upgrade/", form)
    assert versions(talk) == [1, 1, 1]


def test_what_was_asked_stays(talk: Talk, alice_desk: Desk) -> None:
    kits.archive(alice_desk.user, talk.now())
    html = alice_desk.refused(f"{talk.path}upgrade/", talk.revision)
    assert "What was asked stays as it was asked." in html
    assert "Upgrade" not in alice_desk.read(f"{talk.path}changes/")


# Two kits


def sides(html: str) -> list[str]:
    """Return what is said of each kit of a comparison."""
    return [" ".join(re.sub(r"<[^>]*>", " ", part).split()) for part in html.split("<section")[1:]]


def test_compares_side_by_side(alice_desk: Desk) -> None:
    one, two, three = (make_question(f"{word}?") for word in ("One", "Two", "Three"))
    left, right = make_kit("Left", [one, two]), make_kit("Right", [two, three])
    page = alice_desk.get(f"/kits/{left.pk}/compare/?other={right.pk}").content.decode()
    assert "1 only in the first, 1 only in the second" in page
    first, second = sides(page)
    assert "One? Version 1, 5 min Only here" in first
    assert "Two? Version 1, 5 min" in first
    assert "Three? Version 1, 5 min Only here" in second


def test_tells_versions_and_places(talk: Talk, alice_desk: Desk) -> None:
    one, two, three = (Question.objects.get(pk=question.pk) for question in talk.questions)
    other = make_kit("Other", [one, three, two])
    page = alice_desk.get(f"{talk.path}compare/?other={other.pk}").content.decode()
    first, second = sides(page)
    assert "One? Version 1, 5 min Other version" in first
    assert "One, and why? Version 2, 7 min Other version" in second
    assert "Three? Version 1, 5 min Other place" in second


def test_says_when_two_are_alike(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    copy = kits.duplicate(alice_desk.user, talk.now())
    html = alice_desk.read(f"{talk.path}compare/?other={copy.pk}")
    assert "Both ask the same versions in the same order." in html


@pytest.mark.parametrize("other", ["", "x", "0", "99999999999999999999", "%00"])
def test_says_when_there_is_no_other(alice_desk: Desk, other: str) -> None:
    talk = make_talk(alice_desk.user)
    alice_desk.get(f"{talk.path}compare/?other={other}", 400)


def test_compares_with_no_kit_of_others(alice_desk: Desk, bob_desk: Desk) -> None:
    talk, theirs = make_talk(bob_desk.user), make_kit("Theirs")
    response = bob_desk.get(f"{talk.path}compare/?other={theirs.pk}", 400)
    assert "Theirs" not in text(response)
