"""The forms of saved views."""

from typing import Any

from django import forms

from questions.forms.fields import RevisionForm, Text
from questions.models import SavedView, User
from questions.permissions import can
from questions.rules.access import WRITE_QUESTIONS


class ViewForm(RevisionForm):
    """A view's name, and whether all who read the bank have it."""

    name = Text(max_length=100)
    shared = forms.BooleanField(
        label="Share it with all who read the bank",
        required=False,
        help_text="Each sees with it what their own account may see.",
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        if not can(user, WRITE_QUESTIONS):
            del self.fields["shared"]

    def said(self) -> dict[str, Any]:
        """Return the fields to store."""
        return {name: v for name, v in self.cleaned_data.items() if name in ("name", "shared")}


class ReplaceForm(forms.Form):
    """Which view is to say other filters from now on."""

    fields: dict[str, Any]
    view = forms.ModelChoiceField(SavedView.objects.none(), label="View", empty_label="Choose…")

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["view"].queryset = SavedView.objects.changeable_by(user)
