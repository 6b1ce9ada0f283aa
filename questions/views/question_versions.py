"""A question's versions: what any of them says differently from another, and one restored."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from questions.actions import questions as actions
from questions.actions.questions import StaleSave
from questions.forms.reviews import ComparedForm, RestoreForm
from questions.models import Question, QuestionVersion
from questions.permissions import can, get_visible, require
from questions.rules.access import READ_ANSWERS, WRITE_QUESTIONS
from questions.rules.content import ContentRefused
from questions.rules.lifecycle import RETIRED, TransitionRefused
from questions.rules.version_diff import differences
from questions.views.requests import PageRequest, unstored

CHANGED = "Somebody changed this question meanwhile: nothing was done. Here is how it is now."


@require_safe
@unstored
def versions(request: PageRequest, pk: int) -> HttpResponse:
    """List the versions, and what two of them say differently (`?old=1&new=2`).

    Of their guidance when it is asked for (`?answer=1`), and that is recorded.
    """
    question: Question = get_visible(Question.objects, request.user, pk)
    visible = question.versions.visible_to(request.user).select_related("created_by")
    rows = list(visible.defer("content"))  # read of the two that are compared alone
    form = ComparedForm(_chosen(request, rows), versions=rows)
    closed = _closed(request, question)
    context: dict[str, Any] = {
        "question": question,
        "versions": rows,
        "form": form,
        "answers": closed,
        "may_answer": can(request.user, READ_ANSWERS),
        "may_restore": can(request.user, WRITE_QUESTIONS) and question.status != RETIRED,
        "newest": question.pending_version or question.version,
    }
    if len(rows) > 1 and form.is_valid():
        old, new = (_numbered(rows, form.cleaned_data[name]) for name in ("old", "new"))
        found = differences(old.content, new.content, closed=closed)
        context |= {"old": old, "new": new, "differences": found}
    bad = len(rows) > 1 and not form.is_valid()
    return render(request, "questions/versions.html", context, status=400 if bad else 200)


def _chosen(request: PageRequest, rows: Sequence[QuestionVersion]) -> dict[str, Any]:
    """Return the two versions that are asked for; else the newest and the one before it."""
    if "old" in request.GET or "new" in request.GET:
        return {"old": request.GET.get("old"), "new": request.GET.get("new")}
    return {"old": rows[1].number, "new": rows[0].number} if len(rows) > 1 else {}


def _closed(request: PageRequest, question: Question) -> bool:
    """Tell whether guidance is to be shown, and record that it is."""
    if request.GET.get("answer") != "1":
        return False
    require(request.user, READ_ANSWERS)
    if request.method == "GET":
        actions.view_answer(request.user, question)
    return True


def _numbered(rows: Sequence[QuestionVersion], number: int) -> QuestionVersion:
    return next(row for row in rows if row.number == number)


@require_POST
def restore(request: PageRequest, pk: int) -> HttpResponse:
    """Save an old version's content as the newest."""
    require(request.user, WRITE_QUESTIONS)
    question: Question = get_visible(Question.objects, request.user, pk)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was restored: choose a version of the list.")
        return redirect("question_versions", pk)
    number = form.cleaned_data["number"]
    get_object_or_404(question.versions.visible_to(request.user), number=number)
    question.revision = form.cleaned_data["revision"]
    try:
        actions.restore(request.user, question, number)
    except StaleSave:
        messages.error(request, CHANGED)
    except (TransitionRefused, ContentRefused) as refusal:
        messages.error(request, f"Nothing was restored. {refusal}")
    else:
        messages.success(request, f"Version {number} is the newest again.")
    return redirect("question_versions", pk)
