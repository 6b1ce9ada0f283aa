"""API tokens that people, and programs with the scope for it, make for themselves."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from questions.actions import audit, people
from questions.models import Token, User
from questions.permissions import require
from questions.rules import access

LONGEST = datetime.timedelta(days=3650)
MAX_GRACE_HOURS = 168
MAX_TOKENS = 100


class TokenRefused(Exception):
    """A token that cannot be made, with the field at fault."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def make(
    user: User,
    scopes: list[str],
    *,
    name: str = "",
    expires_at: datetime.datetime | None = None,
    by: Token | None = None,
) -> tuple[Token, str]:
    """Make a token of one's own; return it with its secret, which cannot be shown again.

    `by` is the token that asks for it: it hands on its own scopes alone, and nothing that outlives
    it. Raises TokenRefused.
    """
    require(user, access.OWN_TOKENS)
    # Locked, so that they are counted one after the other.
    User.objects.select_for_update().get(pk=user.pk)
    if Token.objects.usable().filter(user=user).count() >= MAX_TOKENS:
        raise TokenRefused("name", f"Keep to {MAX_TOKENS} tokens: revoke one first.")
    _check_scopes(user, scopes, by)
    _check_end(expires_at, by)
    return people.create_token(user, scopes, name=name, expires_at=expires_at)


def scopes_for(user: User, by: Token | None = None) -> tuple[str, ...]:
    """Return the scopes that a token of an account may have; `by` is the token that asks."""
    return access.usable_scopes(user.capabilities, by.scopes if by else None)


def _check_scopes(user: User, scopes: list[str], by: Token | None) -> None:
    if not scopes:
        raise TokenRefused("scopes", "Choose at least one scope.")
    wrong = sorted(set(scopes) - set(scopes_for(user, by)))
    if wrong:
        names = ", ".join(wrong)[:200]
        raise TokenRefused("scopes", f"This is no scope that you can give: {names}.")


def _check_end(expires_at: datetime.datetime | None, by: Token | None) -> None:
    now = timezone.now()
    if expires_at is not None and not now < expires_at <= now + LONGEST:
        raise TokenRefused("expires_at", "This must lie ahead, within ten years.")
    last = by.expires_at if by else None
    if last is not None and (expires_at is None or expires_at > last):
        raise TokenRefused("expires_at", "A token makes none that outlives it.")


@transaction.atomic
def rotate(
    user: User, token: Token, *, grace_hours: int = 0, by: Token | None = None
) -> tuple[Token, str]:
    """Make a token like one's own `token`, which ends at once or after some hours; return it.

    Raises TokenRefused where it has ended, or where `by`, the token that asks, could not make it.
    """
    require(user, access.OWN_TOKENS)
    current = Token.objects.select_for_update().get(pk=token.pk)
    if current.user_id != user.pk:
        raise PermissionDenied("Nobody but its owner is shown a secret.")
    if current.state != "active":
        raise TokenRefused("", "This token has ended: make a new one.")
    if by is not None and not set(current.scopes) <= set(by.scopes):
        raise TokenRefused("", "This token has more scopes than the one that asks.")
    _check_end(current.expires_at, by)
    made, secret = people.create_token(
        user, current.scopes, name=current.name, expires_at=current.expires_at
    )
    _end(current, grace_hours)
    changes = {"prefix": current.prefix, "new": made.prefix, "grace hours": grace_hours}
    audit.record(user, "token.rotated", current, changes)
    return made, secret


def _end(token: Token, grace_hours: int) -> None:
    now = timezone.now()
    if grace_hours:
        last = now + datetime.timedelta(hours=grace_hours)
        token.expires_at = min(last, token.expires_at or last)
    else:
        token.revoked_at = now
    token.save(update_fields=["expires_at", "revoked_at"])


@transaction.atomic
def revoke(actor: User, token: Token) -> None:
    """End a token at once: one's own, or anyone's for an administrator; again changes nothing."""
    require(actor, access.OWN_TOKENS)
    current = Token.objects.select_for_update().get(pk=token.pk)
    if current.revoked_at is None:
        people.revoke_token(actor, current)
