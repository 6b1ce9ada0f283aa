"""Reading the file of an import, at once or by the worker: parse it, judge what it holds, keep it.

Nothing of it is written before the end, where one transaction keeps all items: a worker that is
killed leaves the import as it was, and whoever takes it up again reads it from the start.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from questions.actions import audit
from questions.actions.transfer_matching import CHUNK, Judge
from questions.actions.transfer_shelf import KINDS, Shelf
from questions.formats import QUESTION_FORMATS, recognised
from questions.formats.apart import read_apart
from questions.formats.interchange import (
    Entry,
    Hints,
    QuestionFormat,
    Reading,
    Skipped,
    Unreadable,
)
from questions.models import ColumnMapping, Import, ImportFile, ImportItem, User
from questions.rules import entries, transfers

logger = structlog.get_logger(__name__)
State = Import.State

_NOT_SAID = ("line", "place", "flags")
_WRITTEN = (
    *("entry", "ready", "flags", "problems", "outcome", "reason", "changes", "match", "matched_by"),
    *("likeness", "match_revision", "decision", "is_decided"),
)
WRONG = "Something went wrong while this was done. The error has been recorded."


class Superseded(Exception):
    """The import was cancelled or changed while it was read: what was found is dropped."""


@task()
def read_later(import_id: int) -> None:
    """Read an import that waits."""
    found = Import.objects.filter(pk=import_id, state=State.READING).first()
    if found is None:
        return
    try:
        read(found.created_by, found)
    except Exception:
        logger.exception("import_failed", import_id=import_id)
        fail(found, WRONG)


def read(user: User | None, found: Import) -> Import:
    """Read an import's file and judge what it holds; of one that was read, judge its items anew.

    Returns the import, previewed or failed.
    """
    try:
        kept = list(found.items.all())
        if kept:
            _judge(user, found, [item for item in kept if item.outcome != transfers.UNREADABLE])
            _keep_judged(found, kept)
        else:
            _read_file(user, found)
    except Unreadable as failure:
        at = f" (line {failure.line})" if failure.line else ""
        fail(found, f"{failure.message}{at}")
    except Superseded:
        pass
    return Import.objects.get(pk=found.pk)


def fail(found: Import, message: str) -> None:
    """Say why an import came to nothing; its file is dropped."""
    with transaction.atomic():
        current = Import.objects.filter(pk=found.pk, state=State.READING)
        if current.update(state=State.FAILED, message=entries.storable(message)):
            ImportFile.objects.filter(owner=found.pk).delete()


def _read_file(user: User | None, found: Import) -> None:
    data = bytes(ImportFile.objects.get(owner=found.pk).data)
    format_ = QUESTION_FORMATS[found.format] if found.format else recognised(data, found.name)
    if format_ is None:
        raise Unreadable("This is in no format that is known here.")
    reading = _read_apart(user, found, format_, data)
    items = list(_items(found, reading))
    if not items and not reading.columns:
        raise Unreadable("No question was found in this file.")
    if len(items) > transfers.MAX_ITEMS:
        most = f"{transfers.MAX_ITEMS:,}"
        raise Unreadable(f"This file holds {len(items):,} questions: split it, {most} at most.")
    found.format = format_.name
    _judge(user, found, [item for item in items if item.outcome != transfers.UNREADABLE])
    _keep_read(user, found, reading, items)


def _read_apart(user: User | None, found: Import, format_: QuestionFormat, data: bytes) -> Reading:
    """Parse the file; a table with what the account took the same columns for the last time."""
    progress(found, State.READING, 0, 0)
    reading = read_apart(format_, data, Hints(found.name, found.mapping))
    if found.mapping or user is None or not reading.columns:
        return reading
    digest = headings_digest(reading.columns)
    kept = ColumnMapping.objects.filter(account=user, headings=digest).first()
    if kept is None or kept.mapping == reading.mapping:
        return reading
    return read_apart(format_, data, Hints(found.name, kept.mapping))


def headings_digest(columns: Iterable[str]) -> str:
    """Return what the same headings in the same order are known by."""
    return hashlib.sha256(json.dumps(list(columns)).encode()).hexdigest()


def _items(found: Import, reading: Reading) -> Iterator[ImportItem]:
    parts: list[Entry | Skipped] = [*reading.entries, *reading.skipped]
    parts.sort(key=lambda part: part.line or 0)
    for position, part in enumerate(parts, start=1):
        said: dict[str, Any] = {"position": position, "line": part.line}
        said["place"] = entries.storable(part.place)[:200]
        make = _unreadable if isinstance(part, Skipped) else _readable
        yield ImportItem(owner=found, **said, **make(part))  # type: ignore[arg-type]  # by type


def _readable(entry: Entry) -> dict[str, Any]:
    return {"entry": entries.storable(_plain(entry)), "flags": list(entry.flags)}


def _plain(entry: Entry) -> dict[str, Any]:
    """Return what an entry says as plain values."""
    values = {
        item.name: value
        for item in dataclasses.fields(entry)
        if item.name not in _NOT_SAID and (value := getattr(entry, item.name)) not in _EMPTY
    }
    if entry.choices:
        values["choices"] = [dataclasses.asdict(choice) for choice in entry.choices]
    if entry.pending:
        values["pending"] = _plain(entry.pending)
    return values


_EMPTY: tuple[Any, ...] = ("", None, (), {})


def _unreadable(part: Skipped) -> dict[str, Any]:
    return {
        "entry": {"stem": entries.storable(part.excerpt)[:1_000]},
        "reason": entries.storable(part.reason)[:500],
        "outcome": transfers.UNREADABLE,
        "decision": transfers.SKIP,
    }


def _judge(user: User | None, found: Import, items: Sequence[ImportItem]) -> None:
    judge = Judge(user, found)
    for start in range(0, len(items), CHUNK):
        progress(found, State.READING, start, len(items))
        judge.judge(items[start : start + CHUNK])


def progress(found: Import, state: str, done: int, total: int) -> None:
    """Say how far the work is; raise Superseded where it is not wanted any more."""
    mine = Import.objects.filter(pk=found.pk, state=state, revision=found.revision)
    if not mine.update(done=done, total=total, alive_at=timezone.now()):
        raise Superseded


def locked(found: Import, state: str) -> Import:
    """Return the import, locked, as the work in hand began with it; else raise Superseded."""
    current = Import.objects.select_for_update().get(pk=found.pk)
    if (current.state, current.revision) != (state, found.revision):
        raise Superseded
    return current


@transaction.atomic
def _keep_read(
    user: User | None, found: Import, reading: Reading, items: Sequence[ImportItem]
) -> None:
    current = locked(found, State.READING)
    current.format = found.format
    current.notes = entries.storable(list(reading.notes))
    current.columns = entries.storable(list(reading.columns))
    current.mapping = entries.storable(dict(reading.mapping))
    current.taxonomy = entries.storable(_taxonomy(reading))
    ImportItem.objects.bulk_create(items, batch_size=500)
    _finish(current, items)
    audit.record(user, "import.previewed", current, current.counts())


@transaction.atomic
def _keep_judged(found: Import, items: Sequence[ImportItem]) -> None:
    current = locked(found, State.READING)
    keep_judged(items)
    _finish(current, items)


def keep_judged(items: Sequence[ImportItem]) -> None:
    """Store what was found of items that are there."""
    ImportItem.objects.bulk_create(
        items,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_WRITTEN,
    )


def _finish(current: Import, items: Sequence[ImportItem]) -> None:
    current.unknown_tags = unknown_tags(current, items)
    current.state, current.message = State.PREVIEWED, ""
    current.done = current.total = len(items)
    current.revision += 1
    current.save()


def unknown_tags(found: Import, items: Iterable[ImportItem]) -> dict[str, list[str]]:
    """Return the names of skills, roles and sources that the bank does not have, by kind."""
    shelf = Shelf()
    named: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for item in items:
        named["skill"].update(item.entry.get("skills") or ())
        named["role"].update(item.entry.get("roles") or ())
        named["source"].update(filter(None, [item.entry.get("source")]))
    for kind, rows in found.taxonomy.items():
        named[kind].update(row["slug"] or row["name"] for row in rows)
    return {kind: shelf.unknown(kind, names) for kind, names in named.items()}


def _taxonomy(reading: Reading) -> dict[str, Any]:
    kinds = {"skill": reading.skills, "role": reading.roles, "source": reading.sources}
    return {kind: [dataclasses.asdict(row) for row in rows] for kind, rows in kinds.items()}
