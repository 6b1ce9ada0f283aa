"""Fields that forms of candidates and kits share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from questions.filters import MAX_ID, whole_number
from questions.models import Candidate, User
from questions.permissions import can
from questions.rules import access, content

#: How many candidates a field proposes; any other is found by what is typed.
PROPOSED = 200


class Text(forms.CharField):
    """A text in the form that is stored: normalising it later could make it longer than allowed."""

    def to_python(self, value: Any) -> Any:
        return content.clean(super().to_python(value))


class DateInput(forms.DateInput):
    """The browser's own picker, which understands one way to write a date."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Proposals(forms.TextInput):
    """A text input with a list of what could be meant; without one it stays a text input."""

    template_name = "components/proposals.html"
    proposals: Iterable[str] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["proposals"] = self.proposals
        return context


class CandidateField(Text):
    """A candidate whom the account may see, by name, e-mail, reference or pseudonym."""

    widget = Proposals(attrs={"autocomplete": "off"})

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=300, **more)
        self.rows = Candidate.objects.none()

    def offer(self, user: User) -> None:
        """Look among the candidates of an account, and propose the newest."""
        named = can(user, access.NAME_CANDIDATES)
        self.rows = Candidate.objects.visible_to(user).present()
        newest = self.rows.order_by("-pk")[:PROPOSED]
        self.widget.proposals = [proposal(c) if named else c.pseudonym for c in newest]

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        if not said:
            return None
        found = list(self.rows.filter(self._meant(said))[:2])
        if not found:
            raise forms.ValidationError("There is no such candidate.", "unknown")
        if len(found) > 1:
            raise forms.ValidationError(
                "Several candidates are called this: choose one from the list.", "ambiguous"
            )
        return found[0]

    def _meant(self, said: str) -> Q:
        _, _, last = said.rpartition(" · ")
        named = Q(name__iexact=said) | Q(email__iexact=said) | Q(external_ref=said)
        return named | Q(pseudonym=last)


def proposal(candidate: Candidate) -> str:
    """Return how a candidate is proposed: their name, and the pseudonym that tells namesakes."""
    return f"{candidate.label} · {candidate.pseudonym}"


class RevisionForm(forms.Form):
    """A form that is saved over the revision that it was shown with."""

    fields: dict[str, Any]
    data: Any
    revision = forms.IntegerField(
        min_value=0,
        max_value=MAX_ID,
        widget=forms.HiddenInput,
        error_messages={
            "required": "The revision is missing: open this page anew.",
            "invalid": "The revision is no number: open this page anew.",
        },
    )

    def show_revision(self, revision: int) -> None:
        """Let what was typed be saved over this revision."""
        self.data = self.data.copy()
        self.data["revision"] = str(revision)


class AccountsField(forms.ModelMultipleChoiceField):
    """Accounts, each with its groups."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, **more
        )

    def offer(self, capability: str, given: Iterable[User]) -> None:
        """Offer the accounts that have a capability, and those that are chosen already."""
        groups = [name for name, held in access.GROUP_CAPABILITIES.items() if capability in held]
        able = Q(groups__name__in=groups, is_active=True)
        rows = User.objects.filter(able | Q(pk__in=[account.pk for account in given])).distinct()
        self.queryset = rows.order_by("username").prefetch_related("groups")

    def clean(self, value: Any) -> Any:
        # The look-up of many ids at once would reach the database with any number.
        for pk in value or []:
            if not whole_number(str(pk), 1, MAX_ID):
                raise forms.ValidationError(f"There is no account “{str(pk)[:100]}”.", "invalid")
        return super().clean(value)

    def label_from_instance(self, obj: Any) -> str:
        groups = ", ".join(group.name for group in obj.groups.all())
        return f"{obj.get_username()} ({groups})" if groups else str(obj.get_username())
