"""Answers that are read over the API leave an entry in the audit log: once an hour for a token."""

from typing import Any

from django.core.cache import caches
from django.utils import timezone

from questions.actions import people
from questions.models import Token, User
from questions.permissions import can
from questions.rules.access import READ_ANSWERS

HOUR = 3600


def may_answer(request: Any) -> bool:
    """Tell whether the caller may read answers; if so, record that they do.

    An entry for each question would make a list of a hundred cost a hundred writes.
    """
    allowed = can(request.user, READ_ANSWERS)
    if allowed and not getattr(request, "answers_noted", False):
        request.answers_noted = True
        _note(request.user, request.auth)
    return allowed


def _note(user: User, token: Token | None) -> None:
    with_ = f"token:{token.pk}" if token else f"user:{user.pk}"
    if caches["process"].add(f"answers-read:{with_}:{timezone.now():%Y%m%d%H}", True, HOUR):
        people.record_answers_read(user, token)
