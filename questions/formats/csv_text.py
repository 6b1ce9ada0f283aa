"""The text of a CSV file as rows, whatever stands between its cells."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from questions.formats.interchange import Skipped, Unreadable
from questions.formats.tables import Row, columns_of

#: Between cells; the last, which no text holds, is for a list with one cell in each row.
DELIMITERS = (",", ";", "\t", "|", "\x1f")
_SAMPLE = 32_768
_SAMPLE_ROWS = 100
_ALIKE = 0.9  # of the rows with the usual length: the rest may lack a quotation mark
_QUOTED = re.compile('"[^"]*"')
_STATED = re.compile(r"sep=(.)\n")
#: What Anki writes above its notes.
_DIRECTIVES = re.compile(r"(?:#[a-z ]{3,20}:[^\n]*\n)+")


def parsed(text: str) -> tuple[list[Row], list[Skipped]]:
    """Return the rows of a text, and one that a forgotten quotation mark has swallowed.

    Raises Unreadable for a cell that is far too long.
    """
    stated = _STATED.match(text)
    start = stated or _DIRECTIVES.match(text)
    body = text[start.end() :] if start else text
    above = text.count("\n", 0, start.end()) if start else 0
    lines = body.split("\n")
    rows = list(_rows(lines, stated[1] if stated else delimiter_of(body), above))
    if rows and _is_open(lines, rows[-1].number - above):
        reason = "A quotation mark that opens in this row is never closed: the rest was not read."
        excerpt = lines[rows[-1].number - above - 1][:200]
        return rows[:-1], [Skipped(reason, rows[-1].number, excerpt=excerpt)]
    return rows, []


def delimiter_of(text: str) -> str:
    """Return what stands between the cells: what gives known headings, then rows of one length."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    lines = sample.split("\n")
    return max(DELIMITERS, key=lambda delimiter: _fit(lines, delimiter))


def _fit(lines: list[str], delimiter: str) -> tuple[int, float, int]:
    """Return how well a delimiter fits: headings known, rows of one length, that length."""
    rows = [row for row in _rows(lines, delimiter, 0) if not row.is_empty][:_SAMPLE_ROWS]
    if not rows:
        return 0, 0, 0
    width, count = Counter(len(row.cells) for row in rows).most_common(1)[0]
    columns = columns_of(rows, {})
    known = len(columns.places) if columns and not columns.guess else 0
    share = 0 if _is_prose(lines, delimiter) else count / len(rows)
    return known, 1 if share >= _ALIKE else share, width


def _is_prose(lines: list[str], delimiter: str) -> bool:
    """Say whether a space mostly follows, as it does after the commas of a sentence."""
    bare = _QUOTED.sub("", "\n".join(lines))
    return delimiter in ",;" and bare.count(f"{delimiter} ") * 2 > bare.count(delimiter)


def _rows(lines: list[str], delimiter: str, above: int) -> Iterator[Row]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, skipinitialspace=True)
    while True:
        number = reader.line_num + 1 + above
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(
                "A cell is longer than 100,000 characters: is a quotation mark never closed?",
                number,
            ) from None
        if cells:
            yield Row(number, cells)


def _is_open(lines: list[str], first: int) -> bool:
    """Say whether the last row, which starts in this line, ends within quotation marks."""
    row = lines[first - 1 :]
    return len(row) > 1 and any(row[1:]) and sum(line.count('"') for line in row) % 2 == 1
