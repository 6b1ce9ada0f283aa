"""Forms of blueprints: the plan with a row for each quota, the list's filters, kits and runs."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice, zip_longest
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from questions.actions.assembly import MAX_SEED
from questions.actions.blueprints import (
    FIELDS,
    MAX_QUOTAS,
    BlueprintRefused,
    QuotaFields,
    Terms,
    terms_of,
)
from questions.actions.runs import MAX_BAND
from questions.filters import MAX_ID, whole_number
from questions.models import Blueprint, Candidate, Question, Role, Skill, User
from questions.models.blueprints import MAX_FORMS, BlueprintQuerySet
from questions.permissions import can
from questions.rules import content, kits
from questions.rules.access import NAME_CANDIDATES

MAX_NAMED = 60
#: Candidates that a list offers; older ones are found on their own pages.
OFFERED = 50
#: What stands in the plan's sentence, without labels of its own.
SENTENCE = ("minutes", "role", "seniority", "wrap_up_minutes", "minutes_min")
COLUMN = "quota_"
NAMED_HELP = "Numbers or links of questions, separated by commas."
_NUMBER = re.compile(r"(?:\S*/questions/|#)?(\d{1,9})(?:/\S*)?")


#: Skills and roles that a plan may name, by kind and slug: read once for all of its rows.
Names = Mapping[str, Mapping[str, Any]]


def read_names() -> Names:
    return {
        "skill": {skill.slug: skill for skill in Skill.objects.order_by("name")},
        "role": {role.slug: role for role in Role.objects.order_by("name")},
    }


def _number(low: int, high: int, label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=low, max_value=high, label=label, **more)


def _choice(label: str, empty: str, labels: Mapping[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *labels.items()])


class NamedField(forms.ChoiceField):
    """A skill or role, by its slug; nothing chosen is None."""

    def __init__(self, kind: str, empty: str) -> None:
        self.kind, self.empty = kind, empty
        self.named: Mapping[str, Any] = {}
        super().__init__(label=kind.capitalize(), required=False)

    def clean(self, value: Any) -> Any:
        return self.named.get(super().clean(value))


def offer(form: forms.Form, names: Names) -> None:
    """Let the form choose from these skills and roles."""
    for field in form.fields.values():
        if isinstance(field, NamedField):
            field.named = names[field.kind]
            named = [(slug, row.name) for slug, row in field.named.items()]
            field.choices = [("", field.empty), *named]


class QuestionsField(forms.CharField):
    """Questions by number or link, separated by commas or spaces; cleaned to their numbers."""

    def to_python(self, value: Any) -> Any:
        words = re.split(r"[\s,;]+", super().to_python(value) or "")
        found = [(word, _NUMBER.fullmatch(word)) for word in words if word]
        wrong = [word for word, match in found if match is None]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0][:60]}” is no question's number or link.")
        numbers = list(dict.fromkeys(int(match[1]) for _, match in found if match))
        if len(numbers) > MAX_NAMED:
            raise forms.ValidationError(f"Name at most {MAX_NAMED} questions.")
        return numbers


# The plan


class QuotaForm(forms.Form):
    """One row of a plan: how many questions of a kind; a row left empty counts as none."""

    least = _number(0, kits.MAX_ITEMS, "At least", required=False)
    most = _number(0, kits.MAX_ITEMS, "At most", required=False)
    level = _choice("Level", "any level", content.LEVELS)
    type = _choice("Type", "any type", content.TYPES)
    skill = NamedField("skill", "any skill")
    role = NamedField("role", "any role")

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        names: Names,
        initial: dict[str, Any] | None = None,
        auto_id: str | bool = False,
    ) -> None:
        super().__init__(data, auto_id=auto_id, initial=initial)
        offer(self, names)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    @classmethod
    def posted(cls, row: Mapping[str, str], names: Names, place: int) -> "QuotaForm":
        """Return the form of a row as it was posted; its errors are told by its place."""
        data = {f"{COLUMN}{name}": value for name, value in row.items()}
        return cls(data, names=names, auto_id=f"row-{place}-%s")

    def add_prefix(self, field_name: str) -> str:
        # Every row posts the same names: a plan's columns are read as lists.
        return f"{COLUMN}{field_name}"

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was filled in."""
        return self.is_bound and not any(self.data.values())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self.is_blank:
            if values["least"] is None and values["most"] is None:
                self.add_error("least", "Say how many: at least, at most, or both.")
            elif values["most"] is not None and values["most"] < (values["least"] or 0):
                self.add_error("most", "“At most” is below “at least”.")
        return values

    def quota(self) -> QuotaFields:
        """Return what the valid row asks for."""
        return QuotaFields(**{**self.cleaned_data, "least": self.cleaned_data["least"] or 0})


