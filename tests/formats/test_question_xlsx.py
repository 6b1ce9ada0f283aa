"""Spreadsheets: every sheet, whatever its cells are, and none that eats our memory."""

import io
import zipfile
from datetime import date, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from questions.formats import QUESTION_FORMATS, question_xlsx, recognised
from questions.formats.apart import read_apart
from questions.formats.interchange import Entry, Hints, Reading, Unreadable


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    """Return a workbook of sheets with these rows."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def read(data: bytes, **mapping: str) -> Reading:
    return question_xlsx.read(data, Hints("list.xlsx", mapping))


def read_rows(*rows: list[Any]) -> Reading:
    return read(saved(book_of(Sheet1=list(rows))))


def repacked(data: bytes, part: str, change: Any) -> bytes:
    """Return a workbook of which one part is changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name == part else text)
    return file.getvalue()


def test_rows_are_questions() -> None:
    reading = read_rows(
        ["Question bank of 2024"],
        [],
        ["Question", "Option A", "Option B", "Correct answer", "Difficulty", "Time"],
        ["What\nis it?", "x", 10, "B", "Easy", 1.5],
        [],
        ["Why?", None, None, None, 3, "5 min"],
    )
    mcq, open_ = reading.entries
    assert (mcq.stem, mcq.type, mcq.level, mcq.minutes) == ("What\nis it?", "mcq", "basic", 2)
    assert [(choice.text, choice.is_key) for choice in mcq.choices] == [("x", False), ("10", True)]
    assert (open_.stem, open_.level, open_.minutes) == ("Why?", "advanced", 5)
    assert [entry.place for entry in reading.entries] == ["Sheet1, row 4", "Sheet1, row 6"]
    assert reading.mapping["stem"] == "Question"
    assert reading.columns[-1] == "Time"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((5, "5"), (0.1, "0.1"), (1e15, "1000000000000000"), (True, "True"), ("007", "007")),
        *((date(2024, 1, 2), "2024-01-02"), (time(0, 5), "00:05:00"), ("=1+1", "")),
        *((timedelta(minutes=5), "0:05:00"), ("'=1+1", "=1+1"), ("'tis", "'tis"), ("#N/A", "")),
    ],
)
def test_any_cell_is_read_as_it_looks(value: Any, text: str) -> None:
    (entry,) = read_rows(["Question", "Answer"], ["a?", value]).entries
    assert entry.answer == text


def test_a_formula_counts_as_its_saved_value() -> None:
    data = saved(book_of(Sheet1=[["Question", "Answer"], ["a?", "=1+1"]]))
    data = repacked(data, "xl/worksheets/sheet1.xml", lambda x: x.replace(b"<v></v>", b"<v>2</v>"))
    assert read(data).entries[0].answer == "2"


def test_the_table_may_stand_anywhere_on_its_sheet() -> None:
    book = book_of(Sheet1=[])
    book["Sheet1"]["D7"], book["Sheet1"]["E7"] = "Question", "Topic"
    book["Sheet1"]["D8"], book["Sheet1"]["E8"] = "a?", "SQL"
    book["Sheet1"]["D9"] = "b?"
    book["Sheet1"].merge_cells("E8:E9")
    entries = read(saved(book)).entries
    assert [(entry.place, entry.skills) for entry in entries] == [
        *(("Sheet1, row 8", ("SQL",)), ("Sheet1, row 9", ("SQL",))),
    ]


def test_every_sheet_is_read_and_its_name_says_level_or_skill() -> None:
    head = ["Question", "Answer"]
    book = book_of(
        Notes=[["Read this first"], ["And this"]],
        Junior=[head, ["a?"]],
        Python=[head, ["b?"]],
        Sheet3=[head, ["c?"]],
    )
    reading = read(saved(book))
    assert [(entry.stem, entry.level, entry.skills) for entry in reading.entries] == [
        *(("a?", "basic", ()), ("b?", "", ("Python",)), ("c?", "", ())),
    ]
    assert reading.notes == (
        "The name “Junior” was taken for the level.",
        "The name “Python” was taken for the skill.",
        "The sheet “Notes” was left out: none of its columns is headed as the question.",
    )


def test_a_sheet_with_skills_of_its_own_keeps_them() -> None:
    head = ["Question", "Tags", "Level"]
    book = book_of(Senior=[head, ["a?", "x", "easy"], ["b?"]], Python=[head, ["c?"]])
    assert [(entry.level, entry.skills) for entry in read(saved(book)).entries] == [
        *(("basic", ("x",)), ("advanced", ()), ("", ())),
    ]


