"""Many edit one question at once: one wins each revision, all others are told, nothing is lost.

`RACE_EDITS=500` lets sixteen clients make five hundred edits, and not sixty.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import processes


def race(folder: Path, *arguments: str) -> Any:
    with processes.environment(folder) as settings:
        printed = processes.python(settings, "-m", "tests.actions.questions.race", *arguments)
    return json.loads(printed.splitlines()[-1])


@pytest.mark.parametrize("way", ["action", "api"])
def test_one_wins_each_revision_and_nothing_is_lost(db: None, tmp_path: Path, way: str) -> None:
    found = race(tmp_path, way)
    rounds, won = found["rounds"], found["won"]
    assert found["clients"] * rounds >= 60
    # Whoever is not among them was told.
    assert [int(mark.split("-")[0]) for mark in won] == list(range(rounds))
    assert found["answer"] == ["Start", *won]
    assert found["history"] == ["Start", *won]
    assert found["revision"] == 1 + rounds


def test_without_the_lock_edits_are_lost(db: None, tmp_path: Path) -> None:
    """The control: the same race does lose edits where nobody looks at the revision."""
    found = race(tmp_path, "action", "unlocked")
    lost = set(found["won"]) - set(found["answer"])
    assert lost
    assert len(found["won"]) > found["rounds"]
