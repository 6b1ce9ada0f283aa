"""The kit builder: its page, what opens in it, and every change, each one POST."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions import filters, insight
from questions.actions import assembly
from questions.actions import kits as kit_actions
from questions.actions.questions import view_answer
from questions.filters import FiltersRefused, Vocabulary
from questions.forms.kit_items import (
    AddForm,
    FollowUpsForm,
    ItemForm,
    KitForm,
    LockForm,
    MoveForm,
    SectionForm,
    StepForm,
    SwapForm,
)
from questions.matches import find
from questions.models import Kit, Question
from questions.permissions import require
from questions.rules import kits
from questions.rules.access import READ_ANSWERS
from questions.rules.kits import Contents, KitRefused
from questions.rules.lifecycle import APPROVED
from questions.views.kit_page import writable
from questions.views.kit_saving import answer, answer_step, draft, item_of, panel, show
from questions.views.requests import PageRequest

FOUND = 8


@require_safe
def build(request: PageRequest, pk: int) -> HttpResponse:
    """Show the builder of a draft; a frozen kit has its page alone."""
    kit = writable(request, pk)
    return show(request, kit) if kit.is_editable else redirect(kit)


# Items


@require_POST
@vary_on_headers("HX-Request")
def add_item(request: PageRequest, pk: int) -> HttpResponse:
    """Add a question to a section, or where levels keep rising."""
    form = AddForm(request.POST)

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        question = find_question(request, values["question"])
        return kit_actions.add_question(request.user, kit, question, values["into"])

    return answer(request, pk, form, act, what="Added a question", at="add")


def find_question(request: PageRequest, pk: int) -> Question:
    """Return a question that the account may see; raise KitRefused."""
    found = Question.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise KitRefused("There is no such question.", "question")
    return found


@require_POST
@vary_on_headers("HX-Request")
def move_item(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Move an item one place up or down, or to a section and position."""

    def step(contents: Contents, to: dict[str, Any]) -> Contents:
        if to["by"]:
            return kits.step(contents, question, to["by"])
        position = None if to["position"] is None else to["position"] - 1
        return kits.move(contents, question, to["section"], position)

    what, at = f"Moved question {question}", f"item-{question}"
    return answer_step(request, pk, MoveForm(request.POST), step, what=what, at=at)


