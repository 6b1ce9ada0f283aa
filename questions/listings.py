"""The filters of the listings of kits, candidates and blueprints, for pages and API alike."""

from collections.abc import Container, Iterable

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from questions.filters import (
    MAX_ID,
    FilterError,
    FiltersRefused,
    Vocabulary,
    unknown_parameters,
    whole_number,
)
from questions.models import Blueprint, Candidate, Kit, User
from questions.models.blueprints import BlueprintQuerySet
from questions.models.candidates import CandidateQuerySet
from questions.models.kits import KitQuerySet
from questions.paging import Order, moment, text
from questions.rules import access, kits

MAX_QUERY = 200
FLAGS = {"true": True, "false": False}
#: Last changed first; newest first; by name.
KIT_ORDER = Order("updated_at", descending=True, read=moment)
KITS_BY_AGE = Order(None, descending=True)
CANDIDATE_ORDER = Order(None, descending=True)
BLUEPRINT_ORDER = Order("name", read=text)

KIT_FILTERS = ("q", "status", "role", "template", "mine", "candidate", "question")
CANDIDATE_FILTERS = ("q", "external_ref", "role", "due", "erased")
BLUEPRINT_FILTERS = ("q", "role")


def kits_in(params: QueryDict, user: User, also: Iterable[str] = ()) -> KitQuerySet:
    """Return the kits that the account may read and the parameters ask for.

    `also` names further parameters that the caller reads itself. Raises FiltersRefused.
    """
    reader = _Reader(params, user, {*KIT_FILTERS, *also})
    wanted = (
        reader.words("q", "name", *_candidate_columns(user))
        & reader.among("status", "status", kits.STATUSES)
        & reader.role()
        & reader.flag("template", {True: Q(candidate=None), False: Q(candidate__isnull=False)})
        & reader.flag("mine", {True: Q(created_by=user), False: ~Q(created_by=user)})
        & reader.row("candidate", "candidate")
    )
    held = reader.row("question", "items__question")
    reader.refuse()
    # A kit holds a question once: the join brings no row twice.
    return Kit.objects.visible_to(user).filter(wanted, held)


def _candidate_columns(user: User) -> list[str]:
    named = access.NAME_CANDIDATES in user.capabilities
    return ["candidate__pseudonym", *(["candidate__name"] if named else [])]


def candidates_in(params: QueryDict, user: User, also: Iterable[str] = ()) -> CandidateQuerySet:
    """Return the candidates that the account may read and the parameters ask for.

    Raises FiltersRefused.
    """
    reader = _Reader(params, user, {*CANDIDATE_FILTERS, *also})
    due = Q(retain_until__lt=timezone.localdate(), erased_at=None)
    wanted = (
        reader.words("q", "name", "email", "external_ref", "pseudonym")
        & reader.exactly("external_ref")
        & reader.role()
        & reader.flag("due", {True: due, False: ~due})
        & reader.flag("erased", {True: Q(erased_at__isnull=False), False: Q(erased_at=None)})
    )
    reader.refuse()
    return Candidate.objects.visible_to(user).filter(wanted)


def blueprints_in(params: QueryDict, user: User, also: Iterable[str] = ()) -> BlueprintQuerySet:
    """Return the blueprints that the parameters ask for; raise FiltersRefused."""
    reader = _Reader(params, user, {*BLUEPRINT_FILTERS, *also})
    wanted = reader.words("q", "name") & reader.role()
    reader.refuse()
    return Blueprint.objects.visible_to(user).filter(wanted)


def query_string(params: QueryDict) -> str:
    """Return a listing's parameters without its place, and without what is empty."""
    said = params.copy()
    said.pop("cursor", None)
    for name, values in list(said.lists()):
        said.setlist(name, [value for value in values if value])
    return said.urlencode()


class _Reader:
    """Conditions from parameters; those that are not understood are gathered as errors."""

    def __init__(self, params: QueryDict, user: User, known: set[str]) -> None:
        self.params = params
        self.vocabulary = Vocabulary(user)
        self.errors = unknown_parameters(params, known)

    def refuse(self) -> None:
        if self.errors:
            raise FiltersRefused(self.errors)

    def words(self, name: str, *columns: str) -> Q:
        """What is searched for, in any of the columns."""
        sought = self.params.get(name, "").strip()
        if len(sought) > MAX_QUERY or "\x00" in sought:
            self._error(name, "invalid", f"Search for at most {MAX_QUERY} characters.")
            return Q()
        wanted = Q()
        for column in columns if sought else ():
            wanted |= Q(**{f"{column}__icontains": sought})
        return wanted

    def exactly(self, name: str) -> Q:
        """The value as it stands, in the column of that name."""
        value = self.params.get(name, "").strip()
        if len(value) > MAX_QUERY or "\x00" in value:
            self._error(name, "invalid", f"{name} takes at most {MAX_QUERY} characters.")
            return Q()
        return Q(**{name: value}) if value else Q()

    def among(self, name: str, column: str, known: Container[str]) -> Q:
        """Any of the values that are repeated."""
        chosen = [value for value in self.params.getlist(name) if value]
        chosen = [v if v in known else self.vocabulary.moved(name, v) or v for v in chosen]
        for value in chosen:
            if value not in known:
                self._error(name, "unknown_value", f"There is no {name} “{value[:100]}”.")
        return Q(**{f"{column}__in": chosen}) if chosen else Q()

    def role(self) -> Q:
        known = self.vocabulary.labels("role") if self.params.get("role") else {}
        return self.among("role", "role__slug", known)

    def flag(self, name: str, conditions: dict[bool, Q]) -> Q:
        value = self.params.get(name, "")
        if value and value not in FLAGS:
            self._error(name, "invalid", f"{name} takes true or false.")
            return Q()
        return conditions[FLAGS[value]] if value else Q()

    def row(self, name: str, column: str) -> Q:
        value = self.params.get(name, "")
        if value and not whole_number(value, 1, MAX_ID):
            self._error(name, "invalid", f"{name} takes an id.")
            return Q()
        return Q(**{column: int(value)}) if value else Q()

    def _error(self, name: str, code: str, message: str) -> None:
        self.errors.append(FilterError(name, code, message))
