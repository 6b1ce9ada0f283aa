"""Other processes on a database of their own, of the kind that this suite runs on."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def environment(folder: Path) -> Iterator[Mapping[str, str]]:
    """Give the settings of processes that share an empty database."""
    with _scratch_database(folder) as url:
        yield {
            **os.environ,
            "DEBUG": "true",
            "DATABASE_URL": url,
            "API_RATE": "1000000/min",
            "DJANGO_SETTINGS_MODULE": "interviewbank.settings",
        }


@contextlib.contextmanager
def _scratch_database(folder: Path) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/scratch.sqlite3"
        return
    at = connection.settings_dict
    server = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}"
    name = f"interviewbank_scratch_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as administration:
        administration.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server}/{name}"
        finally:
            administration.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def python(settings: Mapping[str, str], *arguments: str) -> str:
    """Run Python to its end and return what it printed."""
    command = [sys.executable, *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout.decode()


def script(settings: Mapping[str, str], text: str) -> Any:
    """Run a program and return the JSON of its last line."""
    return json.loads(python(settings, "-c", text).splitlines()[-1])
