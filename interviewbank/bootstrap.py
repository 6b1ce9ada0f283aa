"""`manage.py quickstart`, and the way to `manage.py test`, from a bare checkout.

Only the standard library may be imported here: this runs before anything is installed.
"""

import argparse
import contextlib
import http.client
import secrets
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence

from interviewbank import checks
from interviewbank.environment import (
    PYTHON,
    ROOT,
    RUNTIME_LOCK,
    VAR,
    add_system_option,
    alone,
    children,
    ensure_environment,
    fail,
    local_settings,
    say,
)

HOST = "127.0.0.1"
WORKER_FAILURES = 3
# A worker that ran longer than this had started well: its end counts as a first one.
WORKER_SETTLED_SECONDS = 60
WORKER_PATIENCE_SECONDS = 3


def quickstart(arguments: Sequence[str]) -> None:
    """Install, prepare the data, and serve on the loopback address until told to stop."""
    options = quickstart_options(arguments)
    require_free_port(options.port)
    with alone("setup"):
        ensure_environment(RUNTIME_LOCK, options.system)
        environment = local_settings(secret_key())
        server = serve(options.port, environment)
    worker = Worker(environment)
    say(f"\nInterview question bank: http://{HOST}:{options.port}/  (Ctrl-C stops it)")
    wait_for_the_end(server, worker)


def quickstart_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read quickstart's command line."""
    parser = argparse.ArgumentParser(
        prog="manage.py quickstart",
        description="Install what is needed into .venv, prepare the data in var/, and serve.",
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=port_number, default=8000, help="default: 8000")
    add_system_option(parser)
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """Read a TCP port."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: give a number from 1 to 65535")
    return int(text)


def require_free_port(port: int) -> None:
    """Find out before the long work whether the server will be able to listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            fail(f"Port {port} is reserved for root: choose one above 1023 with --port.")
        except OSError:
            fail(f"Port {port} on {HOST} is taken: choose another one, as in --port {port + 1}.")


def secret_key() -> str:
    """Return this installation's key, made at the first start."""
    path = VAR / "secret_key"
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(64))
        unfinished.replace(path)
    return path.read_text().strip()


def serve(port: int, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server, which first brings the data up to date; return once it answers."""
    threads = environment.get("THREADS", "4")
    command = [PYTHON, "-m", "interviewbank.local_server", "interviewbank.wsgi", "--preload"]
    command += ["--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--threads", threads]
    command += ["--workers", "2", "--graceful-timeout", "5", "--log-level", "warning"]
    command += ["--no-control-socket"]
    # Unbuffered: the account's password is shown once and must not wait in a buffer.
    variables = {**environment, "PYTHONUNBUFFERED": "1"}
    server = children.start(command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL)
    if not answers(server, port):
        code = children.wait(server)
        children.leave_if_stopped()
        raise SystemExit(code or 1)
    return server


def answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server answers a request, or has ended."""
    while server.poll() is None and not children.stop_signal:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz")
            return bool(connection.getresponse().status)
        connection.close()
        time.sleep(0.1)
    return False


class Worker:
    """`manage.py db_worker` beside the server, started again when it ends by itself."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        # Its notices of every start and stop would stand among quickstart's own lines.
        self._environment = {"LOG_LEVEL": "ERROR", **environment}
        self._failures = 0
        self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        command = [PYTHON, "manage.py", "db_worker", "--interval", "1"]
        self._process = children.start(
            command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL
        )

    def look_after(self) -> None:
        """Start it again if it has ended by itself, but not one that keeps ending."""
        if self._given_up() or self._process.poll() is None or children.stop_signal:
            return
        code = children.wait(self._process)
        settled = time.monotonic() - self._started > WORKER_SETTLED_SECONDS
        self._failures = 1 if settled else self._failures + 1
        gone = f"The worker for background work has stopped by itself (exit code {code})"
        if self._given_up():
            say(f"{gone} {self._failures} times: such work now waits for the next quickstart.")
        else:
            say(f"{gone}; it is started again.")
            self._start()

    def _given_up(self) -> bool:
        return self._failures == WORKER_FAILURES

    def end(self) -> None:
        """Let it finish what it does for a moment; asked a second time, it gives up its task."""
        if self._given_up():
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(WORKER_PATIENCE_SECONDS)
        children.end(self._process)


def wait_for_the_end(server: subprocess.Popen[bytes], worker: Worker) -> None:
    """Wait for a signal, on which gunicorn first finishes the requests under way."""
    while server.poll() is None:
        worker.look_after()
        time.sleep(0.2)
    code = children.wait(server)
    if not children.stop_signal:
        fail(f"The server has stopped by itself, with exit code {code}.")
    worker.end()
    say("Stopped.")


def main(arguments: Sequence[str]) -> None:
    """Run `quickstart` or `test`; whatever happens, no child process outlives it."""
    command, *rest = arguments
    children.listen()
    try:
        if command == "quickstart":
            quickstart(rest)
        else:
            checks.main(rest)
    except OSError as error:
        fail(f"Cannot go on: {error}.")
    finally:
        children.end_all()
