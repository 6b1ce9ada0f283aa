"""Two questions side by side: merge them, and take a merge back."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questions.actions import merging
from questions.actions.merging import MergeRefused
from questions.actions.questions import StaleSave, view_answer
from questions.forms.similar import MergeForm, PairForm
from questions.matches import likeness_of
from questions.models import DuplicatePair, Question, QuestionMerge
from questions.permissions import can, get_visible, require
from questions.rules import lifecycle
from questions.rules.access import READ_ANSWERS, WRITE_QUESTIONS
from questions.views.requests import PageRequest

STALE = "Question {pk} was changed meanwhile. Look at both again, then merge."


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: PageRequest) -> HttpResponse:
    """Show two questions side by side; posting merges them."""
    require(request.user, WRITE_QUESTIONS)
    pair = PairForm((request.POST if request.method == "POST" else request.GET) or None)
    if not pair.is_valid():
        status = 400 if pair.is_bound else 200
        return render(request, "duplicates/choose.html", {"form": pair}, status=status)
    sides = [_find(request, pair.cleaned_data[name]) for name in ("first", "second")]
    if request.method != "POST":
        return _compared(request, sides)
    form = MergeForm(request.POST)
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return _compared(request, sides, problems, status=400)
    return _merge(request, sides, form.cleaned_data)


def _find(request: PageRequest, pk: int) -> Question:
    full = _shows_answers(request)
    rows = Question.objects.with_guidance() if full else Question.objects.for_detail()
    counted = rows.annotate(kits=Count("kit_items", distinct=True))
    found: Question = get_visible(counted, request.user, pk)
    return found


def _shows_answers(request: PageRequest) -> bool:
    return request.GET.get("answers") == "1"


def _merge(request: PageRequest, sides: list[Question], said: dict[str, Any]) -> HttpResponse:
    for side, name in zip(sides, ("first_revision", "second_revision"), strict=True):
        side.revision = said[name]
    keep, drop = sorted(sides, key=lambda side: side.pk != said["keep"])
    try:
        return redirect(merging.merge(request.user, keep, drop))
    except StaleSave as stale:
        problem = STALE.format(pk=stale.current.pk)
    except MergeRefused as refusal:
        problem = str(refusal)
    fresh = [_find(request, side.pk) for side in sides]
    return _compared(request, fresh, [problem], status=409)


def _compared(
    request: PageRequest,
    sides: list[Question],
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    answers = _shows_answers(request)
    if answers:
        require(request.user, READ_ANSWERS)
        for side in sides if request.method == "GET" else ():
            view_answer(request.user, side)
    context = {
        "sides": sides,
        "proposed": _proposed(sides),
        "answers": answers,
        "may_reveal": can(request.user, READ_ANSWERS),
        "alike": likeness_of(request.user, *(side.stem for side in sides)),
        "pair": DuplicatePair.objects.visible_to(request.user).open().of(*sides),
        "problems": problems or [],
    }
    response = render(request, "duplicates/merge.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _proposed(sides: list[Question]) -> int:
    """Return which to keep: the approved one, then the fuller, the more asked, the older."""
    best = max(
        sides,
        key=lambda side: (
            side.status == lifecycle.APPROVED,
            side.completeness,
            side.asked_count,
            -side.pk,
        ),
    )
    return best.pk


@require_safe
def done(request: PageRequest, pk: int) -> HttpResponse:
    """Show what a merge did, and offer to take it back."""
    require(request.user, WRITE_QUESTIONS)
    rows = QuestionMerge.objects.select_related("kept", "dropped", "by", "undone_by")
    found: QuestionMerge = get_visible(rows, request.user, pk)
    return render(request, "duplicates/done.html", {"merge": found})


@require_POST
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take a merge back, while neither question has changed since."""
    found: QuestionMerge = get_visible(QuestionMerge.objects, request.user, pk)
    try:
        merging.undo(request.user, found)
    except MergeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Both questions are back as they were.")
    return redirect(found)
