"""Forms of a kit as a whole: new, settings, give, duplicate, use, compare, export."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone

from questions.filters import MAX_ID
from questions.formats import KIT_FORMATS, KitFormat
from questions.forms.candidates import AccessForm
from questions.forms.fields import CandidateField, RevisionForm, Text, proposal
from questions.forms.kit_items import KitForm
from questions.models import Blueprint, Candidate, Kit, KitItem, Role, User
from questions.models.asked import ASKED, OUTCOMES
from questions.rules import access, kits

MIN_BUDGET, MAX_ROUND = 5, 20
#: How many kits are offered for a comparison; any other is compared by its address.
OFFERED = 100
TEMPLATE, CANDIDATE, NEW_CANDIDATE = "template", "candidate", "new"
WHOM = {
    TEMPLATE: "Every candidate for the role: a template",
    CANDIDATE: "A candidate",
    NEW_CANDIDATE: "Someone who is not on the list yet",
}


def _minutes(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=MIN_BUDGET, max_value=kits.MAX_BUDGET, **more)


def _role() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Role.objects.all(), required=False, empty_label="Any role")


def _level() -> forms.ChoiceField:
    choices = {"": "Any level", **kits.SENIORITIES}
    return forms.ChoiceField(label="Target level", choices=choices, required=False)


class WhomForm(forms.Form):
    """Whose kit it becomes: a candidate on the list, or one who is added by name."""

    fields: dict[str, Any]
    whom = forms.ChoiceField(label="For", choices=WHOM, widget=forms.RadioSelect)
    candidate = CandidateField(required=False, help_text="Name, e-mail or reference.")
    new_name = Text(label="Their name", max_length=200, required=False)

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["candidate"].offer(user)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("whom") == CANDIDATE:
            self.need("candidate", "Say which candidate.")
        if values.get("whom") == NEW_CANDIDATE:
            self.need("new_name", "Say what they are called.")
        return values

    def need(self, name: str, sentence: str) -> None:
        """Ask for what is left out, unless something is said of the field already."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)

    @property
    def chosen(self) -> Candidate | None:
        """Return the candidate on the list whom the valid form names."""
        found: Candidate | None = self.cleaned_data["candidate"]
        return found if self.cleaned_data["whom"] == CANDIDATE else None

    @property
    def added(self) -> str:
        """Return the name of the candidate whom the valid form adds, "" for none."""
        new = self.cleaned_data["whom"] == NEW_CANDIDATE
        return str(self.cleaned_data["new_name"]) if new else ""


class NewKitForm(WhomForm):
    """A kit's name, for whom it is, and what fills it."""

    name = Text(
        max_length=200,
        required=False,
        help_text="Left empty: its blueprint or role, and the date.",
    )
    blueprint = forms.ModelChoiceField(
        Blueprint.objects.none(), required=False, empty_label="None: I choose the questions myself"
    )
    role = _role()
    seniority = _level()
    minutes = _minutes(initial=45, required=False)
    field_order = ["name"]

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, user=user, **more)
        self.fields["blueprint"].queryset = Blueprint.objects.visible_to(user).order_by("name")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("blueprint"):
            self.need("minutes", "Say how long the interview takes.")
        subject = values.get("blueprint") or values.get("role")
        values["name"] = values.get("name") or kits.suggested_name(
            subject.name if subject else "", timezone.localdate()
        )
        return values

    def settings(self) -> dict[str, Any]:
        """Return what the valid form says of a kit without a blueprint."""
        return {name: self.cleaned_data[name] for name in ("name", "role", "seniority", "minutes")}


class GiveForm(WhomForm):
    """To whom a template is given."""

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, user=user, **more)
        self.fields["whom"].choices = [
            (value, label) for value, label in WHOM.items() if value != TEMPLATE
        ]


class DuplicateForm(WhomForm):
    """What a copy is called, and for whom it is."""

    name = Text(max_length=200)
    field_order = ["name"]


