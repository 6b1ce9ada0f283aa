"""Keys that clients send with requests that make something, so that a retry makes nothing twice."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from questions.models.people import Token, User


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    def of(self, user: User, token: Token | None) -> Self:
        """Keys of an account: those sent with this token, or by session."""
        return self.filter(user=user, token=token)


class IdempotencyKey(models.Model):
    """A key, the request that it came with, and where that has led.

    What was made is named by its address and never copied here: a repeated answer is made of the
    thing itself, as far as the caller may see it then.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token = models.ForeignKey(Token, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the request.")
    claim = models.CharField(max_length=32, help_text="Which request it is that may finish this.")
    claimed_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, help_text="Empty while under way.")
    location = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token", "key"], condition=~Q(token=None), name="idempotency_once_per_token"
            ),
            models.UniqueConstraint(
                fields=["user", "key"], condition=Q(token=None), name="idempotency_once_per_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.user}"
