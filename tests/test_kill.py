"""kill -9 of the server while a kit is being changed: nothing half-written, nothing lost.

Each trial changes a kit over the API as fast as a real server answers, kills the server's worker at
a random moment, and looks at what the database holds. `KILL_TRIALS=200` runs more of them.
"""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import processes
from tests.processes import ROOT, script

TRIALS = int(os.environ.get("KILL_TRIALS", "20"))
CHANCE = random.SystemRandom()
SEED = """
import json, django
django.setup()
from tests.base import make_kit, make_question, recruiter, token
kit = make_kit(asked=[make_question(f"Question {n}") for n in range(12)])
scopes = ("questions:read", "kits:read", "kits:write")
print(json.dumps({"kit": kit.pk, "revision": kit.revision, **token(recruiter(), *scopes)}))
"""
LOOK = {
    "revision": "SELECT revision FROM questions_kit",
    "items": "SELECT question_id, note FROM questions_kititem ORDER BY question_id",
    "sections": "SELECT name FROM questions_kitsection ORDER BY position",
    "undo": "SELECT revision FROM questions_kitchange ORDER BY id DESC",
    "recorded": "SELECT count(*) FROM questions_auditentry WHERE verb = 'kit.changed'",
}


@dataclass
class Changes:
    """What was sent, and what the server said it has done: notes are numbers that only grow."""

    sent: int = 0
    done: int = 0
    etag: str = ""
    failures: list[str] = field(default_factory=list)


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    with processes.environment(tmp_path) as settings:
        yield settings


def look(environment: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return what the database holds of the one kit, read past the application."""
    url = environment["DATABASE_URL"]
    opened: Any = (
        sqlite3.connect(url.removeprefix("sqlite:///"))
        if url.startswith("sqlite")
        else psycopg.connect(url)
    )
    with contextlib.closing(opened) as database:
        found = {name: database.execute(sql).fetchall() for name, sql in LOOK.items()}
    return {name: [r[0] if len(r) == 1 else r for r in rows] for name, rows in found.items()}


@contextlib.contextmanager
def server(environment: Mapping[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "gunicorn", "interviewbank.wsgi", "--threads", "2"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--no-control-socket"]
    # Whoever is killed is followed at once by a worker that has all modules already.
    command += ["--preload"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_it_answers(port)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kill_worker(process: subprocess.Popen[bytes]) -> None:
    """Kill what answers requests; the process that started it starts another."""
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, check=True)
    for worker in found.stdout.split():
        os.kill(int(worker), signal.SIGKILL)


def wait_until_it_answers(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError, http.client.HTTPException):
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            link.request("GET", "/healthz")
            if link.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


def change_without_end(port: int, bank: Mapping[str, Any], changes: Changes) -> None:
    """Write numbers into the notes of the kit's questions until the server is gone."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": bank["Authorization"], "Content-Type": "application/json"}
    with contextlib.suppress(OSError, http.client.HTTPException):
        link.request("GET", f"/api/v1/kits/{bank['kit']}/", headers=headers)
        answer = link.getresponse()
        held = json.loads(answer.read())
        changes.etag = answer.headers["ETag"]
        questions = [item["question"] for s in held["sections"] for item in s["items"]]
        while True:
            changes.sent += 1
            place = f"/api/v1/kits/{bank['kit']}/items/{CHANCE.choice(questions)}/"
            body = json.dumps({"note": str(changes.sent)})
            link.request("PATCH", place, body, headers | {"If-Match": changes.etag})
            answer = link.getresponse()
            said = answer.read()
            if answer.status != 200:
                changes.failures.append(said.decode())
                return
            changes.etag, changes.done = answer.headers["ETag"], changes.sent


def wait_for_a_change(changes: Changes, known: int) -> None:
    """Wait until the first change is acknowledged: a server's first answers are slow."""
    for _ in range(1_000):
        if changes.done > known or changes.failures:
            return
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_no_change_is_halved_and_none_that_was_acknowledged_is_lost(
    environment: Mapping[str, str], db: None
) -> None:
    bank = script(environment, SEED)
    before = look(environment)
    changes = Changes()
    port = free_port()
    with server(environment, port) as process:
        for trial in range(TRIALS):
            known = changes.done
            writer = threading.Thread(target=change_without_end, args=(port, bank, changes))
            writer.start()
            wait_for_a_change(changes, known)
            time.sleep(CHANCE.uniform(0, 0.3))
            kill_worker(process)
            writer.join()
            assert changes.failures == [], trial
            after = look(environment)
            hold_together(before, after)
            applied = max((int(note) for _, note in after["items"] if note), default=0)
            assert known < changes.done <= applied <= changes.sent, trial
            # The change under way may have been made or not: go on from either.
            changes.done = changes.sent = applied


def hold_together(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """All rows of a change are there, or none."""
    [first], [last] = before["revision"], after["revision"]
    assert [question for question, _ in after["items"]] == [q for q, _ in before["items"]]
    assert after["sections"] == before["sections"]
    assert after["recorded"] == [before["recorded"][0] + last - first]
    assert after["undo"] == list(range(last - 1, last - 11, -1))
