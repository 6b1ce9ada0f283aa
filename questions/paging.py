"""Keyset pages with an id tie-break, for pages and API.

A cursor holds the last row's sort values and its place, so that no page needs an offset: deep pages
cost what the first one costs.
"""

import base64
import binascii
import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100


class BadCursor(Exception):
    """A cursor that this listing did not give out."""

    code = "invalid"
    message = "This cursor is not of this list and order."


class TooDeep(BadCursor):
    """A page beyond what is ordered by relevance."""

    code = "too_deep"
    message = "Best matches end here: narrow the search, or choose another order."


def whole_number(value: Any) -> int:
    """Read a sort value or id from a cursor; raise ValueError when it is none."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise ValueError
    return value


def moment(value: Any) -> datetime.datetime:
    """Read a time from a cursor; raise ValueError or TypeError when it is none."""
    found = parse_datetime(text(value))
    if found is None or found.tzinfo is None:
        raise ValueError
    try:
        return found.astimezone(datetime.UTC)
    except OverflowError as error:  # within a day of the first or last year
        raise ValueError from error


def text(value: Any) -> str:
    """Read a text from a cursor; raise ValueError when it is none."""
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError
    value.encode()  # refuses half a pair
    return value


@dataclass(frozen=True)
class Order:
    """One order of a listing: its sort field (None: the id alone), direction, and kind of value."""

    field: str | None
    descending: bool = False
    read: Callable[[Any], Any] = whole_number

    @property
    def name(self) -> str:
        return ("-" if self.descending else "") + (self.field or "id")

    @property
    def is_time(self) -> bool:
        return self.read is moment

    def apply(self, rows: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        sign = "-" if self.descending != backwards else ""
        names = [self.field, "id"] if self.field else ["id"]
        return rows.order_by(*(f"{sign}{name}" for name in names))

    def key(self, row: Any) -> list[Any]:
        value = getattr(row, self.field) if self.field else None
        return [value.isoformat() if isinstance(value, datetime.datetime) else value, row.pk]

    def beyond(self, key: list[Any], *, backwards: bool = False) -> Q:
        """Rows that come after a key, or before it when `backwards`."""
        verb = "lt" if self.descending != backwards else "gt"
        value, pk = key
        if self.field is None:
            return Q(**{f"id__{verb}": pk})
        # The first condition lets both databases start in the index; the second breaks ties.
        return Q(**{f"{self.field}__{verb}e": value}) & (
            Q(**{f"{self.field}__{verb}": value}) | Q(**{f"id__{verb}": pk})
        )


@dataclass(frozen=True)
class Cursor:
    """A place in a listing: rows before `start` (counted from 0) lie behind it."""

    start: int
    key: tuple[Any, ...] | None = None
    backwards: bool = False
    order: str = ""

    def encode(self) -> str:
        values = [self.start, list(self.key or ()), int(self.backwards), self.order]
        text = json.dumps(values, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, order: Order | None) -> Cursor:
    """Read a cursor of a listing in this order (None: by relevance); raise BadCursor."""
    try:
        raw = base64.b64decode(
            cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
        start, key, backwards, name = json.loads(raw)
        if name != (order.name if order else ""):
            raise BadCursor
        start, backwards = whole_number(start), bool(whole_number(backwards))
        return Cursor(start, tuple(_key(key, order)) if order else None, backwards, name)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as error:
        raise BadCursor from error


def _key(key: Any, order: Order) -> list[Any]:
    value, pk = key
    return [order.read(value) if order.field else None, whole_number(pk)]


@dataclass(frozen=True)
class Page:
    """Rows of one page; `start` counts the rows before it, cursors are None at either end."""

    rows: Sequence[Any]
    total: int
    start: int
    next: str | None
    previous: str | None

    @property
    def first(self) -> int:
        return self.start + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.start + len(self.rows)


#: Reads rows beyond a key (None: from the start), forwards or backwards, so many at most.
Read = Callable[[tuple[Any, ...] | None, bool, int], list[Any]]


def keyset_page(
    rows: QuerySet[Any], order: Order, cursor: Cursor | None, size: int, total: int
) -> Page:
    """Return one page of rows: the first, or the one that a cursor leads to."""

    def read(key: tuple[Any, ...] | None, backwards: bool, count: int) -> list[Any]:
        found = order.apply(rows, backwards=backwards)
        if key is not None:
            found = found.filter(order.beyond(list(key), backwards=backwards))
        return list(found[:count])

    return page_by_key(read, order.key, order=order, cursor=cursor, size=size, total=total)


def page_by_key(
    read: Read,
    key_of: Callable[[Any], list[Any]],
    *,
    order: Order,
    cursor: Cursor | None,
    size: int,
    total: int,
) -> Page:
    """Return one page of what `read` finds; `key_of` gives a row's place in the order."""
    cursor = cursor or Cursor(0)
    page = read(cursor.key, cursor.backwards, size + 1)
    more, page = len(page) > size, page[:size]
    start = cursor.start
    if cursor.backwards:
        page.reverse()
        start = max(0, cursor.start - len(page)) if more else 0
    after = before = None
    if page and (more or cursor.backwards):
        key = tuple(key_of(page[-1]))
        after = Cursor(start + len(page), key, order=order.name).encode()
    if page and (start or (cursor.backwards and more)):
        before = Cursor(start, tuple(key_of(page[0])), True, order.name).encode()
    return Page(page, total, start, after, before)


def ranked_page(ids: list[int], cursor: Cursor | None, size: int, total: int) -> Page:
    """Return one page of `ids` (best matches first).

    Raises TooDeep where `ids` end before the matches do.
    """
    start = cursor.start if cursor else 0
    if start and len(ids) <= start < total:
        raise TooDeep
    return Page(
        ids[start : start + size],
        total,
        start,
        next=Cursor(start + size).encode() if start + size < total else None,
        previous=Cursor(max(0, start - size)).encode() if start else None,
    )