@require_POST
@vary_on_headers("HX-Request")
def edit_item(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Set an item's minutes and its note to the interviewer."""

    def step(contents: Contents, said: dict[str, Any]) -> Contents:
        return kits.edit_item(contents, question, minutes=said["minutes"], note=said["note"])

    what, at = f"Edited question {question}", f"item-{question}"
    return answer_step(request, pk, ItemForm(request.POST), step, what=what, at=at)


@require_POST
@vary_on_headers("HX-Request")
def lock_item(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Lock an item against being drawn again, or unlock it."""
    form = LockForm(request.POST)
    locked = form.is_valid() and form.cleaned_data["locked"]

    def step(contents: Contents, said: dict[str, Any]) -> Contents:
        return kits.edit_item(contents, question, locked=said["locked"])

    what = f"{'Locked' if locked else 'Unlocked'} question {question}"
    return answer_step(request, pk, form, step, what=what, at=f"item-{question}")


@require_POST
@vary_on_headers("HX-Request")
def remove_item(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Take an item out of the kit."""

    def step(contents: Contents, said: dict[str, Any]) -> Contents:
        return kits.remove(contents, question)

    what, at = f"Removed question {question}", f"item-{question}"
    return answer_step(request, pk, KitForm(request.POST), step, what=what, at=at)


@require_POST
@vary_on_headers("HX-Request")
def swap_item(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Put another question in the place of one."""
    reason = f"Chosen by hand in the place of question {question}."

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        other = find_question(request, values["other"])
        return kit_actions.swap_question(request.user, kit, question, other, reason)

    what, at = f"Swapped question {question}", f"item-{question}"
    return answer(request, pk, SwapForm(request.POST), act, what=what, at=at)


@require_POST
@vary_on_headers("HX-Request")
def redraw_item(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Draw another question for an item's place."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return assembly.redraw(request.user, kit, question)

    what, at = f"Drew another question for {question}", f"item-{question}"
    return answer(request, pk, KitForm(request.POST), act, what=what, at=at)


@require_safe
@vary_on_headers("HX-Request")
def alternatives(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Show what could stand in an item's place, best first."""
    kit = draft(request, pk)
    item_of(kit, question)
    found = assembly.alternatives(kit, question)
    rows = Question.objects.visible_to(request.user).for_list().in_bulk([a.id for a in found])
    context = {
        "question": question,
        "alternatives": [(rows[a.id], a) for a in found if a.id in rows],
    }
    return panel(request, kit, "kits/_builder_alternatives.html", context)


@require_safe
@vary_on_headers("HX-Request")
def follow_ups(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Show a question's follow-ups, of which some are chosen; they are guidance: it is recorded."""
    kit = draft(request, pk)
    require(request.user, READ_ANSWERS)
    item = item_of(kit, question)
    if request.method == "GET":
        view_answer(request.user, item.question)
    texts = item.version.content["follow_ups"]
    context = {
        "question": question,
        "follow_ups": [(n, text, text in item.follow_ups) for n, text in enumerate(texts, 1)],
    }
    return panel(request, kit, "kits/_builder_follow_ups.html", context)


@require_POST
@vary_on_headers("HX-Request")
def choose_follow_ups(request: PageRequest, pk: int, question: int) -> HttpResponse:
    """Set which of a question's follow-ups to use."""
    chosen = request.POST.getlist(f"follow-ups-{question}")
    form = FollowUpsForm({"revision": request.POST.get("revision"), "chosen": chosen})
    what = f"Chose follow-ups of question {question}"

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        require(request.user, READ_ANSWERS)
        texts = dict(enumerate(item_of(kit, question).version.content["follow_ups"], start=1))
        used = tuple(texts[n] for n in values["chosen"] if n in texts)

        def step(contents: Contents) -> Contents:
            return kits.edit_item(contents, question, follow_ups=used)

        return kit_actions.change(request.user, kit, what, step)

    return answer(request, pk, form, act, what=what, at=f"item-{question}")


@require_safe
@vary_on_headers("HX-Request")
def search_items(request: PageRequest, pk: int) -> HttpResponse:
    """Find approved questions to add by what they say."""
    kit = draft(request, pk)
    context: dict[str, Any] = {"kit": kit, "q": request.GET.get("q", "")}
    try:
        state = filters.read(request.GET, Vocabulary(request.user))
    except FiltersRefused as refusal:
        context["problems"] = [error.message for error in refusal.errors]
    else:
        if state.q:
            state = replace(state, status=(APPROVED,))
            context["found"] = find(state, request.user, FOUND)
    context["held"] = {item.question_id for item in insight.items_of(kit)}
    if request.htmx:
        status = 400 if "problems" in context else 200
        return render(request, "kits/_builder_found.html", context, status=status)
    return show(request, kit, context)


# Sections


@require_POST
@vary_on_headers("HX-Request")
def add_section(request: PageRequest, pk: int) -> HttpResponse:
    """Add a section at the end."""

    def step(contents: Contents, said: dict[str, Any]) -> Contents:
        return kits.add_section(contents, said["name"], said["minutes"])

    form = SectionForm(request.POST)
    return answer_step(request, pk, form, step, what="Added a section", at="new-section")


@require_POST
@vary_on_headers("HX-Request")
def edit_section(request: PageRequest, pk: int, place: int) -> HttpResponse:
    """Rename a section and set its minutes."""

    def step(contents: Contents, said: dict[str, Any]) -> Contents:
        return kits.edit_section(contents, place, said["name"], said["minutes"])

    form = SectionForm(request.POST)
    what = f"Edited section {place + 1}"
    return answer_step(request, pk, form, step, what=what, at=f"section-{place}")


@require_POST
@vary_on_headers("HX-Request")
def move_section(request: PageRequest, pk: int, place: int) -> HttpResponse:
    """Move a section one place up or down."""

    def step(contents: Contents, to: dict[str, Any]) -> Contents:
        return kits.move_section(contents, place, to["by"])

    form = StepForm(request.POST)
    what = f"Moved section {place + 1}"
    return answer_step(request, pk, form, step, what=what, at=f"section-{place}")


@require_POST
@vary_on_headers("HX-Request")
def remove_section(request: PageRequest, pk: int, place: int) -> HttpResponse:
    """Take out a section that holds nothing."""

    def step(contents: Contents, said: dict[str, Any]) -> Contents:
        return kits.remove_section(contents, place)

    what, at = f"Removed section {place + 1}", f"section-{place}"
    return answer_step(request, pk, KitForm(request.POST), step, what=what, at=at)


# The whole kit


@require_POST
@vary_on_headers("HX-Request")
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take back the last change."""
    last = writable(request, pk).changes.first()

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return kit_actions.undo(request.user, kit)

    what = f"Undone: {last.description}" if last else "Undone"
    return answer(request, pk, KitForm(request.POST), act, what=what, at="")


@require_POST
@vary_on_headers("HX-Request")
def sort(request: PageRequest, pk: int) -> HttpResponse:
    """Let levels rise within each section."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return kit_actions.sort_by_level(request.user, kit)

    return answer(request, pk, KitForm(request.POST), act, what="Sorted by level", at="")


@require_POST
@vary_on_headers("HX-Request")
def redraw(request: PageRequest, pk: int) -> HttpResponse:
    """Draw all unlocked questions again."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return assembly.redraw_all(request.user, kit)

    what = "Drew all unlocked questions again"
    return answer(request, pk, KitForm(request.POST), act, what=what, at="")
