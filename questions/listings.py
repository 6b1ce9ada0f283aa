"""The filters of the listings of kits, candidates and blueprints, for pages and API alike."""

from collections.abc import Container, Iterable

from django.db.models import Q, QuerySet
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
from questions.models import (
    Blueprint,
    Candidate,
    Kit,
    Token,
    User,
    WebhookDelivery,
    WebhookEndpoint,
)
from questions.models.blueprints import BlueprintQuerySet
from questions.models.candidates import CandidateQuerySet
from questions.models.kits import KitQuerySet
from questions.models.people import TokenQuerySet
from questions.models.webhooks import WebhookDeliveryQuerySet
from questions.paging import Order, moment, text
from questions.rules import access, kits, webhooks

MAX_QUERY = 200
FLAGS = {"true": True, "false": False}
#: Last changed first; newest first; by name.
KIT_ORDER = Order("updated_at", descending=True, read=moment)
KITS_BY_AGE = Order(None, descending=True)
CANDIDATE_ORDER = Order(None, descending=True)
BLUEPRINT_ORDER = Order("name", read=text)
DELIVERY_ORDER = Order(None, descending=True)

KIT_FILTERS = ("q", "status", "role", "template", "mine", "candidate", "question")
CANDIDATE_FILTERS = ("q", "external_ref", "role", "due", "erased")
BLUEPRINT_FILTERS = ("q", "role")
DELIVERY_FILTERS = ("state", "event")
PEOPLE_ORDER = Order("username", read=text)
PEOPLE_FILTERS = ("q", "group", "active", "second_factor")
TOKEN_ORDER = Order(None, descending=True)
TOKEN_FILTERS = ("account", "state")
TOKEN_STATES = ("active", "expired", "revoked")


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
        & reader.exactly("external_ref", "external_ref")
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


def deliveries_in(
    params: QueryDict, user: User, endpoint: WebhookEndpoint, also: Iterable[str] = ()
) -> WebhookDeliveryQuerySet:
    """Return the deliveries of a webhook that the parameters ask for; raise FiltersRefused."""
    reader = _Reader(params, user, {*DELIVERY_FILTERS, *also})
    wanted = reader.among("state", "state", WebhookDelivery.State.values) & reader.among(
        "event", "event__type", (*webhooks.TYPES, webhooks.PING)
    )
    reader.refuse()
    return WebhookDelivery.objects.visible_to(user).filter(wanted, endpoint=endpoint)


def people_in(params: QueryDict, user: User, also: Iterable[str] = ()) -> QuerySet[User]:
    """Return the accounts that the parameters ask for; raise FiltersRefused."""
    reader = _Reader(params, user, {*PEOPLE_FILTERS, *also})
    groups = [name for name in params.getlist("group") if name]
    reader.among("group", "groups__name", access.GROUPS)
    wanted = (
        reader.words("q", "username", "email")
        & reader.flag("active", {flag: Q(is_active=flag) for flag in (True, False)})
        & reader.flag("second_factor", {flag: Q(has_second_factor=flag) for flag in (True, False)})
    )
    reader.refuse()
    # By their keys: a join would bring who is in two of the groups twice.
    members = User.objects.filter(groups__name__in=groups).values("pk")
    return User.objects.for_list().filter(wanted, *([Q(pk__in=members)] if groups else []))


def tokens_in(params: QueryDict, user: User, also: Iterable[str] = ()) -> TokenQuerySet:
    """Return the tokens that the account may see and the parameters ask for.

    Raises FiltersRefused.
    """
    reader = _Reader(params, user, {*TOKEN_FILTERS, *also})
    lasts = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    states = {
        "active": lasts & Q(revoked_at=None),
        "expired": ~lasts & Q(revoked_at=None),
        "revoked": Q(revoked_at__isnull=False),
    }
    wanted = reader.choice("state", states) & reader.exactly("account", "user__username")
    reader.refuse()
    return Token.objects.visible_to(user).filter(wanted)


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

    def choice(self, name: str, conditions: dict[str, Q]) -> Q:
        """One of some words, each with its condition."""
        value = self.params.get(name, "")
        if value and value not in conditions:
            self._error(name, "invalid", f"{name} takes one of {', '.join(conditions)}.")
            return Q()
        return conditions[value] if value else Q()

    def exactly(self, name: str, column: str) -> Q:
        """A text as it stands in a column."""
        value = self.params.get(name, "").strip()
        if len(value) > MAX_QUERY or "\x00" in value:
            self._error(name, "invalid", f"{name} takes at most {MAX_QUERY} characters.")
            return Q()
        return Q(**{column: value}) if value else Q()

    def row(self, name: str, column: str) -> Q:
        value = self.params.get(name, "")
        if value and not whole_number(value, 1, MAX_ID):
            self._error(name, "invalid", f"{name} takes an id.")
            return Q()
        return Q(**{column: int(value)}) if value else Q()

    def _error(self, name: str, code: str, message: str) -> None:
        self.errors.append(FilterError(name, code, message))
