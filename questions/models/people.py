"""Accounts and their API tokens."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from questions.rules import access


class User(AbstractUser):
    """An account. Its groups say what it may do, cut down to the scopes of a token in use."""

    #: Scopes of the API token that the present request came with; None for a person signed in.
    scopes: frozenset[str] | None = None

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_once",
            )
        ]

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """Capabilities of the account, read once for each request."""
        if not self.is_active:
            return frozenset()
        names = self.groups.values_list("name", flat=True)
        return access.capabilities(names, superuser=self.is_superuser, scopes=self.scopes)


class TokenQuerySet(models.QuerySet["Token"]):
    def usable(self) -> "TokenQuerySet":
        """Tokens that open something now: not revoked, not expired, of an active account."""
        fresh = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(fresh, revoked_at=None, user__is_active=True)


class Token(models.Model):
    """An API token. Only its SHA-256 is kept: what was shown once cannot be shown again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100, blank=True)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… of {self.user}"
