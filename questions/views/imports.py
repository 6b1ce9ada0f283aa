"""Imports: the list, giving a file, and what is seen of one while it is read, decided and done."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page as Numbered
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions import paging
from questions.actions import transfer_commits as commits
from questions.actions import transfer_jobs, transfer_undo
from questions.actions import transfers as actions
from questions.actions.transfers import StaleImport
from questions.formats import QUESTION_FORMATS, import_report_csv
from questions.forms.imports import (
    ColumnsForm,
    DecisionForm,
    DefaultsForm,
    RevisionOnlyForm,
    UploadForm,
    page_number,
)
from questions.models import Import
from questions.paging import BadCursor, Order, Page
from questions.permissions import get_visible, require
from questions.rules import transfers
from questions.rules.access import WRITE_IMPORTS
from questions.rules.transfers import ImportRefused
from questions.views.import_rows import samples, shown_rows
from questions.views.requests import STALE_LINK, PageRequest, form_methods, unstored
from questions.views.workers import is_silent

NEWEST_FIRST = Order(None, descending=True)
CHANGED = "Someone else changed this import meanwhile. This is how it stands now."
#: How many questions show what a column was read as.
SAMPLES = 3
#: Tabs beside those of outcomes: what somebody should look at, and what cannot be taken so.
FLAGGED, PROBLEMS = "flagged", "problems"


# The list, and a new one


@require_safe
def imports(request: PageRequest) -> HttpResponse:
    """List the imports, newest first, each with how many questions became what."""
    require(request.user, WRITE_IMPORTS)
    transfer_jobs.take_up()
    rows, problems = Import.objects.visible_to(request.user), []
    try:
        page = _listed(rows, request.GET.get("cursor", ""))
    except BadCursor:
        page, problems = _listed(rows), [STALE_LINK]
    told = {"page": page, "problems": problems, "list_name": "imports"}
    told["counts"] = _tally([row.pk for row in page.rows])
    return render(request, "imports/list.html", told, status=400 if problems else 200)


def _listed(rows: Any, cursor: str = "") -> Page:
    start = paging.decode(cursor, NEWEST_FIRST) if cursor else None
    listed = rows.select_related("created_by")
    return paging.keyset_page(listed, NEWEST_FIRST, start, paging.PAGE_SIZE, rows.count())


def _tally(ids: list[int]) -> dict[int, dict[str, int]]:
    """Return of each import how many questions it holds, and how many of them were taken."""
    taken = Q(items__result__in=(transfers.ADDED, transfers.UPDATED))
    rows = Import.objects.filter(pk__in=ids).order_by()
    found = rows.annotate(held=Count("items"), taken=Count("items", filter=taken))
    return {
        pk: {"held": held, "taken": n} for pk, held, n in found.values_list("pk", "held", "taken")
    }


@form_methods
def new(request: PageRequest) -> HttpResponse:
    """Take a file or pasted text, and read it."""
    require(request.user, WRITE_IMPORTS)
    if request.method != "POST":
        return _new(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _new(request, form)
    name, data = form.given()
    said = form.cleaned_data
    try:
        found = actions.upload(
            request.user,
            name,
            data,
            format_name=said["format"],
            defaults=form.defaults(),
            create_tags=said["create_tags"],
        )
    except ImportRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else "file", str(refusal))
        return _new(request, form)
    return redirect(found)


def _new(request: PageRequest, form: UploadForm) -> HttpResponse:
    read = [f.label for f in QUESTION_FORMATS.values() if f.read]
    told = {"form": form, "formats": read, "megabytes": settings.MAX_UPLOAD_BYTES // 1_000_000}
    return render(request, "imports/new.html", told, status=400 if form.errors else 200)


# One import


@require_safe
@unstored
@vary_on_headers("HX-Request")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """Show an import: its progress, what it would bring, or what it brought."""
    transfer_jobs.take_up()
    found = _find(request, pk)
    if request.htmx:
        response = render(request, "imports/_progress.html", _progress(found))
        if not found.is_busy:
            response["HX-Refresh"] = "true"
        return response
    return show(request, found)


def _find(request: PageRequest, pk: int) -> Import:
    rows = Import.objects.select_related("created_by", "committed_by")
    found: Import = get_visible(rows, request.user, pk)
    return found


def show(request: PageRequest, found: Import, status: int = 200, **forms: Any) -> HttpResponse:
    """Render the page of an import as it stands; `forms` that were refused say why."""
    told: dict[str, Any] = {"import": found, "format": format_label(found)}
    if found.is_busy:
        return render(request, "imports/busy.html", told | _progress(found), status=status)
    told |= summary(found) | _items(request, found)
    if found.is_open:
        told |= _settings(found, **forms)
    return render(request, "imports/import.html", told, status=status)


def _settings(
    found: Import, defaults: DefaultsForm | None = None, columns: ColumnsForm | None = None
) -> dict[str, Any]:
    """Return the forms that say how a file is read."""
    table = (columns or ColumnsForm(shown=found)) if found.columns else None
    shown = _samples(found) if table else {}
    return {
        "decisions": transfers.DECISIONS,
        "outcomes": [name for name in transfers.OUTCOMES if name != transfers.UNREADABLE],
        "defaults": defaults or DefaultsForm(shown=found),
        "columns": table and [(table[n], shown.get(n.partition("-")[2])) for n in table.shown],
        "more_columns": table and [table[n] for n in table.fields if n not in table.shown],
        "unknown": [(kind, names) for kind, names in found.unknown_tags.items() if names],
    }


def format_label(found: Import) -> str:
    """Return what the format of an import is called, "" while it is not recognised."""
    known = QUESTION_FORMATS.get(found.format)
    return known.label if known else found.format


def _progress(found: Import) -> dict[str, Any]:
    return {"import": found, "neglected": found.is_busy and is_silent(found)}


def _samples(found: Import) -> dict[str, list[str]]:
    readable = found.items.exclude(outcome=transfers.UNREADABLE)
    return samples(readable[:SAMPLES], found.mapping)


def summary(found: Import) -> dict[str, Any]:
    """Return what an import holds by outcome and what a commit would do, or what it did."""
    kind = "outcome" if found.is_open else "result"
    labels = transfers.OUTCOMES if found.is_open else transfers.RESULTS
    groups = list(
        found.items.order_by()
        .values(kind, "decision")
        .annotate(
            items=Count("id"),
            flagged=Count("id", filter=~Q(flags=[])),
            sound=Count("id", filter=Q(problems=[])),
        )
    )
    counts, sound = Counter[str](), Counter[str]()
    for group in groups:
        counts[group[kind]] += group["items"]
        sound[group["decision"]] += group["sound"]
    wanted = sum(g["items"] for g in groups if g["decision"] != transfers.SKIP)
    adds, updates = sound[transfers.ADD], sound[transfers.UPDATE]
    return {
        "import": found,
        "tabs": [(name, label, counts[name]) for name, label in labels.items() if counts[name]],
        "total": sum(counts.values()),
        "flagged": sum(group["flagged"] for group in groups) if found.is_open else 0,
        "adds": adds,
        "updates": updates,
        "unsound": wanted - adds - updates,
        "troubled": sum(counts.values()) - sum(sound.values()) if found.is_open else 0,
    }


def _items(request: PageRequest, found: Import) -> dict[str, Any]:
    """Return one page of the items, of one tab where that is asked for."""
    tab = request.GET.get("show", "")
    rows = found.items.select_related("match", "question")
    if tab == FLAGGED:
        rows = rows.exclude(flags=[])
    elif tab == PROBLEMS:
        rows = rows.exclude(problems=[])
    elif tab in transfers.OUTCOMES and found.is_open:
        rows = rows.filter(outcome=tab)
    elif tab in transfers.RESULTS and not found.is_open:
        rows = rows.filter(result=tab)
    else:
        tab = ""
    asked = page_number(request.GET.get("page", ""))
    page: Numbered[Any] = Paginator(rows, paging.PAGE_SIZE).get_page(asked)
    return {"page": page, "rows": shown_rows(page.object_list), "tab": tab}


@require_safe
@unstored
def report(request: PageRequest, pk: int) -> HttpResponse:
    """Hand out what became of an import as a file: CSV, or JSON (`?format=json`)."""
    found = _find(request, pk)
    told = commits.report(found)
    if request.GET.get("format") == "json":
        data, kind = json.dumps(told, ensure_ascii=False, indent=2).encode(), "application/json"
    else:
        data, kind = import_report_csv.write(told), "text/csv; charset=utf-8"
    response = HttpResponse(data, content_type=kind)
    ending = "json" if kind == "application/json" else "csv"
    name = f"import-{found.pk}-report.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


# Steps


@require_POST
def defaults(request: PageRequest, pk: int) -> HttpResponse:
    """Change what new questions get, and judge all anew."""
    found, form = _find(request, pk), DefaultsForm(request.POST)
    if not form.is_valid():
        return show(request, found, 400, defaults=form)
    make = form.cleaned_data["create_tags"]
    return _step(
        request,
        found,
        lambda: actions.set_defaults(request.user, found, form.defaults(), create_tags=make),
    )


@require_POST
def columns(request: PageRequest, pk: int) -> HttpResponse:
    """Say what a table's columns are, and read it anew."""
    found = _find(request, pk)
    form = ColumnsForm(request.POST, shown=found)
    if not form.is_valid():
        return show(request, found, 400, columns=form)
    return _step(request, found, lambda: actions.map_columns(request.user, found, form.mapping()))


