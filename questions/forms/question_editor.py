"""The form of the question editor: all that a question says, with new tags and what was read."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from questions.actions.question_editor import Written
from questions.actions.questions import Tags
from questions.filters import MAX_ID, whole_number
from questions.forms.choices import (
    FIRST_ROWS,
    MAX_ROWS,
    ChoicesField,
    is_choice_name,
    posted_rows,
    rows_of,
)
from questions.forms.fields import Text
from questions.forms.questions import LinesField, QuestionForm
from questions.models import Question
from questions.rules import content, lifecycle
from questions.rules.content import Content

LISTS = content.LISTS
RUBRIC = tuple(f"rubric_{rating}" for rating in content.RUBRIC_RATINGS)
TAGS = ("skills", "roles", "source", "source_ref")
#: The fields that two people can both have changed, as the page has them.
MERGED = (
    *("type", "level", "stem", "choices", "answer", "minutes", "difficulty_adjustment"),
    *("look_for", "red_flags", "follow_ups", "references"),
    *RUBRIC,
    *TAGS,
)
REF_TAKEN = "Another question has this place in the source."
NO_SKILL = "Choose a skill, or name a new one."
MAX_NAME = 100
#: Names that a draft holds at most: more than the fields there are, with every choice.
MAX_KEPT = 50 + 3 * MAX_ROWS

Sheet = dict[str, Any]


class TagsField(forms.ModelMultipleChoiceField):
    """Skills or roles, as boxes to tick; without script all of them are shown."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        # The look-up of many ids at once would reach the database with any number.
        for pk in value or []:
            if not whole_number(str(pk), 1, MAX_ID):
                raise forms.ValidationError(f"There is no “{str(pk)[:100]}”.", "invalid")
        return super().clean(value)


class NamesField(LinesField):
    """Names of tags to create, one on each line."""

    widget = forms.Textarea(attrs={"rows": 1})

    def clean(self, value: Any) -> Any:
        names = [" ".join(content.clean(name).split()) for name in super().clean(value)]
        for name in names:
            if len(name) > MAX_NAME:
                raise forms.ValidationError(f"Shorten the name to {MAX_NAME} characters.")
            if not name.isprintable():
                raise forms.ValidationError("Remove the characters that cannot be printed.")
        return names


class EditorForm(QuestionForm):
    """What the editor holds; checked as strictly as the question's status asks for."""

    fields: dict[str, Any]
    data: Any
    choices = ChoicesField(required=False)
    new_skills = NamesField(required=False, label="New skills", help_text="One on each line.")
    new_roles = NamesField(required=False, label="New roles", help_text="One on each line.")
    read_version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=MAX_ID
    )
    read_tags = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    class Meta(QuestionForm.Meta):
        field_classes = {
            "skills": TagsField,
            "roles": TagsField,
            "source_ref": Text,
        }
        widgets = {
            "stem": forms.Textarea(attrs={"rows": 5}),
            "answer": forms.Textarea(attrs={"rows": 10}),
        }
        labels = {
            "stem": "Question",
            "answer": "Model answer",
            "difficulty_adjustment": "Difficulty adjustment",
            "source_ref": "Place in the source",
        }
        help_texts = {"stem": "", "answer": ""}

    def __init__(
        self, data: Any = None, *, question: Question | None, shown: Sheet | None = None
    ) -> None:
        super().__init__(data, instance=Question(pk=question.pk) if question else None)
        self.question = question
        self.initial = {**self.initial, **(shown or {})}
        self.fields["skills"].required = False
        self.fields["read_revision"] = forms.IntegerField(
            widget=forms.HiddenInput,
            required=question is not None,
            min_value=0,
            max_value=MAX_ID,
            error_messages={"required": "The revision is missing: open this page anew."},
        )
        self.fields["stem"].error_messages["required"] = "Write what is asked."
        self.fields["source"].empty_label = "None"
        self.fields["note"].label = "Why"
        for rating in content.RUBRIC_RATINGS:
            self.fields[f"rubric_{rating}"].label = f"Rating {rating}"

    def _post_clean(self) -> None:
        """Nothing: `content.problems` checks what the model would, in clearer sentences."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not (values.get("skills") or values.get("new_skills") or "skills" in self.errors):
            self.add_error("skills", NO_SKILL)
        if self._ref_taken(values):
            self.add_error("source_ref", REF_TAKEN)
        return values

    def _ref_taken(self, values: dict[str, Any]) -> bool:
        source, ref = values.get("source"), values.get("source_ref")
        others = Question.objects.exclude(pk=self.instance.pk)
        return bool(source and ref and others.filter(source=source, source_ref=ref).exists())

    def problems(self) -> list[content.Problem]:
        reviewed = self.question is not None and self.question.status != lifecycle.DRAFT
        return content.problems(self.said(), complete=reviewed or "submit" in self.data)

    def field_of(self, problem: content.Problem) -> str | None:
        if problem.field == "rubric":
            too_long = [n for n in RUBRIC if len(self.cleaned_data[n]) > content.MAX_LINE]
            return (too_long or RUBRIC)[0]
        return super().field_of(problem)

    def said(self) -> Content:
        """Return the content; an open question has no choices, whatever was typed for an MCQ."""
        is_mcq = self.cleaned_data["type"] == content.MCQ
        return self.content(self.cleaned_data["choices"] if is_mcq else ())

    def written(self) -> Written:
        """Return what the valid form says."""
        data = self.cleaned_data
        return Written(
            self.said(),
            self.tags(),
            tuple(data["new_skills"]),
            tuple(data["new_roles"]),
            data["note"],
            submit="submit" in self.data,
        )

    def sheet(self) -> Sheet:
        """Return the valid form's values, to be merged."""
        return sheet(self.said(), self.tags())


