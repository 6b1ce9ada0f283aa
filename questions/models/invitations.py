"""Invitations: how an account comes to be, by a link that works once."""

import datetime
from typing import Self

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone

from questions.models.people import User

VALID = datetime.timedelta(days=7)


def in_a_week() -> datetime.datetime:
    return timezone.now() + VALID


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Invitations that nobody has answered or withdrawn; some may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def usable(self) -> Self:
        """Invitations whose link still works."""
        return self.open().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Of its link only the SHA-256 is kept: what was sent once cannot be read here."""

    email = models.EmailField()
    groups = models.ManyToManyField(Group, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(default=in_a_week)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="invitation_ends_once",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
