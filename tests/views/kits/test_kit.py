"""A kit's page: /kits/<pk>/."""

from urllib.parse import quote

import pytest

from questions.actions import asked, kits, questions
from questions.models import AuditEntry
from tests.base import make_blueprint, make_kit, make_question, make_skill, said
from tests.views.desk import Desk, text
from tests.views.kits.base import make_talk, make_template


def test_shows_what_the_kit_is(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    html = alice_desk.read(talk.path)
    assert "First talk Frozen For Jane Example Round 1 15 of 45 min" in html
    assert "1 One?" in html
    assert "3 Three?" in html
    assert html.index("One?") < html.index("Two?") < html.index("Three?")


def test_speaks_in_the_words_of_the_pinned_version(alice_desk: Desk) -> None:
    question = make_question("Old words?", minutes=5)
    kit = make_kit(asked=[question], frozen=True)
    questions.edit(None, question, said("New words?", level="expert"))
    html = alice_desk.read(f"/kits/{kit.pk}/")
    assert "Old words?" in html
    assert "New words?" not in html
    assert "Basic" in html
    assert "1 question has a newer version than this kit asks." in html


def test_shows_coverage_and_gaps(alice_desk: Desk) -> None:
    skill = make_skill("Vision")
    question = make_question("One?", skills=[skill], minutes=5)
    plan = make_blueprint("Plan", minutes=30, minutes_min=20)
    kit = kits.create(alice_desk.user, {"name": "Talk"}, blueprint=plan)
    kit = kits.add_question(alice_desk.user, kit, question)
    html = alice_desk.read(f"/kits/{kit.pk}/")
    assert "Vision 1" in html
    assert "5 minutes of questions, at least 20 planned." in html


def test_flags_what_to_know_before_it_is_asked(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    asked.report_leak(alice_desk.user, talk.questions[0])
    assert "Reported as leaked" in alice_desk.read(talk.path)


# Answers


def test_answers_are_not_in_the_page_until_they_are_asked_for(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    page = alice_desk.get(talk.path).content.decode()
    assert "Answer to" not in page
    assert "And One?" not in page
    assert not AuditEntry.objects.filter(verb="kit.answers_viewed").exists()


def test_all_answers_are_shown_and_recorded_once(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    response = alice_desk.get(f"{talk.path}?answer=1")
    html = text(response)
    for word in ("One", "Two", "Three"):
        assert f"Answer to {word}." in html
        assert f"And {word}?" in html
    assert "no-store" in response.headers["Cache-Control"]
    entry = AuditEntry.objects.get(verb="kit.answers_viewed")
    assert (entry.actor, entry.object_id, entry.changes) == (alice_desk.user, str(talk.kit.pk), {})


def test_one_answer_is_shown_alone_and_recorded(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    two = talk.questions[1].pk
    html = alice_desk.read(f"{talk.path}?answer=1&question={two}")
    assert "Answer to Two." in html
    assert "Answer to One." not in html
    assert AuditEntry.objects.get(verb="kit.answers_viewed").changes == {"question": two}


def test_htmx_gets_that_answer_alone(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    query = f"question={talk.questions[1].pk}"
    opened = alice_desk.get(f"{talk.path}?answer=1&{query}", htmx=True)
    assert "Answer to Two." in text(opened)
    assert 'aria-label="Answer 2"' in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    closed = alice_desk.get(f"{talk.path}?{query}", htmx=True)
    assert text(closed) == "Show the answer"
    assert b"<html" not in opened.content + closed.content


def test_an_mcq_shows_its_key_with_the_answer(alice_desk: Desk) -> None:
    kit = make_kit(asked=[make_question("Which?", type="mcq")], frozen=True)
    closed, opened = f"/kits/{kit.pk}/", f"/kits/{kit.pk}/?answer=1"
    assert "Softmax" in alice_desk.read(closed)
    assert "✓ Key" not in alice_desk.read(closed)
    assert "Softmax ✓ Key" in alice_desk.read(opened)


@pytest.mark.parametrize("question", ["x", "0", "99999999999999999999", "\x00", "7"])
def test_a_question_that_is_not_in_it_is_all(alice_desk: Desk, question: str) -> None:
    talk = make_talk(alice_desk.user)
    html = alice_desk.read(f"{talk.path}?answer=1&question={quote(question)}")
    assert "Answer to Three." in html


def test_asking_for_the_head_records_nothing(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    alice_desk.client.head(f"{talk.path}?answer=1")
    assert not AuditEntry.objects.filter(verb="kit.answers_viewed").exists()


# For whom


def test_an_interviewer_reads_what_is_given_and_changes_nothing(
    alice_desk: Desk, carol_desk: Desk
) -> None:
    talk = make_talk(alice_desk.user)
    carol_desk.get(talk.path, 404)
    kits.share(alice_desk.user, talk.now(), [carol_desk.user])
    page = carol_desk.get(f"{talk.path}?answer=1").content.decode()
    assert "Answer to One." in page
    assert "Jane Example" in page
    assert f"/candidates/{talk.candidate.pk}/" not in page
    for path in ("edit/", "share/", "archive/", "use/", "duplicate/", "build/"):
        assert f"{talk.path}{path}" not in page
    assert f"{talk.path}print/?copy=interviewer" in page


def test_offers_what_its_state_allows(alice_desk: Desk) -> None:
    talk, template = make_talk(alice_desk.user), make_template(alice_desk.user)
    draft = make_kit("Draft", [make_question()])
    offers = {
        talk.path: {"use/"},
        f"/kits/{template.pk}/": {"give/"},
        f"/kits/{draft.pk}/": {"build/", "freeze/", "give/"},
    }
    for path, expected in offers.items():
        page = alice_desk.get(path).content.decode()
        steps = ("build/", "freeze/", "use/", "give/")
        assert {step for step in steps if f'"{path}{step}"' in page} == expected


def test_names_no_kit_that_the_account_does_not_see(alice_desk: Desk, bob_desk: Desk) -> None:
    template = make_kit("Secret template", [make_question()], by=alice_desk.user)
    copy = kits.duplicate(alice_desk.user, template, name="Copy")
    assert "Secret template" in alice_desk.read(f"/kits/{copy.pk}/")
    kits.share(alice_desk.user, copy, [bob_desk.user])
    assert "Secret template" not in bob_desk.read(f"/kits/{copy.pk}/")


def test_says_what_an_empty_kit_needs(alice_desk: Desk) -> None:
    html = alice_desk.read(f"/kits/{make_kit('Empty').pk}/")
    assert "No questions yet" in html
