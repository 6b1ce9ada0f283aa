"""The bench of imports on a small file: every step is measured, and nothing of it stays."""

import pytest

from questions.management.bench import imports
from questions.management.bench.bank import make_bank
from questions.models import Question


def test_every_step_is_measured(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(imports, "COUNT", 20)
    monkeypatch.setattr(imports, "_raw_seconds", lambda rows: (1.0, 0.5))
    make_bank(50, 1)
    rows = imports.measure(50, 1)
    assert [row["questions"] for row in rows] == [20, 20, 20, 20, 20, 70]
    assert all(row["per s"] for row in rows)
    assert Question.objects.count() == 50