def test_a_spreadsheet_is_known_by_what_it_holds() -> None:
    data = saved(book_of(Sheet1=[["Question"], ["a?"]]))
    assert recognised(data, "list.csv") is QUESTION_FORMATS["xlsx"]
    assert question_xlsx.recognise(b"PK\x03\x04word/document.xml", "a.xlsx") == 0


def open_document(rows: str) -> bytes:
    """Return a spreadsheet as LibreOffice writes it, as far as it matters."""
    base = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{base}:{name}:1.0"' for name in ("office", "table", "text"))
    manifest = f"{base}:manifest:1.0"
    media = "application/vnd.oasis.opendocument.spreadsheet"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", media)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}">'
            f'<m:file-entry m:full-path="/" m:media-type="{media}"/>'
            "</m:manifest>",
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Hard">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()


def open_row(text: str, times: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}"><table:table-cell '
        f'office:value-type="string"><text:p>{text}</text:p></table:table-cell></table:table-row>'
    )


def test_an_open_document_is_read_too() -> None:
    data = open_document(open_row("Question") + open_row("a?", 2) + open_row("", 10_000))
    assert recognised(data) is QUESTION_FORMATS["xlsx"]
    assert [(entry.stem, entry.level) for entry in read(data).entries] == [("a?", "advanced")] * 2


def test_a_row_repeated_without_end_ends_as_a_sentence() -> None:
    data = open_document(open_row("Question") + open_row("a?", 1_048_576))
    with pytest.raises(Unreadable, match="too much memory"):
        read_apart(QUESTION_FORMATS["xlsx"], data, Hints())


def test_a_sheet_may_lie_about_its_size() -> None:
    data = saved(book_of(Sheet1=[["Question"], ["a?"]]))
    lie = lambda x: x.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')  # noqa: E731  # one use
    changed = repacked(data, "xl/worksheets/sheet1.xml", lie)
    assert changed != data
    assert [entry.stem for entry in read(changed).entries] == ["a?"]


def test_cells_that_are_only_coloured_do_not_count() -> None:
    book = book_of(Sheet1=[["Question"], ["a?"]])
    book["Sheet1"]["XFD1048576"].font = Font(bold=True)
    assert [entry.stem for entry in read(saved(book)).entries] == ["a?"]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_cell_far_out_is_refused_before_memory_is_taken(prefix: str) -> None:
    book = book_of(Sheet1=[["Question"], ["a?"]])
    book["Sheet1"]["XFD1048576"] = "far"
    data = repacked(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda x: x.replace(b"<c ", f"<{prefix}c ".encode()),
    )
    with pytest.raises(Unreadable, match="as far out as XFD1048576: delete"):
        read(data)


def test_a_bomb_is_refused() -> None:
    data = saved(book_of(Sheet1=[["Question"], ["a?"]]))
    bomb = repacked(data, "xl/worksheets/sheet1.xml", lambda x: x + b" " * 50_000_000)
    with pytest.raises(Unreadable, match="unpacks to more than"):
        read(bomb)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"Question\na?", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18),
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.message.endswith(".")


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(Unreadable, match="The spreadsheet is empty"):
        read(saved(book_of(Sheet1=[], Sheet2=[])))


@given(st.binary(max_size=30), st.integers(0, 5_000), st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_damaged_files_are_read_or_refused(damage: bytes, at: int, length: int) -> None:
    data = saved(book_of(Sheet1=[["Question"], ["a?"]]))
    try:
        read(data[:at] + damage + data[at + length :])
    except Unreadable as refused:
        assert refused.message


@given(st.text(max_size=40), st.integers(0, 700), st.integers(0, 20))
@settings(max_examples=30, deadline=None)
def test_damaged_sheets_are_read_or_refused(damage: str, at: int, length: int) -> None:
    data = saved(book_of(Sheet1=[["Question"], ["a?"]]))
    part = "xl/worksheets/sheet1.xml"
    changed = repacked(data, part, lambda x: x[:at] + damage.encode() + x[at + length :])
    try:
        read(changed)
    except Unreadable as refused:
        assert refused.message


@given(
    st.lists(
        st.lists(
            st.none()
            | st.integers()
            | st.floats(allow_nan=False)
            | st.booleans()
            | st.dates()
            | st.sampled_from(["Question", "Answer", "a?", "A", "=1", "'"]),
            max_size=4,
        ),
        max_size=5,
    )
)
@settings(max_examples=40, deadline=None)
def test_any_cells_are_read_or_refused(rows: list[list[Any]]) -> None:
    try:
        reading = read(saved(book_of(Sheet1=rows)))
    except Unreadable as refused:
        assert refused.message
    else:
        assert all(isinstance(entry, Entry) and entry.stem for entry in reading.entries)