class BlueprintForm(forms.Form):
    """A plan in one sentence, its quotas in rows, and what it always or never asks."""

    name = forms.CharField(max_length=200)
    description = forms.CharField(
        required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    minutes = _number(5, kits.MAX_BUDGET, "Minutes", initial=45)
    role = NamedField("role", "any role")
    seniority = _choice("Target level", "any level", kits.SENIORITIES)
    wrap_up_minutes = _number(0, kits.MAX_BUDGET, "Minutes for the wrap-up", initial=5)
    minutes_min = _number(0, kits.MAX_BUDGET, "Minutes of questions at least", initial=30)
    avoid_asked = forms.BooleanField(
        label="Not what the candidate was asked before", required=False, initial=True
    )
    max_uses = _number(0, 1_000, "Times asked in 90 days at most", required=False)
    includes = QuestionsField(label="Always ask", required=False, help_text=NAMED_HELP)
    excludes = QuestionsField(label="Never ask", required=False, help_text=NAMED_HELP)
    revision = _number(0, MAX_ID, "Revision", required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        user: User,
        blueprint: Blueprint | None = None,
        typed: QueryDict | None = None,
    ) -> None:
        """Take `data` to be checked, or show what a blueprint says, or what was `typed` so far."""
        said = _typed(typed) if typed is not None else _said(blueprint)
        super().__init__(data, auto_id="plan-%s", initial=said)
        self.user = user
        self.names = read_names()
        offer(self, self.names)
        self.held = _held(blueprint)
        self.visible: dict[int, Question] = {}
        self.rows = self._rows(data, typed, blueprint)
        for name in SENTENCE:
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    @property
    def sentence(self) -> list[forms.BoundField]:
        """The fields that the plan's sentence holds."""
        return [self[name] for name in SENTENCE]

    @property
    def empty_row(self) -> QuotaForm:
        return QuotaForm(names=self.names)

    def _rows(
        self, data: QueryDict | None, typed: QueryDict | None, blueprint: Blueprint | None
    ) -> list[QuotaForm]:
        if data is not None:
            posted = enumerate(_posted_rows(data), start=1)
            return [QuotaForm.posted(row, self.names, place) for place, row in posted]
        rows = _posted_rows(typed) if typed is not None else _stored_rows(blueprint)
        return [QuotaForm(initial=row, names=self.names) for row in rows] or [self.empty_row]

    def clean_name(self) -> str:
        return str(content.clean(self.cleaned_data["name"]))

    def clean_description(self) -> str:
        return str(content.clean(self.cleaned_data["description"]))

    def clean_includes(self) -> list[Question]:
        return self._questions(self.cleaned_data["includes"])

    def clean_excludes(self) -> list[Question]:
        return self._questions(self.cleaned_data["excludes"])

    def _questions(self, numbers: list[int]) -> list[Question]:
        """Return the questions that the account may name, and those that the plan had already."""
        rows = Question.objects.visible_to(self.user).for_list()
        self.visible |= rows.in_bulk(numbers)
        known = self.held | self.visible
        missing = [number for number in numbers if number not in known]
        if missing:
            raise forms.ValidationError(f"There is no question {missing[0]}.")
        return [known[number] for number in numbers]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(not row.is_valid() for row in self.rows):
            raise forms.ValidationError("See the quotas marked below.", "quotas")
        return values

    def plan(self) -> tuple[dict[str, Any], Terms]:
        """Return what the valid form asks for, as the actions take it."""
        fields = {name: self.cleaned_data.get(name, "") for name in FIELDS}
        quotas = tuple(row.quota() for row in self.rows if not row.is_blank)
        data = self.cleaned_data
        return fields, Terms(quotas, tuple(data["includes"]), tuple(data["excludes"]))

    def add_refusal(self, refusal: BlueprintRefused) -> None:
        """Show why the action refused the plan."""
        for field, sentence in refusal.errors:
            self.add_error(field if field in self.fields else None, sentence)

    def change_rows(self, data: QueryDict) -> None:
        """Add an empty row, or take away the one whose place (from 0) the button gave."""
        place = data.get("remove_row", "")
        if "add_row" in data:
            self.rows.append(self.empty_row)
        elif whole_number(place, 0, len(self.rows) - 1):
            del self.rows[int(place)]

    def contradictions(self) -> list[str]:
        """Return in words why this is no plan yet; what it is called does not matter for that."""
        fields = [name for name in self.fields if name not in ("name", "description", "revision")]
        found = [f"{self[name].label}: {words}" for name in fields for words in self[name].errors]
        for place, row in enumerate(self.rows, start=1):
            found += [f"Quota {place}: {words}" for field in row for words in field.errors]
        return found


def _said(blueprint: Blueprint | None) -> dict[str, Any]:
    if blueprint is None:
        return {}
    values = {name: getattr(blueprint, name) for name in FIELDS}
    values["role"] = blueprint.role.slug if blueprint.role else ""
    values["includes"] = _numbers(blueprint.includes.all())
    values["excludes"] = _numbers(blueprint.excludes.all())
    return values | {"revision": blueprint.revision}


def _typed(data: QueryDict) -> dict[str, Any]:
    return {**data.dict(), "avoid_asked": "avoid_asked" in data}


def _numbers(questions: Iterable[Question]) -> str:
    return ", ".join(str(question.pk) for question in questions)


def _held(blueprint: Blueprint | None) -> dict[int, Question]:
    if blueprint is None:
        return {}
    return {q.pk: q for q in (*blueprint.includes.all(), *blueprint.excludes.all())}


def _posted_rows(data: QueryDict) -> list[dict[str, Any]]:
    """Return the rows of a posted plan: each column is posted as a list of its own."""
    names = list(QuotaForm.base_fields)
    columns = zip_longest(*(data.getlist(f"{COLUMN}{name}") for name in names), fillvalue="")
    return [dict(zip(names, row, strict=True)) for row in islice(columns, MAX_QUOTAS + 1)]


def _stored_rows(blueprint: Blueprint | None) -> list[dict[str, Any]]:
    quotas = terms_of(blueprint).quotas if blueprint else ()
    return [
        {
            **vars(quota),
            "skill": quota.skill.slug if quota.skill else "",
            "role": quota.role.slug if quota.role else "",
        }
        for quota in quotas
    ]


# The list, and what is made from a plan


class BlueprintFilterForm(forms.Form):
    """What the list of blueprints is narrowed to."""

    q = forms.CharField(label="Name", required=False, max_length=200)
    role = NamedField("role", "Any role")
    level = _choice("Target level", "Any target level", kits.SENIORITIES)
    cursor = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter-%s")
        offer(self, read_names())

    def sentences(self) -> list[str]:
        """Return what cannot be understood, each naming its parameter."""
        return [f"{name}: {words}" for name, said in self.errors.items() for words in said]

    def narrow(self, rows: BlueprintQuerySet) -> BlueprintQuerySet:
        """Keep the blueprints that the valid form asks for."""
        asked = self.cleaned_data
        rows = rows.filter(name__icontains=asked["q"]) if asked["q"] else rows
        rows = rows.filter(role=asked["role"]) if asked["role"] else rows
        return rows.filter(seniority=asked["level"]) if asked["level"] else rows

    def urlencode(self) -> str:
        """Return the query string of the valid form, without what is empty and the cursor."""
        asked = {name: self[name].value() for name in ("q", "role", "level")}
        return urlencode({name: value for name, value in asked.items() if value})


class MakeKitForm(forms.Form):
    """For whom a kit is made (nobody: a template), its name, and the seed that draws it."""

    name = forms.CharField(
        required=False, max_length=200, help_text="Left empty: the blueprint and the date."
    )
    seed = _number(0, MAX_SEED - 1, "Seed", required=False)

    def __init__(self, data: QueryDict | None = None, *, user: User, candidate: str = "") -> None:
        super().__init__(data, auto_id="kit-%s", initial={"candidate": candidate})
        chosen = candidate if data is None else data.get("candidate", "")
        self.fields["candidate"] = _candidates(user, chosen)

    def clean_name(self) -> str:
        return str(content.clean(self.cleaned_data["name"]))


def _candidates(user: User, chosen: str) -> forms.ModelChoiceField[Candidate]:
    """Return a field of the candidates whom the account may see; the newest are offered."""
    rows = Candidate.objects.visible_to(user).present().order_by("-pk")
    field = forms.ModelChoiceField(rows, required=False, label="Candidate")
    offered = list(rows[:OFFERED])
    if whole_number(chosen, 1, MAX_ID) and all(row.pk != int(chosen) for row in offered):
        offered += rows.filter(pk=int(chosen))
    named = can(user, NAME_CANDIDATES)
    labels = [(row.pk, row.label if named else row.pseudonym) for row in offered]
    field.choices = [("", "Nobody yet: make a template"), *labels]
    return field


class MakeRunForm(forms.Form):
    """How many parallel kits to make, and how far their total difficulty may differ."""

    forms = _number(2, MAX_FORMS, "Number of kits", initial=3)
    band = _number(0, MAX_BAND, "Difficulty may differ by", initial=20)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="run-%s")


class RevisionForm(forms.Form):
    """The revision that a page was shown with."""

    revision = _number(0, MAX_ID, "Revision", widget=forms.HiddenInput)
