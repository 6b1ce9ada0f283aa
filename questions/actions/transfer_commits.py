"""Imports brought in: all that was decided, in one transaction.

What takes time is made ready first, without a lock and with progress; then everything is written
together with the state of the import. A worker that is killed leaves nothing but an import that is
still to be brought in, and whoever takes it up again begins anew.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from questions import search
from questions.actions import audit
from questions.actions.facet_index import log_change
from questions.actions.loading import Table
from questions.actions.transfer_matching import as_json, may_approve
from questions.actions.transfer_reading import Superseded, locked, progress
from questions.actions.transfer_rows import NewQuestion, Writer, content_of, new_question
from questions.actions.transfer_tags import make
from questions.actions.transfer_updates import update
from questions.actions.transfers import lock
from questions.models import Import, ImportFile, ImportItem, User
from questions.rules import entries, transfers
from questions.rules.entries import Defaults

logger = structlog.get_logger(__name__)
State = Import.State
#: Questions that are updated together.
CHUNK = 500
#: Questions that are made ready between two looks at whether they are still wanted.
LOOK_EVERY = 2_000
_SETTLED = ("result", "question", "left_revision", "before", "changes", "problems")
_RESULTS = Table(ImportItem, ("result", "question_id", "left_revision", "ready"))
WRONG = "Something went wrong while this was brought in: nothing of it was. Try it again."


def order(user: User | None, found: Import) -> Import:
    """Commit at once or, with many questions, by the worker; return the import as it is then.

    Raises ImportRefused where its state does not allow it, and StaleImport.
    """
    taken = found.items.exclude(decision=transfers.SKIP).count()
    if taken > transfers.AT_ONCE_ITEMS:
        return _queue(user, found)
    return commit(user, found)


@transaction.atomic
def _queue(user: User | None, found: Import) -> Import:
    current = lock(user, found, State.PREVIEWED)
    current.state, current.message = State.COMMITTING, ""
    current.committed_by, current.alive_at = user, timezone.now()
    current.done, current.revision = 0, current.revision + 1
    current.save()
    commit_later.enqueue(current.pk)
    return current


@task()
def commit_later(import_id: int) -> None:
    """Bring in an import that waits for it."""
    found = Import.objects.filter(pk=import_id, state=State.COMMITTING).first()
    if found is None:
        return
    try:
        _bring_in(found.committed_by, found)
    except Superseded:
        pass
    except Exception:
        logger.exception("import_failed", import_id=import_id)
        waiting = Import.objects.filter(pk=import_id, state=State.COMMITTING)
        waiting.update(state=State.PREVIEWED, message=WRONG)


def commit(user: User | None, found: Import) -> Import:
    """Bring in what was decided, now; return the import as it is then.

    Raises ImportRefused where its state does not allow it, and StaleImport.
    """
    with transaction.atomic():
        current = lock(user, found, State.PREVIEWED)
    try:
        return _bring_in(user, current)
    except Superseded:  # by another who was faster: the lock says how
        with transaction.atomic():
            return lock(user, found, State.PREVIEWED)


def _bring_in(user: User | None, found: Import) -> Import:
    made, refused = _made(user, found)
    with transaction.atomic():
        search.lock()
        current = locked(found, found.state)
        current.made_tags = make(user, current)
        changed = _add(user, current, made)
        for items in _updating(current):
            changed += update(user, current, items)
            _keep(items, _SETTLED)
        _keep(refused, ("result", "problems"))
        current.items.filter(result="").update(result=transfers.SKIPPED, ready="")
        if changed:
            log_change(changed)
        _finish(user, current)
    return current


def _made(user: User | None, found: Import) -> tuple[list[NewQuestion], list[ImportItem]]:
    """Return what items make, and those that cannot be stored as they are, with their problems."""
    defaults, approves = Defaults(**found.defaults), may_approve(user)
    adding = found.items.filter(decision=transfers.ADD).order_by("position")
    columns = adding.values_list("pk", "entry", "ready", "outcome", "problems")
    total, made, refused = adding.count(), [], []
    for place, (pk, entry, ready, outcome, known) in enumerate(columns.iterator(chunk_size=CHUNK)):
        if place % LOOK_EVERY == 0:
            progress(found, found.state, place, total)
        said, problems = (content_of(ready), []) if ready else entries.read(entry, defaults)
        pending, more = entries.read_pending(entry, defaults)
        status = entries.status_of(entry, defaults, may_approve=approves)
        problems += more + transfers.judged(pending, status)
        # What is new was judged as such; anything else as what would change another question.
        if outcome != transfers.NEW:
            problems += transfers.judged(said, status)
        if said is None or problems or (known and outcome == transfers.NEW):
            told = as_json(problems) or known
            refused.append(ImportItem(pk=pk, result=transfers.REFUSED, problems=told))
        else:
            made.append(new_question(pk, entry, said, status, ready=ready, pending=pending))
    return made, refused


def _add(user: User | None, current: Import, made: Sequence[NewQuestion]) -> list[int]:
    told = {"import": current.pk}
    writer = Writer(user, Defaults(**current.defaults), f"Imported from {current}", told)
    ids = writer.write(made)
    # Many rows, each by its id: the ORM would take longer for them than for the questions.
    _RESULTS.update([(transfers.ADDED, pk, 1, "", item) for item, pk in ids.items()])
    return list(ids.values())


def _updating(current: Import) -> Iterator[list[ImportItem]]:
    wanted = current.items.filter(decision=transfers.UPDATE)
    ids = list(wanted.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield list(current.items.filter(pk__in=ids[start : start + CHUNK]))


def _keep(items: Sequence[ImportItem], fields: Sequence[str]) -> None:
    ImportItem.objects.bulk_update(items, fields, batch_size=200)


def _finish(user: User | None, current: Import) -> None:
    ImportFile.objects.filter(owner=current).delete()
    current.state, current.message = State.DONE, ""
    current.committed_at, current.committed_by = timezone.now(), user
    current.done = current.total
    current.revision += 1
    current.save()
    audit.record(user, "import.committed", current, dict(current.results()))


def report(found: Import) -> dict[str, Any]:
    """Return what became of an import as plain values: counts, and each item that was not taken."""
    taken = (transfers.ADDED, transfers.UPDATED)
    left = found.items.exclude(result__in=taken) if found.committed_at else found.items.all()
    return {
        "id": found.pk,
        "name": found.name,
        "format": found.format,
        "state": found.state,
        "message": found.message,
        "notes": found.notes,
        "outcomes": found.counts(),
        "results": found.results(),
        "items": [_told(item) for item in left],
    }


def _told(item: ImportItem) -> dict[str, Any]:
    return {
        "position": item.position,
        "where": item.where,
        "line": item.line,
        "stem": item.stem[:200],
        "outcome": item.outcome,
        "decision": item.decision,
        "result": item.result,
        "reason": item.reason,
        "problems": item.problems,
        "flags": item.flags,
        "question": item.match_id,
    }
