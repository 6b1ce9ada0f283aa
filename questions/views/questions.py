"""The bank and the page of a question."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions import facets, filters, search
from questions.actions.asked import clear_leak, report_leak
from questions.actions.questions import view_answer
from questions.filters import FiltersRefused, QuestionFilters, Vocabulary
from questions.forms.bulk import CHOICES
from questions.forms.questions import LeakForm
from questions.matches import Matches, visible_ids
from questions.models import Kit, Question
from questions.paging import BadCursor, Page, TooDeep
from questions.permissions import can, get_visible
from questions.rules.access import (
    READ_ANSWERS,
    READ_APPROVED,
    READ_UNAPPROVED,
    REVIEW_QUESTIONS,
    WRITE_QUESTIONS,
)
from questions.search import Bank
from questions.views.bank_rows import rows
from questions.views.kit_tray import current_kit, tray
from questions.views.requests import STALE_LINK, PageRequest


@require_safe
@vary_on_headers("HX-Request")
def bank(request: PageRequest) -> HttpResponse:
    """List the questions: whole page, or for htmx its results and facets alone."""
    vocabulary = Vocabulary(request.user)
    try:
        state = filters.read(request.GET, vocabulary, also=["cursor"])
    except FiltersRefused as refusal:
        return _refused(request, [error.message for error in refusal.errors])
    if filters.has_moved(request.GET, state) and not request.htmx:
        return redirect(f"{request.path}?{state.urlencode()}")
    matches = Matches(state, request.user, vocabulary.bank)
    try:
        page = matches.page(request.GET.get("cursor", ""))
    except TooDeep as refusal:
        return _refused(request, [refusal.message])
    except BadCursor:
        return _refused(request, [STALE_LINK])
    response = render(
        request, _bank_template(request), _bank_context(request, matches, vocabulary, page)
    )
    if request.htmx:
        query = state.urlencode()
        response["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    return response


def _bank_template(request: PageRequest) -> str:
    return "questions/_bank_swap.html" if request.htmx else "questions/bank.html"


def _bank_context(
    request: PageRequest, matches: Matches, vocabulary: Vocabulary, page: Page
) -> dict[str, Any]:
    user, state = request.user, matches.state
    shown = facets.facets(matches, vocabulary)
    if not can(user, READ_UNAPPROVED):
        shown = [facet for facet in shown if facet.name != "status"]
    page = replace(page, rows=rows(matches, page.rows))
    return {
        "state": state,
        "list_query": state.urlencode(),
        "facets": shown,
        "chips": facets.chips(state, vocabulary),
        "orders": _orders(state),
        "may_read": can(user, READ_APPROVED) or matches.sees_any,
        "unindexed": not matches.bank.index.every and Question.objects.stale().exists(),
        "page": page,
        "tray": tray(request, [row.pk for row in page.rows]),
        "bulk_verbs": CHOICES if can(user, WRITE_QUESTIONS) else None,
    }


def _orders(state: QuestionFilters) -> list[tuple[str, str, bool]]:
    # The default's value is empty, so that a search typed later is ordered by relevance.
    return [
        (
            "" if name == state.default_ordering else name,
            label,
            name == state.effective_ordering,
        )
        for name, label in filters.ORDER_LABELS.items()
        if name != filters.RELEVANCE or state.q
    ]


def _refused(request: PageRequest, messages: list[str]) -> HttpResponse:
    vocabulary = Vocabulary(request.user)
    matches = Matches(QuestionFilters(), request.user, vocabulary.bank)
    context = _bank_context(request, matches, vocabulary, matches.page(""))
    return render(request, _bank_template(request), context | {"problems": messages}, status=400)


@require_safe
@vary_on_headers("HX-Request")
def question(request: PageRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show a question; its answer only when asked for (`?answer=1`), and that is recorded."""
    answer = request.GET.get("answer") == "1"
    bank = search.current()
    found = _with_guidance(request, pk) if answer else _closed(request, bank, pk)
    if slug != found.slug:
        query = request.GET.urlencode()
        return redirect(found.get_absolute_url() + (f"?{query}" if query else ""), permanent=False)
    may_reveal = can(request.user, READ_ANSWERS)
    if answer and not may_reveal:
        return HttpResponse(status=403) if request.htmx else _forbidden(request)
    if answer and request.method == "GET":
        view_answer(request.user, found)
    response = _question_page(request, bank, found, answer=answer, may_reveal=may_reveal)
    if answer:
        response["Cache-Control"] = "no-store"
    return response


def _with_guidance(request: PageRequest, pk: int) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.user).with_guidance(), pk=pk)


def _closed(request: PageRequest, bank: Bank, pk: int) -> Question:
    """Return a question without its guidance, read once for all who see it."""
    if pk > filters.MAX_ID or pk not in visible_ids(request.user, bank):
        raise Http404
    rows = Question.objects.for_detail()
    return bank.kept(pk, "closed", lambda: get_object_or_404(rows, pk=pk))


def _address(bank: Bank, pk: int) -> str:
    """Return where a question's page is, nothing where it is gone."""

    def find() -> str:
        found = Question.objects.only("stem").filter(pk=pk).first()
        return found.get_absolute_url() if found else ""

    return bank.kept(pk, "address", find)


def _forbidden(request: PageRequest) -> HttpResponse:
    return render(request, "403.html", status=403)


def _question_page(
    request: PageRequest, bank: Bank, found: Question, *, answer: bool, may_reveal: bool
) -> HttpResponse:
    state = _list_state(request)
    context: dict[str, Any] = {
        "question": found,
        "answer": answer,
        "may_reveal": may_reveal,
        "list_query": state.urlencode(),
    }
    if request.htmx:
        return render(request, "questions/_answer.html", context)
    before, after = Matches(state, request.user, bank).neighbours(found.pk)
    context |= {
        "before": before and _address(bank, before),
        "after": after and _address(bank, after),
        "versions": found.versions.visible_to(request.user)
        .select_related("created_by")
        .defer("content"),
        "used_in": Kit.objects.visible_to(request.user).active().filter(items__question=found)[:10],
        "may_write": can(request.user, WRITE_QUESTIONS),
        "may_review": can(request.user, REVIEW_QUESTIONS),
        "current_kit": current_kit(request),
    }
    return render(request, "questions/question.html", context)


@require_POST
def leak(request: PageRequest, pk: int) -> HttpResponse:
    """Report a question as leaked: no new kit takes it."""
    found: Question = get_visible(Question.objects, request.user, pk)
    form = LeakForm(request.POST)
    if form.is_valid():
        report_leak(request.user, found, form.cleaned_data["note"])
        messages.success(request, "Reported: no new kit takes this question.")
    else:
        messages.error(request, f"Not reported. {form.errors['note'].as_text()}")
    return redirect(found)


@require_POST
def clear(request: PageRequest, pk: int) -> HttpResponse:
    """Take a leak report back."""
    found: Question = get_visible(Question.objects, request.user, pk)
    clear_leak(request.user, found)
    messages.success(request, "Kits can take this question again.")
    return redirect(found)


def _list_state(request: PageRequest) -> QuestionFilters:
    """Read the list that the reader came from; an unreadable one is the whole bank."""
    try:
        return filters.read(request.GET, Vocabulary(request.user), also=["answer"])
    except FiltersRefused:
        return QuestionFilters()
