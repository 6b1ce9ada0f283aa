"""Imports taken back: what was added goes, what was updated becomes again what it was."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from questions import search
from questions.actions import audit
from questions.actions.bulk_rows import Writer
from questions.actions.facet_index import log_change
from questions.actions.transfer_matching import filed_under
from questions.actions.transfer_reading import Superseded, locked
from questions.actions.transfer_shelf import KINDS
from questions.actions.transfer_tags import unmake
from questions.actions.transfer_updates import refile
from questions.actions.transfers import lock
from questions.models import Import, ImportItem, Question, User
from questions.rules import content, lifecycle, transfers
from questions.rules.transfers import Filed

logger = structlog.get_logger(__name__)
State = Import.State
CHUNK = 500
#: Whatever would be lost, or would keep the row from going, if a question were deleted.
_HOLDERS = ("kit_items", "asked", "included_by", "excluded_by", "merged", "merges", "merges_away")
WRONG = "Something went wrong while this was undone: nothing of it was. Try it again."


def undo(user: User | None, found: Import) -> Import:
    """Take a whole import back, at once or, of many questions, by the worker.

    What was added is removed where nothing holds it and nobody changed it since, retired where
    something holds it; what was updated is put back. The rest is kept and told. Raises
    ImportRefused where it was not committed, or is undone already.
    """
    with transaction.atomic():
        current = lock(user, found, State.DONE, any_revision=True)
        taken = current.items.filter(result__in=(transfers.ADDED, transfers.UPDATED)).count()
        if taken > transfers.AT_ONCE_ITEMS:
            current.state, current.alive_at = State.UNDOING, timezone.now()
            current.revision += 1
            current.save()
            undo_later.enqueue(current.pk, user.pk if user else None)
            return current
    try:
        return take_back(user, current)
    except Superseded:
        with transaction.atomic():
            return lock(user, found, State.DONE, any_revision=True)


@task()
def undo_later(import_id: int, user_id: int | None) -> None:
    """Take back an import that waits for it."""
    found = Import.objects.filter(pk=import_id, state=State.UNDOING).first()
    if found is None:
        return
    try:
        take_back(User.objects.get(pk=user_id) if user_id else None, found)
    except Superseded:
        pass
    except Exception:
        logger.exception("import_failed", import_id=import_id)
        waiting = Import.objects.filter(pk=import_id, state=State.UNDOING)
        waiting.update(state=State.DONE, message=WRONG)


@transaction.atomic
def take_back(user: User | None, found: Import) -> Import:
    """Take an import back now, in the state that it was read in; raise Superseded."""
    search.lock()
    current = locked(found, found.state)
    changed = [pk for items in _chunks(current, transfers.UPDATED) for pk in _restore(user, items)]
    changed += [pk for items in _chunks(current, transfers.ADDED) for pk in _remove(user, items)]
    if changed:
        log_change(changed)
    unmade = unmake(user, current)
    current.state, current.message, current.undone_at = State.UNDONE, "", timezone.now()
    current.revision += 1
    current.save()
    audit.record(user, "import.undone", current, {**current.results(), "tags": unmade})
    return current


def _chunks(current: Import, result: str) -> Iterator[list[ImportItem]]:
    ids = list(current.items.filter(result=result).values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        some = current.items.filter(pk__in=ids[start : start + CHUNK])
        yield list(some.defer("entry"))


def _untouched(items: Iterable[ImportItem]) -> dict[int, Question]:
    """Return the questions, by id of their item, that nobody changed since; note the others."""
    items = list(items)
    wanted = [item.question_id for item in items if item.question_id]
    rows = Question.objects.select_for_update().filter(pk__in=wanted)
    held = {row.pk: row for row in rows.prefetch_related("choices", "skills", "roles")}
    found, left = {}, []
    for item in items:
        row = held.get(item.question_id or 0)
        if row is not None and row.revision == item.left_revision:
            found[item.pk] = row
        else:
            left.append(item.pk)
    _note(left, transfers.KEPT)
    return found


def _note(items: Iterable[int], result: str) -> None:
    ImportItem.objects.filter(pk__in=list(items)).update(result=result)


def _restore(user: User | None, items: Sequence[ImportItem]) -> list[int]:
    """Let updated questions be what they were; snapshots stay in the history."""
    rows = _untouched(items)
    writer = Writer(user, rows.values())
    changes: dict[int, tuple[Filed, Filed]] = {}
    known = _known()
    for item in items:
        if item.pk in rows:
            row, was = rows[item.pk], item.before
            before = Filed(
                frozenset(was["skills"]), frozenset(was["roles"]), was["source"], was["source_ref"]
            )
            changes[row.pk] = (filed_under(row), _existing(before, known))
            row.status, row.version = was["status"], was["version"]
            row.pending_version = was["pending_version"]
    writer.show_versions(list(writer.rows.values()))
    writer.store()
    refile(changes)
    _note(rows, transfers.PUT_BACK)
    _record(user, "question.import_undone", rows.values())
    return list(writer.rows)


def _known() -> dict[str, set[int]]:
    """Return the ids of all skills, roles and sources."""
    return {
        kind: set(model._default_manager.values_list("pk", flat=True))
        for kind, model in KINDS.items()
    }


def _existing(filed: Filed, known: Mapping[str, set[int]]) -> Filed:
    """Return it without what was deleted since."""
    return Filed(
        filed.skills & known["skill"],
        filed.roles & known["role"],
        filed.source if filed.source in known["source"] else None,
        filed.source_ref,
    )


def _remove(user: User | None, items: Sequence[ImportItem]) -> list[int]:
    """Delete added questions; what something holds is retired."""
    rows = _untouched(items)
    held = _held([row.pk for row in rows.values()])
    gone = {item: row for item, row in rows.items() if row.pk not in held}
    kept = {item: row for item, row in rows.items() if row.pk in held and _is_whole(row)}
    _note(set(rows) - set(gone) - set(kept), transfers.KEPT)
    _record(user, "question.purged", gone.values(), uid=True)
    _note(gone, transfers.REMOVED)
    Question.objects.filter(pk__in=[row.pk for row in gone.values()]).delete()
    _retire(user, kept.values())
    _note(kept, transfers.RETIRED)
    return [row.pk for row in rows.values()]


def _is_whole(question: Question) -> bool:
    """Whether it can be retired: an MCQ without its choices is a draft for good."""
    return not content.problems(question.content())


def _held(ids: list[int]) -> set[int]:
    found: set[int] = set()
    for name in _HOLDERS:
        rows = Question.objects.filter(Q(**{f"{name}__isnull": False}), pk__in=ids)
        found.update(rows.order_by().values_list("pk", flat=True))
    return found


def _retire(user: User | None, rows: Iterable[Question]) -> None:
    writer = Writer(user, rows)
    for row in writer.rows.values():
        row.status = lifecycle.RETIRED
    writer.store()
    _record(user, "question.retire", writer.rows.values())


def _record(user: User | None, verb: str, rows: Iterable[Question], *, uid: bool = False) -> None:
    acts: list[tuple[str, Question, dict[str, Any]]] = [
        (verb, row, {"uid": str(row.uid)} if uid else {}) for row in rows
    ]
    audit.record_many(user, acts)
