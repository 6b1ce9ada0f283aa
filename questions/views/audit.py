"""The audit log: who did what to which object; read here, written by the actions."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions import audit_log, listings, paging
from questions.actions import audit
from questions.filters import FiltersRefused
from questions.formats import audit_csv
from questions.models import AuditEntry, User
from questions.models.audit import AuditEntryQuerySet
from questions.paging import BadCursor, Page
from questions.permissions import require
from questions.rules.access import READ_AUDIT
from questions.rules.audit import OBJECTS, PHRASES
from questions.views.requests import PageRequest, unstored

STALE_LINK = "This page of the log cannot be found any more. Here is where the log begins."
#: How many accounts are proposed; any other is typed.
PROPOSED = 200


@require_safe
@unstored
@vary_on_headers("HX-Request")
def entries(request: PageRequest) -> HttpResponse:
    """List what was done, newest first: whole page, or for htmx the results alone."""
    require(request.user, READ_AUDIT)
    page, problems = _page(request)
    return _show(request, page, problems)


def _page(request: PageRequest) -> tuple[Page, list[str]]:
    """Return the page asked for; where it cannot be understood, the first page and why."""
    every = AuditEntry.objects.select_related("actor")
    try:
        found = audit_log.entries_in(request.GET, ["cursor"])
        return _rows(found, request.GET.get("cursor", "")), []
    except FiltersRefused as refusal:
        return _rows(every), [error.message for error in refusal.errors]
    except BadCursor:
        return _rows(every), [STALE_LINK]


def _rows(found: AuditEntryQuerySet, cursor: str = "") -> Page:
    order = audit_log.ORDER
    start = paging.decode(cursor, order) if cursor else None
    return paging.keyset_page(found, order, start, paging.PAGE_SIZE, found.count())


def _show(request: PageRequest, page: Page, problems: list[str]) -> HttpResponse:
    context: dict[str, Any] = {
        "page": page,
        "problems": problems,
        "told": audit_log.tell(request.user, page.rows),
        "asked": request.GET if not problems else {},
        "list_name": "audit",
        "list_query": listings.query_string(request.GET) if not problems else "",
    }
    if request.htmx:
        return render(request, "settings/_audit_list.html", context)
    context["verbs"] = _verbs(context["asked"])
    context["objects"] = OBJECTS
    context["people"] = User.objects.order_by("username").values_list("username", flat=True)[
        :PROPOSED
    ]
    return render(request, "settings/audit.html", context, status=400 if problems else 200)


def _verbs(asked: Any) -> list[str]:
    """Return the acts to choose from, one that is asked for among them."""
    return sorted({*PHRASES, *filter(None, [asked.get("verb", "")])})


@require_POST
@unstored
def export(request: PageRequest) -> HttpResponseBase:
    """Hand out what is filtered as CSV; that is recorded, so it is a POST."""
    user = request.user
    require(user, READ_AUDIT)
    try:
        found = audit_log.entries_in(request.GET)
    except FiltersRefused as refusal:
        page = _rows(AuditEntry.objects.select_related("actor"))
        problems = [error.message for error in refusal.errors]
        return _show(request, page, problems)
    audit.record_export(user, listings.query_string(request.GET))
    lines = audit_csv.write(audit_log.rows(user, found))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"audit-{timezone.now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
