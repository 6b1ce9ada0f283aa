"""What `quickstart` and `test` stand on: child processes, Debian packages and `.venv`.

Only the standard library may be imported here: this runs before anything is installed.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
MARKER = VENV / "installed-lock"
UNFINISHED = "unfinished"
RUNTIME_LOCK = "requirements.lock"
DEVELOPMENT_LOCK = "requirements-dev.lock"
GRACE_SECONDS = 10
OUT_OF_REACH = "The packages cannot be downloaded: the package index is out of reach from here."
NETWORK_TROUBLE = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "error sending request",
    "dns error",
    "Temporary failure resolving",
    "Could not connect to",
)


def say(line: str) -> None:
    """Print one line of progress, at once even into a pipe."""
    print(line, flush=True)


def fail(sentence: str) -> NoReturn:
    """End with a sentence that tells what is wrong and what to do."""
    raise SystemExit(sentence)


# Child processes


class Children:
    """The processes started here; when asked to stop, each is ended with all its descendants."""

    def __init__(self) -> None:
        self.stop_signal = 0
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._patient: set[int] = set()

    def listen(self) -> None:
        """Answer Ctrl-C, SIGTERM and a closed terminal by ending the children first."""
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # ignored under nohup
            signal.signal(signal.SIGHUP, self._stop)
        signal.signal(signal.SIGALRM, self._kill)

    def start(
        self, command: Sequence[str], patient: bool = False, **options: Any
    ) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own; a patient one may finish what it is doing."""
        self.leave_if_stopped()
        process = subprocess.Popen(command, start_new_session=True, **options)
        self._running[process.pid] = process
        if patient:
            self._patient.add(process.pid)
        if self.stop_signal:  # the signal came while the process was being started
            self._ask_to_end(process.pid)
        return process

    def wait(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for the process to end, and leave none of its descendants behind."""
        code = process.wait()
        self._running.pop(process.pid, None)
        if process.pid not in self._patient:
            signal_group(process.pid, signal.SIGKILL)
        return code

    def end(self, process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
        """End one process gently, then by force."""
        if process.poll() is None:
            process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
        signal_group(process.pid, signal.SIGKILL)
        self.wait(process)

    def end_all(self) -> None:
        """End what an unexpected error would leave running."""
        for process in list(self._running.values()):
            self.end(process)

    def leave_if_stopped(self) -> None:
        """Exit as a shell expects it of a process that a signal ended."""
        if self.stop_signal:
            raise SystemExit(128 + self.stop_signal)

    def pause(self, seconds: float) -> None:
        """Sleep, but not past a request to stop."""
        time.sleep(seconds)
        self.leave_if_stopped()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        again = bool(self.stop_signal)
        self.stop_signal = number
        for group in list(self._running):
            self._ask_to_end(group)
        signal.setitimer(signal.ITIMER_REAL, 0.01 if again else GRACE_SECONDS)

    def _ask_to_end(self, group: int) -> None:
        # dpkg killed halfway leaves a system to be repaired by hand; apt-get itself stops on
        # SIGINT while it downloads and ignores it while it installs.
        if group in self._patient:
            self._running[group].send_signal(signal.SIGINT)
        else:
            signal_group(group, signal.SIGTERM)

    def _kill(self, number: int, frame: FrameType | None) -> None:
        for group in self._running.keys() - self._patient:
            signal_group(group, signal.SIGKILL)


def signal_group(group: int, number: signal.Signals) -> None:
    """Send a signal to a process and its descendants, if there are any left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


children = Children()


def run(
    command: Sequence[str],
    on_line: Callable[[str], None] | None = None,
    **options: Any,
) -> tuple[int, str]:
    """Run a command, showing its lines to `on_line`; return its exit code and all its output."""
    process = children.start(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=options.pop("cwd", ROOT),
        **options,
    )
    assert process.stdout
    lines = []
    for raw in process.stdout:
        lines.append(raw.decode(errors="replace"))
        if on_line:
            on_line(lines[-1])
    code = children.wait(process)
    children.leave_if_stopped()
    return code, "".join(lines)


def ending(output: str, lines: int = 12) -> str:
    """Return the last lines of a command's output, indented."""
    kept = [line for line in output.splitlines() if line.strip()][-lines:]
    return "".join(f"\n  {line}" for line in kept)


@contextlib.contextmanager
def alone(task: str) -> Iterator[None]:
    """Hold off another start in the same checkout, which would write the same files."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    with (VAR / f"{task}.lock").open("w") as lock:
        waiting = False
        while not claim(lock.fileno()):
            if not waiting:
                say("Waiting for another start in this folder to finish its installation.")
            waiting = True
            children.pause(0.2)
        yield


def claim(descriptor: int) -> bool:
    """Take the file's lock if nobody holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# Debian packages


def add_system_option(parser: argparse.ArgumentParser) -> None:
    """Add the option by which one refuses system packages."""
    parser.add_argument(
        "--no-system",
        dest="system",
        action="store_false",
        help="never install system packages (apt-get, only ever used as root)",
    )


def may_use_apt(system: bool) -> bool:
    """Tell whether system packages can be installed: allowed, as root, on a Debian."""
    return system and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str], purpose: str) -> str:
    """Install Debian packages, having said so; return why it failed, or nothing.

    The lists are fetched first: a fresh system has none, and old ones name files that are gone.
    """
    say(f"Installing {', '.join(packages)} with apt-get ({purpose}); --no-system prevents it.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    run(["apt-get", "update", "-q"], env=environment, patient=True)
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    code, output = run(install, env=environment, patient=True)
    if code and has_network_trouble(output):
        return "Debian's archive is out of reach from here."
    return f"apt-get says:{ending(output, lines=3)}" if code else ""


def has_network_trouble(output: str) -> bool:
    """Tell whether an installer failed for want of a network."""
    return any(words in output for words in NETWORK_TROUBLE)


# The virtual environment


def fingerprint(lock: str) -> str:
    """Name what `.venv` holds once this lock is installed into it."""
    # The development lock repeats the runtime lock, so a change of either makes it stale.
    locks = (RUNTIME_LOCK, lock) if lock == DEVELOPMENT_LOCK else (lock,)
    contents = b"".join((ROOT / name).read_bytes() for name in locks)
    return f"{lock} {hashlib.sha256(contents).hexdigest()} {os.path.realpath(PYTHON)}"


def marker() -> str:
    """Return what was installed into `.venv`: a fingerprint, unfinished work, or nothing known."""
    try:
        return MARKER.read_text().strip()
    except OSError:
        return ""


def is_installed(lock: str) -> bool:
    """Tell whether `.venv` has what the lock names; the development lock includes the other."""
    accepted = {fingerprint(lock), fingerprint(DEVELOPMENT_LOCK)}
    return os.path.exists(PYTHON) and marker() in accepted


def ensure_environment(lock: str, system: bool) -> None:
    """Make or repair `.venv` so that it holds what the lock names."""
    if is_installed(lock):
        return
    uv = shutil.which("uv")
    if marker() == UNFINISHED or not runs("import sys; assert sys.version_info >= (3, 11)"):
        make_environment(uv, system)
    if not uv and not runs("import pip"):
        command_or_fail([PYTHON, "-m", "ensurepip"], "pip cannot be put into .venv.")
    known = marker()
    MARKER.write_text(UNFINISHED)
    reason = install_packages(lock, uv)
    if reason == OUT_OF_REACH:  # both installers fetch everything before they write anything
        MARKER.write_text(known)
    if reason:
        fail(reason)
    MARKER.write_text(fingerprint(lock))


def runs(program: str) -> bool:
    """Tell whether `.venv` has a Python that runs the program."""
    return os.path.exists(PYTHON) and run([PYTHON, "-c", program])[0] == 0


def make_environment(uv: str | None, system: bool) -> None:
    """Make `.venv` anew, in place of one that an interrupted start left."""
    base = getattr(sys, "_base_executable", sys.executable)
    if not uv:
        require_venv_module(system)
    say(f"Making .venv with Python {sys.version.split()[0]}.")
    if uv:
        shutil.rmtree(VENV, ignore_errors=True)
        command: list[str] = [uv, "venv", "--quiet", "--python", base, str(VENV)]
    else:
        command = [base, "-m", "venv", "--clear", str(VENV)]
    command_or_fail(command, ".venv cannot be made.")


def has_venv_module() -> bool:
    """Tell whether this Python can make virtual environments (Debian packages that apart)."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def require_venv_module(system: bool) -> None:
    """Install Python's venv module on Debian when it is missing and that is allowed."""
    if has_venv_module():
        return
    if not may_use_apt(system):
        fail(
            "Python's venv module is missing: install it as root with "
            "`apt-get install python3-venv` (or put uv on the PATH), then start again."
        )
    reason = apt_install(["python3-venv"], "Python's venv module is missing")
    if reason or not has_venv_module():
        fail(f"python3-venv is missing and cannot be installed: {reason or 'it changed nothing.'}")


def install_packages(lock: str, uv: str | None) -> str:
    """Install what the lock names, each file checked by its hash; return why it failed, if so."""
    say(f"Installing the packages of {lock} with {'uv' if uv else 'pip'}; this takes a minute.")
    pip = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    installer = [uv, "pip", "install", "--python", PYTHON] if uv else pip
    # Wheels alone: building a package would fetch build tools that no hash holds.
    checked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", lock]
    environment = {**os.environ, "PIP_USER": "0"}
    code, output = run([*installer, *checked], on_line=package_counter(), env=environment)
    if code and has_network_trouble(output):
        return OUT_OF_REACH
    last_words = f"The packages cannot be installed; the installer's last words:{ending(output)}"
    return last_words if code else ""


def package_counter() -> Callable[[str], None]:
    """Return a reader of pip's lines that reports every tenth package."""
    fetched = 0

    def read(line: str) -> None:
        nonlocal fetched
        fetched += line.startswith("Collecting ")
        if line.startswith("Collecting ") and fetched % 10 == 0:
            say(f"  {fetched} packages fetched")
        if line.startswith("Installing collected"):
            say(f"  {fetched} packages fetched, now written into .venv")

    return read


def command_or_fail(command: Sequence[str], sentence: str) -> None:
    """Run a command; when it fails, end with the sentence and the command's last words."""
    code, output = run(command)
    if code:
        fail(sentence + ending(output))


# Django's settings


def local_settings(secret_key: str) -> dict[str, str]:
    """Return the environment of a server for this machine alone, over plain http."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "interviewbank.settings",
        "SECRET_KEY": secret_key,
        "DEBUG": "false",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "INSECURE_HTTP": "true",
    }
