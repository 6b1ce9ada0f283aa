"""A kit's page, and how a change that was made on it is answered."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from questions.actions.kits import StaleKit
from questions.forms.kit_items import KitForm
from questions.forms.kits import ExportForm
from questions.models import Candidate, Kit
from questions.permissions import can, get_visible, require
from questions.rules.access import NAME_CANDIDATES, READ_ANSWERS, WRITE_KITS
from questions.rules.kits import KitRefused
from questions.views import kit_body
from questions.views.requests import PageRequest

#: What a valid form asks for, done to the kit as it was read.
Act = Callable[[Kit, dict[str, Any]], Kit]


def head(request: PageRequest, pk: int) -> Kit:
    """Return a kit that the account may read, without its questions."""
    kit: Kit = get_visible(Kit.objects.for_head(), request.user, pk)
    return kit


def found(request: PageRequest, pk: int) -> Kit:
    """Return a kit that the account may read."""
    kit: Kit = get_visible(Kit.objects.for_page(), request.user, pk)
    return kit


def writable(request: PageRequest, pk: int) -> Kit:
    """Return a kit that the account may change."""
    kit = found(request, pk)
    require(request.user, WRITE_KITS)
    return kit


def show(
    request: PageRequest,
    kit: Kit,
    *,
    answers: Iterable[int] = (),
    problems: Iterable[str] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render a kit's page, with the answers of some of its questions open."""
    shown = set(answers)
    body = kit_body.body(request.user, kit, shown)
    context = {
        "kit": kit,
        "body": body,
        "spent": body.spent,
        "behind": body.behind,
        "answers": bool(shown),
        "problems": list(problems),
        "export_form": ExportForm(),
    }
    context |= _for_account(request, kit) | more
    response = render(request, "kits/kit.html", context, status=status)
    # Names and, when asked for, guidance: neither is kept by a browser or on the way.
    response["Cache-Control"] = "no-store"
    return response


def _for_account(request: PageRequest, kit: Kit) -> dict[str, Any]:
    """Return what the account may do with a kit, and see of what surrounds it."""
    user = request.user
    return {
        "named": can(user, NAME_CANDIDATES),
        "knows_candidate": _knows(request, kit),
        "origin": _origin(request, kit),
        "may_answer": can(user, READ_ANSWERS),
        "may_write": can(user, WRITE_KITS),
    }


def _knows(request: PageRequest, kit: Kit) -> bool:
    mine = Candidate.objects.visible_to(request.user)
    return kit.candidate_id is not None and mine.filter(pk=kit.candidate_id).exists()


def _origin(request: PageRequest, kit: Kit) -> Kit | None:
    """Return the kit that this one was made from, where the account may see it."""
    if kit.origin_id is None:
        return None
    return Kit.objects.visible_to(request.user).filter(pk=kit.origin_id).first()


def apply(
    request: PageRequest, pk: int, act: Act, done: str, *, form: KitForm | None = None, at: str = ""
) -> HttpResponse:
    """Answer a change: done (`done` says so) and led to the kit, or its page with why not.

    A kit that was changed since it was shown is not touched (409). `at` is the id to go back to.
    """
    kit = writable(request, pk)
    form = KitForm(request.POST) if form is None else form
    if not form.is_valid():
        return show(request, kit, problems=form.sentences(), status=400)
    kit.revision = form.cleaned_data["revision"]
    try:
        changed = act(kit, form.cleaned_data)
    except StaleKit as stale:
        return conflict(request, stale)
    except KitRefused as refusal:
        return show(request, found(request, pk), problems=[str(refusal)], status=400)
    if done:
        messages.success(request, done)
    return redirect(changed.get_absolute_url() + (f"#{at}" if at else ""))


def conflict(request: PageRequest, stale: StaleKit) -> HttpResponse:
    """Show the kit as it is now, and who changed what since it was read."""
    kit = found(request, stale.current.pk)
    return show(request, kit, conflict=True, since=stale.since, status=409)
