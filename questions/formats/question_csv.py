"""Questions as CSV for spreadsheets: a row for each, with a column for everything it says."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from questions.formats.cells import joined, names_joined, protected
from questions.formats.csv_text import delimiter_of, parsed
from questions.formats.encodings import decoded
from questions.formats.interchange import (
    Bank,
    Entry,
    EntryChoice,
    Hints,
    Loss,
    QuestionFormat,
    Reading,
    Unreadable,
    Written,
)
from questions.formats.losses import of_the_bank
from questions.formats.table_words import LETTERS
from questions.formats.tables import Table, columns_of, reading
from questions.formats.text import cleaned

_BEFORE = (
    *("uid", "type", "level", "status", "minutes", "difficulty_adjustment", "skills", "roles"),
    *("source", "source_ref", "stem"),
)
_POINTS = ("look_for", "red_flags", "follow_ups", "references")
_AFTER = ("answer", *_POINTS, "rubric_1", "rubric_3", "rubric_5")
_NAMES = (".csv", ".tsv", ".tab")
_SAMPLE = 20_000


def write(bank: Bank) -> Written:
    """Return a bank's questions as UTF-8 with the mark by which spreadsheets know it.

    Texts are Markdown, lists are the lines of a cell. What might run as a formula gets an
    apostrophe, which `read` takes away.
    """
    most = max((len(entry.choices) for entry in bank.questions), default=0)
    data = b"".join(parts(replace(bank, choices=most), bank.questions))
    return Written(data, losses(bank))


def parts(bank: Bank, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the headings, with columns for as many choices as the bank says, and each row."""
    file = io.StringIO()
    writer = csv.DictWriter(file, _columns(bank.choices), restval="")
    writer.writeheader()
    yield file.getvalue().encode("utf-8-sig")
    for entry in entries:
        file.seek(0)
        file.truncate()
        writer.writerow({name: protected(cell) for name, cell in _cells(cleaned(entry))})
        yield file.getvalue().encode()


def losses(bank: Bank) -> tuple[Loss, ...]:
    """Return what a table leaves out."""
    return tuple(of_the_bank(bank))


def _columns(most: int) -> list[str]:
    letters = LETTERS[: max(most, 2)] if most else ""
    columns = [*_BEFORE, *(f"choice_{letter}" for letter in letters), *(["keys"] if most else [])]
    return columns + [f"explanation_{letter}" for letter in letters] + [*_AFTER]


def _cells(entry: Entry) -> Iterator[tuple[str, str]]:
    for name in ("uid", "type", "level", "status", "source", "source_ref", "stem", "answer"):
        yield name, getattr(entry, name)
    for name in ("minutes", "difficulty_adjustment"):
        number = getattr(entry, name)
        yield name, "" if number is None else str(number)
    for name in ("skills", "roles"):
        yield name, names_joined(getattr(entry, name))
    for name in _POINTS:
        yield name, joined(getattr(entry, name))
    for rating, text in entry.rubric.items():
        yield f"rubric_{rating}", text
    if entry.choices:
        yield from _choice_cells(entry.choices)


def _choice_cells(choices: tuple[EntryChoice, ...]) -> Iterator[tuple[str, str]]:
    lettered = list(zip(LETTERS, choices, strict=False))
    yield "keys", ", ".join(letter.upper() for letter, choice in lettered if choice.is_key)
    for letter, choice in lettered:
        yield f"choice_{letter}", choice.text
        yield f"explanation_{letter}", choice.explanation


def recognise(data: bytes, name: str) -> int:
    """Tell how surely bytes are a table: one of its first rows heads columns that we know."""
    is_named = name.lower().endswith(_NAMES)
    try:
        text, _ = decoded(data[:_SAMPLE])
        rows, _ = parsed(text)
    except Unreadable:
        return 0
    if text.startswith("#separator:"):  # notes of Anki, which have no headings
        return 90
    columns = columns_of(rows, {})
    if columns and not columns.guess and len(columns.places) > 1:
        # Bars are those of Markdown's tables too, and what is around these is no table.
        return 90 if is_named else 60 if delimiter_of(text) != "|" else 20
    return 50 if is_named else 0


def read(data: bytes, hints: Hints) -> Reading:
    """Read a table with commas, semicolons, tabs or bars between its cells; raises Unreadable."""
    text, note = decoded(data)
    rows, broken = parsed(text)
    if not any(not row.is_empty for row in rows) and not broken:
        raise Unreadable("The file is empty.")
    found = reading([Table(rows)], hints)
    notes = tuple(filter(None, (note, *found.notes)))
    return replace(found, skipped=(*found.skipped, *broken), notes=notes)


FORMAT = QuestionFormat(
    "csv",
    "CSV",
    "csv",
    "text/csv; charset=utf-8",
    recognise=recognise,
    read=read,
    write=write,
    losses=losses,
    parts=parts,
)
