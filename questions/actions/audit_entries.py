"""Entries of the audit log, as they are made; what they set off is added by audit.py."""

from typing import Any

import structlog
from django.db.models import Model

from questions.models import AuditEntry, User


def entry(actor: User | None, verb: str, obj: Model, changes: dict[str, Any]) -> AuditEntry:
    """Return the entry, not yet stored, that `actor` (None: the system) did `verb` to `obj`."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return AuditEntry(
        actor=actor,
        verb=verb,
        object_type=str(obj._meta.model_name),
        object_id="" if obj.pk is None else str(obj.pk),
        changes=changes,
        request_id=str(request_id)[:64],
    )
