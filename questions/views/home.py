"""The home page: what awaits the one who signed in, and where they were last."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from questions import search
from questions.actions import recent
from questions.filters import MAX_ID
from questions.matches import visible_ids
from questions.models import Kit, Question, SavedView, User
from questions.models.questions import QuestionQuerySet
from questions.models.recent import opened_by
from questions.permissions import can
from questions.rules import kits, lifecycle
from questions.rules.access import (
    EVERY_KIT,
    NAME_CANDIDATES,
    READ_APPROVED,
    READ_KITS,
    READ_QUESTIONS,
    REVIEW_QUESTIONS,
    WRITE_KITS,
    WRITE_QUESTIONS,
)
from questions.views.requests import PageRequest

SHOWN = 8
_SHOWN = ("stem", "level", "status", "updated_at", "review_note")


@require_safe
def home(request: PageRequest) -> HttpResponse:
    """Show what awaits an account: each block is there for who has its capability."""
    user = request.user
    blocks = {
        "reviews": (REVIEW_QUESTIONS, _reviews),
        "drafts": (WRITE_QUESTIONS, _drafts),
        "in_work": (WRITE_KITS, _in_work),
        "given": (READ_KITS, _given),
        "views": (READ_APPROVED, _views),
        "recent": (READ_QUESTIONS, _recent),
    }
    context = {name: read(user) for name, (needed, read) in blocks.items() if can(user, needed)}
    named = can(user, NAME_CANDIDATES)
    return render(request, "home/home.html", {**context, "shown": SHOWN, "named": named})


def _rows(user: User) -> QuestionQuerySet:
    return Question.objects.visible_to(user).only(*_SHOWN)


def _reviews(user: User) -> dict[str, Any]:
    """Return what waits for review longest, and how much waits."""
    waiting = _rows(user).awaiting_review()
    return {"rows": waiting.order_by("updated_at", "id")[:SHOWN], "count": waiting.count()}


def _drafts(user: User) -> Any:
    """Return the newest drafts of an account; those sent back say why."""
    written = Question.objects.filter(status=lifecycle.DRAFT, versions__created_by=user)
    own = _rows(user).filter(pk__in=written.order_by().values("pk"))
    return own.order_by("-updated_at")[:SHOWN]


def _in_work(user: User) -> Any:
    drafts = Kit.objects.visible_to(user).filter(created_by=user, status=kits.DRAFT)
    return drafts.for_list().order_by("-updated_at")[:SHOWN]


def _given(user: User) -> Any:
    """Return the kits that others gave to an account."""
    others = Kit.objects.visible_to(user).active().exclude(created_by=user)
    rows = others.filter(given_to=user) if can(user, EVERY_KIT) else others
    return rows.for_list().order_by("-updated_at")[:SHOWN]


def _views(user: User) -> Any:
    return SavedView.objects.visible_to(user)[:SHOWN]


def _recent(user: User) -> list[Question]:
    ids = opened_by(user)
    held = _rows(user).in_bulk(ids)
    return [held[pk] for pk in ids if pk in held]


@require_POST
def seen(request: PageRequest, pk: int) -> HttpResponse:
    """Note that a question was opened: its page asks for it once it is shown.

    A write of its own, after the page: the page itself stays a matter of reading.
    """
    if pk > MAX_ID or pk not in visible_ids(request.user, search.current()):
        raise Http404
    recent.note(request.user, pk)
    return HttpResponse(status=204)
