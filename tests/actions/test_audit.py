"""The audit log is append-only."""

import pytest

from questions.actions import audit
from questions.models import AuditEntry
from questions.models.audit import AppendOnly
from tests.base import Cast, make_question


def test_entries_are_neither_changed_nor_deleted(cast: Cast) -> None:
    audit.record(cast.alice, "answer.viewed", make_question())
    entry = AuditEntry.objects.filter(verb="answer.viewed").get()
    entry.verb = "nothing.happened"
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.all().delete()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.update(verb="nothing.happened")
    assert AuditEntry.objects.filter(verb="answer.viewed").exists()
