"""Pages by keyset: every row once, in order, forward and back; bad cursors are only that."""

import base64
import datetime
import json
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions import filters, paging
from questions.models import Question
from questions.paging import BadCursor, Order, Page

ORDERS = filters.ORDERS
START = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
# Few values for many rows, so that ties run over the ends of pages.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["basic", "intermediate", "expert"]),
        st.sampled_from([0, 10]),
        st.sampled_from([3, 5]),
        st.sampled_from([0, 1, 2]),
    ),
    max_size=14,
)
thorough = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def store(rows: list[tuple[str, int, int, int]]) -> list[Question]:
    Question.objects.all().delete()
    return Question.objects.bulk_create(
        Question(
            type="open",
            level=level,
            difficulty_adjustment=adjustment,
            minutes=minutes,
            stem="Why?",
            # Microseconds, which a cursor must keep.
            updated_at=START + datetime.timedelta(microseconds=age),
        )
        for level, adjustment, minutes, age in rows
    )


def same(count: int) -> list[Question]:
    return store([("basic", 0, 5, 0)] * count)


def in_order(order: Order) -> list[int]:
    """Return all ids in an order, sorted in Python."""

    def key(question: Question) -> tuple[Any, int]:
        return (getattr(question, order.field) if order.field else 0, question.pk)

    rows = sorted(Question.objects.all(), key=key, reverse=order.descending)
    return [question.pk for question in rows]


def page(order: Order, cursor: str | None, size: int) -> Page:
    rows = Question.objects.all()
    place = paging.decode(cursor, order) if cursor else None
    return paging.keyset_page(rows, order, place, size, rows.count())


def ids(found: Page) -> list[int]:
    return [row.pk for row in found.rows]


def walk(order: Order, size: int) -> list[Page]:
    pages = [page(order, None, size)]
    while pages[-1].next:
        pages.append(page(order, pages[-1].next, size))
    return pages


@pytest.mark.parametrize("name", ORDERS)
@given(rows=ROWS, size=st.integers(1, 6))
@thorough
def test_forward_and_back_give_every_row_once_in_order(
    db: None, name: str, rows: list[tuple[str, int, int, int]], size: int
) -> None:
    store(rows)
    order = ORDERS[name]
    expected = in_order(order)
    pages = walk(order, size)
    assert [pk for found in pages for pk in ids(found)] == expected
    assert [found.start for found in pages] == list(range(0, max(1, len(rows)), size))
    assert pages[0].previous is None
    back = pages[-1]
    for forward in reversed(pages[:-1]):
        assert back.previous
        back = page(order, back.previous, size)
        assert (ids(back), back.start) == (ids(forward), forward.start)
        assert (back.total, back.next is not None) == (len(rows), True)
    assert back.previous is None


@pytest.mark.parametrize("name", ORDERS)
@given(rows=ROWS, sizes=st.lists(st.integers(1, 5), min_size=1, max_size=8))
@thorough
def test_pages_may_change_their_size_on_the_way(
    db: None, name: str, rows: list[tuple[str, int, int, int]], sizes: list[int]
) -> None:
    store(rows)
    order = ORDERS[name]
    found = page(order, None, sizes[0])
    seen = ids(found)
    while found.next:
        assert found.start + len(found.rows) == len(seen)
        found = page(order, found.next, sizes[len(seen) % len(sizes)])
        seen += ids(found)
    assert seen == in_order(order)


def test_an_empty_list_has_one_empty_page(db: None) -> None:
    found = page(ORDERS["level"], None, 25)
    assert (found.rows, found.next, found.previous) == ([], None, None)
    assert (found.first, found.last, found.total) == (0, 0, 0)


def test_a_page_counts_from_one(db: None) -> None:
    same(5)
    _, middle, last = walk(ORDERS["level"], 2)
    assert (middle.first, middle.last) == (3, 4)
    assert (last.first, last.last) == (5, 5)


@pytest.mark.parametrize("name", ORDERS)
def test_rows_deleted_between_pages_lose_nothing_else(db: None, name: str) -> None:
    same(9)
    order = ORDERS[name]
    expected = in_order(order)
    first = page(order, None, 3)
    Question.objects.filter(pk__in=[expected[0], expected[2], expected[4]]).delete()
    second = page(order, first.next, 3)
    assert ids(second) == [expected[3], expected[5], expected[6]]
    assert ids(page(order, second.next, 3)) == expected[7:]
    back = page(order, second.previous, 3)
    assert ids(back) == [expected[1]]
    assert (back.start, back.previous) == (0, None)


@pytest.mark.parametrize("name", ORDERS)
def test_rows_inserted_between_pages_move_no_other(db: None, name: str) -> None:
    same(6)
    order = ORDERS[name]
    expected = in_order(order)
    first = page(order, None, 3)
    new = Question.objects.create(type="open", level="basic", stem="New", updated_at=START)
    place = in_order(order).index(new.pk)
    second = page(order, first.next, 25)
    assert ids(second) == expected[3:] + ([new.pk] if place == 6 else [])
    back = page(order, second.previous, 25)
    assert ids(back) == ([new.pk] if place == 0 else []) + expected[:3]
    assert (back.start, back.previous) == (0, None)


