"""Forms for finding near-duplicates and merging two questions."""

from typing import Any

from django import forms

from questions.filters import MAX_ID
from questions.rules import content


def _id(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=MAX_ID, **more)


class SimilarForm(forms.Form):
    """The stem to find similar questions to; `question` is the one that it is of."""

    stem = forms.CharField(max_length=content.MAX_STEM, required=False)
    question = _id(required=False)


class PairForm(forms.Form):
    """Two questions to look at side by side."""

    first = _id()
    second = _id()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("first") and values.get("first") == values.get("second"):
            self.add_error("second", "Give another question than the first.")
        return values


class MergeForm(PairForm):
    """Which of two questions stays, and in which revisions they were read."""

    keep = _id(error_messages={"required": "Choose which question stays."})
    first_revision = _id()
    second_revision = _id()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        keep = values.get("keep")
        if keep and keep not in (values.get("first"), values.get("second")):
            self.add_error("keep", "Choose one of the two.")
        return values
