"""Questions from spreadsheets: every sheet of an XLSX, and of the older XLS and of ODS."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, time

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from questions.formats import archives
from questions.formats.interchange import Hints, QuestionFormat, Reading, Unreadable
from questions.formats.tables import Row, Table, reading
from questions.formats.text import printable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Cells between the first and the last of a sheet, all of which are held in memory at once.
MAX_CELLS = 2_000_000
_OLD = b"\xd0\xcf\x11\xe0"
_OLD_BOOK = "Workbook".encode("utf-16-le")
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_DAMAGED = "The spreadsheet is damaged or in a form that is not read: save it anew as XLSX."
# A cell that holds something: those that are only coloured end at once.
_FILLED = re.compile(
    rb"""<(?:[a-z]\w{0,9}:)?c\s[^>]{0,200}?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>/]{0,200}>(?!</)"""
)


def recognise(data: bytes, name: str) -> int:
    """Tell how surely bytes are a spreadsheet, by what an archive of that kind holds."""
    if archives.is_archive(data):
        is_book = b"xl/workbook." in data or _ODS in data[:200]
        return 95 if is_book else 0
    return 80 if data.startswith(_OLD) and _OLD_BOOK in data else 0


def read(data: bytes, hints: Hints) -> Reading:
    """Read every sheet; raises Unreadable. Formulas count as the values that were saved of them."""
    _check(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = [_table(book.get_sheet_by_name(name)) for name in _sheets(book)]
    except PasswordError:
        raise Unreadable("The spreadsheet is locked: save it without a password.") from None
    except (CalamineError, OSError, ValueError):
        raise Unreadable(_DAMAGED) from None
    if not any(table.rows for table in tables):
        raise Unreadable("The spreadsheet is empty.")
    return reading(tables, hints)


def _check(data: bytes) -> None:
    """Raise Unreadable for what is no spreadsheet, or would take all of our memory."""
    if not archives.is_archive(data):
        if not data.startswith(_OLD):
            raise Unreadable("This is no spreadsheet.")
        return
    archive = archives.opened(data)
    archive.verify()
    for name in archive.names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_spread(archive.read(name))


def _check_spread(sheet: bytes) -> None:
    """Raise Unreadable where the cells of a sheet lie so far apart that all is empty between."""
    columns: set[bytes] = set()
    rows: set[int] = set()
    for found in _FILLED.finditer(sheet):
        columns.add(found[1])
        rows.add(int(found[2]))
    if not rows:
        return
    numbers = sorted(map(_column, columns))
    height, width = max(rows) - min(rows) + 1, numbers[-1] - numbers[0] + 1
    if height * width > MAX_CELLS:
        far = max(columns, key=_column).decode() + str(max(rows))
        raise Unreadable(
            f"The spreadsheet has cells as far out as {far}: delete what stands beside the table."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(book: CalamineWorkbook) -> Iterator[str]:
    return (sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet)


def _table(sheet: CalamineSheet) -> Table:
    _, left = sheet.start or (0, 0)
    rows = [
        Row(number, tuple(map(_text, values)))
        for number, values in enumerate(sheet.iter_rows(), start=1)
        if any(values)
    ]
    return Table(_filled_down(rows, sheet.merged_cell_ranges or (), left), printable(sheet.name))


def _text(value: object) -> str:
    """Return a cell as one would type it."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, date | time):
        return value.isoformat()
    return printable(str(value))


def _filled_down(
    rows: Sequence[Row], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]], left: int
) -> list[Row]:
    """Return the rows with what stands once for several of them, merged, in each."""
    cells = {row.number: list(row.cells) for row in rows}
    for (top, column), (bottom, last_column) in merged:
        place = column - left
        source = cells.get(top + 1, [])
        if column == last_column and 0 <= place < len(source):
            for number in range(top + 2, min(bottom + 1, rows[-1].number) + 1):
                if number in cells:
                    cells[number][place] = source[place]
    return [Row(row.number, cells[row.number]) for row in rows]


FORMAT = QuestionFormat("xlsx", "Spreadsheet", "xlsx", MEDIA_TYPE, recognise=recognise, read=read)
