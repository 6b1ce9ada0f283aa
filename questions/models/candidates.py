"""Candidates: the one table that holds personal data of people who are interviewed."""

import datetime
import secrets
from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from questions.models.people import User
from questions.models.taxonomy import Role
from questions.rules import access

# Without letters and digits that are taken for one another.
_PSEUDONYM_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MAX_NOTES = 10_000


def new_pseudonym() -> str:
    """Return a name that tells nothing: what stays of a candidate who is erased."""
    return "C-" + "".join(secrets.choice(_PSEUDONYM_LETTERS) for _ in range(8))


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def visible_to(self, user: User) -> Self:
        """Candidates whose data the account may read: all, or those given to it or made by it."""
        if access.READ_CANDIDATES not in user.capabilities:
            return self.none()
        if access.EVERY_CANDIDATE in user.capabilities:
            return self
        return self.filter(pk__in=Candidate.objects.held_by(user))

    def held_by(self, user: User) -> Self:
        """Candidates that the account made or was given, as a subquery takes them."""
        given = Candidate.objects.filter(given_to=user).order_by().values("pk")
        return self.filter(Q(created_by=user) | Q(pk__in=given)).order_by()

    def present(self) -> Self:
        """Candidates who have not been erased."""
        return self.filter(erased_at=None)

    def due(self, today: datetime.date) -> Self:
        """Candidates whose data should have been erased before today."""
        return self.present().filter(retain_until__lt=today)

    def for_list(self) -> Self:
        return self.select_related("role", "created_by").prefetch_related("given_to")


class Candidate(models.Model):
    """Someone who is interviewed. Erasing empties the row but for its pseudonym."""

    pseudonym = models.CharField(max_length=20, unique=True, default=new_pseudonym, editable=False)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    external_ref = models.CharField(
        "external reference", max_length=200, blank=True, help_text="Their id in another system."
    )
    notes = models.TextField(blank=True, validators=[MaxLengthValidator(MAX_NOTES)])
    role = models.ForeignKey(
        Role, models.SET_NULL, null=True, blank=True, related_name="candidates"
    )
    retain_until = models.DateField(
        null=True, blank=True, help_text="When their data should be erased."
    )
    given_to = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="candidates_given", blank=True
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | Q(erased_at__isnull=False), name="candidate_named"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", email="", external_ref="", notes=""),
                name="candidate_erased_is_empty",
            ),
            models.UniqueConstraint(
                fields=["external_ref"],
                condition=~Q(external_ref=""),
                name="candidate_external_ref_once",
            ),
        ]

    def __str__(self) -> str:
        # The pseudonym: whatever logs or repeats an object must not spread a name.
        return self.pseudonym

    def get_absolute_url(self) -> str:
        return reverse("candidate", args=[self.pk])

    @property
    def label(self) -> str:
        """The name, or what is left of an erased candidate."""
        return self.name or self.pseudonym

    def may_be_erased_by(self, user: User) -> bool:
        """Tell whether an account may: it has every candidate, or made this one.

        To be given a candidate is to work with them, not to end what others rely on.
        """
        mine = access.EVERY_CANDIDATE in user.capabilities or self.created_by_id == user.pk
        return mine and access.WRITE_CANDIDATES in user.capabilities

    @property
    def is_due(self) -> bool:
        """Tell whether their data should have been erased before today."""
        late = self.retain_until is not None and self.retain_until < timezone.localdate()
        return late and self.erased_at is None
