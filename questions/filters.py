"""The filters of the question listing: read once here for pages, API and exports alike."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from questions import search
from questions.models import Candidate, Role, Skill, Source, User
from questions.models.taxonomy import Named
from questions.paging import MAX_PAGE_SIZE, PAGE_SIZE, Order, moment
from questions.rules import content, lifecycle, terms
from questions.search import Bank

MAX_QUERY = 20_000
MAX_ID = 2**31 - 1
RELEVANCE = "relevance"
ORDERS: dict[str, Order] = {
    "level": Order("difficulty"),
    "-level": Order("difficulty", descending=True),
    "newest": Order(None, descending=True),
    "updated": Order("updated_at", descending=True, read=moment),
    "minutes": Order("minutes"),
    "least_used": Order("asked_count"),
}
ORDER_LABELS = {
    RELEVANCE: "Best match",
    "level": "Level, basic first",
    "-level": "Level, expert first",
    "newest": "Newest",
    "updated": "Last changed",
    "minutes": "Shortest",
    "least_used": "Least used",
}
NEVER = "never"
_KINDS: dict[str, type[Named]] = {"skill": Skill, "role": Role, "source": Source}


@dataclass(frozen=True)
class FilterError:
    """One parameter that cannot be understood: its name, a code, and a sentence."""

    field: str
    code: str
    message: str


class FiltersRefused(Exception):
    """Parameters that name no filter, or values that no filter has."""

    def __init__(self, errors: list[FilterError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


FACETS = {
    "level": "Level",
    "type": "Type",
    "skill": "Skill",
    "role": "Role",
    "status": "Status",
    "source": "Source",
}


class Vocabulary:
    """The values that each facet has, with their labels.

    Candidates are named for `user` alone: without one, nobody is known.
    """

    def __init__(self, user: User | None = None) -> None:
        self.user = user

    def candidate(self, text: str) -> str | None:
        """Return the name of a candidate by id, None for one that the account may not see."""
        if self.user is None or not whole_number(text, 1, MAX_ID):
            return None
        found = Candidate.objects.visible_to(self.user).filter(pk=int(text)).first()
        return found.label if found else None

    def labels(self, facet: str) -> dict[str, str]:
        return self._all[facet]

    def moved(self, facet: str, slug: str) -> str:
        """Return the slug of what had this one before it was renamed or merged; "" of none."""
        kind = _KINDS.get(facet)
        if kind is None or "\x00" in slug:
            return ""
        found = kind._default_manager.filter(old_slugs__slug=slug).first()
        return found.slug if found else ""

    @cached_property
    def bank(self) -> Bank:
        """The bank whose values these are, as it was when it was first asked for."""
        return search.current()

    @cached_property
    def _all(self) -> dict[str, dict[str, str]]:
        named = {
            facet: {slug: term.name for slug, term in terms.items()}
            for facet, terms in self.bank.taxonomies.items()
        }
        fixed = {"level": content.LEVELS, "type": content.TYPES, "status": lifecycle.STATUSES}
        return fixed | named


@dataclass(frozen=True)
class QuestionFilters:
    """A state of the listing: what is searched, what is chosen in each facet, and the order."""

    q: str = ""
    level: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    minutes_min: int | None = None
    minutes_max: int | None = None
    not_asked_to: str = ""
    not_used_since: str = ""
    ordering: str = ""

    @cached_property
    def query(self) -> terms.Query | None:
        return terms.parse(self.q) if self.q else None

    @property
    def searched(self) -> terms.Query:
        """What is searched; without words it matches nothing."""
        return self.query or terms.parse("")

    @property
    def default_ordering(self) -> str:
        return RELEVANCE if self.q else "level"

    @property
    def effective_ordering(self) -> str:
        return self.default_ordering if self.ordering in ("", RELEVANCE) else self.ordering

    @property
    def order(self) -> Order | None:
        """The order of the rows; None is by relevance."""
        return ORDERS.get(self.effective_ordering)

    def urlencode(self, **changes: Any) -> str:
        """Return the query string of this state, with changes; what is the default is left out."""
        state = replace(self, **changes)
        if state.ordering == state.default_ordering:
            state = replace(state, ordering="")
        pairs = [(item.name, getattr(state, item.name)) for item in fields(state)]
        return urlencode([(name, v) for name, v in pairs if v not in ("", (), None)], doseq=True)

    def without(self, facet: str, value: str) -> tuple[str, ...]:
        """Return what stays chosen in a facet when `value` is taken away."""
        chosen: tuple[str, ...] = getattr(self, facet)
        return tuple(v for v in chosen if v != value)


def read(params: QueryDict, vocabulary: Vocabulary, also: Iterable[str] = ()) -> QuestionFilters:
    """Read a listing's state from a query string; raise FiltersRefused naming every error.

    `also` names further parameters that the caller reads itself.
    """
    reader = _Reader(params, vocabulary)
    known = {item.name for item in fields(QuestionFilters)} | set(also)
    reader.errors += unknown_parameters(params, known)
    state = QuestionFilters(
        q=reader.text("q"),
        **{name: reader.choices(name) for name in FACETS},
        minutes_min=reader.minutes("minutes_min"),
        minutes_max=reader.minutes("minutes_max"),
        not_asked_to=reader.candidate("not_asked_to"),
        not_used_since=reader.since("not_used_since"),
        ordering=reader.ordering(),
    )
    if reader.errors:
        raise FiltersRefused(reader.errors)
    return state


def has_moved(params: QueryDict, state: QuestionFilters) -> bool:
    """Tell whether parameters named a skill, role or source by a slug that it had before."""
    return any(set(params.getlist(name)) - {"", *getattr(state, name)} for name in _KINDS)


def unknown_parameters(params: QueryDict, known: set[str]) -> list[FilterError]:
    """Return an error for every parameter that is not known."""
    return [
        FilterError(name[:100], "unknown_parameter", f"There is no parameter “{name[:100]}”.")
        for name in sorted(set(params) - known)
    ]


def refuse_unknown(params: QueryDict, known: set[str]) -> None:
    """Raise FiltersRefused naming every parameter that is not known."""
    errors = unknown_parameters(params, known)
    if errors:
        raise FiltersRefused(errors)


def whole_number(text: str, low: int, high: int) -> bool:
    """Tell whether a text is a whole number in a range; int() would choke on a long one."""
    return text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high


class _Reader:
    def __init__(self, params: QueryDict, vocabulary: Vocabulary) -> None:
        self.params = params
        self.vocabulary = vocabulary
        self.errors: list[FilterError] = []

    def refuse(self, field: str, code: str, message: str) -> None:
        self.errors.append(FilterError(field[:100], code, message))

    def text(self, name: str) -> str:
        text = self.params.get(name, "").strip()
        if len(text) > MAX_QUERY:
            self.refuse(name, "too_long", f"Search for at most {MAX_QUERY:,} characters.")
        return text

    def choices(self, name: str) -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(value for value in self.params.getlist(name) if value))
        known = self.vocabulary.labels(name) if chosen else {}
        now = [v if v in known else self.vocabulary.moved(name, v) or v for v in chosen]
        for value in now:
            if value not in known:
                self.refuse(name, "unknown_value", f"There is no {name} “{value[:100]}”.")
        return tuple(dict.fromkeys(now))

    def minutes(self, name: str) -> int | None:
        text = self.params.get(name, "").strip()
        if not text:
            return None
        if not whole_number(text, 0, content.MAX_MINUTES):
            message = f"{name} takes a whole number from 0 to {content.MAX_MINUTES}."
            self.refuse(name, "invalid", message)
            return None
        return int(text)

    def candidate(self, name: str) -> str:
        text = self.params.get(name, "").strip()
        if text and self.vocabulary.candidate(text) is None:
            self.refuse(name, "unknown_value", f"There is no candidate “{text[:100]}”.")
            return ""
        return text

    def since(self, name: str) -> str:
        text = self.params.get(name, "").strip()
        if text in ("", NEVER):
            return text
        try:
            return datetime.datetime.strptime(text, "%Y-%m-%d").date().isoformat()
        except ValueError:
            message = f"{name} takes a date such as 2026-01-31, or “never”."
            self.refuse(name, "invalid", message)
            return ""

    def ordering(self) -> str:
        value = self.params.get("ordering", "")
        if value and value not in ORDER_LABELS:
            self.refuse("ordering", "unknown_value", f"There is no order “{value[:100]}”.")
        return value


def page_size(params: QueryDict) -> int:
    """Return the number of rows asked for; raise FiltersRefused when out of 1 to 100."""
    text = params.get("page_size", str(PAGE_SIZE))
    if whole_number(text, 1, MAX_PAGE_SIZE):
        return int(text)
    message = f"page_size takes a whole number from 1 to {MAX_PAGE_SIZE}."
    raise FiltersRefused([FilterError("page_size", "invalid", message)])
