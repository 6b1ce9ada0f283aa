"""One question of an import: beside the one that it matches, edited, and decided."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions.actions import transfers as actions
from questions.actions.questions import latest_content, view_answer
from questions.actions.transfers import StaleImport
from questions.forms import choices
from questions.forms.import_items import ItemForm, form_of, with_rows
from questions.forms.imports import DecisionForm
from questions.models import Import, ImportItem, Question
from questions.permissions import can, get_visible
from questions.rules import diff, entries, transfers
from questions.rules.access import READ_ANSWERS
from questions.rules.content import Content, ContentRefused
from questions.rules.transfers import ImportRefused
from questions.rules.version_diff import Difference, differences
from questions.views.import_rows import shown_row
from questions.views.imports import CHANGED, summary
from questions.views.requests import PageRequest, form_methods, unstored

CLOSED = "This import is not open any more: nothing of it can be changed."
UNREADABLE = "What could not be read cannot be edited: mend it in the file."
#: What a question is filed under, as far as an import changes it.
FILED = {
    "skills": "Skills",
    "roles": "Roles",
    "source": "Source",
    "source_ref": "Place in the source",
}


@require_safe
@unstored
@vary_on_headers("HX-Request")
def item(request: PageRequest, pk: int, position: int) -> HttpResponse:
    """Show a question as the file has it, beside the one that it matches; or its line (`?line`)."""
    found, row = _find(request, pk, position)
    if request.htmx and "line" in request.GET:
        return _line(request, found, row)
    told = _told(found, row) | _compared(request, found, row)
    template = "imports/_item_open.html" if request.htmx else "imports/item.html"
    return render(request, template, told)


def _find(request: PageRequest, pk: int, position: int) -> tuple[Import, ImportItem]:
    found: Import = get_visible(Import.objects, request.user, pk)
    rows = found.items.select_related("match", "question")
    if position > transfers.MAX_ITEMS:
        raise Http404
    return found, get_object_or_404(rows, position=position)


def _told(found: Import, row: ImportItem) -> dict[str, Any]:
    return {"import": found, "row": shown_row(row), "item": row}


def _line(request: PageRequest, found: Import, row: ImportItem) -> HttpResponse:
    """Return a line with the import's summary, to be swapped where both stand."""
    told = _told(found, row) | summary(found) | {"tab": _tab(request)}
    return render(request, "imports/_swap.html", told)


def _tab(request: PageRequest) -> str:
    """Return the tab of the page that a piece is swapped into."""
    query = urlsplit(request.htmx.current_url or "").query
    return QueryDict(query).get("show", "")


def _compared(request: PageRequest, found: Import, row: ImportItem) -> dict[str, Any]:
    """Return what a question would say, and how that differs from the one that it matches."""
    match, closed = row.match, can(request.user, READ_ANSWERS)
    held = latest_content(match) if match else None
    said, _ = entries.read(row.entry, entries.Defaults(**found.defaults), held)
    if not (match and held and said):
        return {"said": said, "differences": None}
    if closed and request.method == "GET":
        view_answer(request.user, match)
    return {"said": said, "differences": _differences(row, match, held, said, closed=closed)}


def _differences(
    row: ImportItem, match: Question, held: Content, said: Content, *, closed: bool
) -> list[Difference]:
    found = differences(held.as_json(), said.as_json(), closed=closed)
    before = _filed(match)
    for name, label in FILED.items():
        if name in row.changes:
            value = row.entry.get(name) or ""
            after = ", ".join(value) if isinstance(value, list) else str(value)
            found.append(Difference(name, label, diff.paragraphs(before[name], after)))
    return found


def _filed(match: Question) -> dict[str, str]:
    return {
        "skills": ", ".join(skill.name for skill in match.skills.all()),
        "roles": ", ".join(role.name for role in match.roles.all()),
        "source": match.source.name if match.source else "",
        "source_ref": match.source_ref,
    }


# Edit


@form_methods
@unstored
@vary_on_headers("HX-Request")
def edit(request: PageRequest, pk: int, position: int) -> HttpResponse:
    """Change what a file says of one question, before it is brought in."""
    found, row = _find(request, pk, position)
    if not found.is_open or row.outcome == transfers.UNREADABLE:
        messages.error(request, UNREADABLE if found.is_open else CLOSED)
        return redirect(found)
    if request.method != "POST":
        return _form(request, found, row, form_of(row))
    rows = choices.step(request.POST)
    if rows is not None:
        return _form(request, found, row, with_rows(request.POST, rows))
    return _save(request, found, row, ItemForm(request.POST))


def _form(
    request: PageRequest, found: Import, row: ImportItem, form: ItemForm, status: int = 200
) -> HttpResponse:
    form.auto_id = f"item-{row.position}-%s"
    template = "imports/_item_form.html" if request.htmx else "imports/item_edit.html"
    return render(request, template, _told(found, row) | {"form": form}, status=status)


def _save(request: PageRequest, found: Import, row: ImportItem, form: ItemForm) -> HttpResponse:
    if not form.is_valid():
        return _form(request, found, row, form, 400)
    try:
        actions.edit_item(request.user, row, form.said())
    except ContentRefused as refusal:
        for problem in refusal.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return _form(request, found, row, form, 400)
    except (ImportRefused, StaleImport) as refusal:
        form.add_error(None, str(refusal))
        return _form(request, found, row, form, 409)
    return _after(request, pk=found.pk, position=row.position)


def _after(request: PageRequest, *, pk: int, position: int) -> HttpResponse:
    """Show the line as it is now: in its place, or on the import's page."""
    found, row = _find(request, pk, position)
    if not request.htmx:
        page = 1 + found.items.filter(position__lt=position).count() // 25
        return redirect(f"{found.get_absolute_url()}?page={page}#item-{position}")
    response = _line(request, found, row)
    response["HX-Retarget"], response["HX-Reswap"] = f"#item-{position}", "outerHTML"
    return response


@require_POST
def decide(request: PageRequest, pk: int, position: int) -> HttpResponse:
    """Add, update or leave out one question."""
    found, row = _find(request, pk, position)
    form = DecisionForm(request.POST)
    try:
        if not form.is_valid():
            raise ImportRefused("Choose one of the decisions.")
        actions.decide(request.user, found, form.cleaned_data["decision"], items=[row.pk])
    except ImportRefused as refusal:
        return _not_decided(request, found, str(refusal))
    except StaleImport:
        return _not_decided(request, found, CHANGED)
    return _after(request, pk=pk, position=position)


def _not_decided(request: PageRequest, found: Import, why: str) -> HttpResponse:
    """Show the whole page as it stands, with why nothing was decided."""
    messages.error(request, why)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(found)
