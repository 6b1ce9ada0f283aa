"""The second factor of accounts: who must have one, what is recorded of it, and its removal."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from questions.actions import audit
from questions.actions.people import PeopleRefused
from questions.models import User
from questions.permissions import require
from questions.rules import access

ALL = "all"


def is_required(user: User) -> bool:
    """Tell whether the settings ask this account for a second factor."""
    groups: frozenset[str] = settings.REQUIRE_SECOND_FACTOR
    if not groups or ALL in groups:
        return bool(groups)
    as_admin = user.is_superuser and access.ADMIN in groups
    return as_admin or user.groups.filter(name__in=groups).exists()


def has(user: User) -> bool:
    """Tell whether an account is asked for a code when it signs in."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def record(user: User, act: str) -> None:
    """Record what someone did with their own second factor, such as `second_factor_on`."""
    audit.record(user, f"account.{act}", user)


@transaction.atomic
def remove(actor: User | None, account: User) -> bool:
    """Remove the second factor of someone who lost it, and end their sessions.

    Returns whether there was one. Raises PeopleRefused for one's own: that is switched off on the
    account's page, where the password is asked for again.
    """
    require(actor, access.MANAGE_SETTINGS)
    if actor is not None and actor.pk == account.pk:
        raise PeopleRefused("Switch your own second factor off on the page of your account.")
    current = User.objects.select_for_update().get(pk=account.pk)
    removed, _ = Authenticator.objects.filter(user=current).delete()
    if removed:
        current.session_epoch += 1
        current.save(update_fields=["session_epoch"])
        audit.record(actor, "account.second_factor_removed", current)
    return bool(removed)
