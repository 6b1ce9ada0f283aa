"""Tables of questions: which row heads them, what their columns are, and what their rows say."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from questions.formats.interchange import Entry, Hints, Reading, Skipped
from questions.formats.table_rows import Habits, Notes, entry
from questions.formats.table_words import field_of, level_of, plain

_RULE = re.compile(r"\s*(?::?-{3,}:?)?\s*")
MAX_COLUMNS = 200
HEADING_ROWS = 20  # among which the headings are looked for
MAX_NOTES = 6
_LONE = "There are no headings: each row was taken for a question."
_UNKNOWN = "No column was recognised as the question: say which one it is."
# Words that say nothing of what a sheet holds.
_GENERIC = {
    *("sheet", "tabelle", "feuille", "hoja", "foglio", "table", "data", "export", "list"),
    *("question", "questions", "bank", "interview"),
}


@dataclass(frozen=True)
class Row:
    """A row as it stands in a file; `number` counts lines or rows from 1."""

    number: int
    cells: Sequence[str]

    @property
    def is_empty(self) -> bool:
        return not any(cell and not cell.isspace() for cell in self.cells)

    @property
    def is_rule(self) -> bool:
        """Say whether this is the line below the headings of a Markdown table."""
        return all(map(_RULE.fullmatch, self.cells))


@dataclass(frozen=True)
class Table:
    """The rows of a file, or of one sheet of a workbook, which is then named."""

    rows: Sequence[Row]
    sheet: str = ""


@dataclass(frozen=True)
class Columns:
    """The columns of a table: their headings, where the rows begin, and which holds what.

    `guess` says in a sentence why nothing of it is sure, for a table without known headings.
    """

    headings: tuple[str, ...]
    first_row: int
    places: Mapping[str, int]
    guess: str = ""


def reading(tables: Sequence[Table], hints: Hints) -> Reading:
    """Return what tables say; `hints.mapping` (field → heading, "" for none) overrides theirs.

    Tables without known headings count only where no other has any.
    """
    found = [(table, columns_of(table.rows, hints.mapping)) for table in tables]
    held = [(table, columns) for table, columns in found if columns]
    sure = [(table, columns) for table, columns in held if not columns.guess]
    name = re.sub(r"[_-]", " ", PurePosixPath(hints.name.replace("\\", "/")).stem)
    parts = [_read(*pair, name, of_many=len(sure) > 1) for pair in sure or held]
    left_out = [
        f"The sheet “{table.sheet}” was left out: none of its columns is headed as the question."
        for table, columns in held
        if sure and columns.guess
    ]
    return _together(parts, left_out)


def _together(parts: Sequence[Reading], notes: Sequence[str]) -> Reading:
    mapping: dict[str, str] = {}
    for part in parts:
        mapping = {**part.mapping, **mapping}
    return Reading(
        entries=tuple(found for part in parts for found in part.entries),
        skipped=tuple(found for part in parts for found in part.skipped),
        notes=tuple(dict.fromkeys([*(note for part in parts for note in part.notes), *notes])),
        columns=tuple(dict.fromkeys(heading for part in parts for heading in part.columns)),
        mapping=mapping,
    )


def _read(table: Table, columns: Columns, name: str, *, of_many: bool) -> Reading:
    name = table.sheet or name
    notes = Notes()
    entries, skipped = _entries(table, columns, notes) if columns.places else ([], [])
    level, skills = _said_by_name(name, columns, of_many=of_many)
    said = [
        replace(found, level=found.level or level, skills=found.skills or skills)
        for found in entries
    ]
    about = [columns.guess, _unread(columns), *notes.sentences(MAX_NOTES)]
    if taken := "level" if level else "skill" if skills else "":
        about.append(f"The name “{name}” was taken for the {taken}.")
    return Reading(
        tuple(said),
        tuple(skipped),
        notes=tuple(filter(None, about)),
        columns=columns.headings,
        mapping={field: columns.headings[place] for field, place in columns.places.items()},
    )


def _entries(table: Table, columns: Columns, notes: Notes) -> tuple[list[Entry], list[Skipped]]:
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    habits = _habits(table, columns)
    for row in table.rows[columns.first_row :]:
        if row.is_empty or row.is_rule:
            continue
        found = _entry(row, columns, habits, notes)
        line = None if table.sheet else row.number
        place = f"{table.sheet}, row {row.number}" if table.sheet else ""
        if isinstance(found, Entry):
            entries.append(replace(found, line=line, place=place))
        else:
            excerpt = " · ".join(filter(None, row.cells[:5]))[:200]
            skipped.append(Skipped(found, line, place, excerpt))
    return entries, skipped


def _habits(table: Table, columns: Columns) -> Habits:
    """Return what the numbers in two columns mean, which one row alone does not tell."""
    said: dict[str, set[str]] = {}
    for field in ("level", "keys" if "keys" in columns.places else "answer"):
        place = columns.places.get(field, MAX_COLUMNS)
        rows = (row.cells for row in table.rows[columns.first_row :])
        said[field] = {cells[place].strip() for cells in rows if place < len(cells)}
    levels, keys = said.values()
    numbers = [int(text) for text in levels if text.isdecimal() and len(text) < 4]
    return Habits(counts_from_zero="0" in keys, has_own_scale=max(numbers, default=0) > 4)


def _entry(row: Row, columns: Columns, habits: Habits, notes: Notes) -> Entry | str:
    """Return a row's question, or why it has none."""
    width = len(columns.headings)
    if width < MAX_COLUMNS and not Row(0, row.cells[width:]).is_empty:
        return (
            f"The row has {len(row.cells)} cells under {width} headings: "
            "put quotation marks around texts with separators in them."
        )
    cells = {f: row.cells[p] for f, p in columns.places.items() if p < len(row.cells)}
    return entry(cells, habits, notes)


