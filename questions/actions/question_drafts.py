"""Keeping what is typed into the question editor until it is saved.

No audit entry tells of a draft: it is private to its account, and written every few seconds.
"""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from questions.models import Question, QuestionDraft, User
from questions.permissions import require
from questions.rules import access

#: Characters of a draft as JSON: twice what a question with every field full would take.
MAX_DRAFT = 600_000


class DraftRefused(Exception):
    """A draft that is too long to be kept."""


@transaction.atomic
def keep(
    user: User, question: Question | None, data: dict[str, list[str]], read_revision: int
) -> QuestionDraft:
    """Store what an account has typed for a question (None: a new one), over what it had there."""
    require(user, access.WRITE_QUESTIONS)
    if len(json.dumps(data, ensure_ascii=False)) > MAX_DRAFT:
        raise DraftRefused("This is too long to be kept as a draft.")
    fields: dict[str, Any] = {
        "data": {name: [_storable(text) for text in said] for name, said in data.items()},
        "read_revision": read_revision,
        "updated_at": timezone.now(),
    }
    draft, _ = QuestionDraft.objects.update_or_create(
        account=user, question=question, defaults=fields
    )
    return draft


@transaction.atomic
def discard(user: User, question: Question | None) -> None:
    """Delete an account's draft of a question, if there is one."""
    require(user, access.WRITE_QUESTIONS)
    QuestionDraft.objects.filter(account=user, question=question).delete()


def _storable(text: str) -> str:
    # PostgreSQL's JSON holds no NUL; the editor refuses it when the question is saved.
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