def test_a_row_that_moves_is_met_at_most_once_more(db: None) -> None:
    rows = same(4)
    order = ORDERS["updated"]
    first = page(order, None, 2)
    Question.objects.filter(pk=rows[0].pk).update(updated_at=timezone.now())
    assert ids(page(order, first.next, 25)) == [rows[1].pk]


def encoded(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor_of(name: str) -> list[Any]:
    """Return what a cursor of this order holds."""
    same(2)
    cursor = page(ORDERS[name], None, 1).next
    assert cursor
    values: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return values


@pytest.mark.parametrize(
    "cursor",
    [
        "not base64!",
        "=",
        "====",
        "a",
        "\x00",
        "é",
        "\ud800",
        "AAAA AAAA",
        " ",
        "_" * 100_000,
        encoded(""),
        encoded("{"),
        encoded("NaN"),
        encoded("[" * 100_000),
        encoded("[" * 900 + "]" * 900),
        encoded('{"a":' * 100_000),
        encoded("9" * 5_000),
        encoded("\x00"),
        encoded(None),
        encoded(True),
        encoded(7),
        encoded("text"),
        encoded([]),
        encoded({}),
        encoded({"a": 1, "b": 2, "c": 3, "d": 4}),
        base64.urlsafe_b64encode(b"\xff\xfe\x00").decode(),
        base64.urlsafe_b64encode(b"\x80abc").decode(),
    ],
    ids=lambda cursor: ascii(cursor)[:20],
)
@pytest.mark.parametrize("order", [None, *ORDERS.values()], ids=["relevance", *ORDERS])
def test_what_is_no_cursor_is_refused(cursor: str, order: Order | None) -> None:
    with pytest.raises(BadCursor):
        paging.decode(cursor, order)


BAD_NUMBERS = [
    *[-1, 2**31, 2**63, 10**400, 1.0, 1e300, True, False],
    *[float("nan"), float("inf"), "1", "", "\x00", None, [], [1], {}],
]
BAD_TIMES = [
    *["", "yesterday", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"],
    *[
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "\x00",
        "２０２６",
        1,
        None,
        [],
        True,
    ],
    *["2026-01-01T00:00:00Z\x00", float("nan")],
]
PLACES = {
    "start": (0,),
    "value": (1, 0),
    "id": (1, 1),
    "backwards": (2,),
}


def spoilt(values: list[Any], place: tuple[int, ...], bad: Any) -> str:
    target = values
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = bad
    return encoded(values)


@pytest.mark.parametrize("bad", BAD_NUMBERS, ids=repr)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["level", "-level", "minutes"])
def test_numbers_out_of_range_or_of_another_type_are_refused(
    db: None, name: str, place: str, bad: Any
) -> None:
    with pytest.raises(BadCursor):
        paging.decode(spoilt(cursor_of(name), PLACES[place], bad), ORDERS[name])


@pytest.mark.parametrize("bad", BAD_TIMES, ids=repr)
def test_times_that_are_none_are_refused(db: None, bad: Any) -> None:
    with pytest.raises(BadCursor):
        paging.decode(spoilt(cursor_of("updated"), PLACES["value"], bad), ORDERS["updated"])


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("extra", [[], [1], ["level"], [[]]])
def test_a_cursor_of_another_length_is_refused(db: None, name: str, extra: list[Any]) -> None:
    values = cursor_of(name)
    with pytest.raises(BadCursor):
        paging.decode(encoded([*values, *extra] if extra else values[:-1]), ORDERS[name])


@pytest.mark.parametrize("other", ["relevance", *ORDERS])
@pytest.mark.parametrize("name", ORDERS)
def test_another_order_s_cursor_is_refused(db: None, name: str, other: str) -> None:
    cursor = encoded(cursor_of(name))
    if name == other:
        paging.decode(cursor, ORDERS[other])
    else:
        with pytest.raises(BadCursor):
            paging.decode(cursor, ORDERS.get(other))


def test_a_cursor_of_relevance_is_no_cursor_of_a_list() -> None:
    cursor = paging.Cursor(25).encode()
    assert paging.decode(cursor, None).start == 25
    for order in ORDERS.values():
        with pytest.raises(BadCursor):
            paging.decode(cursor, order)


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda b: base64.b64encode(b).decode()))
@settings(deadline=None)
def test_any_text_as_a_cursor_is_refused_or_read(text: str) -> None:
    for order in (None, *ORDERS.values()):
        try:
            paging.decode(text, order)
        except BadCursor:
            continue


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("name", ORDERS)
@given(start=JSON, value=JSON | st.datetimes().map(lambda d: d.isoformat() + "Z"), pk=JSON)
@thorough
def test_a_cursor_that_is_read_leads_to_a_page(
    db: None, name: str, start: Any, value: Any, pk: Any
) -> None:
    order = ORDERS[name]
    cursor = encoded([start, [value, pk], 0, order.name])
    try:
        place = paging.decode(cursor, order)
    except BadCursor:
        return
    paging.keyset_page(Question.objects.all(), order, place, 25, 0)


@pytest.mark.parametrize("value", [0, 2**31 - 1])
@pytest.mark.parametrize("name", ["level", "-level", "minutes", "newest"])
def test_numbers_beyond_the_column_lead_to_a_page(db: None, name: str, value: int) -> None:
    rows = same(3)
    order = ORDERS[name]
    cursor = encoded([0, [value, value], 0, order.name])
    everything = ids(page(order, cursor, 25))
    assert len(everything) in (0, len(rows))
