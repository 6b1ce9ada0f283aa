"""The kit tray on the bank: the current kit, filled from any row; the session knows which it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from questions.actions import kits as kit_actions
from questions.actions.kits import StaleKit
from questions.forms.kit_items import MAX_BACK, ChooseForm, KitForm, StepForm
from questions.models import AskedEntry, Kit, KitItem, Question
from questions.permissions import can, get_visible, require
from questions.rules import kits
from questions.rules.access import WRITE_KITS
from questions.rules.kits import Contents, KitRefused
from questions.views.kit_board import Time
from questions.views.requests import PageRequest

CURRENT = "current_kit"
LATEST = 10
Act = Callable[[Kit, dict[str, Any]], Kit]


@dataclass(frozen=True)
class Tray:
    """The current kit as the bank shows it, and the drafts that could be it instead."""

    kit: Kit | None
    items: list[KitItem] = field(default_factory=list)
    drafts: list[Kit] = field(default_factory=list)
    #: What this kit's candidate was asked before, of the questions on the page, and in which round.
    asked: dict[int, int] = field(default_factory=dict)
    back: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def time(self) -> Time:
        return Time(sum(item.minutes for item in self.items), self.kit.minutes if self.kit else 0)

    @property
    def questions(self) -> set[int]:
        return {item.question_id for item in self.items}


def current_kit(request: PageRequest) -> Kit | None:
    """Return the draft that the account is filling, None when it has chosen none."""
    chosen = request.session.get(CURRENT)
    if chosen is None or not can(request.user, WRITE_KITS):
        return None
    rows = Kit.objects.visible_to(request.user).filter(status=kits.DRAFT)
    return rows.select_related("candidate").filter(pk=chosen).first()


def tray(request: PageRequest, questions: Iterable[int]) -> Tray | None:
    """Return the tray of the bank's page with these questions; None for who may not write kits."""
    if not can(request.user, WRITE_KITS):
        return None
    kit = current_kit(request)
    drafts = [] if request.htmx else _drafts(request)
    back = request.GET.urlencode()
    back = back if len(back) <= MAX_BACK else ""
    if kit is None:
        return Tray(None, drafts=drafts, back=back)
    asked = _asked(kit, questions)
    return Tray(kit, _items(kit), drafts, asked, back)


def _drafts(request: PageRequest) -> list[Kit]:
    rows = Kit.objects.visible_to(request.user).filter(status=kits.DRAFT)
    return list(rows.only("name").order_by("-updated_at", "-pk")[:LATEST])


def _items(kit: Kit) -> list[KitItem]:
    rows = kit.items.select_related("section", "version", "question")
    return list(rows.order_by("section__position", "position"))


def _asked(kit: Kit, questions: Iterable[int]) -> dict[int, int]:
    if kit.candidate is None:
        return {}
    entries = AskedEntry.objects.to_candidates([kit.candidate], questions).exclude(kit=kit)
    return {entry.question_id: entry.round for entry in entries}


@require_POST
def choose(request: PageRequest) -> HttpResponse:
    """Make a draft the current kit, or none; then go on in the bank."""
    require(request.user, WRITE_KITS)
    form = ChooseForm(request.POST)
    chosen = form.cleaned_data["kit"] if form.is_valid() else 0
    if chosen is None:
        request.session.pop(CURRENT, None)
    else:
        kit: Kit = get_visible(Kit.objects, request.user, chosen)
        if kit.is_editable:
            request.session[CURRENT] = kit.pk
        else:
            messages.error(request, "Only a draft can be filled: this kit is frozen.")
    return redirect(_bank(form.cleaned_data.get("back", "")))


@require_POST
@vary_on_headers("HX-Request")
def add(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Add a question where levels keep rising."""
    found: Question = get_visible(Question.objects, request.user, question)

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return kit_actions.add_question(request.user, kit, found)

    return _apply(request, pk, KitForm(request.POST), act, found)


@require_POST
@vary_on_headers("HX-Request")
def move(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Move a question one place up or down."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        def step(contents: Contents) -> Contents:
            return kits.step(contents, question, values["by"])

        return kit_actions.change(request.user, kit, f"Moved question {question}", step)

    return _apply(request, pk, StepForm(request.POST), act)


@require_POST
@vary_on_headers("HX-Request")
def remove(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Take a question out."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        def step(contents: Contents) -> Contents:
            return kits.remove(contents, question)

        return kit_actions.change(request.user, kit, f"Removed question {question}", step)

    return _apply(request, pk, KitForm(request.POST), act)


def _apply(
    request: PageRequest, pk: int, form: KitForm, act: Act, question: Question | None = None
) -> HttpResponse:
    """Answer a change made in the tray; `question` is the page to go back to where it was made."""
    kit: Kit = get_visible(Kit.objects.select_related("candidate"), request.user, pk)
    require(request.user, WRITE_KITS)
    status, problems = 200, form.sentences()
    if form.is_valid():
        kit.revision = form.cleaned_data["revision"]
        try:
            kit = act(kit, form.cleaned_data)
        except StaleKit as stale:
            kit, status = stale.current, 409
            problems = [f"Not saved: {_changer(kit)} changed this kit meanwhile. Try again."]
        except KitRefused as refusal:
            problems = [str(refusal)]
    if request.htmx:
        return _swap(request, kit, problems, status if status == 409 or not problems else 400)
    for problem in problems:
        messages.error(request, problem)
    if question is not None and "question" in request.POST:
        if not problems:
            messages.success(request, "Added to the current kit.")
        return redirect(question)
    return redirect(_bank(request.POST.get("back", "")))


def _changer(kit: Kit) -> str:
    return kit.updated_by.get_username() if kit.updated_by else "the system"


def _swap(request: PageRequest, kit: Kit, problems: list[str], status: int) -> HttpResponse:
    kit = Kit.objects.select_related("candidate").get(pk=kit.pk)
    shown = kit if kit.is_editable else None
    context = {
        "tray": Tray(
            shown,
            _items(kit) if shown else [],
            _drafts(request),
            back=request.POST.get("back", "")[:MAX_BACK],
            problems=problems,
        )
    }
    return render(request, "kits/_tray.html", context, status=status)


def _bank(query: str) -> str:
    """Return the address of a list in the bank."""
    return f"{reverse('bank')}?{query}" if query else reverse("bank")
