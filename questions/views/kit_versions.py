"""What changed: a kit's questions since they were pinned, and one kit beside another."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from questions import insight
from questions.actions import exports
from questions.actions import kits as kit_actions
from questions.forms.kits import CompareForm, UpgradeForm
from questions.models import Kit, KitItem, QuestionVersion
from questions.permissions import can, require
from questions.rules import kits
from questions.rules.access import NAME_CANDIDATES, READ_ANSWERS, WRITE_KITS
from questions.rules.version_diff import Difference, differences
from questions.views import kit_page
from questions.views.requests import PageRequest, unstored


@dataclass(frozen=True)
class Change:
    """An item whose question has a newer version in force, and what that says differently."""

    item: KitItem
    newer: QuestionVersion
    texts: list[Difference]


@require_safe
@unstored
def changes(request: PageRequest, pk: int) -> HttpResponse:
    """Show what changed in a kit's questions; of their guidance when asked for (`?answer=1`)."""
    kit = kit_page.found(request, pk)
    answers = request.GET.get("answer") == "1"
    if answers:
        require(request.user, READ_ANSWERS)
        if request.method == "GET":
            exports.view_answers(request.user, kit)
    context = {
        "kit": kit,
        "changes": _changes(kit, closed=answers),
        "answers": answers,
        "may_answer": can(request.user, READ_ANSWERS),
        "may_upgrade": can(request.user, WRITE_KITS) and kit.status in (kits.DRAFT, kits.READY),
    }
    return render(request, "kits/changes.html", context)


def _changes(kit: Kit, *, closed: bool) -> list[Change]:
    behind = [item for item in insight.items_of(kit) if item.is_behind]
    rows = QuestionVersion.objects.filter(question__in=[item.question_id for item in behind])
    newest = {row.question_id: row for row in rows.filter(number=F("question__version"))}
    return [
        Change(item, newer, differences(item.version.content, newer.content, closed=closed))
        for item in behind
        if (newer := newest.get(item.question_id))
    ]


@require_POST
def upgrade(request: PageRequest, pk: int) -> HttpResponse:
    """Pin the versions in force, of one item or of all."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        one = values["question"]
        return kit_actions.upgrade(request.user, kit, None if one is None else [one])

    form = UpgradeForm(request.POST)
    return kit_page.apply(request, pk, act, "Upgraded to the versions in force.", form=form)


# Two kits


@dataclass(frozen=True)
class Side:
    """A kit in a comparison: its sections, and what to say of each question in it."""

    kit: Kit
    remarks: dict[int, str]


@require_safe
@unstored
def compare(request: PageRequest, pk: int) -> HttpResponse:
    """Show a kit beside another one (`?other=` its number)."""
    kit = kit_page.found(request, pk)
    form = CompareForm(request.GET if "other" in request.GET else None, user=request.user, kit=kit)
    context: dict[str, Any] = {"kit": kit, "form": form}
    if form.is_valid():
        other = kit_page.found(request, form.cleaned_data["other"].pk)
        difference = kits.compare(kit.contents(), other.contents())
        context |= {
            "other": other,
            "difference": difference,
            "sides": [
                _side(kit, difference, difference.only_left),
                _side(other, difference, difference.only_right),
            ],
            "named": can(request.user, NAME_CANDIDATES),
        }
    return render(request, "kits/compare.html", context, status=400 if form.errors else 200)


def _side(kit: Kit, difference: kits.Difference, alone: Iterable[int]) -> Side:
    remarks = dict.fromkeys(difference.moved, "Other place")
    remarks |= dict.fromkeys(difference.other_version, "Other version")
    remarks |= dict.fromkeys(alone, "Only here")
    return Side(kit, remarks)
