"""A page of rows as `{count, next, previous, results}`."""

from typing import Any

from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from questions.paging import Page


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
