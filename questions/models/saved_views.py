"""Saved views: states of the bank's list by name, for oneself or for all who read the bank."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from questions.models.people import User
from questions.rules import access


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """One's own views, and the shared ones for who reads the bank."""
        if access.READ_QUESTIONS not in user.capabilities:
            return self.none()
        shared = Q(shared=True) if access.READ_APPROVED in user.capabilities else Q(pk=None)
        return self.filter(Q(owner=user) | shared).select_related("owner")

    def changeable_by(self, user: User) -> Self:
        """Views that an account may change: its own, and the shared ones for who writes."""
        own = Q(owner=user, shared=False)
        writes = access.WRITE_QUESTIONS in user.capabilities
        return self.visible_to(user).filter(own | Q(shared=True) if writes else own)


class SavedView(models.Model):
    """A name for filters of the bank. It says what to look for, never what may be seen."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", editable=False
    )
    name = models.CharField(max_length=100)
    #: The canonical query string of the filters.
    query = models.TextField()
    shared = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="savedview_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="savedview_named"),
            models.CheckConstraint(condition=~Q(query=""), name="savedview_filters"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('bank')}?{self.query}"