def sheet(said: Content, tags: Tags) -> Sheet:
    """Return the plain values of the editor's fields."""
    names = ("type", "level", "stem", "answer", "minutes", "difficulty_adjustment")
    return {
        **{name: getattr(said, name) for name in names},
        **{name: list(getattr(said, name)) for name in LISTS},
        **{f"rubric_{r}": said.rubric.get(r, "") for r in content.RUBRIC_RATINGS},
        "choices": rows_of(said.choices),
        **tag_values(tags),
    }


def tag_values(tags: Tags) -> Sheet:
    """Return the plain values of what a question is filed under."""
    return {
        "skills": sorted(skill.pk for skill in tags.skills),
        "roles": sorted(role.pk for role in tags.roles),
        "source": tags.source.pk if tags.source else None,
        "source_ref": tags.source_ref,
    }


def empty_sheet() -> Sheet:
    """Return what the editor begins a new question with."""
    blank = {"text": "", "is_key": False, "explanation": ""}
    return {"type": content.OPEN, "choices": [dict(blank) for _ in range(FIRST_ROWS)]}


def read_of(revision: int, version: int, tags: Tags) -> dict[str, Any]:
    """Return what the form remembers of the state that was read."""
    told = json.dumps(tag_values(tags))
    return {"read_revision": revision, "read_version": version, "read_tags": told}


def posted(values: Sheet) -> dict[str, list[str]]:
    """Return plain values as the form posts them."""
    made: dict[str, list[str]] = {}
    for name, value in values.items():
        if name == "choices":
            made |= posted_rows(value)
        elif name in ("skills", "roles"):
            made[name] = [str(pk) for pk in value]
        elif isinstance(value, list):
            made[name] = ["\n".join(value)]
        else:
            made[name] = ["" if value is None else str(value)]
    return made


def keep_known(data: QueryDict) -> dict[str, list[str]]:
    """Return of a posted form what the editor itself has fields for."""
    known = [name for name in data if name in EditorForm.base_fields or is_choice_name(name)]
    return {name: data.getlist(name) for name in known[:MAX_KEPT]}


def query_dict(values: Mapping[str, Iterable[str]]) -> QueryDict:
    """Return names and their values as a posted form."""
    made = QueryDict(mutable=True)
    for name, said in values.items():
        made.setlist(name, list(said))
    return made


def typed_form(data: QueryDict, question: Question | None) -> EditorForm:
    """Return a form that shows what was typed, without judging it yet."""
    fields = EditorForm.base_fields.items()
    shown = {name: field.widget.value_from_datadict(data, {}, name) for name, field in fields}
    return EditorForm(question=question, shown=shown)
