"""An `Idempotency-Key` across processes: at once, and where one of them is killed."""

import json
from pathlib import Path
from typing import Any

from tests import processes


def run(folder: Path, what: str) -> Any:
    with processes.environment(folder) as settings:
        printed = processes.python(settings, "-m", "tests.api.same_key", what)
    return json.loads(printed.splitlines()[-1])


def test_sent_at_once_it_is_made_once(db: None, tmp_path: Path) -> None:
    """Each is the first, meets the first under way, or is told again what that has made."""
    found = run(tmp_path, "race")
    assert (found["made"], found["created"], len(found["answers"])) == (1, 1, 8)
    assert found["answers"].count([201, ""]) == 1
    assert all(answer in ([201, ""], [201, "true"], [409, ""]) for answer in found["answers"])


def test_it_is_made_once_wherever_a_process_is_killed(db: None, tmp_path: Path) -> None:
    made, again, under_way = [201, ""], [201, "true"], [409, ""]
    nothing, all_of_it = [0, 1], [1, 0]
    assert run(tmp_path, "kill") == {
        "claimed": [nothing, under_way, made, again, 1],
        "written": [nothing, under_way, made, again, 1],
        "noted": [nothing, under_way, made, again, 1],
        "committed": [all_of_it, again, again, again, 1],
    }
