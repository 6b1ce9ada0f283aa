"""Who may come in by single sign-on: whoever has an account or an invitation, and few others.

The provider vouches for an address. Who is linked once is known by the provider's subject from then
on, whatever the address becomes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from questions.actions import audit, invitations
from questions.models import Invitation, User
from questions.rules.single_sign_on import SingleSignOn

UNKNOWN = "No account here has your address. Ask an administrator to invite you."
UNVERIFIED = "Your address is not verified there, so it is not known whose it is."
LONGEST_SUBJECT = 191


class NotAdmitted(Exception):
    """Someone who may not come in; the message says why, to them."""


@dataclass(frozen=True)
class Visitor:
    """What the provider says of someone."""

    provider: str
    subject: str
    email: str = ""
    email_verified: bool = False
    username: str = ""
    groups: tuple[str, ...] = ()


def set_up() -> SingleSignOn:
    """Return how single sign-on is set up; raise NotAdmitted where it is not."""
    found: SingleSignOn | None = settings.OIDC
    if found is None:
        raise NotAdmitted(UNKNOWN)
    return found


@transaction.atomic
def admit(visitor: Visitor) -> User:
    """Return the account of someone whom the provider has signed in; raise NotAdmitted.

    Deactivated accounts never come in, and an account is found, or made, by a verified address
    alone.
    """
    user = _linked(visitor) or _by_address(visitor)
    if not user.is_active:
        raise NotAdmitted(UNKNOWN)
    return user


def _linked(visitor: Visitor) -> User | None:
    links = SocialAccount.objects.filter(provider=visitor.provider, uid=visitor.subject)
    link = links.select_related("user").first()
    return link.user if link else None


def _by_address(visitor: Visitor) -> User:
    if not visitor.email:
        raise NotAdmitted(UNKNOWN)
    if not visitor.email_verified:
        raise NotAdmitted(UNVERIFIED)
    user = User.objects.filter(email__iexact=visitor.email).first()
    if user is None:
        user = _invited(visitor) or _newcomer(visitor)
    if user.is_active:
        SocialAccount.objects.create(user=user, provider=visitor.provider, uid=visitor.subject)
        audit.record(user, "account.linked", user)
    return user


def _invited(visitor: Visitor) -> User | None:
    usable = Invitation.objects.usable().select_for_update()
    invitation = usable.filter(email__iexact=visitor.email).first()
    return invitations.join(invitation, _free_name(visitor)) if invitation else None


def _newcomer(visitor: Visitor) -> User:
    """Make the account of someone whom the settings let in without an invitation."""
    names = _groups(visitor)
    if not names:
        raise NotAdmitted(UNKNOWN)
    user = User.objects.create_user(_free_name(visitor), visitor.email)
    user.groups.set(Group.objects.filter(name__in=names))
    audit.record(None, "account.created", user, {"groups": names, "by": "single sign-on"})
    return user


def _groups(visitor: Visitor) -> list[str]:
    """Return the groups that the settings give: those mapped, else the default one."""
    by = set_up()
    mapped = {by.groups[name] for name in visitor.groups if name in by.groups}
    return sorted(mapped or {by.default_group} - {""})


def _free_name(visitor: Visitor) -> str:
    """Return a name that no account has, after the one that the provider says."""
    said = (visitor.username or visitor.email).partition("@")[0]
    wanted = re.sub(r"[^\w.+-]", "", said)[:140] or "person"
    return next(name for name in _numbered(wanted) if not _is_taken(name))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}{number}" for number in count(2))


def _is_taken(name: str) -> bool:
    return User.objects.filter(username__iexact=name).exists()
