"""Forms of imports: the file or text, what new questions get, columns, and decisions."""

from typing import Any

from django import forms
from django.http import QueryDict

from questions.filters import MAX_ID, whole_number
from questions.formats import QUESTION_FORMATS
from questions.formats.table_words import FIELDS
from questions.forms.bulk import SlugField
from questions.models import Import, Role, Skill, Source
from questions.rules import content, lifecycle, transfers

#: Columns that are asked for even where a table has none that looks like them.
USUAL_COLUMNS = ("stem", "answer", "type", "level", "skills", "choices", "keys")


class DefaultsForm(forms.Form):
    """What new questions get where the file says nothing."""

    level = forms.ChoiceField(choices=[("", "None"), *content.LEVELS.items()], required=False)
    role = SlugField(Role.objects.all(), required=False, empty_label="None")
    skill = SlugField(Skill.objects.all(), required=False, empty_label="None")
    source = SlugField(Source.objects.all(), required=False, empty_label="None")
    status = forms.ChoiceField(
        choices=[(name, lifecycle.STATUSES[name]) for name in lifecycle.LIVE],
        required=False,
    )
    minutes = forms.IntegerField(
        min_value=content.MIN_MINUTES, max_value=content.MAX_MINUTES, required=False
    )
    create_tags = forms.BooleanField(
        label="Make skills, roles and sources that the bank does not have", required=False
    )

    def __init__(self, *args: Any, shown: Import | None = None, **more: Any) -> None:
        if shown is not None:
            more["initial"] = shown.defaults | {"create_tags": shown.create_tags}
        super().__init__(*args, **more)

    def defaults(self) -> dict[str, Any]:
        """Return the defaults as the action takes them: slugs, not rows."""
        said = self.cleaned_data
        found = {name: getattr(said[name], "slug", "") for name in ("role", "skill", "source")}
        found |= {"level": said["level"], "minutes": said["minutes"]}
        return found | {"status": said["status"] or lifecycle.DRAFT}


class UploadForm(DefaultsForm):
    """A file, or text that was pasted, and how to read it."""

    file = forms.FileField(required=False, allow_empty_file=True)
    text = forms.CharField(
        label="Or paste a list",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    format = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        read = [(f.name, f.label) for f in QUESTION_FORMATS.values() if f.read]
        named: Any = self.fields["format"]
        named.choices = [("", "Recognised by itself"), *read]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        given = [said.get("file") is not None, bool(str(said.get("text", "")).strip())]
        if not any(given) and not self.errors:
            self.add_error("file", "Choose a file, or paste a list.")
        if all(given):
            self.add_error("text", "Give either a file or a text.")
        return said

    def given(self) -> tuple[str, bytes]:
        """Return the name and the bytes of what was given; pasted text has no name."""
        file = self.cleaned_data["file"]
        if file is None:
            return "", self.cleaned_data["text"].encode()
        return str(file.name)[:200], file.read()


class ColumnsForm(forms.Form):
    """Which of a table's columns each field is read from."""

    fields: dict[str, Any]

    def __init__(self, data: QueryDict | None = None, *, shown: Import) -> None:
        super().__init__(data, initial={f"column-{n}": v for n, v in shown.mapping.items()})
        headings = [(heading, heading) for heading in shown.columns]
        more = {name: name.replace("_", " ").capitalize() for name in shown.mapping}
        for name, label in (more | FIELDS).items():
            self.fields[f"column-{name}"] = forms.ChoiceField(
                choices=[("", "Not in the table"), *headings], label=label, required=False
            )
        self.shown = [name for name in self.fields if self._is_usual(name)]

    def _is_usual(self, name: str) -> bool:
        field = name.removeprefix("column-")
        return field in USUAL_COLUMNS or bool(self.initial.get(name))

    def mapping(self) -> dict[str, str]:
        """Return the heading of each field: "" for one that was read and is not to be."""
        said = {name: heading for name, heading in self.cleaned_data.items() if name in self.shown}
        said |= {name: heading for name, heading in self.cleaned_data.items() if heading}
        return {name.removeprefix("column-"): heading for name, heading in said.items()}


class DecisionForm(forms.Form):
    """What becomes of one item, of those of an outcome, or of all."""

    decision = forms.ChoiceField(choices=list(transfers.DECISIONS.items()))
    outcome = forms.ChoiceField(choices=[("", "All"), *transfers.OUTCOMES.items()], required=False)
    item = forms.IntegerField(min_value=1, max_value=MAX_ID, required=False)


class RevisionOnlyForm(forms.Form):
    """The revision that whoever commits has seen."""

    revision = forms.IntegerField(min_value=0, max_value=MAX_ID)


def page_number(said: str) -> int:
    """Return the number of the page that is asked for; the first, where it is none."""
    return int(said) if whole_number(said, 1, 10_000) else 1
