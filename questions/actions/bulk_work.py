"""Bulk changes of very many questions: previewed, applied and undone by the worker.

A preview writes as it goes, so that its progress can be seen; applying and undoing are one
transaction each, of which nothing can be seen before its end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.db import transaction
from django_tasks import task

from questions.actions import bulk as actions
from questions.actions.bulk_rows import chunks
from questions.models import BulkChange, User
from questions.rules import bulk

logger = structlog.get_logger(__name__)
State = BulkChange.State


def preview(user: User, change: BulkChange, value: str = "", note: str = "") -> BulkChange:
    """Preview a change, at once or, of very many questions, by the worker."""
    if not _is_large(change):
        return actions.preview(user, change, value, note)
    with transaction.atomic():
        current = actions.begin_preview(user, change, value, note)
        current.state = State.QUEUED
        current.save()
        preview_later.enqueue(current.pk)
    return current


def apply(user: User, change: BulkChange) -> BulkChange:
    """Apply a previewed change, at once or, of very many questions, by the worker."""
    if not _is_large(change):
        return actions.apply(user, change)
    with transaction.atomic():
        actions.require_verb(user, change.verb)
        current = actions.lock_change(change)
        actions.require_state(current, State.PREVIEWED)
        current.state = State.QUEUED
        current.save()
        apply_later.enqueue(current.pk, user.pk)
    return current


def undo(user: User, change: BulkChange) -> BulkChange:
    """Undo a change, at once or, of very many questions, by the worker."""
    if not _is_large(change):
        return actions.undo(user, change)
    with transaction.atomic():
        actions.require_verb(user, change.verb)
        current = actions.lock_change(change)
        actions.require_undoable(current)
        current.state = State.QUEUED
        current.save()
        undo_later.enqueue(current.pk, user.pk)
    return current


def _is_large(change: BulkChange) -> bool:
    return len(change.ids) > bulk.AT_ONCE


@task()
def preview_later(change_id: int) -> None:
    """Preview a change that waits, some questions at a time."""
    with _telling(change_id):
        change = BulkChange.objects.get(pk=change_id, state=State.QUEUED)
        for ids in chunks(change.ids):
            with transaction.atomic():
                actions.preview_some(change, ids)
        BulkChange.objects.filter(pk=change_id).update(state=State.PREVIEWED)


@task()
def apply_later(change_id: int, user_id: int) -> None:
    """Apply a change that waits; all of it, or none."""
    _do(actions.apply, change_id, user_id)


@task()
def undo_later(change_id: int, user_id: int) -> None:
    """Undo a change; all of it, or nothing."""
    _do(actions.undo, change_id, user_id)


def _do(act: Callable[[User, BulkChange], BulkChange], change_id: int, user_id: int) -> None:
    with _telling(change_id):
        act(User.objects.get(pk=user_id), BulkChange.objects.get(pk=change_id))


@contextmanager
def _telling(change_id: int) -> Iterator[None]:
    """Say so on the change when its work fails."""
    try:
        yield
    except Exception:
        logger.exception("bulk_failed", change=change_id)
        BulkChange.objects.filter(pk=change_id, state=State.QUEUED).update(state=State.FAILED)
