"""The forms of webhooks."""

import datetime
from typing import Any

from django import forms

from questions.forms.fields import DateInput, RevisionForm, Text
from questions.rules import webhooks
from questions.rules.addresses import MAX_URL

LABELS = {"question": "Questions and reviews", "kit": "Kits", "candidate": "Candidates"}
LABELS |= {"import": "Imports"}
MISSED, EVERYTHING = "missed", "all"


class WebhookForm(RevisionForm):
    """Where a webhook leads, and what is told there."""

    name = Text(max_length=100, required=False, help_text="For you, such as the receiver's name.")
    url = Text(
        label="Address",
        max_length=MAX_URL,
        help_text="Such as https://example.org/hooks; it gets a POST for each event.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        required=False,
        choices=[
            (LABELS[noun], [(kind, kind) for kind in webhooks.TYPES if kind.startswith(f"{noun}.")])
            for noun in webhooks.NOUNS
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Return the boxes of the events by what they are about."""
        boxes = list(self["events"])
        return [
            (LABELS[noun], [box for box in boxes if box.choice_label.startswith(f"{noun}.")])
            for noun in webhooks.NOUNS
        ]

    def said(self) -> dict[str, Any]:
        """Return the fields to store."""
        return {name: self.cleaned_data[name] for name in ("name", "url", "events")}


class RedeliverForm(forms.Form):
    """What is sent again."""

    since = forms.DateField(
        label="From the start of this day (UTC)",
        widget=DateInput(),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": "Choose a day.", "invalid": "Choose a day."},
    )
    what = forms.ChoiceField(
        choices=[(MISSED, "What was missed"), (EVERYTHING, "All, also what was delivered")],
        initial=MISSED,
        widget=forms.RadioSelect,
    )

    def moment(self) -> datetime.datetime:
        day: datetime.date = self.cleaned_data["since"]
        return datetime.datetime.combine(day, datetime.time(), datetime.UTC)

    def everything(self) -> bool:
        return bool(self.cleaned_data["what"] == EVERYTHING)
