"""Saved views of the bank: the list, the menu on the bank, and keeping, renaming, deleting."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from questions import facets, filters
from questions.actions import saved_views as actions
from questions.actions.saved_views import StaleView, ViewRefused
from questions.filters import FiltersRefused, Vocabulary
from questions.forms.fields import RevisionForm
from questions.forms.saved_views import ReplaceForm, ViewForm
from questions.models import SavedView
from questions.permissions import can, get_visible, require
from questions.rules.access import READ_QUESTIONS, WRITE_QUESTIONS
from questions.views.requests import PageRequest, form_methods

CHANGED = "Someone else changed this view since you opened it: look again."


@require_safe
def views(request: PageRequest) -> HttpResponse:
    """List the views that the account has, each in words."""
    require(request.user, READ_QUESTIONS)
    rows, vocabulary = list(SavedView.objects.visible_to(request.user)), Vocabulary(request.user)
    writes = can(request.user, WRITE_QUESTIONS)
    shown = [
        (row, words(row.query, vocabulary), writes if row.shared else row.owner == request.user)
        for row in rows
    ]
    return render(request, "saved_views/list.html", {"rows": shown})


def words(query: str, vocabulary: Vocabulary) -> list[str]:
    """Return what filters say, for people; nothing where they are not understood any more."""
    try:
        state = filters.read(QueryDict(query), vocabulary)
    except FiltersRefused:
        return []
    order = filters.ORDER_LABELS.get(state.ordering, "")
    return [chip.label for chip in facets.chips(state, vocabulary)] + ([order] if order else [])


@require_safe
def menu(request: PageRequest) -> HttpResponse:
    """List the views for the menu on the bank: a piece for htmx."""
    rows = SavedView.objects.visible_to(request.user)
    return render(request, "saved_views/_menu.html", {"rows": rows})


@form_methods
def new(request: PageRequest) -> HttpResponse:
    """Keep the filters in the address under a new name, or as another view's."""
    require(request.user, READ_QUESTIONS)
    user, query = request.user, request.GET.urlencode()
    data = request.POST or None
    replacing = "replace" in request.POST
    form = ViewForm(None if replacing else data, user=user, initial={"revision": 0})
    other = ReplaceForm(data if replacing else None, user=user)
    chosen: Any = other if replacing else form
    if request.method == "POST" and chosen.is_valid():
        try:
            kept = _keep(request, chosen, query)
        except ViewRefused as refusal:
            chosen.add_error(
                refusal.field if refusal.field in chosen.fields else None, str(refusal)
            )
        except FiltersRefused as refusal:
            chosen.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved as “{kept.name}”.")
            return redirect(kept)
    told = {"form": form, "other": other, "words": words(query, Vocabulary(user)), "query": query}
    status = 400 if chosen.errors else 200
    return render(request, "saved_views/new.html", told, status=status)


def _keep(request: PageRequest, form: Any, query: str) -> SavedView:
    if isinstance(form, ReplaceForm):
        return actions.edit(request.user, form.cleaned_data["view"], {"query": query})
    return actions.create(request.user, {**form.said(), "query": query})


@form_methods
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Rename a view, or share it."""
    view = _changeable(request, pk)
    form = ViewForm(request.POST or None, user=request.user, initial=vars(view))
    status = 200
    if request.method == "POST" and form.is_valid():
        view.revision = form.cleaned_data["revision"]
        try:
            actions.edit(request.user, view, form.said())
        except ViewRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        except StaleView as stale:
            form.show_revision(stale.current.revision)
            form.add_error(None, f"{CHANGED} It is called “{stale.current.name}” now.")
            status = 409
        else:
            messages.success(request, "Saved.")
            return redirect("views")
    told = {"form": form, "view": view, "words": words(view.query, Vocabulary(request.user))}
    status = 400 if form.errors and status == 200 else status
    return render(request, "saved_views/edit.html", told, status=status)


def _changeable(request: PageRequest, pk: int) -> SavedView:
    view: SavedView = get_visible(SavedView.objects, request.user, pk)
    if view.shared or view.owner != request.user:
        require(request.user, WRITE_QUESTIONS)
    return view


@require_POST
def delete(request: PageRequest, pk: int) -> HttpResponse:
    """Delete a view as it was shown."""
    view = _changeable(request, pk)
    form = RevisionForm(request.POST)
    view.revision = form.cleaned_data["revision"] if form.is_valid() else 0
    try:
        actions.delete(request.user, view)
    except StaleView:
        messages.error(request, f"Not deleted. {CHANGED}")
    else:
        messages.success(request, f"Deleted the view “{view.name}”.")
    return redirect("views")
