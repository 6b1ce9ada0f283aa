"""The audit log as CSV for spreadsheets, made piece by piece: it may be long."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from questions.formats.kit_csv import guarded

COLUMNS = (
    *("id", "at", "actor", "verb", "object_type", "object_id", "object"),
    *("sentence", "changes", "request_id"),
)


def write(rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """Yield UTF-8 with the mark by which spreadsheets know it, a line at a time."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    yield _taken(file).encode("utf-8-sig")
    for row in rows:
        writer.writerow({name: guarded(row[name]) for name in COLUMNS})
        yield _taken(file).encode()


def _taken(file: io.StringIO) -> str:
    text = file.getvalue()
    file.seek(0)
    file.truncate()
    return text
