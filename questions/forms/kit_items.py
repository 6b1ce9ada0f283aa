"""Forms of the kit builder and the tray: each carries the revision that the kit was shown with."""

from typing import Any

from django import forms

from questions.filters import MAX_ID
from questions.rules import content, kits

#: The longest query string of the bank that a form takes along.
MAX_BACK = 2_000


def _number(low: int, high: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=low, max_value=high, **more)


def _hidden(low: int, high: int, **more: Any) -> forms.IntegerField:
    return _number(low, high, widget=forms.HiddenInput, **more)


class KitForm(forms.Form):
    """A change that needs no more than the revision."""

    revision = _hidden(0, MAX_ID)

    def sentences(self) -> list[str]:
        """Return every error as a sentence that names its field."""
        return [
            f"{self.fields[name].label or name.capitalize()}: {message}"
            for name, messages in self.errors.items()
            for message in messages
        ]

    def written(self) -> list[tuple[str, str]]:
        """Return what a person typed, by label: it is given back where it could not be saved."""
        return [
            (str(field.label), field.value()) for field in self.visible_fields() if field.value()
        ]


class AddForm(KitForm):
    question = _hidden(1, MAX_ID)
    into = _hidden(0, kits.MAX_SECTIONS, required=False, label="Section")


class MoveForm(KitForm):
    """One place up (−1) or down (1); or to a section (from 0) and a position in it (from 1)."""

    by = _hidden(-1, 1, required=False)
    section = _hidden(0, kits.MAX_SECTIONS, required=False)
    position = _hidden(1, kits.MAX_ITEMS + 1, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values["by"] and values["section"] is None:
            self.add_error("by", "Say where to: −1, 1, or a section.")
        return values


class StepForm(KitForm):
    """One place up (−1) or down (1)."""

    by = _hidden(-1, 1)


class ItemForm(KitForm):
    minutes = _number(content.MIN_MINUTES, content.MAX_MINUTES)
    note = forms.CharField(
        label="Note to the interviewer",
        required=False,
        max_length=kits.MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_note(self) -> str:
        return str(content.clean(self.cleaned_data["note"]))


class LockForm(KitForm):
    locked = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SwapForm(KitForm):
    other = _hidden(1, MAX_ID, label="Question")


class SectionForm(KitForm):
    name = forms.CharField(max_length=100)
    minutes = _number(0, kits.MAX_BUDGET)


class FollowUpsForm(KitForm):
    """Which of a question's follow-ups to use, by their numbers from 1."""

    chosen = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        choices=[(n, n) for n in range(1, content.MAX_LIST + 1)],
        label="Follow-ups",
    )


class ChooseForm(forms.Form):
    """Which kit to fill (empty: none), and the list in the bank to go back to."""

    kit = _hidden(1, MAX_ID, required=False)
    back = forms.CharField(required=False, max_length=MAX_BACK)
