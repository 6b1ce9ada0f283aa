"""Candidates: the list, a candidate's page, and what is done with the data held about them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions import listings, paging
from questions.actions import candidates as candidate_actions
from questions.actions import kits as kit_actions
from questions.actions.candidates import CandidateErased, StaleCandidate
from questions.filters import FiltersRefused
from questions.forms.candidates import REFERENCE_TAKEN, CandidateForm, TemplateForm, access_form
from questions.models import Candidate, Kit, Role
from questions.models.candidates import CandidateQuerySet
from questions.paging import BadCursor, Page
from questions.permissions import can, get_visible, require
from questions.rules.access import READ_CANDIDATES, WRITE_CANDIDATES, WRITE_KITS
from questions.rules.kits import KitRefused
from questions.views.requests import STALE_LINK, PageRequest, form_methods, unstored

ERASED = "Nothing was changed: this candidate has been erased."


# The list


@require_safe
@unstored
@vary_on_headers("HX-Request")
def candidates(request: PageRequest) -> HttpResponse:
    """List the candidates, newest first: whole page, or for htmx the results alone."""
    require(request.user, READ_CANDIDATES)
    page, problems = _page(request)
    asked = request.GET if not problems else {}
    context = {
        "page": page,
        "problems": problems,
        "talks": _talks(request, page.rows),
        "asked": asked,
        "roles": Role.objects.order_by("name"),
        "list_name": "candidates",
        "list_query": listings.query_string(request.GET) if not problems else "",
        "may_write": can(request.user, WRITE_CANDIDATES),
    }
    template = "candidates/_list.html" if request.htmx else "candidates/list.html"
    return render(request, template, context, status=400 if problems else 200)


def _page(request: PageRequest) -> tuple[Page, list[str]]:
    """Return the page asked for; where it cannot be understood, the first page and why."""
    every = Candidate.objects.visible_to(request.user)
    try:
        rows = listings.candidates_in(request.GET, request.user, ["cursor"])
        return _rows(rows, request.GET.get("cursor", "")), []
    except FiltersRefused as refusal:
        return _rows(every), [error.message for error in refusal.errors]
    except BadCursor:
        return _rows(every), [STALE_LINK]


def _rows(found: CandidateQuerySet, cursor: str = "") -> Page:
    order = listings.CANDIDATE_ORDER
    start = paging.decode(cursor, order) if cursor else None
    return paging.keyset_page(found.for_list(), order, start, paging.PAGE_SIZE, found.count())


def _talks(request: PageRequest, rows: Sequence[Candidate]) -> dict[int, Any]:
    """Return how many kits each candidate has, and when they were last interviewed."""
    mine = Kit.objects.visible_to(request.user).filter(candidate__in=[row.pk for row in rows])
    counted = mine.order_by().values("candidate").annotate(kits=Count("pk"), last=Max("used_at"))
    return {row["candidate"]: row for row in counted}


# One candidate


@require_safe
@unstored
def candidate(request: PageRequest, pk: int) -> HttpResponse:
    """Show what is held about a candidate, their kits, and what they were asked."""
    return _show(request, _found(request, pk))


def _found(request: PageRequest, pk: int) -> Candidate:
    found: Candidate = get_visible(Candidate.objects.for_list(), request.user, pk)
    return found


def _writable(request: PageRequest, pk: int) -> Candidate:
    found = _found(request, pk)
    require(request.user, WRITE_CANDIDATES)
    return found


def _show(
    request: PageRequest, found: Candidate, *, status: int = 200, **more: Any
) -> HttpResponse:
    user = request.user
    context = {
        "candidate": found,
        "kits": Kit.objects.visible_to(user).filter(candidate=found).for_list(),
        "asked": found.asked.by_interview()
        .select_related("kit", "question", "by")
        .defer("question__answer"),
        "may_write": can(user, WRITE_CANDIDATES) and not found.erased_at,
        "may_erase": found.may_be_erased_by(user) and not found.erased_at,
        "may_write_kits": can(user, WRITE_KITS) and not found.erased_at,
        "template_form": TemplateForm(user=user),
    }
    return render(request, "candidates/candidate.html", context | more, status=status)


@require_POST
@unstored
def give_template(request: PageRequest, pk: int) -> HttpResponse:
    """Make the candidate's kit of a template, and show it."""
    found = _writable(request, pk)
    if found.erased_at:
        return _erased(request, found)
    form = TemplateForm(request.POST, user=request.user)
    if form.is_valid():
        template = Kit.objects.for_page().get(pk=form.cleaned_data["template"].pk)
        try:
            return redirect(kit_actions.give(request.user, template, found))
        except KitRefused as refusal:
            form.add_error("template", str(refusal))
    return _show(request, found, template_form=form, status=400)


