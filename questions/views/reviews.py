"""What awaits review, a question's review, and the other steps of its lifecycle."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questions import paging
from questions.actions import questions as actions
from questions.actions.questions import OwnWork, StaleSave
from questions.forms.reviews import MoveForm
from questions.models import Blueprint, Kit, Question, QuestionVersion
from questions.paging import BadCursor, Order, Page, moment
from questions.permissions import can, get_visible, require
from questions.rules.access import READ_ANSWERS, REVIEW_QUESTIONS, WRITE_QUESTIONS
from questions.rules.content import ContentRefused
from questions.rules.lifecycle import APPROVED, TransitionRefused
from questions.rules.version_diff import differences
from questions.views.question_versions import CHANGED
from questions.views.requests import STALE_LINK, PageRequest, unstored

LONGEST_WAITING = Order("updated_at", read=moment)
DONE = {
    "submit": "Submitted for review.",
    "withdraw": "Withdrawn from review: it is a draft again.",
    "approve": "Approved: this version is in use now.",
    "send_back": "Sent back with your reason.",
    "retire": "Retired: no new kit takes it.",
    "restore": "Restored: kits can take it again.",
}


@require_safe
def reviews(request: PageRequest) -> HttpResponse:
    """List what awaits review, the longest waiting first."""
    require(request.user, REVIEW_QUESTIONS)
    waiting = Question.objects.visible_to(request.user).awaiting_review()
    problems = []
    try:
        page = _page(waiting, request.GET.get("cursor", ""))
    except BadCursor:
        page, problems = _page(waiting), [STALE_LINK]
    context = {
        "page": page,
        "problems": problems,
        "newest": _newest(page.rows),
        "list_name": "reviews",
    }
    return render(request, "questions/reviews.html", context, status=400 if problems else 200)


def _page(waiting: Any, cursor: str = "") -> Page:
    start = paging.decode(cursor, LONGEST_WAITING) if cursor else None
    rows = waiting.for_list()
    return paging.keyset_page(rows, LONGEST_WAITING, start, paging.PAGE_SIZE, waiting.count())


def _newest(rows: Sequence[Question]) -> dict[int, QuestionVersion]:
    """Return the version of each question that waits."""
    waiting = QuestionVersion.objects.filter(
        question__in=[row.pk for row in rows], number=F("question__pending_version")
    )
    found = waiting.select_related("created_by").defer("content")
    return {version.question_id: version for version in found}


@require_safe
@unstored
def review(request: PageRequest, pk: int) -> HttpResponse:
    """Show what waits for review beside what is in use; the look at guidance is recorded."""
    return _review(request, pk, MoveForm())


def _review(request: PageRequest, pk: int, form: MoveForm, status: int = 200) -> HttpResponse:
    require(request.user, REVIEW_QUESTIONS)
    question: Question = get_visible(Question.objects.awaiting_review(), request.user, pk)
    closed = can(request.user, READ_ANSWERS)
    if closed and request.method == "GET":
        actions.view_answer(request.user, question)
    waiting = question.versions.select_related("created_by").get(
        number=question.pending_version or question.version
    )
    in_use = question.versions.filter(number=question.version).exclude(pk=waiting.pk).first()
    before = in_use.content if in_use else {}
    context = {
        "question": question,
        "form": form,
        "waiting": waiting,
        "in_use": in_use,
        "differences": differences(before, waiting.content, closed=closed),
        "own": actions.is_own_work(request.user, question),
    }
    return render(request, "questions/review.html", context, status=status)


@require_POST
@unstored
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """Approve what waits, or send it back with a reason."""
    require(request.user, REVIEW_QUESTIONS)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _review(request, pk, form, status=400)
    return _move(request, pk, form, then="reviews")


@require_POST
def move(request: PageRequest, pk: int) -> HttpResponse:
    """Take one of the other steps: submit, withdraw, restore."""
    require(request.user, WRITE_QUESTIONS)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was done: use the buttons of the question’s page.")
        return redirect("question_by_id", pk)
    return _move(request, pk, form)


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: PageRequest, pk: int) -> HttpResponse:
    """Ask why, show which kits hold the question, then retire it."""
    require(request.user, REVIEW_QUESTIONS)
    question: Question = get_visible(Question.objects, request.user, pk)
    form = MoveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _move(request, pk, form)
    holding = Kit.objects.visible_to(request.user).active().filter(items__question=question)
    named = Blueprint.objects.visible_to(request.user).filter(includes=question)
    context = {
        "question": question,
        "form": form,
        "can_retire": question.status == APPROVED,
        "kits": holding.distinct()[:50],
        "kit_count": holding.distinct().count(),
        "blueprints": named[:50],
    }
    return render(request, "questions/retire.html", context, status=400 if form.is_bound else 200)


def _move(request: PageRequest, pk: int, form: MoveForm, then: str = "") -> HttpResponse:
    question: Question = get_visible(Question.objects, request.user, pk)
    verb = form.cleaned_data["verb"]
    question.revision = form.cleaned_data["revision"]
    try:
        moved = actions.move(request.user, question, verb, note=form.cleaned_data["note"])
    except StaleSave:
        messages.error(request, CHANGED)
    except (TransitionRefused, OwnWork, ContentRefused) as refusal:
        messages.error(request, f"Nothing was done. {refusal}")
    else:
        messages.success(request, _told(request, moved, verb))
        if then:
            return redirect(then)
    return redirect(question)


def _told(request: PageRequest, question: Question, verb: str) -> str:
    """Return what was done, with a button that takes it back."""
    context = {"question": question, "done": DONE[verb]}
    return render_to_string("questions/_moved.html", context, request)


@require_POST
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take the last step back, when nothing followed it."""
    require(request.user, WRITE_QUESTIONS)
    question: Question = get_visible(Question.objects, request.user, pk)
    revision = request.POST.get("revision", "")
    question.revision = int(revision) if revision.isdecimal() and len(revision) < 10 else 0
    try:
        actions.undo(request.user, question)
    except StaleSave:
        messages.error(request, CHANGED)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Undone.")
    return redirect(question)
