"""Accounts and their API tokens."""

import datetime
from functools import cached_property
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from questions.rules import access

#: How exact “last seen” is: a write for each request would cost more than it tells.
SEEN_EVERY = datetime.timedelta(minutes=5)


class AccountManager(UserManager["User"]):
    def administrators(self) -> models.QuerySet["User"]:
        """Active accounts that may administer."""
        named = models.Q(groups__name=access.ADMIN) | models.Q(is_superuser=True)
        return self.filter(pk__in=self.filter(named).values("pk"), is_active=True)

    def for_list(self) -> models.QuerySet["User"]:
        """Accounts with their groups, and whether each has a second factor."""
        apps = Authenticator.objects.filter(
            user=models.OuterRef("pk"), type=Authenticator.Type.TOTP
        )
        rows = self.annotate(has_second_factor=models.Exists(apps))
        return rows.prefetch_related("groups")


class User(AbstractUser):
    """An account. Its groups say what it may do, cut down to the scopes of a token in use."""

    #: Scopes of the API token that the present request came with; None for a person signed in.
    scopes: frozenset[str] | None = None

    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Raised to end all sessions of the account.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

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

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Sessions hold this: Django ends those that were begun with another password or epoch."""
        hashed: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # not in stubs
        return f"{hashed}.{self.session_epoch}" if self.session_epoch else hashed

    def see(self) -> None:
        """Note that the account was here; at most once in some minutes."""
        now = timezone.now()
        if self.last_seen_at is None or self.last_seen_at < now - SEEN_EVERY:
            User.objects.filter(pk=self.pk).update(last_seen_at=now)


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, user: User) -> "TokenQuerySet":
        """One's own tokens; all of them for whoever manages the settings."""
        everyone = access.MANAGE_SETTINGS in user.capabilities
        return self.all() if everyone else self.filter(user=user)

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

    @property
    def state(self) -> str:
        """Return whether it opens something as far as it goes: active, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return "expired" if expired else "active"
