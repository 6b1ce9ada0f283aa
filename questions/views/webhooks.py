"""Webhooks, for administrators: the list, one with its deliveries, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from questions import listings, paging
from questions.actions import webhooks as actions
from questions.actions.webhooks import StaleWebhook, WebhookRefused
from questions.filters import FiltersRefused
from questions.forms.fields import RevisionForm
from questions.forms.webhooks import RedeliverForm, WebhookForm
from questions.models import WebhookDelivery, WebhookEndpoint
from questions.paging import BadCursor, Page
from questions.permissions import get_visible, require
from questions.rules.access import MANAGE_WEBHOOKS
from questions.rules.webhooks import OVERLAP, TYPES
from questions.views.requests import STALE_LINK, PageRequest, form_methods, unstored

CHANGED = "This webhook was changed since you opened it: look again."
NOTHING = "There is nothing to send again from then on."


@require_safe
@unstored
def webhooks(request: PageRequest) -> HttpResponse:
    """List the webhooks, with what has not been delivered."""
    require(request.user, MANAGE_WEBHOOKS)
    rows = WebhookEndpoint.objects.visible_to(request.user)
    undelivered = WebhookDelivery.objects.exclude(state=WebhookDelivery.State.DELIVERED)
    counts: dict[int, dict[str, int]] = {}
    for row in undelivered.order_by().values("endpoint", "state").annotate(count=Count("pk")):
        counts.setdefault(row["endpoint"], {})[row["state"]] = row["count"]
    shown = [(row, counts.get(row.pk, {})) for row in rows]
    return render(request, "webhooks/list.html", {"rows": shown, "kinds": len(TYPES)})


@form_methods
@unstored
def new(request: PageRequest) -> HttpResponse:
    """Make a webhook, and show its secret once."""
    require(request.user, MANAGE_WEBHOOKS)
    form = WebhookForm(request.POST or None, initial={"revision": 0})
    if request.method == "POST" and form.is_valid():
        try:
            return _secret(request, *actions.create(request.user, form.said()), is_new=True)
        except WebhookRefused as refusal:
            form.add_error(refusal.field, str(refusal))
    return render(
        request, "webhooks/form.html", {"form": form}, status=400 if form.is_bound else 200
    )


def _secret(
    request: PageRequest, endpoint: WebhookEndpoint, secret: str, *, is_new: bool
) -> HttpResponse:
    told = {"webhook": endpoint, "secret": secret, "is_new": is_new, "overlap": OVERLAP}
    return render(request, "webhooks/secret.html", told)


@require_safe
@unstored
def webhook(request: PageRequest, pk: int) -> HttpResponse:
    """Show a webhook with its deliveries, newest first."""
    return show(request, _found(request, pk), RedeliverForm(initial=_today()))


def show(request: PageRequest, endpoint: WebhookEndpoint, form: RedeliverForm) -> HttpResponse:
    page, problems = _page(request, endpoint)
    told: dict[str, Any] = {
        "webhook": endpoint,
        "page": page,
        "problems": problems,
        "form": form,
        "chosen": request.GET.get("state", ""),
        "states": WebhookDelivery.State.choices,
        "list_url": endpoint.get_absolute_url(),
        "list_query": "" if problems else listings.query_string(request.GET),
    }
    status = 400 if problems or form.errors else 200
    return render(request, "webhooks/webhook.html", told, status=status)


def _today() -> dict[str, Any]:
    return {"since": timezone.now().date(), "what": "missed"}


def _page(request: PageRequest, endpoint: WebhookEndpoint) -> tuple[Page, list[str]]:
    """Return the page asked for; where it cannot be understood, the first page and why."""
    every = endpoint.deliveries.all()
    try:
        found = listings.deliveries_in(request.GET, request.user, endpoint, ["cursor"])
        return _rows(found, request.GET.get("cursor", "")), []
    except FiltersRefused as refusal:
        return _rows(every), [error.message for error in refusal.errors]
    except BadCursor:
        return _rows(every), [STALE_LINK]


def _rows(found: Any, cursor: str = "") -> Page:
    order = listings.DELIVERY_ORDER
    start = paging.decode(cursor, order) if cursor else None
    rows = found.select_related("event").prefetch_related("all_tries")
    return paging.keyset_page(rows, order, start, paging.PAGE_SIZE, found.count())


@form_methods
@unstored
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change where a webhook leads, and what is told there."""
    endpoint = _found(request, pk)
    form = WebhookForm(request.POST or None, initial=vars(endpoint))
    status = 400 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        endpoint.revision = form.cleaned_data["revision"]
        try:
            return redirect(actions.edit(request.user, endpoint, form.said()))
        except WebhookRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        except StaleWebhook as stale:
            form.show_revision(stale.current.revision)
            form.add_error(None, f"{CHANGED} Saving again overwrites that.")
            status = 409
    return render(request, "webhooks/form.html", {"form": form, "webhook": endpoint}, status=status)


