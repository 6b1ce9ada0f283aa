"""Accounts and API tokens."""

import datetime
import secrets
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from questions.actions import audit
from questions.models import Token, User
from questions.permissions import require
from questions.rules import access
from questions.rules.tokens import PREFIX_LENGTH, new_secret, token_digest

DEMO_ACCOUNT = "demo"


class UnknownScope(Exception):
    """A scope that no token can have."""


def signed_in(user: Any) -> User:
    """Return the account behind a request; raise PermissionDenied when there is none."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user


@transaction.atomic
def create_token(
    user: User, scopes: list[str], *, name: str = "", expires_at: datetime.datetime | None = None
) -> tuple[Token, str]:
    """Make an API token for an account; return it with its secret, which cannot be shown again."""
    unknown = sorted(set(scopes) - set(access.SCOPES))
    if unknown or not scopes:
        raise UnknownScope(
            f"No such scope: {', '.join(unknown) or 'none given'}."
            f" Scopes: {', '.join(access.SCOPES)}."
        )
    secret = new_secret()
    token = Token.objects.create(
        user=user,
        name=name,
        prefix=secret[:PREFIX_LENGTH],
        digest=token_digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    audit.record(user, "token.created", token, {"prefix": token.prefix, "scopes": token.scopes})
    return token, secret


@transaction.atomic
def revoke_token(actor: User, token: Token) -> None:
    """End a token at once: one's own, or anyone's for an administrator."""
    if token.user_id != actor.pk:
        require(actor, access.MANAGE_SETTINGS)
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    audit.record(actor, "token.revoked", token, {"prefix": token.prefix})


@transaction.atomic
def create_demo_account() -> tuple[User, str] | None:
    """Make the administrator `demo` in a bank without accounts; return it with its password."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(DEMO_ACCOUNT, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=access.ADMIN))
    audit.record(None, "account.created", user, {"groups": [access.ADMIN]})
    return user, password


@transaction.atomic
def save_account(actor: User, account: User, groups: list[Group]) -> User:
    """Store an account with its groups; for administrators alone."""
    require(actor, access.MANAGE_SETTINGS)
    verb = "created" if account.pk is None else "edited"
    account.is_staff = account.is_superuser or any(group.name == access.ADMIN for group in groups)
    account.save()
    account.groups.set(groups)
    names = sorted(group.name for group in groups)
    audit.record(
        actor, f"account.{verb}", account, {"groups": names, "is_active": account.is_active}
    )
    return account


def record_sign_in(user: User) -> None:
    """Record that someone signed in."""
    audit.record(user, "account.signed_in", user)


def record_password(actor: User, account: User) -> None:
    """Record that a password was set: one's own, or by an administrator."""
    audit.record(actor, "account.password_changed", account)


def record_answers_read(user: User, token: Token | None) -> None:
    """Record that answers were read over the API, with a token or in a session."""
    audit.record(user, "answers.read", token or user)