@require_POST
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """Add, update or leave out all items, or those of an outcome."""
    found, form = _find(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was decided: use the buttons of this page.")
        return redirect(found)
    said = form.cleaned_data
    return _step(
        request,
        found,
        lambda: actions.decide(request.user, found, said["decision"], outcome=said["outcome"]),
        said["outcome"],
    )


@require_POST
def commit(request: PageRequest, pk: int) -> HttpResponse:
    """Bring in what was decided; refused where that is not what was shown."""
    found, form = _find(request, pk), RevisionOnlyForm(request.POST)
    found.revision = form.cleaned_data["revision"] if form.is_valid() else 0
    return _step(request, found, lambda: commits.order(request.user, found))


@require_POST
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take the whole import back."""
    found = _find(request, pk)
    return _step(request, found, lambda: transfer_undo.undo(request.user, found))


@require_POST
def cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Give an import up; nothing of it is brought in."""
    found = _find(request, pk)
    return _step(request, found, lambda: actions.cancel(request.user, found))


def _step(
    request: PageRequest, found: Import, act: Callable[[], object], tab: str = ""
) -> HttpResponse:
    try:
        act()
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    except StaleImport:
        messages.error(request, CHANGED)
    address = found.get_absolute_url()
    return redirect(f"{address}?show={tab}" if tab else address)
