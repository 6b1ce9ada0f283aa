"""Readers that misbehave: what `read_apart` has to survive."""

import contextlib
import ctypes
import faulthandler
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from questions.formats.interchange import (
    Entry,
    EntryChoice,
    Hints,
    NamedEntry,
    Reading,
    RoleEntry,
    Skipped,
    SourceEntry,
    Unreadable,
)

_CHOICE = EntryChoice("a", is_key=True, explanation="because")
EVERYTHING = Reading(
    entries=(
        Entry(
            "What\ud800?",
            "mcq",
            difficulty_adjustment=0,
            minutes=5,
            look_for=("a", "b"),
            rubric={"1": "one"},
            choices=(_CHOICE, EntryChoice("b")),
            line=3,
            flags=("no_key",),
            pending=Entry("New?", choices=(_CHOICE,)),
        ),
    ),
    skipped=(Skipped("no question", line=9), Skipped("none either", place="row 2", excerpt="x")),
    skills=(NamedEntry("python", "Python", "a language"),),
    roles=(RoleEntry("dev", "Developer", skills=(("python", 5, ("speed", "care")),)),),
    sources=(SourceEntry("team", "The team", kind="person"),),
    notes=("a note",),
    columns=("Question", "Answer"),
    mapping={"stem": "Question"},
)


def everything(data: bytes, hints: Hints) -> Reading:
    return EVERYTHING


def echo(data: bytes, hints: Hints) -> Reading:
    return Reading((), notes=(hints.name, str(len(data)), *hints.mapping))


def surroundings(data: bytes, hints: Hints) -> Reading:
    return Reading((), notes=(*os.environ, *(name for name in sys.modules if "django" in name)))


def refuse(data: bytes, hints: Hints) -> Reading:
    raise Unreadable("Not this one.", 7)


def burn(data: bytes, hints: Hints) -> Reading:
    while True:
        pass


def sleep(data: bytes, hints: Hints) -> Reading:
    time.sleep(60)
    return Reading(())


def hog(data: bytes, hints: Hints) -> Reading:
    kept = []
    while True:
        kept.append(b"x" * (1 << 20))


def talk(data: bytes, hints: Hints) -> Reading:
    return Reading((), notes=("x" * 30_000_000,) * 3)


def nest(data: bytes, hints: Hints) -> Reading:
    return nest(data, hints)


def fail(data: bytes, hints: Hints) -> Reading:
    raise ValueError(f"cannot read {data!r}")


def panic(data: bytes, hints: Hints) -> Reading:
    raise KeyboardInterrupt  # no Exception, like a panic in Rust


def crash(data: bytes, hints: Hints) -> Reading:
    faulthandler._sigsegv()  # type: ignore[attr-defined]  # what is not meant for programs
    return Reading(())


def abort(data: bytes, hints: Hints) -> Reading:
    os.abort()


def read_file(data: bytes, hints: Hints) -> Reading:
    return Reading((), notes=(Path("/etc/passwd").read_text(),))


def fetch_file(data: bytes, hints: Hints) -> Reading:
    with urllib.request.urlopen("file:///etc/passwd") as file:  # noqa: S310  # it is refused
        return Reading((), notes=(file.read().decode(),))


def write_file(data: bytes, hints: Hints) -> Reading:
    Path(hints.name).write_text("written")
    return Reading(())


def connect(data: bytes, hints: Hints) -> Reading:
    with socket.create_connection(("127.0.0.1", 9)):
        return Reading(())


def fork(data: bytes, hints: Hints) -> Reading:
    os.fork()
    return Reading(())


def run(data: bytes, hints: Hints) -> Reading:
    subprocess.run(["true"], check=True)
    return Reading(())


def load(data: bytes, hints: Hints) -> Reading:
    ctypes.CDLL(None)
    return Reading(())


def print_much(data: bytes, hints: Hints) -> Reading:
    print("words that are no answer")  # noqa: T201  # as a library might
    with contextlib.suppress(OSError):
        os.write(1, b"")
    return Reading((), notes=("said",))
