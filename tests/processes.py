"""Other processes on a database of their own, of the kind that this suite runs on."""

import atexit
import contextlib
import functools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def environment(folder: Path) -> Iterator[Mapping[str, str]]:
    """Give the settings of processes that share a migrated database with nothing in it."""
    with _scratch_database(folder) as url:
        yield _settings(url)


def _settings(url: str) -> Mapping[str, str]:
    return {
        **os.environ,
        "DEBUG": "true",
        "DATABASE_URL": url,
        "API_RATE": "1000000/min",
        "DJANGO_SETTINGS_MODULE": "interviewbank.settings",
    }


@contextlib.contextmanager
def _scratch_database(folder: Path) -> Iterator[str]:
    if connection.vendor == "sqlite":
        scratch = shutil.copy(_migrated_file(), folder / "scratch.sqlite3")
        yield f"sqlite:///{scratch}"
    else:
        with _database(f"interviewbank_scratch_{os.getpid()}", _migrated_database()) as url:
            yield url


@functools.cache
def _migrated_file() -> Path:
    """Make the SQLite file that every scratch database is a copy of: migrating takes seconds."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    path = Path(folder, "migrated.sqlite3")
    python(_settings(f"sqlite:///{path}"), "manage.py", "migrate", "--verbosity", "0")
    # What stands in the log beside the file would be missing from a copy.
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@functools.cache
def _migrated_database() -> str:
    """Likewise make the database of PostgreSQL, and return its name."""
    name = f"interviewbank_migrated_{os.getpid()}"
    made = contextlib.ExitStack()
    url = made.enter_context(_database(name, "template0"))
    atexit.register(made.close)
    python(_settings(url), "manage.py", "migrate", "--verbosity", "0")
    return name


@contextlib.contextmanager
def _database(name: str, template: str) -> Iterator[str]:
    at = connection.settings_dict
    server = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as administration:
        administration.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
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
