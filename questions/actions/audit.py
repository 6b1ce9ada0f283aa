"""Audit entries: every action records one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from questions.actions import audit_entries, webhook_outbox
from questions.models import AuditEntry, Question, User
from questions.permissions import require
from questions.rules import lifecycle
from questions.rules.access import READ_AUDIT


def record(
    actor: User | None, verb: str, obj: Model, changes: dict[str, Any] | None = None
) -> None:
    """Write that `actor` (None: the system) did `verb` to `obj`, and tell webhooks of it.

    `changes` names what changed; texts of answers and secrets must never be in it.
    """
    act = audit_entries.entry(actor, verb, obj, changes or {})
    act.save()
    webhook_outbox.tell([(act, obj)])


def record_many(actor: User | None, acts: Iterable[tuple[str, Model, dict[str, Any]]]) -> None:
    """Write what `record` writes, for many objects at once."""
    told = [(audit_entries.entry(actor, *act), act[1]) for act in acts]
    AuditEntry.objects.bulk_create([act for act, _ in told], batch_size=1_000)
    webhook_outbox.tell(told)


def last_step(question: Question) -> AuditEntry | None:
    """Return the newest entry of a question's steps through its lifecycle."""
    verbs = [f"question.{verb}" for verb in lifecycle.TRANSITIONS]
    entries = AuditEntry.objects.filter(object_type="question", object_id=str(question.pk))
    return entries.filter(verb__in=verbs).first()


def record_export(user: User, filters: str) -> None:
    """Record that the audit log was handed out, as far as the filters (a query string) go."""
    require(user, READ_AUDIT)
    record(user, "audit.exported", AuditEntry(), {"filters": filters[:500]})
