"""Reading the facet index from the database, and keeping it there as bytes."""

import datetime
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from pyroaring import BitMap

from questions.models import Question, StoredIndex
from questions.search.facet_index import (
    ASKED,
    ASKED_DAY,
    DIFFICULTY,
    LEVEL,
    MINUTES,
    NEVER,
    ROLE,
    SKILL,
    SOURCE,
    STATUS,
    TYPE,
    UPDATED_DAY,
    FacetIndex,
    Facts,
    day_of,
)

#: To be raised when the bytes mean something else: what was stored before is then built anew.
LAYOUT = 1
BATCH = 10_000
_COLUMNS = ("pk", "level", "type", "status", "source_id", "minutes", "difficulty", "asked_count")
_FACETS = (LEVEL, TYPE, STATUS, SOURCE, MINUTES, DIFFICULTY, ASKED)


def build() -> FacetIndex:
    """Read the whole bank."""
    facts = Facts()
    rows = Question.objects.order_by("pk").values_list(*_COLUMNS, "last_asked", "updated_at")
    for batch in _batches(rows.iterator(chunk_size=BATCH)):
        _add_rows(facts, batch)
    for facet, through in ((SKILL, Question.skills.through), (ROLE, Question.roles.through)):
        pairs = through.objects.values_list("question_id", f"{facet}_id")
        facts.add(facet, pairs.iterator(chunk_size=BATCH))
    return FacetIndex().replaced([], facts)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def read(ids: list[int]) -> Facts:
    """Read what is the case of some questions; those that are gone are missing from the facts."""
    facts = Facts()
    for start in range(0, len(ids), BATCH):
        rows = Question.objects.filter(pk__in=ids[start : start + BATCH]).order_by("pk")
        # In one query, with a row for each skill and role of a question: they are few, and a
        # page waits for them.
        found = list(rows.values_list("skills", "roles", *_COLUMNS, "last_asked", "updated_at"))
        _add_rows(facts, list({row[2]: row[2:] for row in found}.values()))
        for place, facet in enumerate((SKILL, ROLE)):
            facts.add(facet, {(row[2], row[place]) for row in found if row[place] is not None})
    return facts


def _add_rows(facts: Facts, rows: list[Any]) -> None:
    if not rows:
        return
    pks, *columns, last_asked, updated_at = zip(*rows, strict=True)
    facts.ids += pks
    for facet, column in zip(_FACETS, columns, strict=True):
        known = ((pk, v) for pk, v in zip(pks, column, strict=True) if v is not None)
        facts.add(facet, known)
    asked = (NEVER if time is None else day_of(microseconds(time)) for time in last_asked)
    facts.add(ASKED_DAY, zip(pks, asked, strict=True))
    times = [microseconds(time) for time in updated_at]
    facts.updated += times
    facts.add(UPDATED_DAY, zip(pks, map(day_of, times), strict=True))


_START = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def microseconds(time: datetime.datetime) -> int:
    """Return a time as microseconds since 1970 in UTC."""
    return (time - _START) // _MICROSECOND


def moment_of(count: int) -> datetime.datetime:
    """Return a time from microseconds since 1970 in UTC."""
    return _START + count * _MICROSECOND


def to_bytes(index: FacetIndex) -> bytes:
    """Return the index as bytes: lengths of all parts as a line of JSON, then the parts."""
    top = int(index.every.max()) + 1 if index.every else 0
    parts = [index.every.serialize(), index.updated[:top].tobytes()]
    lengths: list[Any] = [len(part) for part in parts]
    for facet, held in index.values.items():
        for value, bitmap in held.items():
            parts.append(bitmap.serialize())
            lengths.append([facet, value, len(parts[-1])])
    return json.dumps(lengths).encode() + b"\n" + b"".join(parts)


def from_bytes(data: bytes) -> FacetIndex:
    """Read what `to_bytes` wrote."""
    start = data.index(b"\n") + 1
    every, updated, *named = json.loads(data[:start])
    index = FacetIndex()
    index.every = BitMap.deserialize(data[start : start + every])
    start += every
    if updated:
        index.updated = np.frombuffer(data[start : start + updated], dtype=np.int64).copy()
    start += updated
    for facet, value, length in named:
        index.values[facet][value] = BitMap.deserialize(data[start : start + length])
        start += length
    return index


def store(index: FacetIndex, version: int, stamp: str) -> None:
    """Keep the index as of a version of the bank."""
    said = {"version": version, "stamp": stamp, "layout": LAYOUT, "data": to_bytes(index)}
    StoredIndex.objects.update_or_create(pk=1, defaults=said)


def stored() -> tuple[FacetIndex, int, str] | None:
    """Return the index that is kept, with its version and stamp."""
    kept = StoredIndex.objects.filter(layout=LAYOUT).first()
    return (from_bytes(bytes(kept.data)), kept.version, kept.stamp) if kept else None
