"""What is done with a kit as a whole: freeze, give, use, mark, duplicate, share, put away."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from questions import insight
from questions.actions import asked
from questions.actions import kits as kit_actions
from questions.actions.kits import StaleKit
from questions.forms.kits import (
    CANDIDATE,
    TEMPLATE,
    DuplicateForm,
    GiveForm,
    MarkForm,
    UseForm,
    share_form,
)
from questions.models import Kit
from questions.models.asked import SKIPPED
from questions.rules import kits
from questions.rules.assembly.model import plural
from questions.rules.kits import KitRefused
from questions.views import kit_page
from questions.views.kits import whom
from questions.views.requests import PageRequest, form_methods, unstored

# In one press


@require_POST
def freeze(request: PageRequest, pk: int) -> HttpResponse:
    """Freeze a draft."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return kit_actions.freeze(request.user, kit)

    return kit_page.apply(request, pk, act, "Frozen: what it asks stays as it is now.")


@require_POST
def archive(request: PageRequest, pk: int) -> HttpResponse:
    """Put a kit away; its page then offers to take that back."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return kit_actions.archive(request.user, kit)

    return kit_page.apply(request, pk, act, "")


@require_POST
def restore(request: PageRequest, pk: int) -> HttpResponse:
    """Bring an archived kit back."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return kit_actions.restore(request.user, kit)

    return kit_page.apply(request, pk, act, "Restored.")


@require_POST
def mark(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Say that one question was asked or skipped."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return asked.mark(request.user, kit, question, values["outcome"])

    form = MarkForm(request.POST)
    return kit_page.apply(request, pk, act, "", form=form, at=f"item-{question}")


# With a form of their own


@form_methods
@unstored
def use(request: PageRequest, pk: int) -> HttpResponse:
    """Mark a kit as used, with what became of each question."""
    kit = kit_page.writable(request, pk)
    if kit.status != kits.READY or kit.is_template:
        messages.error(request, "Only a candidate’s kit that is frozen can be marked as used.")
        return redirect(kit)
    items = insight.items_of(kit)
    marked = dict(kit.asked.values_list("question_id", "outcome"))
    data = request.POST if request.method == "POST" else None
    form = UseForm(data, items=items, marked=marked, revision=kit.revision)
    if form.is_valid():
        kit.revision = form.cleaned_data["revision"]
        try:
            used = asked.use(request.user, kit, form.outcomes())
            messages.success(request, _told(list(form.outcomes().values())))
            return redirect(used)
        except StaleKit as stale:
            return kit_page.conflict(request, stale)
        except KitRefused as refusal:
            form.add_error(None, str(refusal))
    rows = [(form[f"outcome_{item.question_id}"], item) for item in items]
    context = {"kit": kit, "form": form, "rows": rows}
    return render(request, "kits/use.html", context, status=400 if form.is_bound else 200)


def _told(outcomes: list[str]) -> str:
    skipped = outcomes.count(SKIPPED)
    said = f"Marked as used: {plural(len(outcomes) - skipped, 'question')} asked"
    return f"{said}, {skipped} skipped." if skipped else f"{said}."


@form_methods
@unstored
def give(request: PageRequest, pk: int) -> HttpResponse:
    """Make a candidate's kit of a template, and show it."""
    template = kit_page.writable(request, pk)
    data = request.POST if request.method == "POST" else None
    form = GiveForm(data, user=request.user, initial={"whom": CANDIDATE})
    if form.is_valid():
        try:
            with transaction.atomic():
                candidate = whom(request, form, template.role)
                assert candidate is not None  # noqa: S101  # the form has refused to name nobody
                return redirect(kit_actions.give(request.user, template, candidate))
        except KitRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"kit": template, "form": form}
    return render(request, "kits/give.html", context, status=400 if form.is_bound else 200)


@form_methods
@unstored
def duplicate(request: PageRequest, pk: int) -> HttpResponse:
    """Copy a kit into a new draft, a template or a candidate's, and open it in the builder."""
    kit = kit_page.writable(request, pk)
    data = request.POST if request.method == "POST" else None
    said = {"name": f"Copy of {kit.name}"[:200], "whom": TEMPLATE}
    form = DuplicateForm(data, user=request.user, initial=said)
    if form.is_valid():
        try:
            with transaction.atomic():
                candidate = whom(request, form, kit.role)
                name = form.cleaned_data["name"]
                copy = kit_actions.duplicate(request.user, kit, name=name, candidate=candidate)
            return redirect("kit_build", copy.pk)
        except KitRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"kit": kit, "form": form}
    return render(request, "kits/duplicate.html", context, status=400 if form.is_bound else 200)


@form_methods
@unstored
def share(request: PageRequest, pk: int) -> HttpResponse:
    """Say which accounts have the kit besides its maker."""
    kit = kit_page.writable(request, pk)
    form = share_form(kit, request.POST if request.method == "POST" else None)
    status, current = 400 if form.is_bound else 200, None
    if form.is_valid():
        kit.revision = form.cleaned_data["revision"]
        try:
            kit_actions.share(request.user, kit, form.cleaned_data["accounts"])
            messages.success(request, "Saved who has this kit.")
            return redirect(kit)
        except StaleKit as stale:
            status, current = 409, stale.current
            form.show_revision(current.revision)
    context = {"kit": kit, "form": form, "current": current}
    return render(request, "kits/share.html", context, status=status)
