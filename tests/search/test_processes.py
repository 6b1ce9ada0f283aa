"""The facet index when several processes write, and when one of them is killed."""

from pathlib import Path

import pytest

from tests import processes


@pytest.mark.parametrize("what", ["race", "kill"])
def test_counts_are_the_databases_own(db: None, tmp_path: Path, what: str) -> None:
    with processes.environment(tmp_path) as settings:
        versions = int(processes.python(settings, "-m", "tests.search.edits", what))
        assert versions > 60
