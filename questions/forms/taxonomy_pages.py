"""The forms of the pages of skills, roles and sources."""

from typing import Any

from django import forms

from questions.filters import MAX_ID
from questions.forms.fields import RevisionForm, Text
from questions.forms.questions import LinesField
from questions.models import Role, RoleSkill, Skill, Source
from questions.models.taxonomy import Named

MAX_DESCRIPTION = 2_000
MAX_LOOK_FOR = 30
WEIGHTS = {1: "1 – helps", 2: "2", 3: "3 – matters", 4: "4", 5: "5 – decides"}


class ThingForm(RevisionForm):
    """A skill or role as it is typed."""

    name = Text(max_length=100)
    slug = forms.SlugField(
        label="Address",
        required=False,
        max_length=100,
        help_text="Left empty, it is made of the name. Addresses that it had before keep working.",
    )
    description = Text(
        required=False,
        max_length=MAX_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def said(self) -> dict[str, Any]:
        """Return the fields to store."""
        return {name: v for name, v in self.cleaned_data.items() if name != "revision"}


class SourceForm(ThingForm):
    """A source as it is typed."""

    kind = forms.ChoiceField(choices=Source.Kind.choices)


FORMS: dict[type[Named], type[ThingForm]] = {
    Skill: ThingForm,
    Role: ThingForm,
    Source: SourceForm,
}


class WeightForm(RevisionForm):
    """A skill of a role: how much it weighs, and what to look for."""

    skill = forms.ModelChoiceField(Skill.objects.order_by("name"), to_field_name="slug")
    weight = forms.TypedChoiceField(choices=list(WEIGHTS.items()), coerce=int, initial=3)
    look_for = LinesField(label="What to look for", required=False, help_text="One on each line.")

    def __init__(self, *args: Any, row: RoleSkill | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if row is not None:
            self.fields["skill"].widget = forms.HiddenInput()

    def clean_look_for(self) -> list[str]:
        lines: list[str] = self.cleaned_data["look_for"]
        if len(lines) > MAX_LOOK_FOR:
            raise forms.ValidationError(f"Keep to {MAX_LOOK_FOR} lines.")
        return lines


class IntoForm(forms.Form):
    """Which other skill, role or source one is merged into, and both as they were shown."""

    fields: dict[str, Any]
    into = forms.ModelChoiceField(Skill.objects.none(), to_field_name="slug", empty_label="Choose…")

    def __init__(self, *args: Any, thing: Named, **more: Any) -> None:
        super().__init__(*args, **more)
        others = type(thing).objects.exclude(pk=thing.pk).order_by("name")
        self.fields["into"].queryset = others
        self.fields["into"].label = f"Merge “{thing.name}” into"


class MergeForm(IntoForm):
    """The merge as it was confirmed."""

    revision = forms.IntegerField(min_value=0, max_value=MAX_ID)
    into_revision = forms.IntegerField(min_value=0, max_value=MAX_ID)
