"""The second factor is allauth's: a code of an authenticator app, or a recovery code.

Here is what this product asks of it: secrets encrypted, acts recorded, and nobody past it who must
have one.
"""

from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from questions.actions import refusals, second_factor
from questions.models import User
from questions.proxies import client_address
from questions.rules import sealing

GetResponse = Callable[[HttpRequest], HttpResponse]
#: Noted in a session whose account has the second factor that it must have.
MET = "second_factor_met"
NEEDED = "This account must set up a second factor first: sign in with a browser to do so."


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are stored encrypted, and whoever must have a second factor keeps it."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text, settings.SECRET_KEY)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return sealing.unseal(encrypted_text, settings.SECRET_KEY)
        except sealing.Unreadable:
            # SECRET_KEY was changed: no code fits any more, until an administrator removes it.
            return str(generate_totp_secret())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not second_factor.is_required(authenticator.user)


class Recorded:
    """A form for a code: what does not fit is recorded like a wrong password."""

    user: User

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form beside this
        except ValidationError as refusal:
            throttled = getattr(refusal, "code", "") == "too_many_login_attempts"
            refusals.record_sign_in(self.user, client_address(context.request), throttled=throttled)
            raise
        return code


class CodeForm(Recorded, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code that signing in asks for."""


class ConfirmForm(Recorded, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code that is asked for again before a change of the account's safety."""


# What is recorded


@receiver(post_save, sender=Authenticator)
def switched_on(instance: Authenticator, created: bool, **more: Any) -> None:
    # Of the row and not of allauth's signal, which comes when the transaction is over.
    if created and instance.type == Authenticator.Type.TOTP:
        second_factor.record(instance.user, "second_factor_on")


@receiver(signals.authenticator_removed)
def switched_off(user: User, authenticator: Authenticator, **more: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        second_factor.record(user, "second_factor_off")


@receiver(post_delete, sender=Authenticator)
def codes_replaced(instance: Authenticator, **more: Any) -> None:
    # While the second factor stays on, recovery codes end for new ones alone.
    codes = instance.type == Authenticator.Type.RECOVERY_CODES
    if codes and second_factor.has(instance.user):
        second_factor.record(instance.user, "recovery_codes_made")


@receiver(signals.authenticator_used)
def code_used(user: User, authenticator: Authenticator, **more: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        second_factor.record(user, "recovery_code_used")


# Who must have one


class SecondFactorMiddleware:
    """Lead those who must have a second factor, and have none, to where it is set up.

    It costs nothing where the settings ask nobody. An API token is a credential of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_SECOND_FACTOR and _is_held_up(request):
            if request.path.startswith("/api/"):
                return _problem()
            return redirect(f"{reverse('mfa_activate_totp')}?required=1")
        return self.get_response(request)


def _is_held_up(request: HttpRequest) -> bool:
    user = request.user
    if not isinstance(user, User) or request.path.startswith("/accounts/"):
        return False
    if request.session.get(MET):
        return False
    if second_factor.has(user):
        request.session[MET] = True
        return False
    return second_factor.is_required(user)


def _problem() -> JsonResponse:
    said = {"type": "about:blank", "title": "Not allowed", "status": 403, "detail": NEEDED}
    return JsonResponse(said, status=403, content_type="application/problem+json")
