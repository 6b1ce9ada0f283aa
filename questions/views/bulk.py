"""Bulk changes: chosen on the bank's list, previewed, applied, undone."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions import filters, search
from questions.actions import bulk as actions
from questions.actions import bulk_work as work
from questions.filters import MAX_ID, FiltersRefused, Vocabulary, whole_number
from questions.forms.bulk import ADD_TO_KIT, EXPORT, SelectionForm, ValueForm
from questions.matches import Matches
from questions.models import BulkChange
from questions.permissions import get_visible, require
from questions.rules import bulk
from questions.rules.access import WRITE_QUESTIONS
from questions.rules.bulk import BulkRefused
from questions.rules.kits import KitRefused
from questions.views.kit_tray import current_kit
from questions.views.requests import PageRequest

ROWS = 25
SHOWN = ("outcome", "old", "new", "reason", "question__stem")


@require_POST
def choose(request: PageRequest) -> HttpResponse:
    """Pin the questions that were ticked, or all that match, for an action."""
    require(request.user, WRITE_QUESTIONS)
    form = SelectionForm(request.POST)
    back = request.POST.get("filters", "")
    if not form.is_valid():
        return _back(request, back, [str(m) for found in form.errors.values() for m in found])
    if form.cleaned_data["verb"] == EXPORT:
        return redirect(f"{reverse('question_export')}?{_exported(form)}")
    try:
        ids, verb = _chosen(request, form), form.cleaned_data["verb"]
        if verb == ADD_TO_KIT:
            return _add_to_kit(request, ids, back)
        change = actions.choose(request.user, ids, verb, back)
        if not ValueForm(verb).fields:
            work.preview(request.user, change)
    except FiltersRefused as refusal:
        return _back(request, "", [error.message for error in refusal.errors])
    except (BulkRefused, KitRefused) as refusal:
        return _back(request, back, [str(refusal)])
    return redirect(change)


def _chosen(request: PageRequest, form: SelectionForm) -> Iterable[int]:
    """Return the ids; those that match are read in the bank as it is now."""
    if not form.cleaned_data["every"]:
        return list(form.cleaned_data["selected"])
    vocabulary = Vocabulary(request.user)
    state = filters.read(QueryDict(form.cleaned_data["filters"]), vocabulary)
    return Matches(state, request.user, search.current()).ids


def _exported(form: SelectionForm) -> str:
    """Return the query string of what was ticked, or of all that match."""
    said = form.cleaned_data
    return str(said["filters"]) if said["every"] else urlencode({"id": said["selected"]}, True)


def _back(request: PageRequest, query: str, problems: list[str]) -> HttpResponse:
    for problem in problems:
        messages.error(request, problem)
    return redirect(_bank(query))


def _bank(query: str) -> str:
    return f"{reverse('bank')}?{query}" if query else reverse("bank")


def _add_to_kit(request: PageRequest, ids: Iterable[int], back: str) -> HttpResponse:
    kit = current_kit(request)
    if kit is None:
        raise BulkRefused("Choose a current kit first.")
    held = set(kit.contents().questions)
    after = actions.add_to_kit(request.user, kit, ids)
    added = len(set(after.contents().questions) - held)
    messages.success(request, f"{added} added to {kit.name}.")
    return redirect(_bank(back))


@require_safe
@vary_on_headers("HX-Request")
def change(request: PageRequest, pk: int) -> HttpResponse:
    """Show a bulk change: what is to be set, what would change, or what came of it."""
    found: BulkChange = get_visible(
        BulkChange.objects.select_related("created_by"), request.user, pk
    )
    if request.htmx:
        response = render(request, "bulk/_state.html", {"change": found, **_progress(found)})
        if found.state != BulkChange.State.QUEUED:
            response["HX-Refresh"] = "true"
        return response
    return render(request, "bulk/change.html", _context(request, found))


def _progress(found: BulkChange) -> dict[str, Any]:
    """Return how far the worker is, where that can be seen."""
    if found.state not in (BulkChange.State.QUEUED, BulkChange.State.FAILED):
        return {}
    return {"work": found.work, "done": found.items.count(), "total": len(found.ids)}


def _context(request: PageRequest, found: BulkChange, form: ValueForm | None = None) -> Any:
    counts = {} if found.state == BulkChange.State.QUEUED else found.counts()
    return {
        **_progress(found),
        "change": found,
        "form": form or ValueForm(found.verb, initial=_initial(found)),
        "total": len(found.ids),
        "counts": [
            (name, label, counts[name]) for name, label in bulk.OUTCOMES.items() if name in counts
        ],
        "to_change": counts.get(bulk.CHANGE, 0),
        "changed": counts.get(bulk.CHANGED, 0),
        "reasons": _reasons(found),
        "waits": found.verb in bulk.CONTENT_VERBS,
        "back": _bank(found.back),
        **_items(request, found, counts),
    }


def _initial(found: BulkChange) -> dict[str, str]:
    names = ("skill", "role", "level", "minutes")
    return {**dict.fromkeys(names, found.value), "note": found.note}


def _reasons(found: BulkChange) -> list[tuple[str, int]]:
    refused = found.items.filter(outcome=bulk.REFUSED).order_by()
    return list(refused.values_list("reason").annotate(count=Count("id")).order_by("-count"))


def _items(request: PageRequest, found: BulkChange, counts: dict[str, int]) -> dict[str, Any]:
    """Return one page of the questions, of one outcome where that is asked for."""
    outcome, after = request.GET.get("outcome", ""), request.GET.get("after", "")
    rows = found.items.select_related("question")
    if outcome in counts:
        rows = rows.filter(outcome=outcome)
    if whole_number(after, 1, MAX_ID):
        rows = rows.filter(pk__gt=int(after))
    shown = list(rows.only(*SHOWN)[: ROWS + 1])
    more = shown[ROWS - 1].pk if len(shown) > ROWS else None
    return {"items": shown[:ROWS], "more": more, "outcome": outcome, "after": after}


@require_POST
def preview(request: PageRequest, pk: int) -> HttpResponse:
    """Work out what would change."""
    found = _of(request, pk)
    form = ValueForm(found.verb, request.POST)
    if not form.is_valid():
        return render(request, "bulk/change.html", _context(request, found, form), status=400)
    return _do(request, found, lambda user, row: work.preview(user, row, form.value, form.note))


@require_POST
def apply(request: PageRequest, pk: int) -> HttpResponse:
    """Change what the preview showed, and go back to the list with a way to undo it."""
    found = _of(request, pk)
    try:
        after = work.apply(request.user, found)
    except BulkRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    if after.state != BulkChange.State.DONE:
        return redirect(found)
    messages.success(request, _told(request, after))
    return redirect(_bank(found.back))


def _told(request: PageRequest, after: BulkChange) -> str:
    """Return what was done, with a button that takes it back."""
    counts = after.counts()
    told = {"change": after, "changed": counts.get(bulk.CHANGED, 0)}
    told["stale"] = counts.get(bulk.STALE, 0)
    return render_to_string("bulk/_applied.html", told, request)


@require_POST
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Put back what was changed, where it was not changed since."""
    return _do(request, _of(request, pk), work.undo)


def _of(request: PageRequest, pk: int) -> BulkChange:
    found: BulkChange = get_visible(BulkChange.objects, request.user, pk)
    return found


def _do(request: PageRequest, found: BulkChange, act: Callable[..., Any]) -> HttpResponse:
    try:
        act(request.user, found)
    except BulkRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)
