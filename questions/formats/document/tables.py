"""Tables whose rows are questions."""

import re
from dataclasses import dataclass, field

from questions.formats.document.blocks import Node
from questions.formats.document.drafts import Choice
from questions.formats.document.plain import is_anchor, plain
from questions.formats.document.wording import NOT, asks, numbered

_STEM = re.compile(r"questions?|q|stem|prompt|interview questions?|question text", re.IGNORECASE)
_COLUMNS = {
    name: part
    for part, names in {
        "answer": "answer|answers|solution|model answer|expected answer|response|explanation",
        "look_for": "look for|what to look for|key points|expected points|good answer",
        "red_flags": "red flags|warning signs",
        "follow_ups": "follow-up|follow-ups|follow up|follow ups|follow-up questions",
        "references": "reference|references|link|links|source|resources",
        "level": "level|difficulty|seniority",
        "tags": "topic|category|skill|skills|tags|area|subject|topics",
        "roles": "role|roles",
        "minutes": "minutes|time|duration",
        "key": "correct|correct answer|key|right answer|correct option",
    }.items()
    for name in names.split("|")
}
_FACTS = {"level", "tags", "roles", "minutes"}
_CHOICE = re.compile(r"(?:(?:option|choice|answer)\s*)?\(?([a-h1-8])\)?", re.IGNORECASE)


@dataclass
class Row:
    """A question in a table; `place` counts lines from the head's."""

    text: str
    place: int
    parts: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)


def rows_in(node: Node) -> list[Row]:
    """Return the questions in a table; [] for a table of anything else."""
    if not node.rows:
        return []
    heads = [plain(cell).strip(" *:#").lower() for cell in node.rows[0]]
    stem = next((at for at, head in enumerate(heads) if _STEM.fullmatch(head)), None)
    if stem is None:
        return []
    found = [
        _row(heads, cells, stem, place)
        for place, cells in enumerate(node.rows[1:], start=2)
        if stem < len(cells) and _is_stem(cells[stem])
    ]
    asking = sum(asks(plain(row.text)) != NOT for row in found)
    return found if asking * 2 >= len(found) else []


def _is_stem(cell: str) -> bool:
    return not is_anchor(cell) and len(plain(cell).split()) > 1


def _row(heads: list[str], cells: list[str], stem: int, place: int) -> Row:
    row = Row(numbered(cells[stem])[1], place)
    keys = ""
    for head, cell in zip(heads, cells, strict=False):
        text = cell.strip()
        part = _COLUMNS.get(head)
        if not text or head == heads[stem]:
            continue
        if part == "key":
            keys = text
        elif part in _FACTS:
            row.said[part] = plain(text)
        elif found := _CHOICE.fullmatch(head):
            row.choices.append(Choice(text, found[1].lower()))
        elif part == "answer" and part in row.parts:
            row.parts[part] += f"\n{text}"
        elif part:
            row.parts[part] = text
    if keys:
        row.parts["answer"] = f"{keys}\n{row.parts['answer']}" if "answer" in row.parts else keys
    return row
