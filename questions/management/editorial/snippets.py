"""Runs the Python of a question in a process of its own, with little of everything."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

CHILD = Path(__file__).with_name("snippet_child.py")
CPU_SECONDS, BYTES = 10, 2 << 30
# Code that waits uses no CPU.
WALL_SECONDS = 60


def can_import(modules: Iterable[str]) -> bool:
    """Tell whether all these top-level modules are installed."""
    return all(module and find_spec(module) for module in modules)


def run(code: str, *, cpu_seconds: int = CPU_SECONDS) -> str:
    """Run code and return the last line of its error, nothing when it ends well."""
    # Each thread of a numeric library would reserve memory.
    environment = {"PATH": os.defpath, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(  # noqa: S603  # this Python, and content that is reviewed
                [sys.executable, "-I", "-X", "utf8", str(CHILD), str(cpu_seconds), str(BYTES)],
                input=code,
                cwd=folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"does not end within {WALL_SECONDS} seconds"
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"takes more than {cpu_seconds} seconds of CPU"
    lines = done.stderr.strip().splitlines()
    return (lines[-1] if lines else "ends with an error") if done.returncode else ""