def _erased(request: PageRequest, found: Candidate) -> HttpResponse:
    messages.error(request, ERASED)
    return redirect(found)


@require_POST
@unstored
def export(request: PageRequest, pk: int) -> HttpResponse:
    """Hand out everything held about a candidate as a file; that is recorded, so it is a POST."""
    found = _found(request, pk)
    data = candidate_actions.export(request.user, found)
    name = f"candidate-{found.pseudonym}.json"
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@form_methods
@unstored
def erase(request: PageRequest, pk: int) -> HttpResponse:
    """Ask once more, for it cannot be undone; then erase."""
    found = _writable(request, pk)
    if not found.may_be_erased_by(request.user):
        raise PermissionDenied
    if found.erased_at:
        return _erased(request, found)
    if request.method == "POST":
        candidate_actions.erase(request.user, found)
        messages.success(request, "Erased. What was asked stays, under a pseudonym.")
        return redirect(found)
    context = {"candidate": found, "kits": found.kits.count(), "asked": found.asked.count()}
    return render(request, "candidates/erase.html", context)


# Writing


@form_methods
@unstored
def new(request: PageRequest) -> HttpResponse:
    """Add a candidate."""
    require(request.user, WRITE_CANDIDATES)
    form = CandidateForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect(candidate_actions.create(request.user, form.cleaned_data))
        except IntegrityError:
            form.add_error("external_ref", REFERENCE_TAKEN)
    return _form_page(request, form, None, status=400 if request.method == "POST" else 200)


@form_methods
@unstored
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change what is held; what someone else changed since it was shown is not overwritten."""
    found = _writable(request, pk)
    if found.erased_at:
        return _erased(request, found)
    if request.method != "POST":
        return _form_page(request, CandidateForm(instance=found), found)
    form = CandidateForm(request.POST, instance=found)
    if form.is_valid():
        found.revision = form.cleaned_data["revision"] or 0
        try:
            return redirect(candidate_actions.edit(request.user, found, form.cleaned_data))
        except StaleCandidate as stale:
            return _conflict(request, form, stale.current)
        except CandidateErased:
            return _erased(request, found)
        except IntegrityError:
            form.add_error("external_ref", REFERENCE_TAKEN)
    return _form_page(request, form, found, status=400)


def _form_page(
    request: PageRequest,
    form: CandidateForm,
    found: Candidate | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "candidate": found}
    return render(request, "candidates/form.html", context | more, status=status)


def _conflict(request: PageRequest, form: CandidateForm, current: Candidate) -> HttpResponse:
    """Show what was typed beside what is stored by now; saving again then replaces that."""
    differences = [
        (form[name].label, getattr(current, name), form.cleaned_data[name])
        for name in candidate_actions.FIELDS
        if getattr(current, name) != form.cleaned_data[name]
    ]
    form.show_revision(current.revision)
    more: dict[str, Any] = {"conflict": True, "differences": differences}
    return _form_page(request, form, current, status=409, **more)


@form_methods
@unstored
def access(request: PageRequest, pk: int) -> HttpResponse:
    """Say which accounts see the candidate and their kits."""
    found = _writable(request, pk)
    if found.erased_at:
        return _erased(request, found)
    form = access_form(found, request.POST if request.method == "POST" else None)
    status, current = 400 if form.is_bound else 200, None
    if form.is_valid():
        found.revision = form.cleaned_data["revision"]
        try:
            candidate_actions.give(request.user, found, form.cleaned_data["accounts"])
            messages.success(request, "Saved who sees this candidate.")
            return redirect(found)
        except StaleCandidate as stale:
            status, current = 409, stale.current
            form.show_revision(current.revision)
        except CandidateErased:
            return _erased(request, found)
    context = {"candidate": found, "form": form, "current": current}
    return render(request, "candidates/access.html", context, status=status)
