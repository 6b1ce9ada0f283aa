"""The form of one question that an import holds, as its file has it."""

from typing import Any

from django import forms
from django.http import QueryDict

from questions.forms.choices import ChoicesField, Row
from questions.forms.fields import Text
from questions.forms.questions import LinesField
from questions.models import ImportItem
from questions.rules import content, lifecycle

LISTS = ("skills", "roles", *content.LISTS)
#: Fields of a question that are edited as they stand in the entry.
PLAIN = (
    *("stem", "type", "level", "minutes", "difficulty_adjustment", "status"),
    *("answer", "source", "source_ref", *LISTS),
)


def _text(label: str, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=content.MAX_TEXT_BYTES,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _lines(label: str, help_text: str = "One on each line.") -> LinesField:
    field = LinesField(required=False, label=label, help_text=help_text)
    field.widget.attrs["rows"] = 2
    return field


def _open_choice(choices: dict[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", "Not said"), *choices.items()], required=False)


class ItemForm(forms.Form):
    """What a file says of one question; what is empty it does not say."""

    fields: dict[str, Any]
    stem = _text("Question", 3)
    type = _open_choice(content.TYPES)
    level = _open_choice(content.LEVELS)
    minutes = forms.IntegerField(
        min_value=content.MIN_MINUTES, max_value=content.MAX_MINUTES, required=False
    )
    difficulty_adjustment = forms.IntegerField(
        min_value=-content.MAX_ADJUSTMENT, max_value=content.MAX_ADJUSTMENT, required=False
    )
    status = _open_choice(lifecycle.STATUSES)
    choices = ChoicesField(required=False)
    answer = _text("Model answer", 4)
    look_for = _lines("What to look for")
    red_flags = _lines("Red flags")
    follow_ups = _lines("Follow-ups")
    references = _lines("References")
    rubric_1 = _text("Rating 1", 2)
    rubric_3 = _text("Rating 3", 2)
    rubric_5 = _text("Rating 5", 2)
    skills = _lines("Skills", "Names or slugs, one on each line.")
    roles = _lines("Roles", "Names or slugs, one on each line.")
    source = Text(required=False, max_length=100)
    source_ref = Text(label="Place in the source", required=False, max_length=100)

    @property
    def filing(self) -> list[Any]:
        """The fields of what the question is filed under."""
        return [self[name] for name in ("skills", "roles", "source", "source_ref", "status")]

    @property
    def guidance(self) -> list[Any]:
        """The fields of points for the interviewer."""
        return [self[name] for name in content.LISTS]

    @property
    def rubric(self) -> list[Any]:
        """The fields of the anchors."""
        return [self[f"rubric_{rating}"] for rating in content.RUBRIC_RATINGS]

    def said(self) -> dict[str, Any]:
        """Return the valid form's fields as the action takes them."""
        data = self.cleaned_data
        anchors = {rating: data[f"rubric_{rating}"] for rating in content.RUBRIC_RATINGS}
        values = {name: data[name] for name in PLAIN}
        values["rubric"] = {rating: text for rating, text in anchors.items() if text}
        values["choices"] = [
            {"text": one.text, "is_key": one.is_key, "explanation": one.explanation}
            for one in data["choices"]
        ]
        return content.clean(values)  # type: ignore[no-any-return]  # a dict of a dict


def form_of(item: ImportItem) -> ItemForm:
    """Return the form that shows an item."""
    entry = item.entry
    shown = {name: entry.get(name) for name in PLAIN}
    rubric = entry.get("rubric") or {}
    shown |= {f"rubric_{rating}": rubric.get(rating, "") for rating in content.RUBRIC_RATINGS}
    shown["choices"] = entry.get("choices") or []
    return ItemForm(initial=shown)


def with_rows(data: QueryDict, rows: list[Row]) -> ItemForm:
    """Return a form that shows what was typed, with the choices that a button has left."""
    names = ItemForm.base_fields.items()
    shown = {name: field.widget.value_from_datadict(data, {}, name) for name, field in names}
    return ItemForm(initial=shown | {"choices": rows})
