"""Others on the same data: Django's admin, plain Django and DRF, and Datasette.

Datasette is installed for the run in a folder of its own, and serves SQLite alone.
"""

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

from questions.management.bench.generator import Connection, LoadFailed, Request
from questions.management.bench.targets import Scene, Target
from questions.management.bench.urls import PLAIN_API, PLAIN_BANK

Say = Callable[[str], object]
START_SECONDS = 60
#: One row for each skill of a question, so that there is something to count by.
VIEW = """CREATE VIEW bench_tagged AS
    SELECT question.id, stem, level, type, status, minutes, skill.name AS skill
    FROM questions_question AS question
    JOIN questions_question_skills AS tag ON tag.question_id = question.id
    JOIN questions_skill AS skill ON skill.id = tag.skill_id"""
FACETED = "bench_tagged?_facet=skill&_size=25"


@contextlib.contextmanager
def installed(say: Say) -> Iterator[Path | None]:
    """Install Datasette for as long as this lasts; None, and a sentence, where it cannot be had."""
    if connection.vendor != "sqlite":
        say("Datasette is left out: it reads SQLite alone.")
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="interviewbank-peers-") as folder:
        say(f"Installing Datasette with pip in {folder}, for this run alone.")
        python = Path(folder) / "bin" / "python"
        try:
            _run(sys.executable, "-m", "venv", folder)
            _run(str(python), "-m", "pip", "install", "--quiet", "datasette")
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"Datasette is left out: it could not be installed ({error}).")
            yield None
            return
        yield python.with_name("datasette")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # made of constants


def targets(scene: Scene) -> list[Target]:
    """Return what the bench's own server shows the plain way."""
    listing = Request("/admin/questions/question/", scene.admin)
    return [
        Target("plain Django, GROUP BY facets", "peer", scene.page(PLAIN_BANK), alone=True),
        Target(
            "plain Django, GROUP BY facets, one skill",
            "peer",
            scene.page(PLAIN_BANK, skill="skill-3"),
            alone=True,
        ),
        Target("Django admin, list", "peer", listing, alone=True),
        Target("plain DRF, list of 25", "peer", Request(PLAIN_API, scene.token), alone=True),
    ]


@contextlib.contextmanager
def datasette(program: Path | None) -> Iterator[list[Target]]:
    """Serve the database by Datasette, and return what is asked of it."""
    if program is None:
        yield []
        return
    with connection.cursor() as cursor:
        cursor.execute(VIEW)
    database = Path(str(connection.settings_dict["NAME"]))
    port = _free_port()
    # The path and the port are our own; without limits its facets would be left out when slow.
    limits = [("sql_time_limit_ms", "60000"), ("facet_time_limit_ms", "60000")]
    settings = [part for name, value in limits for part in ("--setting", name, value)]
    process = subprocess.Popen(  # noqa: S603  # see above
        [str(program), "serve", str(database), "--port", str(port), *settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        request = Request(f"/{database.stem}/{FACETED}")
        _wait_for(port, request)
        yield [Target("Datasette, by skill facet", "peer", request, True, port)]
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, request: Request) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        with contextlib.closing(Connection(port)) as one:
            try:
                one.ask(request)
            except LoadFailed:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                return
