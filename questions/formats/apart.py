"""Reading a file that may be hostile: in a process of its own, with limits on time and memory."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questions.formats import crossing
from questions.formats.interchange import Hints, QuestionFormat, Reading, Unreadable

logger = logging.getLogger(__name__)

CHILD = Path(__file__).with_name("apart_child.py")
_MB = 1 << 20
#: Bytes that a child may take.
MEMORY = 256 * _MB
#: Bytes of an answer: a file of 16 MB has far less to say.
MAX_ANSWER = 64 * _MB
#: What a child gets of our environment, which holds secrets.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")

TOO_SLOW = "This file took too long to read: split it, or check that it is what its name says."
TOO_LARGE = "This file needs too much memory to be read: split it into smaller files."
TOO_DEEP = "This file is nested too deeply to be read."
OUTSIDE = "This file refers to a file or an address outside of it, which is not opened."
BROKEN = "This file could not be read: something in it is not as any program should write it."
_FAILED = {"memory": TOO_LARGE, "depth": TOO_DEEP, "outside": OUTSIDE}


@dataclass(frozen=True)
class Limits:
    """What the reading of one file may take: seconds of CPU, seconds by the clock, bytes."""

    cpu: int
    wall: float
    memory: int = MEMORY


def limits_for(size: int) -> Limits:
    """Return the limits for a file of so many bytes: 5 s of CPU for each 2 MB, 60 s at most.

    A busy machine may need thrice the time by the clock.
    """
    cpu = min(5 * max(1, -(-size // (2 * _MB))), 60)
    return Limits(cpu, wall=3 * cpu + 10)


def read_apart(
    format_: QuestionFormat, data: bytes, hints: Hints, limits: Limits | None = None
) -> Reading:
    """Read a file; raises Unreadable, also for what takes too much time or memory.

    The format's `read` is a function at the top of a module, which the child imports by name;
    `limits` are by default those of the file's size. Where Python has no `resource` module
    (Windows), only the time by the clock is limited.
    """
    if format_.read is None:
        raise Unreadable(f"{format_.label} cannot be read, only written.")
    limits = limits or limits_for(len(data))
    answer = _answer(limits, _request(format_.read, hints, limits), data)
    try:
        if "reading" not in answer:
            raise _refusal(format_.name, answer)
        return crossing.reading(answer["reading"])
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise Unreadable(BROKEN) from error


def _request(read: Callable[..., Reading], hints: Hints, limits: Limits) -> bytes:
    """Return the line that tells a child what to do."""
    values = {
        "module": read.__module__,
        "function": read.__qualname__,
        "hints": {"name": hints.name, "mapping": dict(hints.mapping)},
        "path": [str(Path(folder).resolve()) for folder in sys.path],
        "cpu": limits.cpu,
        "memory": limits.memory,
    }
    return json.dumps(values).encode() + b"\n"


def _answer(limits: Limits, request: bytes, data: bytes) -> Mapping[str, Any]:
    """Run a child to its end; raises Unreadable when it had to be stopped.

    It reads all of its input before it writes, so that neither waits for the other.
    """
    process = subprocess.Popen(  # noqa: S603  # this Python, and a program of ours
        [sys.executable, "-I", "-S", "-X", "utf8", str(CHILD)],
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + limits.wall
    late = threading.Timer(limits.wall, process.kill)
    late.start()
    try:
        said = _talk(process, request, data)
    finally:
        late.cancel()
        process.kill()
        process.wait()
    try:
        return json.loads(said.decode("utf-8", "surrogatepass"))  # type: ignore[no-any-return]
    except ValueError as error:
        is_late = time.monotonic() >= end
        why = _why_stopped(process.returncode, len(said), is_late=is_late)
        raise Unreadable(why) from error


def _talk(process: subprocess.Popen[bytes], request: bytes, data: bytes) -> bytes:
    assert process.stdin is not None  # noqa: S101  # both are pipes
    assert process.stdout is not None  # noqa: S101
    with process.stdout:
        try:
            with process.stdin:
                process.stdin.write(request)
                process.stdin.write(data)
        except OSError:
            return b""  # it ended early; its exit status says why
        said: bytes = process.stdout.read(MAX_ANSWER + 1)
    return said


def _refusal(name: str, answer: Mapping[str, Any]) -> Unreadable:
    if "refused" in answer:
        return Unreadable(str(answer["refused"]), answer["line"])
    if "where" in answer:
        logger.error("The reader of %s failed: %s", name, answer["where"])
    return Unreadable(_FAILED.get(answer.get("failed", ""), BROKEN))


def _why_stopped(code: int, size: int, *, is_late: bool) -> str:
    """Say why a child gave no answer; it ends by a signal when a limit is reached."""
    name = signal.Signals(-code).name if code < 0 else ""
    if is_late or (name in ("SIGXCPU", "SIGKILL") and size <= MAX_ANSWER):
        return TOO_SLOW
    # What is written in other languages than Python stops when it gets no memory.
    return TOO_LARGE if size > MAX_ANSWER or name == "SIGABRT" else BROKEN
