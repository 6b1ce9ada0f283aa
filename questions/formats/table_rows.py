"""A row of a table as a question."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from questions.formats.cells import bared, choices_of, names_of, points_of
from questions.formats.interchange import MCQ, Entry, EntryChoice, flags_of
from questions.formats.table_keys import keys_of
from questions.formats.table_words import (
    FIELDS,
    MAX_CHOICES,
    level_of,
    minutes_of,
    status_of,
    type_of,
)

Cells = Mapping[str, str]

NO_STEM = "The row has no question."
_UID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WHOLE = re.compile(r"[+-]?\d{1,4}")
_POINTS = ("look_for", "red_flags", "follow_ups", "references")


@dataclass(frozen=True)
class Habits:
    """What numbers mean in a table: whether choices are counted from 0, and levels not to 4."""

    counts_from_zero: bool = False
    has_own_scale: bool = False


class Notes:
    """Counts the cells whose words were not understood, to be told about the file as a whole."""

    def __init__(self) -> None:
        self._unknown: Counter[tuple[str, str]] = Counter()

    def unknown(self, field: str, text: str) -> None:
        """Note a cell that was left out."""
        self._unknown[field, text[:40]] += 1

    def sentences(self, most: int) -> Iterator[str]:
        """Yield a sentence for each text, the most frequent first."""
        for (field, text), count in self._unknown.most_common(most):
            rows = "1 row" if count == 1 else f"{count:,} rows"
            yield f"{FIELDS[field]}: “{text}” was not understood and left out ({rows})."
        if len(self._unknown) > most:
            yield f"{len(self._unknown) - most:,} other texts were not understood and left out."


def entry(cells: Cells, habits: Habits, notes: Notes) -> Entry | str:
    """Return the question that a row's cells (by field) hold, or why there is none."""
    said = {field: text for field, cell in cells.items() if (text := bared(cell.strip()).strip())}
    if "stem" not in said:
        return NO_STEM
    choices, answer = _choices_and_answer(said, habits, has_keys="keys" in cells)
    type_ = _type(said, choices, notes)
    if explanation := said.get("explanation"):
        answer = f"{answer}\n\n{explanation}" if answer and answer != explanation else explanation
    points: dict[str, Any] = {name: points_of(said[name]) for name in _POINTS if name in said}
    return Entry(
        **points,
        stem=said["stem"],
        type=type_,
        level=_level(said, habits, notes),
        status=_word(said, "status", status_of, notes),
        answer=answer,
        minutes=_minutes(said, notes),
        difficulty_adjustment=_whole(said.get("difficulty_adjustment", "")),
        rubric={r: said[f"rubric_{r}"] for r in "135" if f"rubric_{r}" in said},
        choices=choices,
        skills=_skills(said),
        roles=names_of(said.get("roles", "")),
        source=said.get("source", ""),
        source_ref=said.get("source_ref", ""),
        uid=said["uid"] if _UID.fullmatch(said.get("uid", "")) else "",
        flags=flags_of(type_, choices, answer),
    )


def _level(said: Cells, habits: Habits, notes: Notes) -> str:
    known = _nothing if habits.has_own_scale and said.get("level", "").isdecimal() else level_of
    return _word(said, "level", known, notes)


def _nothing(text: str) -> str:
    return ""


def _word(said: Cells, field: str, known: Callable[[str], str], notes: Notes) -> str:
    text = said.get(field, "")
    value = known(text) if text else ""
    if text and not value:
        notes.unknown(field, text)
    return value


def _type(said: Cells, choices: tuple[EntryChoice, ...], notes: Notes) -> str:
    if choices:
        return MCQ
    type_ = _word(said, "type", type_of, notes)
    return MCQ if type_ == "true_false" else type_


def _minutes(said: Cells, notes: Notes) -> int | None:
    for field, unit in (("minutes", "m"), ("seconds", "s")):
        if text := said.get(field):
            found = minutes_of(text, unit)
            if found is None:
                notes.unknown(field, text)
            return found
    return None


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def _skills(said: Cells) -> tuple[str, ...]:
    cells = (said.get(field, "") for field in ("skills", "topic", "tags"))
    return tuple(dict.fromkeys(chain.from_iterable(map(names_of, cells))))


def _choices_and_answer(
    said: Cells, habits: Habits, *, has_keys: bool
) -> tuple[tuple[EntryChoice, ...], str]:
    """Return a row's choices, and its answer where that does not just name the right one."""
    options, answer = _options(said), said.get("answer", "")
    if len(options) == 1 and "type" in said and type_of(said["type"]) != MCQ:
        return (), answer or options[0][1]  # of a gap to be filled, say
    right = said.get("keys", "") if has_keys else answer
    if not options:
        wrong = _wrong(said) if right else []
        if not wrong:
            return (), answer or right
        keys, options = {1}, [(n, t, "") for n, t in enumerate([right, *wrong], start=1)]
    else:
        keys = keys_of(right, [(n, text) for n, text, _ in options], habits.counts_from_zero)
    choices = tuple(EntryChoice(t, n in keys, why) for n, t, why in options)
    return choices, "" if keys and not has_keys else answer


def _options(said: Cells) -> list[tuple[int, str, str]]:
    """Return the choices of a row: their numbers, texts and explanations."""
    numbers = range(1, MAX_CHOICES + 1)
    listed = [(n, said[f"choice_{n}"]) for n in numbers if f"choice_{n}" in said]
    listed = listed or list(enumerate(choices_of(said.get("choices", "")), start=1))
    if not listed and type_of(said.get("type", "")) == "true_false":
        listed = [(1, "True"), (2, "False")]
    return [(n, text, said.get(f"explanation_{n}", "")) for n, text in listed]


def _wrong(said: Cells) -> list[str]:
    """Return the wrong choices of a table that has them apart from the right one."""
    columns = [said[f"wrong_{n}"] for n in range(MAX_CHOICES + 1) if f"wrong_{n}" in said]
    return columns or list(choices_of(said.get("distractors", "")))
