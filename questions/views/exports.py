"""Exports that were ordered: the list, how far one is, and its file."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions import paging
from questions.actions import export_orders as actions
from questions.actions.export_orders import ExportUnready
from questions.actions.question_exports import file_name
from questions.formats import QUESTION_FORMATS
from questions.models import Export
from questions.paging import BadCursor, Order, Page
from questions.permissions import get_visible, require
from questions.rules.access import READ_QUESTIONS
from questions.views.requests import STALE_LINK, PageRequest, unstored
from questions.views.workers import is_silent

NEWEST_FIRST = Order(None, descending=True)


@require_safe
@unstored
def exports(request: PageRequest) -> HttpResponse:
    """List the exports that the account has ordered, newest first."""
    require(request.user, READ_QUESTIONS)
    actions.keep_house()
    rows, problems = Export.objects.visible_to(request.user), []
    try:
        page = _listed(rows, request.GET.get("cursor", ""))
    except BadCursor:
        page, problems = _listed(rows), [STALE_LINK]
    shown = [(found, _label(found)) for found in page.rows]
    told = {"page": page, "shown": shown, "problems": problems, "list_name": "exports"}
    return render(request, "exports/list.html", told, status=400 if problems else 200)


def _listed(rows: Any, cursor: str = "") -> Page:
    start = paging.decode(cursor, NEWEST_FIRST) if cursor else None
    return paging.keyset_page(rows, NEWEST_FIRST, start, paging.PAGE_SIZE, rows.count())


@require_safe
@unstored
@vary_on_headers("HX-Request")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """Show how far an export is, and lead to its file; for htmx the progress alone."""
    actions.keep_house()
    found: Export = get_visible(Export.objects, request.user, pk)
    told = {
        "export": found,
        "format": _label(found),
        "neglected": found.is_busy and is_silent(found),
    }
    template = "exports/_progress.html" if request.htmx else "exports/export.html"
    return render(request, template, told)


def _label(found: Export) -> str:
    known = QUESTION_FORMATS.get(found.format)
    return known.label if known else found.format


@require_safe
@unstored
def file(request: PageRequest, pk: int) -> HttpResponseBase:
    """Hand out the file of an export."""
    found: Export = get_visible(Export.objects, request.user, pk)
    if request.method == "HEAD":
        return HttpResponse()
    try:
        parts = actions.fetch(request.user, found)
    except ExportUnready as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    format_ = QUESTION_FORMATS[found.format]
    headers = {
        "Content-Length": str(found.size),
        "Content-Disposition": content_disposition_header(True, file_name(format_)) or "",
    }
    return StreamingHttpResponse(parts, content_type=format_.media_type, headers=headers)


@require_POST
def cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Give an export up; its file is dropped."""
    found: Export = get_visible(Export.objects, request.user, pk)
    actions.cancel(request.user, found)
    return redirect(found)
