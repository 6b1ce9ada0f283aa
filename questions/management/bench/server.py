"""The application as it is deployed: gunicorn with two workers of four threads, DEBUG off."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from questions.management.bench.generator import Connection, LoadFailed, Request
from questions.management.bench.urls import WORKER
from questions.management.bench.wsgi import STATIC_ROOT, STORAGES

WORKERS, THREADS, TRIES = 2, 4, 500


@dataclass
class Server:
    """A running server; `started` is how many seconds it took to answer for the first time."""

    port: int
    started: float
    #: A connection to each worker, by process id.
    workers: dict[int, Connection]

    @property
    def all(self) -> list[Connection]:
        """A connection to each worker."""
        return list(self.workers.values())

    def ask(self, request: Request) -> None:
        """Let every worker answer the same once."""
        for worker in self.all:
            worker.ask(request)

    def memory(self) -> float | None:
        """Return the MB of the largest worker; None where the system does not tell."""
        found = [_memory(pid) for pid in self.workers]
        known = [mb for mb in found if mb is not None]
        return max(known) if known else None


@contextlib.contextmanager
def static_files() -> Iterator[Path]:
    """Collect the static files in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="interviewbank-bench-") as folder:
        with override_settings(STATIC_ROOT=folder, STORAGES=STORAGES):
            call_command("collectstatic", verbosity=0, interactive=False)
        yield Path(folder)


@contextlib.contextmanager
def serving(secret_key: str, static: Path, first: Request) -> Iterator[Server]:
    """Serve the database in use until the end; what the server logged is told with a failure."""
    with tempfile.TemporaryFile("w+") as log:
        start = perf_counter()
        process, port = _start(_environment(secret_key, static), log)
        try:
            yield _answering(port, first, start)
        except LoadFailed as error:
            process.terminate()
            process.wait()
            log.seek(0)
            raise LoadFailed(f"{error}\n{log.read()}".strip()) from error
        finally:
            process.terminate()
            process.wait()


def _start(environment: dict[str, str], log: IO[str]) -> tuple["subprocess.Popen[bytes]", int]:
    """Start gunicorn on a socket that is open at once: the first request waits for it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        process = subprocess.Popen(  # noqa: S603  # made of constants
            _command(listener.fileno()),
            cwd=settings.ROOT,
            env=environment,
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=log,
        )
        return process, listener.getsockname()[1]


def _command(listener: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "questions.management.bench.wsgi:application()"),
        *("--bind", f"fd://{listener}", "--worker-class", "gthread", "--log-level", "warning"),
        *("--workers", str(WORKERS), "--threads", str(THREADS), "--no-control-socket"),
        # Long enough for a connection to stay with its worker.
        *("--keep-alive", "600"),
    ]


def _environment(secret_key: str, static: Path) -> dict[str, str]:
    return os.environ | {
        "DEBUG": "false",
        "INSECURE_HTTP": "true",
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": "127.0.0.1",
        "API_RATE": "1000000/sec",
        "THREADS": str(THREADS),
        "DATABASE_URL": database_url(),
        STATIC_ROOT: str(static),
    }


def database_url() -> str:
    """Return the address of the database in use: the throw-away one, not that of the settings."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def _answering(port: int, first: Request, start: float) -> Server:
    """Wait for the first answer, then find a connection to every worker."""
    connection = Connection(port)
    connection.ask(first)
    connection.close()
    started = perf_counter() - start
    return Server(port, started, _workers(port))


def _workers(port: int) -> dict[int, Connection]:
    found: dict[int, Connection] = {}
    for _ in range(TRIES):
        connection = Connection(port)
        pid = int(connection.ask(Request(WORKER)).body)
        if pid not in found:
            found[pid] = connection
        if len(found) == WORKERS:
            return found
    raise LoadFailed(f"Only {len(found)} of {WORKERS} workers answered.")


def _memory(pid: int) -> float | None:
    """Return a process's share of memory in MB: of pages that processes share, its part."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return None
    [kilobytes] = [line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")]
    return int(kilobytes) / 1_000
