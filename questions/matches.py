"""The questions that a state of the listing holds for an account: which, how many, in what order.

Pages, API and exports ask here; the answer comes from the bank in memory, and from the database's
full-text index where something is searched for.
"""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from pyroaring import BitMap

from questions import search
from questions.filters import FACETS, MAX_ID, NEVER, QuestionFilters
from questions.models import AskedEntry, Question, User
from questions.models.questions import questions_of_kits
from questions.paging import PAGE_SIZE, Cursor, Order, Page, decode, page_by_key, ranked_page
from questions.rules import access, content, lifecycle
from questions.rules.likeness import in_words
from questions.search import Alike, Bank, facet_index
from questions.search.facet_index import Key
from questions.search.storage import microseconds, moment_of

#: By which numbers of the index a field orders; the id alone has none.
_ORDERS = {
    "difficulty": facet_index.DIFFICULTY,
    "minutes": facet_index.MINUTES,
    "asked_count": facet_index.ASKED,
    "updated_at": facet_index.UPDATED_DAY,
}


def visible_ids(user: User, bank: Bank) -> BitMap:
    """Return what `visible_to` of questions lets an account see, as a bitmap."""
    if access.READ_QUESTIONS not in user.capabilities:
        return BitMap()
    statuses = access.readable_statuses(user.capabilities)
    if statuses == set(lifecycle.STATUSES):
        return bank.index.every
    in_kits = BitMap(list(questions_of_kits(user))) & bank.index.every
    return bank.index.having(facet_index.STATUS, statuses) | in_kits


class Matches:
    """What is found in one state of the listing, for one account, in one version of the bank."""

    def __init__(self, state: QuestionFilters, user: User, bank: Bank) -> None:
        self.state, self.user, self.bank = state, user, bank
        self._index = bank.index
        self._visible = visible_ids(user, bank)
        self._conditions = self._read_conditions()

    @cached_property
    def ids(self) -> BitMap:
        """The questions in this state."""
        return self._without("")

    @property
    def sees_any(self) -> bool:
        """Whether there is any question that the account may see."""
        return bool(self._visible)

    def _read_conditions(self) -> dict[str, BitMap]:
        """Return the questions that each active filter lets through, by its name."""
        state, index = self.state, self._index
        found = {
            name: index.having(name, self._values(name, getattr(state, name)))
            for name in FACETS
            if getattr(state, name)
        }
        if state.minutes_min is not None or state.minutes_max is not None:
            most = content.MAX_MINUTES if state.minutes_max is None else state.minutes_max
            found["minutes"] = index.between(facet_index.MINUTES, state.minutes_min or 0, most)
        if state.not_used_since:
            found["not_used_since"] = self._unused_since(state.not_used_since)
        if state.not_asked_to:
            found["not_asked_to"] = index.every - _asked_to(int(state.not_asked_to))
        if state.query is not None:
            found["q"] = self._matching()
        return found

    def _values(self, facet: str, chosen: tuple[str, ...]) -> list[Any]:
        """Return the values of the index that stand for the chosen words of a facet."""
        terms = self.bank.taxonomies.get(facet)
        return [terms[slug].pk for slug in chosen if slug in terms] if terms else list(chosen)

    def _matching(self) -> BitMap:
        def ask() -> BitMap:
            every, query = self._index.every, self.state.searched
            return search.matching(every, query, stems_only=self._stems_only)

        return self.bank.once(("q", self.state.q, self._stems_only), ask)

    @property
    def _stems_only(self) -> bool:
        """Without guidance no search may look at it: a match would tell what it says."""
        return access.READ_ANSWERS not in self.user.capabilities

    def _without(self, name: str) -> BitMap:
        found = self._visible
        for other, let_through in self._conditions.items():
            if other != name:
                found = found & let_through
        return found

    def leaving_out(self, name: str) -> BitMap:
        """Return what this state would hold without one filter.

        Its counts show what choosing another value would bring.
        """
        return self._without(name) if name in self._conditions else self.ids

    def _unused_since(self, since: str) -> BitMap:
        """Return all questions not asked since a date (ISO 8601, UTC), or never."""
        days = self._index.values[facet_index.ASKED_DAY]
        first = 1 if since == NEVER else datetime.date.fromisoformat(since).toordinal()
        return self._index.every - self._index.having(
            facet_index.ASKED_DAY, [day for day in days if int(day) >= first]
        )

    def counts(self, facet: str) -> dict[str, int]:
        """Return how many questions each value of a facet would leave, by its word or slug."""
        counted: Mapping[Any, int] = self._index.counts(facet, self.leaving_out(facet))
        terms = self.bank.taxonomies.get(facet)
        if terms is None:
            return dict(counted)
        return {slug: counted[term.pk] for slug, term in terms.items() if term.pk in counted}

    def numbers(self, facet: str) -> dict[int, int]:
        """Return how many questions have each number of a facet, whichever were chosen of it."""
        counted = self._index.counts(facet, self.leaving_out(facet))
        return {int(value): count for value, count in counted.items()}

    def unused(self, since: str) -> int:
        """Return how many questions were not asked since a date, or never, whichever was chosen."""
        without = self.leaving_out("not_used_since")
        unused = self.bank.once(("unused", since), lambda: self._unused_since(since))
        return without.intersection_cardinality(unused)

    def page(self, cursor_text: str, size: int = PAGE_SIZE) -> Page:
        """Return one page of ids; raise BadCursor."""
        state, total = self.state, len(self.ids)
        cursor = decode(cursor_text, state.order) if cursor_text else None
        if state.order is None:
            return ranked_page(self._ranked(), cursor, size, total)
        return self._ordered_page(state.order, cursor, size, total)

    def _ordered_page(self, order: Order, cursor: Cursor | None, size: int, total: int) -> Page:
        def read(key: tuple[Any, ...] | None, backwards: bool, count: int) -> list[int]:
            return self._beyond(order, _place(key), count, backwards=backwards)

        def key_of(pk: int) -> list[Any]:
            return [self._said(order, pk), pk]

        return page_by_key(read, key_of, order=order, cursor=cursor, size=size, total=total)

    def _beyond(self, order: Order, key: Key | None, count: int, *, backwards: bool) -> list[int]:
        facet = _ORDERS[order.field] if order.field else None
        descending = order.descending != backwards
        return self._index.ordered(self.ids, facet, key, count, descending=descending)

    def _said(self, order: Order, pk: int) -> Any:
        """Return a question's value in an order as a cursor says it."""
        if order.field is None:
            return None
        value = self._value(order, pk)
        return moment_of(value).isoformat() if order.is_time else value

    def _value(self, order: Order, pk: int) -> int:
        if order.field is None:
            return 0
        if order.is_time:
            return int(self._index.updated[pk])
        return self._index.value(_ORDERS[order.field], pk)

    def _ranked(self) -> list[int]:
        """Return ids by relevance, as deep as that order goes."""
        state = replace(self.state, ordering="")

        def rank() -> list[int]:
            return search.ranked_ids(self.ids, state.searched, stems_only=self._stems_only)

        if self._visible is not self._index.every:
            return rank()
        return self.bank.once(("ranked", state, self._stems_only), rank)

    def neighbours(self, pk: int) -> tuple[int | None, int | None]:
        """Return the ids before and after a question, None at the ends of the listing."""
        if pk not in self._index.every:
            return None, None
        order = self.state.order
        if order is None:
            return _beside(self._ranked(), pk)
        key = (self._value(order, pk), pk)
        before, after = (
            next(iter(self._beyond(order, key, 1, backwards=back)), None) for back in (True, False)
        )
        return before, after