def _found(request: PageRequest, pk: int) -> WebhookEndpoint:
    require(request.user, MANAGE_WEBHOOKS)
    endpoint: WebhookEndpoint = get_visible(WebhookEndpoint.objects, request.user, pk)
    return endpoint


def _as_shown(request: PageRequest, pk: int) -> WebhookEndpoint:
    """Return a webhook in the state that the page had which was sent from."""
    endpoint, form = _found(request, pk), RevisionForm(request.POST)
    endpoint.revision = form.cleaned_data["revision"] if form.is_valid() else 0
    return endpoint


# What is done with one


@require_POST
@unstored
def switch(request: PageRequest, pk: int) -> HttpResponse:
    """Enable or disable a webhook."""
    endpoint = _as_shown(request, pk)
    try:
        actions.edit(request.user, endpoint, {"enabled": request.POST.get("enabled") == "1"})
    except StaleWebhook:
        messages.error(request, CHANGED)
    return redirect(endpoint)


@require_POST
@unstored
def rotate(request: PageRequest, pk: int) -> HttpResponse:
    """Give a webhook a new secret, and show it once."""
    endpoint = _as_shown(request, pk)
    try:
        return _secret(request, *actions.rotate(request.user, endpoint), is_new=False)
    except StaleWebhook:
        messages.error(request, CHANGED)
        return redirect(endpoint)


@form_methods
@unstored
def delete(request: PageRequest, pk: int) -> HttpResponse:
    """Ask whether a webhook is to be deleted, and delete it."""
    if request.method != "POST":
        return render(request, "webhooks/delete.html", {"webhook": _found(request, pk)})
    endpoint = _as_shown(request, pk)
    try:
        actions.delete(request.user, endpoint)
    except StaleWebhook:
        messages.error(request, f"Not deleted. {CHANGED}")
        return redirect(endpoint)
    messages.success(request, f"Deleted the webhook {endpoint}.")
    return redirect("webhooks")


@require_POST
@unstored
def ping(request: PageRequest, pk: int) -> HttpResponse:
    """Send a test event, and show what becomes of it."""
    return redirect(actions.ping(request.user, _found(request, pk)))


@require_POST
@unstored
def redeliver(request: PageRequest, pk: int) -> HttpResponse:
    """Send again what was missed since a day, or everything."""
    endpoint, form = _found(request, pk), RedeliverForm(request.POST)
    if not form.is_valid():
        return show(request, endpoint, form)
    count = actions.redeliver_since(
        request.user, endpoint, form.moment(), everything=form.everything()
    )
    said = f"Deliveries that will be sent again: {count}." if count else NOTHING
    messages.success(request, said)
    return redirect(endpoint)


# A delivery


@require_safe
@unstored
def delivery(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """Show what was sent, and what came back at each try."""
    found = _delivery(request, pk, number)
    told = {"webhook": found.endpoint, "delivery": found, "tries": found.all_tries.order_by("-pk")}
    return render(request, "webhooks/delivery.html", told)


@require_POST
@unstored
def delivery_redeliver(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """Send an event again."""
    found = actions.redeliver(request.user, _delivery(request, pk, number))
    messages.success(request, "It will be sent again.")
    return redirect(found)


def _delivery(request: PageRequest, pk: int, number: int) -> WebhookDelivery:
    require(request.user, MANAGE_WEBHOOKS)
    # Not by the number itself, which may be larger than a database’s.
    endpoints = WebhookEndpoint.objects.filter(pk=pk)
    rows = WebhookDelivery.objects.filter(endpoint__in=endpoints)
    rows = rows.select_related("endpoint", "event")
    found: WebhookDelivery = get_visible(rows, request.user, number)
    return found
