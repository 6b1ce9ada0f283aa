"""A page of rows as `{count, next, previous, results}`."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from questions.filters import page_size
from questions.paging import Order, Page, decode, keyset_page

#: What every paged listing takes beside its filters; those of `shaped` are looked at there.
PAGED = ("cursor", "page_size", "fields", "expand")


def envelope(request: Request, page: Page, results: Any) -> dict[str, Any]:
    """Return a page with the addresses of its neighbours."""
    return {
        "count": page.total,
        "next": _link(request, page.next),
        "previous": _link(request, page.previous),
        "results": results,
    }


def _link(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor)


def page_of(request: Request, rows: QuerySet[Any], order: Order) -> Page:
    """Return the page of rows that a request asks for; raise BadCursor and FiltersRefused."""
    params = request.query_params
    cursor, size = params.get("cursor", ""), page_size(params)
    place = decode(cursor, order) if cursor else None
    return keyset_page(rows, order, place, size, rows.count())


def unpaged(results: Any) -> dict[str, Any]:
    """Return a listing that is short enough to come as one page."""
    return {"count": len(results), "next": None, "previous": None, "results": results}
