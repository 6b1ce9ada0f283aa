"""Load on a server over HTTP, and how long its answers took: by wrk where there is one."""

import http.client
import re
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from questions.management.bench.report import p99

#: Seconds to wait for an answer.
PATIENCE = 120.0
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}
_PERCENTILE = re.compile(r"^ +(50|99)% +([\d.]+)(us|ms|s|m) *$", re.MULTILINE)
_REQUESTS = re.compile(r"(\d+) requests in")
_TROUBLE = re.compile(r"Non-2xx or 3xx responses: \d+|Socket errors: .*")


class LoadFailed(Exception):
    """An answer that is not what was asked for: what it took measures nothing."""


@dataclass(frozen=True)
class Request:
    """What is asked, and the status that the answer must have."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Answer:
    """What came back, after how many milliseconds."""

    body: str
    headers: Mapping[str, str]
    ms: float


@dataclass(frozen=True)
class Latency:
    """Milliseconds of half and of 99 in a hundred of the answers."""

    p50: float
    p99: float
    requests: int

    @classmethod
    def of(cls, ms: Sequence[float]) -> "Latency":
        return cls(median(ms), p99(ms) if len(ms) > 1 else ms[0], len(ms))


class Connection:
    """One connection that is kept: all its requests reach the same worker."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def ask(self, request: Request) -> Answer:
        """Return the answer; raise LoadFailed when it has another status."""
        start = perf_counter()
        try:
            self._http.request("GET", request.path, headers=dict(request.headers))
            answer = self._http.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise LoadFailed(f"{request.path}: no answer ({error!r}).") from error
        ms = (perf_counter() - start) * 1_000
        if answer.status != request.status:
            raise LoadFailed(f"{request.path} answered {answer.status}, not {request.status}.")
        return Answer(body.decode(), dict(answer.getheaders()), ms)

    def close(self) -> None:
        self._http.close()


def generator(seconds: float) -> str:
    """Return which makes the load: wrk counts whole seconds alone."""
    return "wrk" if shutil.which("wrk") and float(seconds).is_integer() else "Python"


def load(port: int, request: Request, connections: int, seconds: float) -> Latency:
    """Ask the same again and again on so many connections at a time; raise LoadFailed."""
    found = _wrk(port, request, connections, seconds) if generator(seconds) == "wrk" else None
    # Where wrk saw no answer in time, this one waits for the first.
    return found or _threads(port, request, connections, seconds)


def _wrk(port: int, request: Request, connections: int, seconds: float) -> Latency | None:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", f"--timeout={PATIENCE:.0f}s"]
    for name, value in request.headers.items():
        command += ["-H", f"{name}: {value}"]
    address = f"http://127.0.0.1:{port}{request.path}"
    # The command is made above, of addresses that the site itself has given.
    done = subprocess.run(  # noqa: S603  # see above
        [*command, "--latency", address], capture_output=True, text=True, check=False
    )
    requests = _REQUESTS.search(done.stdout)
    trouble = _TROUBLE.search(done.stdout)
    if done.returncode or requests is None or trouble:
        raise LoadFailed(f"{request.path}: {trouble[0] if trouble else done.stderr or done.stdout}")
    found = {n: float(value) * _UNITS[unit] for n, value, unit in _PERCENTILE.findall(done.stdout)}
    number = int(requests[1])
    return Latency(found["50"], found["99"], number) if number and found["50"] else None


def _threads(port: int, request: Request, connections: int, seconds: float) -> Latency:
    taken: list[float] = []
    failed: list[LoadFailed] = []
    end = perf_counter() + seconds

    def ask() -> None:
        connection = Connection(port)
        try:
            taken.append(connection.ask(request).ms)
            while perf_counter() < end:
                taken.append(connection.ask(request).ms)
        except LoadFailed as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return Latency.of(taken)
