"""Forms for a question and its choices."""

from typing import Any

from django import forms
from django.forms import BaseInlineFormSet

from questions.actions.questions import Tags
from questions.models import Question
from questions.rules import content
from questions.rules.content import Content


class LinesField(forms.CharField):
    """A list of points, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


def _anchor(rating: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=f"Rubric: {rating}", required=False, widget=widget)


class QuestionForm(forms.ModelForm):
    """All that a question says but its choices, with its tags."""

    look_for = LinesField(required=False, label="What to look for", help_text="One on each line.")
    red_flags = LinesField(required=False, help_text="One on each line.")
    follow_ups = LinesField(required=False, label="Follow-ups", help_text="One on each line.")
    references = LinesField(required=False, help_text="One on each line.")
    rubric_1 = _anchor("1")
    rubric_3 = _anchor("3")
    rubric_5 = _anchor("5")
    note = forms.CharField(
        max_length=500, required=False, help_text="Why this was changed; kept with the version."
    )
    read_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Question
        fields = [
            "type",
            "level",
            "stem",
            "answer",
            "minutes",
            "difficulty_adjustment",
            "look_for",
            "red_flags",
            "follow_ups",
            "references",
            "skills",
            "roles",
            "source",
            "source_ref",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["read_revision"] = self.instance.revision
        for rating in content.RUBRIC_RATINGS:
            self.initial[f"rubric_{rating}"] = (self.instance.rubric or {}).get(rating, "")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            self.add_problems(self.problems())
        return values

    def problems(self) -> list[content.Problem]:
        """Return what is wrong with the content; the choices are checked with their form set."""
        return content.problems(self.content(()), complete=False)

    def add_problems(self, found: list[content.Problem]) -> None:
        """Tell each problem at its field, or above the form where it has none."""
        for problem in found:
            self.add_error(self.field_of(problem), problem.message)

    def field_of(self, problem: content.Problem) -> str | None:
        """Return the field at which a problem is told."""
        return problem.field if problem.field in self.fields else None

    def content(self, choices: tuple[content.Choice, ...]) -> Content:
        """Return what the valid form says, together with the choices."""
        said = {name: value for name, value in self.cleaned_data.items() if value is not None}
        said["rubric"] = {
            rating: said[f"rubric_{rating}"]
            for rating in content.RUBRIC_RATINGS
            if said.get(f"rubric_{rating}")
        }
        said["choices"] = [
            {"text": c.text, "is_key": c.is_key, "explanation": c.explanation} for c in choices
        ]
        return content.from_json(said)

    def tags(self) -> Tags:
        """Return what the valid form files the question under."""
        data = self.cleaned_data
        return Tags(
            tuple(data["skills"]), tuple(data["roles"]), data["source"], data["source_ref"].strip()
        )


class LeakForm(forms.Form):
    """Where a question that leaked was seen."""

    note = forms.CharField(max_length=500, required=False)


class ChoiceFormSet(BaseInlineFormSet):
    """The choices of an MCQ, in their order; checked together."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        complete = self.instance.pk is not None and self.instance.status != "draft"
        found = content.choice_problems(self.instance.type, self.choices(), complete=complete)
        if found:
            raise forms.ValidationError([problem.message for problem in found])

    def choices(self) -> tuple[content.Choice, ...]:
        """Return the choices that stay, as the form has them."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        kept = [row for row in rows if not row.get("DELETE") and row.get("text")]
        return tuple(
            content.Choice(row["text"], row["is_key"], row["explanation"])
            for row in sorted(kept, key=lambda row: row["position"])
        )
