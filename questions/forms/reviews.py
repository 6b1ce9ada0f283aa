"""Forms of a question's lifecycle, its review and its versions."""

from collections.abc import Sequence
from typing import Any

from django import forms

from questions.models import QuestionVersion
from questions.rules import lifecycle


class MoveForm(forms.Form):
    """A step of the lifecycle, with why; sending back and retiring need a reason."""

    verb = forms.ChoiceField(choices=[(verb, verb) for verb in lifecycle.TRANSITIONS])
    revision = forms.IntegerField(min_value=1)
    note = forms.CharField(
        max_length=500, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        try:
            lifecycle.require_reason(values.get("verb", ""), values.get("note", ""))
        except lifecycle.ReasonNeeded as refusal:
            self.add_error("note", str(refusal))
        return values


class RestoreForm(forms.Form):
    """An old version that is to be the newest again."""

    number = forms.IntegerField(min_value=1)
    revision = forms.IntegerField(min_value=1)


class ComparedForm(forms.Form):
    """Which two versions to show, by their numbers."""

    old = forms.TypedChoiceField(coerce=int)
    new = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, versions: Sequence[QuestionVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [(version.number, f"version {version.number}") for version in versions]
        for name in ("old", "new"):
            field: Any = self.fields[name]
            field.choices = numbers
