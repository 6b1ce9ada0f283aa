"""A run that makes parallel kits: its progress, cancelling it, and the kits that it made."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from questions.actions import runs
from questions.models import AssemblyRun, Kit
from questions.permissions import can, get_visible, require
from questions.rules.access import WRITE_KITS
from questions.views.requests import PageRequest
from questions.views.workers import is_silent


@require_safe
@vary_on_headers("HX-Request")
def run(request: PageRequest, pk: int) -> HttpResponse:
    """Show a run: whole page, or for htmx, which asks again while it is open, its progress."""
    found: AssemblyRun = get_visible(
        AssemblyRun.objects.select_related("blueprint", "created_by"), request.user, pk
    )
    template = "blueprints/_run.html" if request.htmx else "blueprints/run.html"
    return render(request, template, _context(request, found))


def _context(request: PageRequest, found: AssemblyRun) -> dict[str, Any]:
    made: list[Any] = list(
        Kit.objects.visible_to(request.user)
        .filter(run=found)
        .annotate(
            questions=Count("items"),
            spent=Sum("items__minutes"),
            difficulty=Sum("items__question__difficulty"),
        )
        .order_by("pk")
    )
    totals = [kit.difficulty or 0 for kit in made]
    return {
        "run": found,
        "kits": made,
        "spread": max(totals) - min(totals) if totals else 0,
        "neglected": found.is_open and is_silent(found),
        "may_write": can(request.user, WRITE_KITS),
    }


@require_POST
def cancel(request: PageRequest, pk: int) -> HttpResponse:
    """End a run; none of its kits are kept."""
    found: AssemblyRun = get_visible(AssemblyRun.objects, request.user, pk)
    require(request.user, WRITE_KITS)
    after = runs.cancel(request.user, found)
    if after.status == AssemblyRun.Status.CANCELLED:
        messages.success(request, "Cancelled: no kits are made.")
    return redirect(found)
