"""The choices of an MCQ as rows of one field: posted by number, in the order of the numbers."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from questions.rules import content

Row = dict[str, Any]
EMPTY: Row = {"text": "", "is_key": False, "explanation": ""}
#: More rows than this are not read: a form that is posted holds no more than people type.
MAX_ROWS = 40
#: What a new MCQ begins with.
FIRST_ROWS = 4

_NAME = re.compile(r"choices-(\d{1,4})-(text|is_key|explanation)")


def is_choice_name(name: str) -> bool:
    """Tell whether a posted name is one of a choice."""
    return _NAME.fullmatch(name) is not None


def read_rows(data: Mapping[str, Any]) -> list[Row]:
    """Return the rows that were posted, as typed."""
    numbers = {int(found[1]) for found in map(_NAME.fullmatch, data) if found}
    return [
        {
            "text": data.get(f"choices-{n}-text", ""),
            "is_key": f"choices-{n}-is_key" in data,
            "explanation": data.get(f"choices-{n}-explanation", ""),
        }
        for n in sorted(numbers)[:MAX_ROWS]
    ]


def posted_rows(rows: list[Row]) -> dict[str, list[str]]:
    """Return rows as a form posts them."""
    posted: dict[str, list[str]] = {}
    for n, row in enumerate(rows):
        posted[f"choices-{n}-text"] = [row["text"]]
        posted[f"choices-{n}-explanation"] = [row["explanation"]]
        if row["is_key"]:
            posted[f"choices-{n}-is_key"] = ["on"]
    return posted


def step(data: Mapping[str, Any]) -> list[Row] | None:
    """Return the rows as the pressed button leaves them; None when it was another button."""
    rows = read_rows(data)
    if "add_choice" in data:
        return [*rows, dict(EMPTY)]
    for verb, change in (("remove_choice", _remove), ("choice_up", _up), ("choice_down", _down)):
        at = str(data.get(verb, ""))
        if verb in data:
            return change(rows, int(at)) if at.isdecimal() and int(at) < len(rows) else rows
    return None


def _remove(rows: list[Row], at: int) -> list[Row]:
    return rows[:at] + rows[at + 1 :]


def _up(rows: list[Row], at: int) -> list[Row]:
    others = _remove(rows, at)
    return [*others[: max(at - 1, 0)], rows[at], *others[max(at - 1, 0) :]]


def _down(rows: list[Row], at: int) -> list[Row]:
    others = _remove(rows, at)
    return [*others[: at + 1], rows[at], *others[at + 1 :]]


class ChoicesWidget(forms.Widget):
    template_name = "questions/_edit_choices.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        return read_rows(data)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(map(is_choice_name, data))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"] |= {"rows": value or [], "empty": EMPTY}
        return context


class ChoicesField(forms.Field):
    """Choices in their order; a row in which nothing was written is none."""

    widget = ChoicesWidget

    def clean(self, value: Any) -> tuple[content.Choice, ...]:
        rows = content.clean(value or [])
        written = [row for row in rows if row["text"] or row["explanation"] or row["is_key"]]
        return tuple(content.Choice(**row) for row in written)


def rows_of(choices: tuple[content.Choice, ...]) -> list[Row]:
    """Return the rows of a content's choices."""
    return [{"text": c.text, "is_key": c.is_key, "explanation": c.explanation} for c in choices]
