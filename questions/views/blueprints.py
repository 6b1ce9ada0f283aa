"""Blueprints: the list, a blueprint's page, its form, and the kits and runs made of it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions import filters, insight, paging
from questions.actions import assembly, runs
from questions.actions import blueprints as blueprint_actions
from questions.actions.assembly import AssemblyRefused
from questions.actions.blueprints import (
    BlueprintRefused,
    QuotaFields,
    StaleBlueprint,
    Terms,
    terms_of,
)
from questions.filters import (
    MAX_ID,
    FiltersRefused,
    Vocabulary,
    unknown_parameters,
    whole_number,
)
from questions.forms.blueprints import (
    BlueprintFilterForm,
    BlueprintForm,
    MakeKitForm,
    MakeRunForm,
    RevisionForm,
)
from questions.matches import find
from questions.models import AssemblyRun, Blueprint, BlueprintQuota, Kit, Question
from questions.models.blueprints import BlueprintQuerySet
from questions.paging import BadCursor, Order, Page
from questions.permissions import can, get_visible, require
from questions.rules import kits
from questions.rules.access import READ_KITS, WRITE_KITS
from questions.rules.kits import KitRefused
from questions.views.requests import STALE_LINK, PageRequest, form_methods

BY_NAME = Order("name", read=paging.text)
#: How many kits and runs a blueprint's page shows, the newest first.
LATEST = 20
FOUND = 6
#: Stores what a valid form asks for, as it was shown at a revision.
Save = Callable[[dict[str, Any], Terms, int], Blueprint]


# The list


@require_safe
@vary_on_headers("HX-Request")
def blueprints(request: PageRequest) -> HttpResponse:
    """List the blueprints by name: whole page, or for htmx the results alone."""
    form = BlueprintFilterForm(request.GET)
    problems = [error.message for error in unknown_parameters(request.GET, set(form.fields))]
    problems += form.sentences()
    rows = Blueprint.objects.visible_to(request.user).for_list()
    try:
        page = _page(rows) if problems else _page(form.narrow(rows), form.cleaned_data["cursor"])
    except BadCursor:
        page, problems = _page(rows), [STALE_LINK]
    context = {
        "form": form,
        "page": page,
        "problems": problems,
        "list_name": "blueprints",
        "list_query": "" if problems else form.urlencode(),
        "may_read": can(request.user, READ_KITS),
        "may_write": can(request.user, WRITE_KITS),
    }
    template = "blueprints/_list.html" if request.htmx else "blueprints/list.html"
    return render(request, template, context, status=400 if problems else 200)


def _page(rows: BlueprintQuerySet, cursor: str = "") -> Page:
    start = paging.decode(cursor, BY_NAME) if cursor else None
    return paging.keyset_page(rows, BY_NAME, start, paging.PAGE_SIZE, rows.count())


# One blueprint


@require_safe
@vary_on_headers("HX-Request")
def blueprint(request: PageRequest, pk: int) -> HttpResponse:
    """Show a blueprint; what the bank can do for it when asked for (`?feasibility=1`)."""
    found = _found(request, pk)
    context: dict[str, Any] = {}
    if request.GET.get("feasibility") == "1" and can(request.user, WRITE_KITS):
        context = {"feasibility": _feasibility_of(found)}
    if request.htmx:
        return render(request, "blueprints/_feasibility.html", context)
    return _show(request, found, **context)


def _found(request: PageRequest, pk: int) -> Blueprint:
    found: Blueprint = get_visible(Blueprint.objects.for_page(), request.user, pk)
    return found


def _writable(request: PageRequest, pk: int) -> Blueprint:
    found = _found(request, pk)
    require(request.user, WRITE_KITS)
    return found


def _feasibility_of(found: Blueprint) -> assembly.Feasibility:
    fields = {name: getattr(found, name) for name in blueprint_actions.FIELDS}
    return assembly.feasibility(fields, terms_of(found))


def _show(
    request: PageRequest, found: Blueprint, *, status: int = 200, **more: Any
) -> HttpResponse:
    user = request.user
    made = Kit.objects.visible_to(user).filter(blueprint=found).for_list()
    named = Question.objects.visible_to(user).for_list()
    context = {
        "blueprint": found,
        "includes": named.filter(included_by=found),
        "excludes": named.filter(excluded_by=found),
        "kits": made[:LATEST],
        "runs": AssemblyRun.objects.visible_to(user).filter(blueprint=found)[:LATEST],
        "may_write": can(user, WRITE_KITS),
        "kit_form": MakeKitForm(user=user, candidate=request.GET.get("candidate", "")),
        "run_form": MakeRunForm(),
    }
    response = render(request, "blueprints/blueprint.html", context | more, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def make_kit(request: PageRequest, pk: int) -> HttpResponse:
    """Assemble a kit, a template or a candidate's, and open it in the builder."""
    found = _writable(request, pk)
    form = MakeKitForm(request.POST, user=request.user)
    if not form.is_valid():
        return _show(request, found, kit_form=form, status=400)
    said = form.cleaned_data
    said["name"] = said["name"] or kits.suggested_name(found.name, timezone.localdate())
    try:
        kit = assembly.assemble(request.user, found, **said)
    except AssemblyRefused as refusal:
        return _show(request, found, kit_form=form, refusal=refusal.relaxations, status=400)
    return redirect("kit_build", kit.pk)


