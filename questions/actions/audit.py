"""Audit entries: every action records one."""

from typing import Any

import structlog
from django.db.models import Model

from questions.models import AuditEntry, User
from questions.permissions import require
from questions.rules.access import READ_AUDIT


def record(
    actor: User | None, verb: str, obj: Model, changes: dict[str, Any] | None = None
) -> None:
    """Write that `actor` (None: the system) did `verb` to `obj`.

    `changes` names what changed; texts of answers and secrets must never be in it.
    """
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    AuditEntry.objects.create(
        actor=actor,
        verb=verb,
        object_type=str(obj._meta.model_name),
        object_id="" if obj.pk is None else str(obj.pk),
        changes=changes or {},
        request_id=str(request_id)[:64],
    )


def record_export(user: User, filters: str) -> None:
    """Record that the audit log was handed out, as far as the filters (a query string) go."""
    require(user, READ_AUDIT)
    record(user, "audit.exported", AuditEntry(), {"filters": filters[:500]})
