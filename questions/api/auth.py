"""Who calls the API: a bearer token with scopes, or the session of someone signed in."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from questions.models import Token, User
from questions.permissions import can
from questions.rules.access import SCOPE_CAPABILITIES
from questions.rules.tokens import token_digest

#: How exact “last used” is: a write for each request would cost more than it tells.
LAST_USED_EVERY = timedelta(minutes=1)


class ApiRequest(Request):
    """A request past HasCapability: someone is known. For type checks only."""

    user: User


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer ibk_…`: the token's account, cut down to the token's scopes."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        tokens = Token.objects.usable().select_related("user")
        token = tokens.filter(digest=token_digest(secret.strip())).first()
        if token is None:
            raise exceptions.AuthenticationFailed("This token is unknown, expired or revoked.")
        self._note_use(token)
        token.user.scopes = frozenset(token.scopes)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="interviewbank"'

    def _note_use(self, token: Token) -> None:
        now = timezone.now()
        if token.last_used_at is None or token.last_used_at < now - LAST_USED_EVERY:
            Token.objects.filter(pk=token.pk).update(last_used_at=now)


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of someone signed in, for the docs page."""


class HasCapability(BasePermission):
    """Signed in, with what the view `reads`, and beside it what it `writes` to change anything."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        reading = request.method in SAFE_METHODS
        demand(request.user, *([view.reads] if reading else [view.reads, view.writes]))
        return True


def demand(user: User, *capabilities: str) -> None:
    """Raise PermissionDenied, naming the scopes needed, unless an account has all of these."""
    if not all(can(user, capability) for capability in capabilities):
        scopes = " and ".join(dict.fromkeys(map(_scope, capabilities)))
        message = f"This needs {scopes}, of a token as of the account that it belongs to."
        raise exceptions.PermissionDenied(message)


def _scope(capability: str) -> str:
    return next(scope for scope, covers in SCOPE_CAPABILITIES.items() if capability in covers)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped base
    """Describe the bearer token in the schema."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "`manage.py create_token USER --scopes questions:read,kits:read`",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped base
    """Describe the session cookie in the schema."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
