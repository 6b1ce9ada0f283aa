"""People: accounts and invitations, for administrators; and the page of an invitation's link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from questions import listings, paging
from questions.actions import invitations, people
from questions.actions import second_factor as factors
from questions.actions.invitations import InvitationRefused
from questions.actions.people import PeopleRefused
from questions.filters import FiltersRefused
from questions.forms.people import TAKEN, GroupsForm, InviteForm, JoinForm
from questions.models import Invitation, User
from questions.paging import BadCursor, Page
from questions.permissions import require
from questions.rules import access
from questions.rules.access import MANAGE_SETTINGS
from questions.views.requests import STALE_LINK, PageRequest, form_methods, unstored

ORDER = listings.PEOPLE_ORDER
NOT_SENT = "The mail could not be sent. The invitation stands: send it again once mail works."


# Accounts


@require_safe
@unstored
def accounts(request: PageRequest) -> HttpResponse:
    """List accounts by name, and the invitations that are not answered."""
    require(request.user, MANAGE_SETTINGS)
    return _list(request, InviteForm())


def _list(request: PageRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    page, problem = _page(request)
    context = {
        "page": page,
        "problem": problem,
        "form": form,
        "invitations": Invitation.objects.open().prefetch_related("groups"),
        "asked": request.GET,
        "groups": access.GROUPS,
        "list_name": "people",
        "list_query": listings.query_string(request.GET),
    }
    status = 400 if problem else status
    return render(request, "settings/people.html", context, status=status)


def _page(request: PageRequest) -> tuple[Page, str]:
    problem = ""
    try:
        found = listings.people_in(request.GET, request.user, ["cursor"])
    except FiltersRefused as refusal:
        found, problem = User.objects.for_list(), refusal.errors[0].message
    cursor = request.GET.get("cursor", "")
    try:
        start = paging.decode(cursor, ORDER) if cursor else None
    except BadCursor:
        start, problem = None, STALE_LINK
    return paging.keyset_page(found, ORDER, start, paging.PAGE_SIZE, found.count()), problem


@form_methods
@unstored
def account(request: PageRequest, pk: int) -> HttpResponse:
    """Say in which groups an account is."""
    found = _found(request, pk)
    initial = {"groups": list(found.groups.all())}
    form = GroupsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            people.set_groups(request.user, found, list(form.cleaned_data["groups"]))
            messages.success(request, f"Saved the groups of {found}.")
            return redirect("people")
        except PeopleRefused as refusal:
            form.add_error("groups", str(refusal))
    context = {"account": found, "form": form, "has_factor": factors.has(found)}
    status = 400 if form.is_bound else 200
    return render(request, "settings/account.html", context, status=status)


@require_POST
@unstored
def deactivate(request: PageRequest, pk: int) -> HttpResponse:
    """Close an account."""
    found = _found(request, pk)
    try:
        people.deactivate(request.user, found)
        messages.success(request, f"{found} is signed out everywhere and cannot come back.")
    except PeopleRefused as refusal:
        messages.error(request, f"Nothing was changed. {refusal}")
    return redirect("person", pk)


@require_POST
@unstored
def reactivate(request: PageRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    found = people.reactivate(request.user, _found(request, pk))
    messages.success(request, f"{found} can sign in again.")
    return redirect("person", pk)


@require_POST
@unstored
def second_factor(request: PageRequest, pk: int) -> HttpResponse:
    """Remove the second factor of someone who lost it."""
    found = _found(request, pk)
    try:
        if factors.remove(request.user, found):
            messages.success(request, f"{found} signs in with the password alone from now on.")
        else:
            messages.info(request, f"{found} has no second factor.")
    except PeopleRefused as refusal:
        messages.error(request, f"Nothing was changed. {refusal}")
    return redirect("person", pk)


def _found(request: PageRequest, pk: int) -> User:
    require(request.user, MANAGE_SETTINGS)
    return get_object_or_404(User.objects.prefetch_related("groups"), pk=pk)


# Invitations


@require_POST
@unstored
def invite(request: PageRequest) -> HttpResponse:
    """Invite someone by e-mail."""
    require(request.user, MANAGE_SETTINGS)
    form = InviteForm(request.POST)
    if form.is_valid():
        email, groups = form.cleaned_data["email"], list(form.cleaned_data["groups"])
        try:
            _send(request, *invitations.invite(request.user, email, groups))
            return redirect("people")
        except InvitationRefused as refusal:
            form.add_error("email", str(refusal))
    return _list(request, form, 400)


@require_POST
@unstored
def resend(request: PageRequest, pk: int) -> HttpResponse:
    """Send a fresh link."""
    found = _invitation(request, pk)
    try:
        _send(request, *invitations.renew(request.user, found))
    except InvitationRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("people")


@require_POST
@unstored
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """End an invitation."""
    found = _invitation(request, pk)
    try:
        invitations.withdraw(request.user, found)
        messages.success(request, f"The invitation of {found.email} is withdrawn.")
    except InvitationRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("people")


def _invitation(request: PageRequest, pk: int) -> Invitation:
    require(request.user, MANAGE_SETTINGS)
    return get_object_or_404(Invitation, pk=pk)


def _send(request: HttpRequest, invitation: Invitation, secret: str) -> None:
    try:
        invitations.send(invitation, request.build_absolute_uri(reverse("join")), secret)
        messages.success(request, f"Sent to {invitation.email}: the link works for seven days.")
    except OSError:
        messages.error(request, NOT_SENT)


# The link


@form_methods
@login_not_required
@unstored
def join(request: HttpRequest) -> HttpResponse:
    """Let an invited person choose a name and a password."""
    posted = request.method == "POST"
    secret = (request.POST if posted else request.GET).get("token", "")[:200]
    invitation = invitations.find(secret)
    if invitation is None:
        return render(request, "settings/join_ended.html", status=410)
    form = JoinForm(request.POST if posted else None, initial={"token": secret})
    if form.is_valid():
        try:
            said = form.cleaned_data
            invitations.accept(secret, said["username"], said["password1"])
            messages.success(request, "Your account is made: sign in with it.")
            return redirect("account_login")
        except InvitationRefused as refusal:
            form.add_error(None, str(refusal))
        except IntegrityError:
            form.add_error("username", TAKEN)
    context: dict[str, Any] = {"form": form, "invitation": invitation}
    return render(request, "settings/join.html", context, status=400 if posted else 200)
