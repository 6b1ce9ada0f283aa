"""kill -9 while an import is brought in: all of it is there or nothing, and then all, once.

At the end two processes bring one import in at the same time.

`KILL_TRIALS=200` runs more of them.
"""

import json
import os
from pathlib import Path

from tests import processes
from tests.processes import python

TRIALS = int(os.environ.get("KILL_TRIALS", "20"))


def test_an_import_is_whole_or_not_there_and_is_taken_up_again(tmp_path: Path, db: None) -> None:
    with processes.environment(tmp_path) as environment:
        python(environment, "manage.py", "migrate", "--verbosity", "0")
        program = ["-m", "tests.actions.transfers.killing", str(TRIALS)]
        found = json.loads(python(environment, *program).splitlines()[-1])
    assert found["trials"] == found["whole"] + found["untouched"] == TRIALS
    assert found["whole"] > 0
    assert found["untouched"] > 0
