"""Forms of candidates: what is held about them, who sees them, and the list's filters."""

from collections.abc import Iterable
from typing import Any

from django import forms

from questions.forms.fields import AccountsField, DateInput, RevisionForm, Text
from questions.models import Candidate, Kit, User
from questions.rules import access

#: How many templates are offered, last changed first; any other is given from its own page.
OFFERED = 100
REFERENCE_TAKEN = "There is a candidate with this reference already."


class CandidateForm(RevisionForm, forms.ModelForm):
    """What is held about a candidate, with the revision that it was read at."""

    class Meta:
        model = Candidate
        fields = ["name", "email", "role", "external_ref", "retain_until", "notes"]
        field_classes = {"name": Text, "external_ref": Text, "notes": Text}
        widgets = {"retain_until": DateInput(), "notes": forms.Textarea(attrs={"rows": 4})}
        labels = {"email": "E-mail", "retain_until": "Keep until"}
        help_texts = {"notes": "For those who see this candidate. Erased with the rest."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.initial["revision"] = self.instance.revision
        self.fields["revision"].required = self.instance.pk is not None
        self.fields["role"].empty_label = "Not said"

    def clean_external_ref(self) -> str:
        said = str(self.cleaned_data["external_ref"])
        others = Candidate.objects.filter(external_ref=said).exclude(pk=self.instance.pk)
        if said and others.exists():
            raise forms.ValidationError(REFERENCE_TAKEN, "unique")
        return said


class AccessForm(RevisionForm):
    """Which accounts something is given to."""

    accounts = AccountsField()

    def __init__(
        self, data: Any = None, *, capability: str, given: Iterable[User], revision: int
    ) -> None:
        given = list(given)
        super().__init__(data, initial={"accounts": given, "revision": revision})
        self.fields["accounts"].offer(capability, given)


class TemplateForm(forms.Form):
    """Which template a candidate is given."""

    fields: dict[str, Any]
    template = forms.ModelChoiceField(Kit.objects.none(), empty_label="Choose a template")

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        templates = Kit.objects.visible_to(user).templates().active()
        self.fields["template"].queryset = templates
        offered = templates.order_by("-updated_at", "-pk")[:OFFERED]
        labels = [(kit.pk, _named(kit)) for kit in offered]
        self.fields["template"].widget.choices = [("", "Choose a template"), *labels]


def _named(kit: Kit) -> str:
    return f"{kit.name} ({kit.get_status_display().lower()}, {kit.minutes} min)"


def access_form(candidate: Candidate, data: Any = None) -> AccessForm:
    """Return the form that says which accounts see a candidate."""
    return AccessForm(
        data,
        capability=access.READ_CANDIDATES,
        given=candidate.given_to.all(),
        revision=candidate.revision,
    )
