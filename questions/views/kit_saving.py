"""How the builder answers a change: every one carries the revision that it was made on.

htmx gets the builder's body anew, without script the browser is led back to the page. What cannot
be done is said beside what caused it (400); what someone else's change overtook, at the top (409).
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from questions import insight
from questions.actions import kits as kit_actions
from questions.actions.assembly import AssemblyRefused
from questions.actions.kits import StaleKit
from questions.forms.kit_items import KitForm
from questions.models import Kit, KitItem
from questions.rules.kits import Contents, KitRefused
from questions.views.kit_board import Trouble, board
from questions.views.kit_page import Act, writable
from questions.views.requests import PageRequest

#: What a valid form asks for, as a step from one state of a kit's contents to the next.
Step = Callable[[Contents, dict[str, Any]], Contents]


def draft(request: PageRequest, pk: int) -> Kit:
    """Return a kit that the account may build; a frozen one has no such pages."""
    kit = writable(request, pk)
    if not kit.is_editable:
        raise Http404
    return kit


def item_of(kit: Kit, question: int) -> KitItem:
    """Return the item of a question; raise Http404 when it is not in the kit."""
    for item in insight.items_of(kit):
        if item.question_id == question:
            return item
    raise Http404


def answer_step(
    request: PageRequest, pk: int, form: KitForm, step: Step, *, what: str, at: str
) -> HttpResponse:
    """Answer a change of the contents by a step of rules/kits.py; as `answer`."""

    def act(kit: Kit, values: dict[str, Any]) -> Kit:
        return kit_actions.change(request.user, kit, what, lambda contents: step(contents, values))

    return answer(request, pk, form, act, what=what, at=at)


def answer(
    request: PageRequest, pk: int, form: KitForm, act: Act, *, what: str, at: str
) -> HttpResponse:
    """Make a change and answer it; `what` tells people of it, `at` is the id it was made at."""
    kit = writable(request, pk)
    if not kit.is_editable:
        return _frozen(request, kit)
    if not form.is_valid():
        return show(request, kit, trouble=Trouble(at, form.sentences(), form))
    read_at = form.cleaned_data["revision"]
    try:
        if kit.revision != read_at:
            raise StaleKit(kit, read_at)
        changed = act(kit, form.cleaned_data)
    except StaleKit as stale:
        return _conflict(request, stale, form, what)
    except (KitRefused, AssemblyRefused) as refusal:
        return show(request, writable(request, pk), trouble=Trouble(at, [str(refusal)], form))
    if not request.htmx:
        return redirect(f"{reverse('kit_build', args=[pk])}#{at}")
    done = what if changed.revision != read_at else "Nothing to change"
    return show(request, writable(request, pk), {"done": done})


def _frozen(request: PageRequest, kit: Kit) -> HttpResponse:
    label = kit.get_status_display().lower()
    messages.error(request, f"Not changed: this kit is {label}. Duplicate it to change it.")
    if not request.htmx:
        return redirect(kit)
    return HttpResponse(status=409, headers={"HX-Redirect": kit.get_absolute_url()})


def _conflict(request: PageRequest, stale: StaleKit, form: KitForm, what: str) -> HttpResponse:
    kit = writable(request, stale.current.pk)
    if not kit.is_editable:
        return _frozen(request, kit)
    told = {"lost": what, "written": form.written(), "since": stale.since, "by": kit.updated_by}
    return show(request, kit, told, trouble=Trouble("", [], status=409))


def panel(request: PageRequest, kit: Kit, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer what opens under an item: alone for htmx, else within the page."""
    if not request.htmx:
        return show(request, kit, context | {"panel": template})
    response = render(request, template, {"kit": kit} | context)
    response["Cache-Control"] = "no-store"
    return response


def show(
    request: PageRequest,
    kit: Kit,
    context: dict[str, Any] | None = None,
    *,
    trouble: Trouble | None = None,
) -> HttpResponse:
    """Answer with the builder as the kit is now: the whole page, or for htmx what changes of it."""
    template = "kits/_builder_swap.html" if request.htmx else "kits/build.html"
    status = trouble.status if trouble else 200
    response = render(request, template, board(kit, trouble) | (context or {}), status=status)
    response["Cache-Control"] = "no-store"
    return response
