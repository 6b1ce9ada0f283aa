"""Bulk changes of very many questions, which the worker previews, applies and undoes."""

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import bulk, bulk_work
from questions.models import BulkChange, Question
from questions.rules.bulk import BulkRefused
from tests.base import Cast, make_question


@pytest.fixture
def chosen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> BulkChange:
    monkeypatch.setattr("questions.rules.bulk.AT_ONCE", 1)
    monkeypatch.setattr("questions.actions.bulk_rows.CHUNK", 2)
    asked = [make_question(str(n), status="draft") for n in range(3)]
    return bulk.choose(cast.alice, [question.pk for question in asked], "level")


def levels() -> set[str]:
    return set(Question.objects.values_list("level", flat=True))


def test_the_worker_previews_applies_and_undoes(cast: Cast, chosen: BulkChange) -> None:
    change = bulk_work.preview(cast.alice, chosen, "expert")
    assert (change.state, change.work, change.counts()) == ("queued", "preview", {})
    bulk_work.preview_later.func(change.pk)
    change.refresh_from_db()
    assert (change.state, change.counts()) == ("previewed", {"change": 3})
    change = bulk_work.apply(cast.alice, change)
    assert (change.state, change.work, levels()) == ("queued", "apply", {"basic"})
    bulk_work.apply_later.func(change.pk, cast.alice.pk)
    change.refresh_from_db()
    assert (change.state, change.counts(), levels()) == ("done", {"changed": 3}, {"expert"})
    change = bulk_work.undo(cast.alice, change)
    assert (change.state, change.work, levels()) == ("queued", "undo", {"expert"})
    bulk_work.undo_later.func(change.pk, cast.alice.pk)
    change.refresh_from_db()
    assert (change.state, change.counts(), levels()) == ("undone", {"undone": 3}, {"basic"})


def test_what_waits_is_not_ordered_again(cast: Cast, chosen: BulkChange) -> None:
    change = bulk_work.preview(cast.alice, chosen, "expert")
    for act in (bulk_work.preview, bulk_work.apply, bulk_work.undo):
        with pytest.raises(BulkRefused):
            act(cast.alice, change)
    bulk_work.preview_later.func(change.pk)
    change = bulk_work.apply(cast.alice, change)
    bulk_work.apply_later.func(change.pk, cast.alice.pk)
    change = bulk_work.undo(cast.alice, change)
    for act in (bulk_work.apply, bulk_work.undo, bulk.apply):
        with pytest.raises(BulkRefused):
            act(cast.alice, change)
    assert levels() == {"expert"}


@pytest.mark.parametrize("work", ["preview", "apply", "undo"])
def test_what_fails_is_told_and_changes_nothing(
    cast: Cast, chosen: BulkChange, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(bulk, f"_{work}", failing)
    change = bulk_work.preview(cast.alice, chosen, "expert")
    bulk_work.preview_later.func(change.pk)
    change.refresh_from_db()
    if work != "preview":
        change = bulk_work.apply(cast.alice, change)
        bulk_work.apply_later.func(change.pk, cast.alice.pk)
        change.refresh_from_db()
    if work == "undo":
        change = bulk_work.undo(cast.alice, change)
        bulk_work.undo_later.func(change.pk, cast.alice.pk)
        change.refresh_from_db()
    assert (change.state, change.work, change.may_undo) == ("failed", work, work == "undo")
    assert levels() == ({"expert"} if work == "undo" else {"basic"})


def test_an_undo_that_failed_can_be_tried_again(cast: Cast, chosen: BulkChange) -> None:
    change = bulk.apply(cast.alice, bulk.preview(cast.alice, chosen, "expert"))
    BulkChange.objects.filter(pk=change.pk).update(state="failed")
    change = bulk_work.undo(cast.alice, change)
    bulk_work.undo_later.func(change.pk, cast.alice.pk)
    assert levels() == {"basic"}


def test_readers_order_nothing(cast: Cast, chosen: BulkChange) -> None:
    for act in (bulk_work.preview, bulk_work.apply, bulk_work.undo):
        with pytest.raises(PermissionDenied):
            act(cast.bob, chosen)
