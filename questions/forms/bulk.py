"""Forms of bulk changes: which questions, and what they are to become."""

from typing import Any

from django import forms
from django.http import QueryDict

from questions.filters import MAX_ID, MAX_QUERY, whole_number
from questions.models import Role, Skill
from questions.rules import bulk, content

ADD_TO_KIT, EXPORT = "add_to_kit", "export"
CHOICES = [*bulk.VERBS.items(), (ADD_TO_KIT, "Add to the current kit"), (EXPORT, "Export")]


class SelectionForm(forms.Form):
    """The rows that were ticked, or all that match the filters of their list."""

    verb = forms.ChoiceField(
        choices=CHOICES,
        label="Action",
        error_messages={"required": "Choose an action.", "invalid_choice": "Choose an action."},
    )
    every = forms.BooleanField(required=False)
    filters = forms.CharField(required=False, max_length=MAX_QUERY)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.named = data.getlist("selected")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        wrong = [name for name in self.named if not whole_number(name, 1, MAX_ID)]
        if wrong:
            self.add_error(None, f"There is no question “{wrong[0][:100]}”.")
        values["selected"] = [] if wrong else [int(name) for name in self.named]
        return values


class SlugField(forms.ModelChoiceField):
    """A skill or role by its slug; PostgreSQL takes no text with a NUL in it."""

    def __init__(self, rows: Any, **more: Any) -> None:
        super().__init__(rows, to_field_name="slug", **more)

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").replace("\x00", "\ufffd"))


class ValueForm(forms.Form):
    """What a verb needs to know: a skill, a role, a level, minutes, or a reason."""

    def __init__(self, verb: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = _field(verb)
        if made:
            self.fields[made[0]] = made[1]
        if verb == bulk.RETIRE:
            self.fields["note"] = forms.CharField(max_length=500, label="Reason")

    @property
    def value(self) -> str:
        """What was chosen, as an action takes it."""
        names = ("skill", "role", "level", "minutes")
        chosen = next((self.cleaned_data[n] for n in names if n in self.fields), "")
        return str(getattr(chosen, "slug", chosen))

    @property
    def note(self) -> str:
        return str(self.cleaned_data.get("note", ""))


def _field(verb: str) -> tuple[str, forms.Field] | None:
    if verb in bulk.SKILL_VERBS:
        return "skill", SlugField(Skill.objects.all())
    if verb in bulk.ROLE_VERBS:
        return "role", SlugField(Role.objects.all())
    if verb == bulk.LEVEL:
        return "level", forms.ChoiceField(choices=content.LEVELS)
    if verb == bulk.MINUTES:
        return "minutes", forms.IntegerField(
            min_value=content.MIN_MINUTES, max_value=content.MAX_MINUTES
        )
    return None