@require_POST
def make_run(request: PageRequest, pk: int) -> HttpResponse:
    """Order parallel kits and show how they come along."""
    found = _writable(request, pk)
    form = MakeRunForm(request.POST)
    if form.is_valid():
        try:
            return redirect(runs.start(request.user, found, **form.cleaned_data))
        except KitRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    return _show(request, found, run_form=form, status=400)


@require_POST
def delete(request: PageRequest, pk: int) -> HttpResponse:
    """Delete a blueprint as it was shown; kits made from it stay."""
    found = _writable(request, pk)
    form = RevisionForm(request.POST)
    found.revision = form.cleaned_data["revision"] if form.is_valid() else 0
    try:
        blueprint_actions.delete(request.user, found)
    except StaleBlueprint:
        return _show(request, _found(request, pk), changed_meanwhile=True, status=409)
    messages.success(request, "Deleted. Kits made from it stay.")
    return redirect("blueprints")


# The form


@form_methods
def new(request: PageRequest) -> HttpResponse:
    """Write a blueprint, from nothing or from a copy of another (`?from=` its number)."""
    require(request.user, WRITE_KITS)

    def save(fields: dict[str, Any], terms: Terms, revision: int) -> Blueprint:
        return blueprint_actions.create(request.user, fields, terms)

    if request.method == "POST":
        return _write(request, None, save)
    origin = request.GET.get("from", "")
    if not origin:
        return _form_page(request, None, BlueprintForm(user=request.user))
    if not whole_number(origin, 1, MAX_ID):
        raise Http404
    copied = _found(request, int(origin))
    form = BlueprintForm(user=request.user, blueprint=copied)
    form.initial["name"] = f"{copied.name[:190]} (copy)"
    return _form_page(request, None, form)


@form_methods
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a blueprint; one that was changed since it was shown is not overwritten (409)."""
    found = _writable(request, pk)

    def save(fields: dict[str, Any], terms: Terms, revision: int) -> Blueprint:
        found.revision = revision
        return blueprint_actions.edit(request.user, found, fields, terms)

    if request.method == "POST":
        return _write(request, found, save)
    return _form_page(request, found, BlueprintForm(user=request.user, blueprint=found))


def _write(request: PageRequest, found: Blueprint | None, save: Save) -> HttpResponse:
    """Do what the form's button says: save, or without script give a row more or less, or check."""
    data = request.POST
    if "add_row" in data or "remove_row" in data:
        form = BlueprintForm(user=request.user, blueprint=found, typed=data)
        form.change_rows(data)
        return _form_page(request, found, form)
    form = BlueprintForm(data, user=request.user, blueprint=found)
    if "check" in data:
        return _form_page(request, found, form, **_check(form))
    try:
        saved = _saved(form, save)
    except StaleBlueprint as stale:
        return _conflict(request, found, form, stale.current)
    if saved is None:
        return _form_page(request, found, form, status=400)
    messages.success(request, "Saved.")
    return redirect(saved)