class SettingsForm(RevisionForm):
    """A kit's name, and while it is a draft what it is for."""

    name = Text(max_length=200)
    candidate = CandidateField(
        required=False, help_text="Name, e-mail or reference. Empty: a template."
    )
    round = forms.IntegerField(min_value=1, max_value=MAX_ROUND)
    role = _role()
    seniority = _level()
    minutes = _minutes(help_text="How long the interview takes.")

    def __init__(self, data: Any = None, *, user: User, kit: Kit) -> None:
        names = ("name", "round", "role", "seniority", "minutes", "revision")
        said = {name: getattr(kit, name) for name in names}
        super().__init__(data, initial=said)
        self._offer(user, kit.candidate)
        if kit.is_frozen:
            for name in set(self.fields) - {"name", "revision"}:
                del self.fields[name]

    def _offer(self, user: User, candidate: Candidate | None) -> None:
        self.fields["candidate"].offer(user)
        if candidate is None:
            return
        self.initial["candidate"] = proposal(candidate)
        if not self.fields["candidate"].rows.filter(pk=candidate.pk).exists():
            # Erased, or not theirs to see: nobody can say again who it was.
            del self.fields["candidate"]

    def settings(self) -> dict[str, Any]:
        """Return what the valid form says, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class MarkForm(KitForm):
    outcome = forms.ChoiceField(choices=OUTCOMES)


class UpgradeForm(KitForm):
    """Which item is upgraded: the one of a question, or all."""

    question = forms.IntegerField(min_value=1, max_value=MAX_ID, required=False)


class UseForm(KitForm):
    """What became of each question of a kit."""

    def __init__(
        self,
        data: Any = None,
        *,
        items: Iterable[KitItem],
        marked: Mapping[int, str],
        revision: int,
    ) -> None:
        super().__init__(data, initial={"revision": revision})
        self.questions = [item.question_id for item in items]
        for number, question in enumerate(self.questions, start=1):
            self.fields[f"outcome_{question}"] = forms.ChoiceField(
                label=f"Question {number}",
                choices=OUTCOMES,
                initial=marked.get(question, ASKED),
                widget=forms.RadioSelect,
            )

    def outcomes(self) -> dict[int, str]:
        """Return what the valid form says of each question."""
        return {q: self.cleaned_data[f"outcome_{q}"] for q in self.questions}


class CompareForm(forms.Form):
    """Which kit to compare with."""

    fields: dict[str, Any]
    other = forms.ModelChoiceField(Kit.objects.none(), label="Kit", empty_label="Choose a kit")

    def __init__(self, data: Any, *, user: User, kit: Kit) -> None:
        super().__init__(data)
        self.fields["other"].queryset = Kit.objects.visible_to(user).exclude(pk=kit.pk)
        offered = self.fields["other"].queryset.order_by("-updated_at", "-pk")[:OFFERED]
        labels = [(row.pk, f"{row.name} · {row.pk}") for row in offered]
        self.fields["other"].widget.choices = [("", "Choose a kit"), *labels]


class ExportForm(forms.Form):
    """Which copy of a kit, in which format, and whether what that leaves out was accepted."""

    copy = forms.ChoiceField(
        choices={"interviewer": "Interviewer’s copy", "candidate": "Candidate’s copy"}
    )
    format = forms.ChoiceField(choices={name: f.label for name, f in KIT_FORMATS.items()})
    accepted = forms.BooleanField(required=False)

    def interviewer_formats(self) -> list[KitFormat]:
        """Return the formats that there is an interviewer's copy in."""
        return list(KIT_FORMATS.values())

    def candidate_formats(self) -> list[KitFormat]:
        """Return the formats that there is a candidate's copy in."""
        return [format_ for format_ in KIT_FORMATS.values() if not format_.holds_answers]


def share_form(kit: Kit, data: Any = None) -> AccessForm:
    """Return the form that says which accounts have a kit."""
    return AccessForm(
        data, capability=access.READ_KITS, given=kit.given_to.all(), revision=kit.revision
    )
