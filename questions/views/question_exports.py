"""Questions handed out as files: choose a format, see what it cannot carry, download or order."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.vary import vary_on_headers

from questions import facets, filters, search
from questions.actions import export_orders
from questions.actions import question_exports as actions
from questions.filters import (
    MAX_ID,
    FilterError,
    FiltersRefused,
    QuestionFilters,
    Vocabulary,
    whole_number,
)
from questions.formats import QUESTION_FORMATS, PdfUnavailable
from questions.forms.question_exports import FormatForm
from questions.matches import Matches, visible_ids
from questions.models import Export
from questions.permissions import can, require
from questions.rules import exports
from questions.rules.access import READ_ANSWERS, READ_APPROVED, READ_QUESTIONS
from questions.rules.exports import ExportRefused
from questions.views.requests import PageRequest, form_methods, unstored

#: What a format cannot carry is looked up in so many; more would take longer than one waits.
LOOKED_AT = 500
#: Rows that were ticked, at most: an address holds no more.
MAX_TICKED = 500


class Asked:
    """The questions that an address asks for: those that were ticked, or all that match."""

    def __init__(self, request: PageRequest) -> None:
        """Raise FiltersRefused."""
        self.vocabulary = Vocabulary(request.user)
        self.state = filters.read(request.GET, self.vocabulary, also=["id", "format"])
        self.ticked = _ticked(request.GET.getlist("id"))
        self.ids = self._ids(request)

    def _ids(self, request: PageRequest) -> list[int]:
        bank = search.current()
        if self.ticked:
            visible = visible_ids(request.user, bank)
            return [pk for pk in dict.fromkeys(self.ticked) if pk in visible]
        return list(Matches(self.state, request.user, bank).ids)

    def chips(self) -> list[str]:
        """Return the filters in words; nothing where rows were ticked."""
        return [] if self.ticked else [c.label for c in facets.chips(self.state, self.vocabulary)]


def _ticked(said: list[str]) -> list[int]:
    wrong = [one for one in said if not whole_number(one, 1, MAX_ID)]
    if wrong:
        message = f"There is no question “{wrong[0][:100]}”."
        raise FiltersRefused([FilterError("id", "unknown_value", message)])
    if len(said) > MAX_TICKED:
        message = f"Select at most {MAX_TICKED} questions, or take all that match."
        raise FiltersRefused([FilterError("id", "too_many", message)])
    return [int(one) for one in said]


@form_methods
@unstored
@vary_on_headers("HX-Request")
def export(request: PageRequest) -> HttpResponse:
    """Show what a format would leave out of the questions asked for; posted, hand them out.

    More than a request writes are ordered.
    """
    require(request.user, READ_QUESTIONS)
    try:
        asked = Asked(request)
    except FiltersRefused as refusal:
        return _refused(request, [error.message for error in refusal.errors])
    form = FormatForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        problems = [str(one) for one in form.errors["format"] if "format" in form.data]
        return _page(request, asked, form, "", problems)
    name = form.cleaned_data["format"]
    answer = _file if request.method == "POST" else _page
    return answer(request, asked, form, name)


def _file(request: PageRequest, asked: Asked, form: FormatForm, name: str) -> HttpResponse:
    if not 0 < len(asked.ids) <= _most(request, name):
        return _page(request, asked, form, name)
    try:
        if len(asked.ids) > exports.at_once(name):
            return redirect(_ordered(request, asked, name))
        file = actions.export(request.user, name, asked.ids)
    except (ExportRefused, PdfUnavailable) as refusal:
        return _page(request, asked, form, "", [str(refusal)])
    response = HttpResponse(file.data, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response


def _ordered(request: PageRequest, asked: Asked, name: str) -> Export:
    if asked.ticked:
        return export_orders.order(request.user, name, ids=asked.ids)
    return export_orders.order(request.user, name, filters=asked.state.urlencode())


def _most(request: PageRequest, name: str) -> int:
    """Return how many questions the account gets; for it to order, it must read the bank."""
    if not can(request.user, READ_APPROVED):
        return exports.at_once(name)
    return exports.most(name, in_parts=QUESTION_FORMATS[name].parts is not None)


def _page(
    request: PageRequest,
    asked: Asked,
    form: FormatForm,
    name: str,
    problems: Sequence[str] = (),
) -> HttpResponse:
    query = request.GET.copy()
    query.pop("format", None)
    told: dict[str, Any] = {
        "form": form,
        "query": query.urlencode(),
        "kept": [(n, value) for n, values in query.lists() for value in values],
        "back": asked.state.urlencode(),
        "count": len(asked.ids),
        "chips": asked.chips(),
        "ticked": bool(asked.ticked),
        "with_answers": can(request.user, READ_ANSWERS),
        "problems": problems,
    }
    if name and asked.ids:
        told |= _chosen(request, asked, name)
    template = "questions/_export_file.html" if request.htmx else "questions/export.html"
    return render(request, template, told, status=400 if told["problems"] else 200)


def _chosen(request: PageRequest, asked: Asked, name: str) -> dict[str, Any]:
    """Return what a format leaves out of the first questions, or that they are too many for it."""
    count, most = len(asked.ids), _most(request, name)
    told: dict[str, Any] = {"format": QUESTION_FORMATS[name], "most": most}
    if count > most:
        return told | {"too_many": True}
    looked_at, losses = actions.losses(request.user, name, asked.ids[:LOOKED_AT])
    is_ordered = count > exports.at_once(name)
    return told | {"losses": losses, "looked_at": looked_at, "is_ordered": is_ordered}


def _refused(request: PageRequest, problems: list[str]) -> HttpResponse:
    told = {"problems": problems, "count": 0, "form": FormatForm(), "state": QuestionFilters()}
    return render(request, "questions/export.html", told, status=400)
