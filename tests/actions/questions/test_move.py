"""Moving questions through the lifecycle, and purging them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from questions.actions import questions
from questions.actions.questions import OwnWork
from questions.models import AuditEntry, Question, SearchText, User
from questions.rules import lifecycle
from questions.rules.lifecycle import TransitionRefused
from tests.base import Cast, make_question, said


def test_a_draft_is_submitted_and_approved(cast: Cast) -> None:
    question = make_question(status="draft")
    question = questions.move(cast.alice, question, "submit")
    assert question.status == "in_review"
    question = questions.move(cast.eve, question, "approve")
    assert (question.status, question.version, question.pending_version) == ("approved", 1, None)


def test_a_draft_that_is_not_complete_is_not_submitted(cast: Cast) -> None:
    question = make_question(type="mcq", choices=[{"text": "only one"}], status="draft")
    with pytest.raises(Exception, match="at least two choices"):
        questions.move(cast.alice, question, "submit")


def test_what_is_sent_back_is_a_draft_again(cast: Cast) -> None:
    question = questions.move(
        cast.alice, make_question(status="in_review"), "send_back", note="Too long."
    )
    assert question.status == "draft"


def test_approving_puts_the_pending_version_in_force(cast: Cast) -> None:
    question = questions.edit(cast.alice, make_question("Old"), said("New", level="expert"))
    question = questions.move(cast.eve, question, "approve")
    assert (question.stem, question.level) == ("New", "expert")
    assert (question.version, question.pending_version) == (2, None)


def test_sending_back_drops_the_pending_version_and_keeps_it_in_the_history(cast: Cast) -> None:
    question = questions.edit(cast.alice, make_question("Old"), said("New"))
    question = questions.move(cast.alice, question, "send_back", note="Too long.")
    assert (question.stem, question.status, question.pending_version) == ("Old", "approved", None)
    assert question.versions.count() == 2


def test_retired_and_restored(cast: Cast) -> None:
    question = questions.move(cast.alice, make_question(), "retire", note="outdated")
    assert question.status == "retired"
    entry = AuditEntry.objects.get(verb="question.retire")
    told = {name: entry.changes[name] for name in ("from", "to", "note")}
    assert told == {"from": "approved", "to": "retired", "note": "outdated"}
    assert questions.move(cast.alice, question, "restore").status == "approved"


@pytest.mark.parametrize(
    ("status", "verb"),
    [("draft", "approve"), ("approved", "submit"), ("approved", "approve"), ("retired", "retire")],
)
def test_what_the_status_does_not_allow_is_refused(cast: Cast, status: str, verb: str) -> None:
    question = make_question(status=status)
    with pytest.raises(TransitionRefused):
        questions.move(cast.alice, question, verb)
    assert Question.objects.get(pk=question.pk).status == status


def test_readers_move_nothing(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        questions.move(cast.bob, make_question(), "retire")


def test_only_an_administrator_purges(cast: Cast) -> None:
    question = make_question()
    with pytest.raises(PermissionDenied):
        questions.purge(cast.alice, question)
    uid, pk = str(question.uid), question.pk
    questions.purge(cast.eve, question)
    assert not Question.objects.exists()
    assert not SearchText.objects.exists()
    entry = AuditEntry.objects.get(verb="question.purged")
    assert (entry.object_id, entry.changes) == (str(pk), {"uid": uid})


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("status", lifecycle.STATUSES)
def test_what_is_called_possible_is_what_can_be_done(cast: Cast, status: str, waits: bool) -> None:
    start = make_question(status="approved" if waits else status)
    if waits:
        start = questions.edit(cast.alice, start, said("New?"))
    for user in cast.everyone():
        possible = dict(questions.possible(user, start))
        for verb in lifecycle.TRANSITIONS:
            assert (verb in possible) == _can_be_done(user, start, verb), (user, verb)


def _can_be_done(user: User, question: Question, verb: str) -> bool:
    with transaction.atomic():
        try:
            questions.move(user, question, verb, note="Why not?")
        except (PermissionDenied, TransitionRefused, OwnWork):
            return False
        finally:
            transaction.set_rollback(True)
    return True
