"""The filters of the question listing: read once here for pages, API and exports alike."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from questions import search
from questions.models import AskedEntry, Candidate, Question, Role, Skill, Source, User
from questions.paging import (
    MAX_PAGE_SIZE,
    PAGE_SIZE,
    Order,
    Page,
    decode,
    keyset_page,
    moment,
    ranked_page,
)
from questions.rules import access, content, lifecycle, terms
from questions.search import Questions

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


@dataclass(frozen=True)
class FacetKind:
    label: str
    field: str
    condition: str


FACETS = {
    "level": FacetKind("Level", "level", "level__in"),
    "type": FacetKind("Type", "type", "type__in"),
    "skill": FacetKind("Skill", "skills__slug", "skills__slug__in"),
    "role": FacetKind("Role", "roles__slug", "roles__slug__in"),
    "status": FacetKind("Status", "status", "status__in"),
    "source": FacetKind("Source", "source__slug", "source__slug__in"),
}


class Vocabulary:
    """The values that each facet has, with their labels; taxonomies are read once.

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

    @cached_property
    def _all(self) -> dict[str, dict[str, str]]:
        return {
            "level": content.LEVELS,
            "type": content.TYPES,
            "skill": dict(Skill.objects.values_list("slug", "name")),
            "role": dict(Role.objects.values_list("slug", "name")),
            "status": lifecycle.STATUSES,
            "source": dict(Source.objects.values_list("slug", "name")),
        }


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

    def apply(self, user: User, *, leave_out: str = "") -> Questions:
        """Return the questions in this state that the account may see.

        `leave_out` names a facet whose own choice is not applied: its counts show what choosing
        another value would bring.
        """
        return self.narrow(Question.objects.visible_to(user), user, leave_out=leave_out)

    def narrow(self, questions: Questions, user: User, *, leave_out: str = "") -> Questions:
        """Keep those of the questions, all visible to the account, that are in this state."""
        for name, kind in FACETS.items():
            chosen = getattr(self, name)
            if chosen and name != leave_out:
                # Through a subquery, so that a question with two chosen skills stands once.
                held = Question.objects.filter(**{kind.condition: chosen}).values("pk")
                questions = questions.filter(pk__in=held)
        if leave_out != "minutes":
            questions = self._within_minutes(questions)
        questions = self._not_used(questions, leave_out)
        if self.query is None:
            return questions
        return search.matching(questions, self.query, stems_only=stems_only(user))

    def _within_minutes(self, questions: Questions) -> Questions:
        if self.minutes_min is not None:
            questions = questions.filter(minutes__gte=self.minutes_min)
        if self.minutes_max is not None:
            questions = questions.filter(minutes__lte=self.minutes_max)
        return questions

    def _not_used(self, questions: Questions, leave_out: str) -> Questions:
        if self.not_asked_to:
            asked = AskedEntry.objects.asked().filter(candidate=int(self.not_asked_to))
            questions = questions.exclude(pk__in=asked.order_by().values("question"))
        if self.not_used_since and leave_out != "not_used_since":
            questions = questions.filter(unused_since(self.not_used_since))
        return questions


def unused_since(since: str) -> Q:
    """Return the condition of questions not asked since a date (ISO 8601), or never."""
    unused = Q(last_asked=None)
    if since == NEVER:
        return unused
    day = datetime.date.fromisoformat(since)
    start = datetime.datetime.combine(day, datetime.time.min, datetime.UTC)
    return unused | Q(last_asked__lt=start)


def stems_only(user: User) -> bool:
    """Without guidance no search may look at it: a match would tell what it says."""
    return access.READ_ANSWERS not in user.capabilities


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
        for value in chosen:
            if value not in known:
                self.refuse(name, "unknown_value", f"There is no {name} “{value[:100]}”.")
        return chosen

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


def page(
    state: QuestionFilters, user: User, rows: Questions, cursor_text: str, size: int = PAGE_SIZE
) -> Page:
    """Return one page of `rows` (what the account may see, read as the caller wants it).

    Raises BadCursor.
    """
    matches = state.narrow(rows, user)
    total = matches.count()
    cursor = decode(cursor_text, state.order) if cursor_text else None
    if state.order is not None:
        return keyset_page(matches, state.order, cursor, size, total)
    ids = search.ranked_ids(matches, state.searched, stems_only=stems_only(user))
    return ranked_page(rows, ids, cursor, size, total)


def neighbours(
    state: QuestionFilters, user: User, question: Question
) -> tuple[Question | None, Question | None]:
    """Return the questions before and after one in a listing, None at its ends."""
    questions = state.apply(user)
    if state.order is not None:
        key = state.order.key(question)
        before, after = (
            state.order.apply(questions, backwards=back)
            .filter(state.order.beyond(key, backwards=back))
            .first()
            for back in (True, False)
        )
        return before, after
    return _ranked_neighbours(state, user, question)


def _ranked_neighbours(
    state: QuestionFilters, user: User, question: Question
) -> tuple[Question | None, Question | None]:
    ids = search.ranked_ids(state.apply(user), state.searched, stems_only=stems_only(user))
    if question.pk not in ids:
        return None, None
    place = ids.index(question.pk)
    around = Question.objects.in_bulk(
        [*ids[max(0, place - 1) : place], *ids[place + 1 : place + 2]]
    )
    before = around.get(ids[place - 1]) if place else None
    return before, around.get(ids[place + 1]) if place + 1 < len(ids) else None


def page_size(params: QueryDict) -> int:
    """Return the number of rows asked for; raise FiltersRefused when out of 1 to 100."""
    text = params.get("page_size", str(PAGE_SIZE))
    if whole_number(text, 1, MAX_PAGE_SIZE):
        return int(text)
    message = f"page_size takes a whole number from 1 to {MAX_PAGE_SIZE}."
    raise FiltersRefused([FilterError("page_size", "invalid", message)])
