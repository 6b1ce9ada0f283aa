"""Invitations: sent by administrators, answered once by whoever has the link."""

from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from questions.actions import audit
from questions.models import Invitation, User
from questions.models.invitations import in_a_week
from questions.permissions import require
from questions.rules import access
from questions.rules.tokens import new_secret, token_digest

SUBJECT = "Your invitation to interviewbank"
TEXT = """You are invited to interviewbank.

Choose your name and password here; the link works once, for seven days:

{link}

If you did not expect this, you need not do anything.
"""


class InvitationRefused(Exception):
    """An invitation that cannot be made or answered."""


@transaction.atomic
def invite(actor: User, email: str, groups: list[Group]) -> tuple[Invitation, str]:
    """Invite someone to an account in these groups; return the secret of the link to send."""
    require(actor, access.MANAGE_SETTINGS)
    if User.objects.filter(email__iexact=email).exists():
        raise InvitationRefused("There is an account with this address already.")
    if Invitation.objects.usable().filter(email__iexact=email).exists():
        raise InvitationRefused("This address is invited already: send that invitation again.")
    secret = new_secret()
    invitation = Invitation.objects.create(
        email=email, created_by=actor, digest=token_digest(secret)
    )
    invitation.groups.set(groups)
    names = sorted(group.name for group in groups)
    audit.record(actor, "invitation.created", invitation, {"groups": names})
    return invitation, secret


@transaction.atomic
def renew(actor: User, invitation: Invitation) -> tuple[Invitation, str]:
    """Return a fresh secret, for seven days from now; the link sent before ends."""
    current = _open(actor, invitation)
    secret = new_secret()
    current.digest, current.expires_at = token_digest(secret), in_a_week()
    current.save(update_fields=["digest", "expires_at"])
    audit.record(actor, "invitation.resent", current)
    return current, secret


@transaction.atomic
def withdraw(actor: User, invitation: Invitation) -> None:
    current = _open(actor, invitation)
    current.withdrawn_at = timezone.now()
    current.save(update_fields=["withdrawn_at"])
    audit.record(actor, "invitation.withdrawn", current)


def _open(actor: User, invitation: Invitation) -> Invitation:
    """Return an invitation, locked; raise InvitationRefused when it has ended."""
    require(actor, access.MANAGE_SETTINGS)
    rows = Invitation.objects.open().select_for_update()
    current = rows.filter(pk=invitation.pk).first()
    if current is None:
        raise InvitationRefused("This invitation was answered or withdrawn meanwhile.")
    return current


def send(invitation: Invitation, page: str, secret: str) -> None:
    """Send the link to the `page` where one joins; raise OSError.

    Not in a transaction, which would wait for the mail server.
    """
    link = f"{page}?token={secret}"  # in the query, which is not logged; the path would be
    send_mail(SUBJECT, TEXT.format(link=link), None, [invitation.email])


def find(secret: str) -> Invitation | None:
    """Return the invitation whose link this is, None when it has ended."""
    return Invitation.objects.usable().filter(digest=token_digest(secret)).first()


@transaction.atomic
def accept(secret: str, username: str, password: str) -> User:
    """Make the invited person's account; the link works once."""
    usable = Invitation.objects.usable().select_for_update()
    invitation = usable.filter(digest=token_digest(secret)).first()
    if invitation is None:
        raise InvitationRefused("This invitation has been used, has expired or was withdrawn.")
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise InvitationRefused("There is an account with this address already: sign in to it.")
    return join(invitation, username, password)


@transaction.atomic
def join(invitation: Invitation, username: str, password: str | None = None) -> User:
    """Make the account that a usable invitation is for; without a password others vouch for it."""
    groups = list(invitation.groups.all())
    names = sorted(group.name for group in groups)
    user = User.objects.create_user(
        username, invitation.email, password, is_staff=access.ADMIN in names
    )
    user.groups.set(groups)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(user, "account.joined", user, {"groups": names})
    return user
