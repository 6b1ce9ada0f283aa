"""Forms of API tokens."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from questions.actions import tokens
from questions.forms.fields import Text
from questions.models import User
from questions.rules.access import SCOPE_WORDS

DAYS = [("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "never")]
GRACE = [("0", "at once"), ("1", "in an hour"), ("24", "in a day"), ("168", "in a week")]


class TokenForm(forms.Form):
    """What a new token is for, what it opens and when it ends."""

    fields: dict[str, Any]
    name = Text(
        max_length=100,
        label="What it is for",
        help_text="Such as the program that will use it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one scope."},
    )
    days = forms.ChoiceField(choices=DAYS, initial="90", required=False, label="It expires after")

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        known = tokens.scopes_for(user)
        self.fields["scopes"].choices = [(scope, SCOPE_WORDS.get(scope, "")) for scope in known]

    def expires_at(self) -> datetime.datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + datetime.timedelta(days=int(days)) if days else None


class RotateForm(forms.Form):
    """When the secret before ends."""

    grace_hours = forms.TypedChoiceField(
        choices=GRACE, coerce=int, initial="0", label="The secret before ends"
    )
