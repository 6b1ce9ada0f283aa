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


class PeopleRefused(Exception):
    """A change of an account that would close someone out who is needed."""


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
    _keep_an_administrator(actor, account, groups)
    verb = "created" if account.pk is None else "edited"
    account.is_staff = account.is_superuser or any(group.name == access.ADMIN for group in groups)
    account.save()
    account.groups.set(groups)
    names = sorted(group.name for group in groups)
    audit.record(
        actor, f"account.{verb}", account, {"groups": names, "is_active": account.is_active}
    )
    return account


@transaction.atomic
def set_groups(actor: User, account: User, groups: list[Group]) -> User:
    """Say in which groups an account is."""
    require(actor, access.MANAGE_SETTINGS)
    current = User.objects.select_for_update().get(pk=account.pk)
    before = sorted(current.groups.values_list("name", flat=True))
    after = sorted(group.name for group in groups)
    if before == after:
        return current
    _keep_an_administrator(actor, current, groups)
    current.groups.set(groups)
    current.is_staff = current.is_superuser or access.ADMIN in after
    current.save(update_fields=["is_staff"])
    audit.record(actor, "account.groups_changed", current, {"from": before, "to": after})
    return current


@transaction.atomic
def deactivate(actor: User, account: User) -> User:
    """Close an account: its sessions and API tokens end at once, and for good."""
    require(actor, access.MANAGE_SETTINGS)
    current = User.objects.select_for_update().get(pk=account.pk)
    if not current.is_active:
        return current
    current.is_active = False
    _keep_an_administrator(actor, current, list(current.groups.all()))
    current.session_epoch += 1
    current.save(update_fields=["is_active", "session_epoch"])
    ended = current.tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
    audit.record(actor, "account.deactivated", current, {"tokens revoked": ended})
    return current


@transaction.atomic
def reactivate(actor: User, account: User) -> User:
    """Open a closed account again; its tokens stay revoked."""
    require(actor, access.MANAGE_SETTINGS)
    current = User.objects.select_for_update().get(pk=account.pk)
    if not current.is_active:
        current.is_active = True
        current.save(update_fields=["is_active"])
        audit.record(actor, "account.reactivated", current)
    return current


@transaction.atomic
def end_sessions(user: User) -> User:
    """End all sessions of one's own; return the account, for the session that is to go on."""
    current = User.objects.select_for_update().get(pk=user.pk)
    current.session_epoch += 1
    current.save(update_fields=["session_epoch"])
    audit.record(user, "account.sessions_ended", current)
    return current


def _keep_an_administrator(actor: User, account: User, groups: list[Group]) -> None:
    """Raise PeopleRefused where an administrator would close themselves out, or be the last."""
    # All are locked, so that two administrators cannot demote each other at once.
    administrators = {row.pk for row in User.objects.administrators().select_for_update()}
    named = account.is_superuser or any(group.name == access.ADMIN for group in groups)
    if account.pk not in administrators or (named and account.is_active):
        return
    if len(administrators) == 1:
        raise PeopleRefused("This is the last administrator: make someone else one first.")
    if account.pk == actor.pk:
        raise PeopleRefused(
            "You cannot take your own rights away: another administrator can do it."
        )


def record_sign_in(user: User) -> None:
    """Record that someone signed in."""
    audit.record(user, "account.signed_in", user)


def record_password(actor: User, account: User) -> None:
    """Record that a password was set: one's own, or by an administrator."""
    audit.record(actor, "account.password_changed", account)


def record_answers_read(user: User, token: Token | None) -> None:
    """Record that answers were read over the API, with a token or in a session."""
    audit.record(user, "answers.read", token or user)
