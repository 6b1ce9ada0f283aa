"""Audit entries: every action records one."""

from collections.abc import Iterable
from typing import Any

import structlog
from django.db.models import Model

from questions.models import AuditEntry, Question, User
from questions.permissions import require
from questions.rules import lifecycle
from questions.rules.access import READ_AUDIT


def record(
    actor: User | None, verb: str, obj: Model, changes: dict[str, Any] | None = None
) -> None:
    """Write that `actor` (None: the system) did `verb` to `obj`.

    `changes` names what changed; texts of answers and secrets must never be in it.
    """
    _entry(actor, verb, obj, changes or {}).save()


def record_many(actor: User | None, acts: Iterable[tuple[str, Model, dict[str, Any]]]) -> None:
    """Write what `record` writes, for many objects at once."""
    AuditEntry.objects.bulk_create([_entry(actor, *act) for act in acts], batch_size=1_000)


def _entry(actor: User | None, verb: str, obj: Model, changes: dict[str, Any]) -> AuditEntry:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return AuditEntry(
        actor=actor,
        verb=verb,
        object_type=str(obj._meta.model_name),
        object_id="" if obj.pk is None else str(obj.pk),
        changes=changes,
        request_id=str(request_id)[:64],
    )


def last_step(question: Question) -> AuditEntry | None:
    """Return the newest entry of a question's steps through its lifecycle."""
    verbs = [f"question.{verb}" for verb in lifecycle.TRANSITIONS]
    entries = AuditEntry.objects.filter(object_type="question", object_id=str(question.pk))
    return entries.filter(verb__in=verbs).first()


def record_export(user: User, filters: str) -> None:
    """Record that the audit log was handed out, as far as the filters (a query string) go."""
    require(user, READ_AUDIT)
    record(user, "audit.exported", AuditEntry(), {"filters": filters[:500]})
