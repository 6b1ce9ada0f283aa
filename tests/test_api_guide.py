"""docs/api.md and its sample integration do what they say, on a served bank with the fixtures."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from questions.actions import fixtures, people
from questions.models import Candidate, Kit, Question
from tests.base import Cast, make_cast

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs/api.md").read_text()
SAMPLE = ROOT / "docs/examples/sync_candidates.py"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.M | re.S)
SCOPES = re.search(r"--scopes (\S+)", GUIDE)
PLAN = "Junior AI Model Designer, 45 minutes"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def served(cast: Cast, live_server: LiveServer) -> Mapping[str, str]:
    """A bank with the fixtures, and what an integration has to know of it."""
    fixtures.load(ROOT / "fixtures")
    assert SCOPES is not None
    _, secret = people.create_token(cast.alice, SCOPES[1].split(","))
    return {"PATH": os.environ["PATH"], "BANK": live_server.url, "TOKEN": secret}


def ran(command: list[str], settings: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_block_of_the_guide_runs_in_its_order(served: Mapping[str, str]) -> None:
    program = {"sh": ["bash", "-euc"], "python": [sys.executable, "-c"]}
    said = [ran([*program[kind], text], served) for kind, text in BLOCK.findall(GUIDE)]

    found, mcqs, shaped, made, moved, exported = said
    assert '"results":[{' in found
    assert mcqs == "25 MCQs; each with a key: True\n"
    [first, _] = json.loads(shaped)["results"]
    assert set(first) == {"id", "stem", "choices", "source"}
    assert set(first["source"]) == {"name"}
    assert '"status":"draft"' in made
    assert moved == "in_review\n"
    assert re.fullmatch(r"ready \d{5,} bytes\n", exported)
    written = Question.objects.get(stem="When is a simple model the better choice?")
    assert written.minutes == 4
    kit = Kit.objects.get(candidate__external_ref="ats-4711")
    assert kit.status == "ready"


def test_the_sample_keeps_candidates_in_step(served: Mapping[str, str], tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text(
        "id,name,email,stage\n"
        "17,Robin Example,robin@example.org,Interview\n"
        "18,Kim Example,kim@example.org,Screening\n"
    )
    command = [
        sys.executable,
        str(SAMPLE),
        str(export),
        "--stage",
        "Interview",
        "--blueprint",
        PLAN,
    ]

    assert ran(command, served) == "17: added, given a kit\n18: added\n"
    assert ran(command, served) == "17: unchanged, has a kit\n18: unchanged\n"

    later = export.read_text().replace("kim@", "kim.new@").replace("Screening", "Interview")
    export.write_text(later)
    assert ran(command, served) == "17: unchanged, has a kit\n18: changed, given a kit\n"
    assert Candidate.objects.get(external_ref="18").email == "kim.new@example.org"
    assert Kit.objects.filter(status="ready").count() == 2