#: A stem is looked up by its first characters: more than any question needs.
LOOKED_UP = 2_000


def alike(user: User, stem: str, count: int, *, leave_out: int | None = None) -> list[Alike]:
    """Return the questions that an account may see whose stems are most like one, best first.

    What was merged into another question is left out: that one is found itself.
    """
    bank = search.current()
    among = visible_ids(user, bank)
    if leave_out is not None and leave_out <= MAX_ID:
        among = among - BitMap([leave_out])
    merged = Question.objects.filter(merged_into__isnull=False)
    found = search.similar(stem[:LOOKED_UP], bank, among, count * 2)
    gone = set(merged.filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return [one for one in found if one.pk not in gone][:count]


def likeness_of(user: User, one: str, other: str) -> str:
    """Return in words how alike two stems are in the bank that an account sees."""
    bank = search.current()
    return in_words(search.likeness_of(one, other, bank, visible_ids(user, bank)))


def find(state: QuestionFilters, user: User, count: int) -> Page:
    """Return the first questions in a state, with what a listing shows of them."""
    page = Matches(state, user, search.current()).page("", count)
    held = Question.objects.visible_to(user).for_list().in_bulk(page.rows)
    return replace(page, rows=[held[pk] for pk in page.rows if pk in held])


def _asked_to(candidate: int) -> BitMap:
    asked = AskedEntry.objects.asked().filter(candidate=candidate)
    return BitMap(list(asked.values_list("question", flat=True)))


def _place(key: tuple[Any, ...] | None) -> Key | None:
    if key is None:
        return None
    value, pk = key
    return microseconds(value) if isinstance(value, datetime.datetime) else value or 0, pk


def _beside(ids: list[int], pk: int) -> tuple[int | None, int | None]:
    if pk not in ids:
        return None, None
    place = ids.index(pk)
    after = ids[place + 1] if place + 1 < len(ids) else None
    return (ids[place - 1] if place else None), after