def _said_by_name(name: str, columns: Columns, *, of_many: bool) -> tuple[str, tuple[str, ...]]:
    """Return the level that a file's or sheet's name says, and beside other sheets the skill."""
    if level := level_of(name):
        return level, ()
    words = {word.rstrip("0123456789") for word in plain(name).split()} - {""}
    is_filed = {"skills", "topic", "tags"} & set(columns.places)
    is_skill = of_many and not is_filed and words and not words & _GENERIC
    return "", (name.strip(),) if is_skill else ()


def _unread(columns: Columns) -> str:
    used = set(columns.places.values())
    left = [name for place, name in enumerate(columns.headings) if place not in used]
    named = ", ".join(f"“{name[:40]}”" for name in left[:10])
    return f"These columns were left out: {named}." if left and columns.places else ""


def columns_of(rows: Sequence[Row], wanted: Mapping[str, str]) -> Columns | None:
    """Return the columns of a table, None of an empty one.

    The row that heads the others is the one with the most headings that we know.
    """
    near = [place for place, row in enumerate(rows) if not row.is_empty][:HEADING_ROWS]
    if not near:
        return None
    known = {place: _places(_headings(rows[place].cells), wanted) for place in near}
    heads = [place for place in near if "stem" in known[place]]
    if not heads:
        return _without_headings(rows, near, wanted)
    head = max(heads, key=lambda place: len(known[place]))
    return Columns(_headings(rows[head].cells), head + 1, known[head])


def _headings(cells: Iterable[str]) -> tuple[str, ...]:
    """Return a row's cells as headings, each different from the others."""
    said = [" ".join(cell.split())[:100] for cell in list(cells)[:MAX_COLUMNS]]
    while said and not said[-1]:
        said.pop()
    seen: Counter[str] = Counter()
    found = []
    for place, heading in enumerate(said):
        seen[heading] += 1
        again = f"{heading} ({seen[heading]})" if seen[heading] > 1 else heading
        found.append(again if heading else _column(place))
    return tuple(found)


def _column(place: int) -> str:
    letters = chr(ord("A") + place % 26)
    return f"Column {chr(ord('A') + place // 26 - 1) if place >= 26 else ''}{letters}"


def _places(headings: Sequence[str], wanted: Mapping[str, str]) -> dict[str, int]:
    """Return where each field stands, the first of several; what is wanted comes before."""
    chosen = {f: headings.index(h) for f, h in wanted.items() if h in headings}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = field_of(heading)
        if field and field not in wanted and place not in chosen.values():
            found.setdefault(field, place)
    return _with_choices(found) | chosen


def _with_choices(places: dict[str, int]) -> dict[str, int]:
    """Return the fields with choices only where two columns hold some.

    A column “C” or “1” may be anything, and several columns “Option” are numbered from the second.
    """
    if "choice_2" in places and "choice_1" not in places and "choices" in places:
        places["choice_1"] = places.pop("choices")
    columns = [field for field in places if field.startswith(("choice_", "wrong_"))]
    if len(columns) == 1 and columns[0].startswith("choice_"):
        place = places.pop(columns[0])
        if columns == ["choice_1"]:  # “Q” and “A”
            places.setdefault("answer", place)
    return places


def _without_headings(
    rows: Sequence[Row], near: Sequence[int], wanted: Mapping[str, str]
) -> Columns:
    """Return the columns of a table in which no row is known to head the others."""
    width = max(len(_headings(rows[place].cells)) for place in near)
    names = tuple(map(_column, range(width)))
    guessed = _guessed(names, [_asks(rows[place].cells) for place in near])
    chosen = {field: name for field, name in wanted.items() if name in names}
    places = {f: names.index(name) for f, name in {**guessed, **chosen}.items()}
    if "stem" in places:
        return Columns(names, near[0], places, _LONE)
    return Columns(_headings(rows[near[0]].cells), near[0] + 1, {}, _UNKNOWN)


def _guessed(names: Sequence[str], asked: Sequence[int | None]) -> dict[str, str]:
    """Return what the columns hold by where the rows have a question mark, None for nowhere."""
    if len(names) == 1:
        return {"stem": names[0]}
    place, count = Counter(asked).most_common(1)[0]
    if place is None or asked[0] is None or count * 2 < len(asked):
        return {}
    beside = place + 1 if place + 1 < len(names) else 0
    return {"stem": names[place]} | ({"answer": names[beside]} if len(names) < 4 else {})


def _asks(cells: Sequence[str]) -> int | None:
    """Return the place of the first cell that is a question."""
    return next((p for p, c in enumerate(cells[:MAX_COLUMNS]) if c.strip().endswith("?")), None)