def _saved(form: BlueprintForm, save: Save) -> Blueprint | None:
    if form.is_valid():
        try:
            return save(*form.plan(), form.cleaned_data["revision"] or 0)
        except BlueprintRefused as refusal:
            form.add_refusal(refusal)
    return None


def _conflict(
    request: PageRequest, found: Blueprint | None, form: BlueprintForm, current: Blueprint
) -> HttpResponse:
    """Show what was typed beside what is stored by now; saving again then replaces that."""
    fields = {name: getattr(current, name) for name in blueprint_actions.FIELDS}
    now, yours = _words(fields, terms_of(current)), _words(*form.plan())
    differences = [(label, now[label], yours[label]) for label in now if now[label] != yours[label]]
    data = request.POST.copy()
    data["revision"] = str(current.revision)
    form = BlueprintForm(data, user=request.user, blueprint=found)
    return _form_page(request, found, form, conflict=True, differences=differences, status=409)


def _words(fields: dict[str, Any], terms: Terms) -> dict[str, str]:
    max_uses = fields["max_uses"]
    return {
        "Name": fields["name"],
        "Description": fields["description"],
        "Minutes": str(fields["minutes"]),
        "Role": str(fields["role"] or "any"),
        "Target level": kits.SENIORITIES.get(fields["seniority"], "any"),
        "Minutes for the wrap-up": str(fields["wrap_up_minutes"]),
        "Minutes of questions at least": str(fields["minutes_min"]),
        "Quotas": ", ".join(_quota_words(quota) for quota in terms.quotas),
        "Not what the candidate was asked before": "yes" if fields["avoid_asked"] else "no",
        "Times asked in 90 days at most": "any" if max_uses is None else str(max_uses),
        "Always ask": _numbers(terms.includes),
        "Never ask": _numbers(terms.excludes),
    }


def _quota_words(quota: QuotaFields) -> str:
    return insight.quota_words(BlueprintQuota(**vars(quota)))


def _numbers(questions: Iterable[Question]) -> str:
    return ", ".join(str(question.pk) for question in questions)


def _form_page(
    request: PageRequest,
    found: Blueprint | None,
    form: BlueprintForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "blueprint": found}
    return render(request, "blueprints/form.html", context | more, status=status)


@require_POST
def feasibility(request: PageRequest, pk: int | None = None) -> HttpResponse:
    """Say what the bank can do for a form as it is typed: a piece for htmx, nothing is stored."""
    found = None if pk is None else _found(request, pk)
    require(request.user, WRITE_KITS)
    form = BlueprintForm(request.POST, user=request.user, blueprint=found)
    return render(request, "blueprints/_feasibility.html", _check(form) | {"form": form})


def _check(form: BlueprintForm) -> dict[str, Any]:
    contradictions = form.contradictions()
    if not contradictions:
        try:
            return {"feasibility": assembly.feasibility(*form.plan())}
        except BlueprintRefused as refusal:
            contradictions = [sentence for _, sentence in refusal.errors]
    return {"contradictions": contradictions}


@require_safe
def find_questions(request: PageRequest) -> HttpResponse:
    """Find questions that a plan could name, by what they say: a piece for htmx."""
    require(request.user, WRITE_KITS)
    try:
        state = filters.read(request.GET, Vocabulary(request.user))
    except FiltersRefused as refusal:
        context: dict[str, Any] = {"problems": [error.message for error in refusal.errors]}
        return render(request, "blueprints/_found.html", context, status=400)
    found = find(state, request.user, FOUND) if state.q else None
    return render(request, "blueprints/_found.html", {"found": found})
