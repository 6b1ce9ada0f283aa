"""Near-duplicates of the bank: pairs to look at, to call different, or to merge."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions.actions import duplicates as duplicate_actions
from questions.models import DuplicateCheck, DuplicatePair
from questions.paging import PAGE_SIZE, BadCursor, Order, Page, decode, keyset_page
from questions.permissions import get_visible, require
from questions.rules.access import WRITE_QUESTIONS
from questions.views.requests import STALE_LINK, PageRequest

MOST_ALIKE_FIRST = Order("score", descending=True)


@require_safe
@vary_on_headers("HX-Request")
def duplicates(request: PageRequest) -> HttpResponse:
    """List the pairs, most alike first: whole page, or for htmx the list alone."""
    require(request.user, WRITE_QUESTIONS)
    problem = ""
    try:
        page = _page(request, request.GET.get("cursor", ""))
    except BadCursor:
        page, problem = _page(request, ""), STALE_LINK
    context = _context(request, page) | {"problem": problem}
    template = "duplicates/_list.html" if request.htmx else "duplicates/list.html"
    return render(request, template, context, status=400 if problem else 200)


def _page(request: PageRequest, cursor: str) -> Page:
    visible = DuplicatePair.objects.visible_to(request.user)
    rows = visible.dismissed() if _dismissed(request) else visible.open()
    place = decode(cursor, MOST_ALIKE_FIRST) if cursor else None
    return keyset_page(rows.for_list(), MOST_ALIKE_FIRST, place, PAGE_SIZE, rows.count())


def _dismissed(request: PageRequest) -> bool:
    return request.GET.get("dismissed") == "1"


def _context(request: PageRequest, page: Page) -> dict[str, Any]:
    last = duplicate_actions.last_check()
    newest = DuplicateCheck.objects.first()
    changed = duplicate_actions.changed_since(last)
    return {
        "page": page,
        "dismissed": _dismissed(request),
        "list_query": "dismissed=1" if _dismissed(request) else "",
        "list_name": "duplicates",
        "last": last,
        "check": newest,
        "changed": None if changed is None else len(changed),
        "undo": _just_dismissed(request),
    }


def _just_dismissed(request: PageRequest) -> DuplicatePair | None:
    pk = request.GET.get("undo", "")
    visible = DuplicatePair.objects.visible_to(request.user).dismissed()
    return visible.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 10 else None


@require_POST
def check(request: PageRequest) -> HttpResponse:
    """Order a look through the bank, or what changed of it."""
    duplicate_actions.order_check(request.user)
    return redirect("duplicates")


@require_POST
def dismiss(request: PageRequest, pk: int) -> HttpResponse:
    """Say that a pair is none; the list then offers to take that back."""
    pair = get_visible(DuplicatePair.objects, request.user, pk)
    duplicate_actions.dismiss(request.user, pair)
    response = redirect("duplicates")
    response["Location"] += f"?undo={pk}"
    return response


@require_POST
def reopen(request: PageRequest, pk: int) -> HttpResponse:
    """Take back that a pair is none."""
    pair = get_visible(DuplicatePair.objects, request.user, pk)
    duplicate_actions.reopen(request.user, pair)
    messages.success(request, "The pair is back in the list.")
    return redirect("duplicates")
