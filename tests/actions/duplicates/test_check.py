"""Looking for pairs as background work: all of the bank, then what changed; and dismissing."""

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import duplicates, questions
from questions.models import AuditEntry, DuplicateCheck, DuplicatePair, Question
from tests.base import Cast, make_question, said
from tests.worker import run_tasks

DRIFT = "How do you detect data drift in production?"
REWORDED = "Data drift in production: how would you detect it?"
Pair = tuple[int, int]


@pytest.fixture
def alike(cast: Cast) -> list[Question]:
    make_question("What is a confusion matrix?")
    return [make_question(DRIFT), make_question(REWORDED, status="draft")]


def check(cast: Cast) -> DuplicateCheck:
    ordered = duplicates.order_check(cast.alice)
    run_tasks()
    ordered.refresh_from_db()
    assert ordered.status == DuplicateCheck.Status.DONE
    return ordered


def pairs() -> list[Pair]:
    return list(DuplicatePair.objects.open().values_list("first", "second"))


def test_pairs_of_the_bank(cast: Cast, alike: list[Question]) -> None:
    first, second = alike
    done = check(cast)
    [pair] = DuplicatePair.objects.all()
    assert (pair.first, pair.second, pair.alike) == (first, second, "nearly the same")
    assert (pair.first_revision, pair.second_revision) == (first.revision, second.revision)
    assert (done.compared, done.created_by) == (3, cast.alice)
    assert AuditEntry.objects.filter(verb="duplicates.check_ordered").count() == 1


def test_only_what_changed_is_compared_again(cast: Cast, alike: list[Question]) -> None:
    check(cast)
    assert check(cast).compared == 0
    third = make_question("Detecting drift of the data in production")
    done = check(cast)
    assert done.compared == 1
    first, second = sorted(q.pk for q in alike)
    assert sorted(pairs()) == [(first, second), (first, third.pk), (second, third.pk)]
    questions.edit(None, third, said("What does a confusion matrix show?"))
    check(cast)
    assert (first, second) in pairs()
    assert (first, third.pk) not in pairs()


def test_what_changed_at_once_gives_what_all_gives(cast: Cast, alike: list[Question]) -> None:
    check(cast)
    make_question("Production data drifts: how do you detect the drift?")
    check(cast)
    bit_by_bit = set(DuplicatePair.objects.values_list("first", "second"))
    DuplicateCheck.objects.all().delete()
    check(cast)
    assert set(DuplicatePair.objects.values_list("first", "second")) == bit_by_bit


def test_retired_questions_are_in_no_pair(cast: Cast, alike: list[Question]) -> None:
    check(cast)
    questions.move(None, alike[0], "retire")
    assert pairs() == []
    check(cast)
    assert DuplicatePair.objects.count() == 0


def test_a_dismissed_pair_stays_dismissed_and_can_be_brought_back(
    cast: Cast, alike: list[Question]
) -> None:
    check(cast)
    pair = duplicates.dismiss(cast.alice, DuplicatePair.objects.get())
    DuplicateCheck.objects.all().delete()
    check(cast)
    assert pairs() == []
    assert DuplicatePair.objects.dismissed().get().dismissed_by == cast.alice
    duplicates.reopen(cast.alice, pair)
    assert len(pairs()) == 1
    verbs = ["duplicates.dismissed", "duplicates.reopened"]
    found = AuditEntry.objects.filter(verb__in=verbs, object_id=str(pair.pk)).order_by("id")
    assert list(found.values_list("verb", flat=True)) == verbs


def test_one_check_waits_at_a_time(cast: Cast) -> None:
    assert duplicates.order_check(cast.alice) == duplicates.order_check(cast.eve)
    assert DuplicateCheck.objects.count() == 1


def test_a_check_that_fails_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(duplicates, "_all_pairs", fail)
    ordered = duplicates.order_check(cast.alice)
    run_tasks()
    ordered.refresh_from_db()
    assert ordered.status == DuplicateCheck.Status.FAILED


def test_needs_the_right_to_write_questions(cast: Cast, alike: list[Question]) -> None:
    check(cast)
    pair = DuplicatePair.objects.get()
    with pytest.raises(PermissionDenied):
        duplicates.order_check(cast.bob)
    with pytest.raises(PermissionDenied):
        duplicates.dismiss(cast.bob, pair)
    with pytest.raises(PermissionDenied):
        duplicates.reopen(cast.bob, pair)
    assert not DuplicatePair.objects.visible_to(cast.bob).exists()
