"""The list of near-duplicates: /questions/duplicates/."""

import pytest
from django.utils import timezone

from questions.actions import duplicates
from questions.models import DuplicateCheck, DuplicatePair, Question
from questions.models.duplicates import LONGEST
from tests.base import Cast, make_question
from tests.views.desk import Desk
from tests.worker import run_tasks

PATH = "/questions/duplicates/"
DRIFT = "How do you detect data drift in production?"
REWORDED = "Data drift in production: how would you detect it?"


@pytest.fixture
def pair(cast: Cast) -> DuplicatePair:
    make_question(DRIFT)
    make_question(REWORDED, status="draft")
    duplicates.order_check(cast.alice)
    run_tasks()
    return DuplicatePair.objects.get()


def test_before_and_while_the_bank_is_looked_through(alice_desk: Desk) -> None:
    make_question(DRIFT)
    make_question(REWORDED)
    assert "The bank was not looked through yet" in alice_desk.read(PATH)
    response = alice_desk.post(f"{PATH}check/")
    assert response.headers["Location"] == PATH
    waiting = alice_desk.get(PATH)
    assert 'hx-trigger="every 3s"' in waiting.content.decode()
    run_tasks()
    page = alice_desk.read(PATH)
    assert f"{DRIFT} Basic Open {REWORDED} Basic Open Nearly the same" in page
    assert "Nothing has changed since." in page
    assert "1–1 of 1 pair" in page
    make_question("What is a confusion matrix?")
    assert "1 question changed since." in alice_desk.read(PATH)


def test_a_fragment_for_htmx(alice_desk: Desk, pair: DuplicatePair) -> None:
    html = alice_desk.get(PATH, htmx=True).content.decode()
    assert "<html" not in html
    assert "No duplicates" in html


def test_a_pair_is_dismissed_and_brought_back(alice_desk: Desk, pair: DuplicatePair) -> None:
    response = alice_desk.post(f"{PATH}{pair.pk}/dismiss/")
    assert response.headers["Location"] == f"{PATH}?undo={pair.pk}"
    after = alice_desk.read(response.headers["Location"])
    assert "are no duplicates. Undo" in after
    assert "No near-duplicates" in after
    assert "alice" in alice_desk.read(f"{PATH}?dismissed=1")
    alice_desk.post(f"{PATH}{pair.pk}/reopen/")
    assert "The pair is back in the list. " in alice_desk.read(PATH)
    assert "1–1 of 1 pair" in alice_desk.read(PATH)


def test_pages_walk_most_alike_first(alice_desk: Desk, cast: Cast) -> None:
    rows = [make_question(f"Number {n} of many") for n in range(9)]
    made = [(one, other) for one in rows for other in rows if one.pk < other.pk]
    DuplicatePair.objects.bulk_create(
        DuplicatePair(
            first=one, second=other, score=500 + place % 7, first_revision=1, second_revision=1
        )
        for place, (one, other) in enumerate(made)
    )
    first = alice_desk.get(PATH)
    page = first.context["page"]
    rest = alice_desk.get(f"{PATH}?cursor={page.next}").context["page"]
    scores = [pair.score for pair in [*page.rows, *rest.rows]]
    assert len(scores) == len(made) == 36
    assert scores == sorted(scores, reverse=True)
    assert "cannot be found any more" in alice_desk.read(f"{PATH}?cursor=x", 400)


def test_a_failed_check_says_so(alice_desk: Desk) -> None:
    DuplicateCheck.objects.create(status=DuplicateCheck.Status.FAILED)
    assert "The last check failed" in alice_desk.read(PATH)


def test_who_may_not(bob_desk: Desk, carol_desk: Desk, pair: DuplicatePair) -> None:
    for desk in (bob_desk, carol_desk):
        desk.get(PATH, status=403)
        desk.post(f"{PATH}check/", status=403)
        desk.post(f"{PATH}{pair.pk}/dismiss/", status=404)
        desk.post(f"{PATH}{pair.pk}/reopen/", status=404)
    assert DuplicatePair.objects.open().count() == 1
    assert Question.objects.count() == 2


def test_what_is_not_there(alice_desk: Desk) -> None:
    alice_desk.post(f"{PATH}9/dismiss/", status=404)
    alice_desk.post(f"{PATH}9/reopen/", status=404)
    alice_desk.get(f"{PATH}?undo=x")
    alice_desk.get(f"{PATH}?undo={'9' * 40}")


def test_the_bank_leads_there_those_who_keep_it(alice_desk: Desk, bob_desk: Desk) -> None:
    assert PATH in alice_desk.get("/questions/").content.decode()
    assert PATH not in bob_desk.get("/questions/").content.decode()


def test_a_check_that_lost_its_worker_can_be_ordered_again(alice_desk: Desk) -> None:
    long_ago = timezone.now() - LONGEST
    running = DuplicateCheck.Status.RUNNING
    DuplicateCheck.objects.create(status=running, started_at=long_ago)
    assert "Look for near-duplicates" in alice_desk.read(PATH)
    DuplicateCheck.objects.create(status=running, started_at=timezone.now())
    assert "Look for near-duplicates" not in alice_desk.read(PATH)
