"""What quickstart and test do before anything is installed; no test here needs the network."""

import ast
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import urllib.request
from pathlib import Path

import pytest

from interviewbank import bootstrap, environment, postgresql

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEVELOPMENT = environment.RUNTIME_LOCK, environment.DEVELOPMENT_LOCK
AS_OLD_PYTHON = (
    "import runpy, sys; sys.version_info = (3, 8, 18, 'final', 0);"
    "sys.argv = ['manage.py', 'quickstart']; runpy.run_path('manage.py', run_name='__main__')"
)
# A shell that ends on SIGTERM but leaves its own child to whoever cleans up.
FAMILY = "sleep 60 & echo up; wait"
STUBBORN = "trap '' TERM; echo up; while :; do sleep 60; done"
RUN_FAMILY = (
    "import sys; from interviewbank.environment import children;"
    "children.listen();"
    "children.wait(children.start(['sh', '-c', sys.argv[1]]));"
    "children.leave_if_stopped()"
)
# Stand-ins for the Django project: one serves, one is caught while it still prepares.
SERVER = "import runpy; runpy.run_module('gunicorn', run_name='__main__', alter_sys=True)\n"
SLOW_SERVER = "import time; print('preparing'); time.sleep(60)\n"
WORKER_SETTINGS = 'INSTALLED_APPS = ["interviewbank"]\nSECRET_KEY = "stand-in"\n'
WORKER = """
from django.core.management.base import BaseCommand

class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--interval")

    def handle(self, **options):
        {}
"""
STEADY_WORKER = "import time; print('at work', flush=True); time.sleep(60)"
FAILING_WORKER = "raise SystemExit(3)"
WORKER_ONCE_ILL = """
        import pathlib, time
        started = pathlib.Path("started")
        if not started.exists():
            started.touch()
            raise SystemExit(3)
        print("at work", flush=True); time.sleep(60)
"""
WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "0")])
    return []
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a bare checkout: manage.py and what it imports, without .venv."""
    (tmp_path / "interviewbank").mkdir()
    shutil.copy(ROOT / "manage.py", tmp_path)
    for module in ("__init__", "bootstrap", "checks", "environment", "postgresql"):
        shutil.copy(ROOT / "interviewbank" / f"{module}.py", tmp_path / "interviewbank")
    return tmp_path


@pytest.fixture
def venv(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a .venv of unknown content beside two locks; the code takes it for its own."""
    folder = checkout / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "lib").symlink_to(Path(sysconfig.get_path("purelib")).parent.parent)
    (folder / "pyvenv.cfg").write_text(f"home = {sys.base_prefix}/bin\n")
    for lock in (RUNTIME, DEVELOPMENT):
        (checkout / lock).write_text(lock)
    monkeypatch.setattr(environment, "ROOT", checkout)
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "PYTHON", str(folder / "bin" / "python"))
    monkeypatch.setattr(environment, "MARKER", folder / "installed-lock")
    return folder


@pytest.fixture
def steps(venv: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the slow steps of making .venv by notes of their names."""
    taken: list[str] = []

    def install(lock: str, uv: str | None) -> str:
        taken.append(lock)
        return ""

    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(environment, "make_environment", lambda *_: taken.append("make"))
    monkeypatch.setattr(environment, "install_packages", install)
    return taken


def manage(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with an interpreter that has no Django."""
    command = [sys.executable, "-S", "manage.py", *arguments]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=30)


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a failed command left."""
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a Python program whose output, and its children's, can be read."""
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def start_quickstart(
    checkout: Path, server: str, port: int, worker: str = STEADY_WORKER
) -> subprocess.Popen[str]:
    """Start quickstart in a checkout that is installed, with stand-ins for what it starts."""
    environment.MARKER.write_text(environment.fingerprint(RUNTIME))
    package = checkout / "interviewbank"
    (package / "local_server.py").write_text(server)
    (package / "wsgi.py").write_text(WSGI)
    (package / "settings.py").write_text(WORKER_SETTINGS)
    (package / "management" / "commands").mkdir(parents=True)
    (package / "management" / "commands" / "db_worker.py").write_text(WORKER.format(worker))
    command = [sys.executable, "manage.py", "quickstart", "--port", str(port)]
    return subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, text=True)


def everybody_ended(process: subprocess.Popen[str]) -> bool:
    """Wait for the end of the output, which comes when the last process that holds it is gone."""
    process.communicate(timeout=20)
    return True


# manage.py


def test_old_python_is_told_what_is_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AS_OLD_PYTHON], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert "needs Python 3.11 or newer" in refusal(done)
    assert "Python 3.8.18" in done.stderr


def test_manage_parses_on_an_old_python() -> None:
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 6))


def test_without_django_both_ways_are_named(checkout: Path) -> None:
    sentence = refusal(manage(checkout, "migrate"))
    assert "manage.py quickstart" in sentence
    assert "pip install -r requirements.lock" in sentence


def test_taken_port_is_found_before_any_work(checkout: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = refusal(manage(checkout, "quickstart", "--port", str(port)))
    assert f"Port {port} on 127.0.0.1 is taken" in sentence
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("arguments", [["--port", "0"], ["--port", "65536"], ["--port", "http"]])
def test_impossible_port_is_refused(checkout: Path, arguments: list[str]) -> None:
    done = manage(checkout, "quickstart", *arguments)
    assert done.returncode == 2
    assert "give a number from 1 to 65535" in done.stderr


# Ending


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_children_and_their_children(number: signal.Signals) -> None:
    process = start(RUN_FAMILY, FAMILY)
    assert process.stdout
    assert process.stdout.readline() == "up\n"
    process.send_signal(number)
    assert everybody_ended(process)
    assert process.returncode == 128 + number


def test_second_signal_ends_a_child_that_ignores_the_first() -> None:
    process = start(RUN_FAMILY, STUBBORN)
    assert process.stdout
    assert process.stdout.readline() == "up\n"
    process.terminate()
    process.send_signal(signal.SIGINT)
    assert everybody_ended(process)


def test_quickstart_serves_and_leaves_nothing_behind(checkout: Path, venv: Path) -> None:
    port = postgresql.free_port()
    process = start_quickstart(checkout, SERVER, port)
    assert process.stdout
    assert f"http://127.0.0.1:{port}/" in process.stdout.readline() + process.stdout.readline()
    process.terminate()
    assert everybody_ended(process)
    assert process.returncode == 0
    bootstrap.require_free_port(port)


def said_until(process: subprocess.Popen[str], words: str) -> str:
    """Read what the program says up to the line with these words."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    pytest.fail(f"“{words}” was never said, but: {''.join(lines)}")


@pytest.mark.parametrize("worker", [STEADY_WORKER, WORKER_ONCE_ILL])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_quickstart_has_a_worker_that_ends_with_it(
    worker: str, number: signal.Signals, checkout: Path, venv: Path
) -> None:
    process = start_quickstart(checkout, SERVER, postgresql.free_port(), worker)
    said = said_until(process, "at work")
    assert ("by itself (exit code 3); it is started again." in said) is (worker == WORKER_ONCE_ILL)
    process.send_signal(number)
    assert everybody_ended(process)
    assert process.returncode == 0


def test_quickstart_serves_on_without_a_worker_that_keeps_ending(
    checkout: Path, venv: Path
) -> None:
    port = postgresql.free_port()
    process = start_quickstart(checkout, SERVER, port, FAILING_WORKER)
    said = said_until(process, "3 times: such work now waits for the next quickstart.")
    assert said.count("it is started again.") == 2
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/").status == 200
    process.terminate()
    assert everybody_ended(process)
    assert process.returncode == 0


def test_worker_that_had_run_well_is_always_started_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "WORKER_SETTLED_SECONDS", -1)
    monkeypatch.setattr(bootstrap, "PYTHON", "false")  # the program
    worker, said = bootstrap.Worker({}), ""
    while "next quickstart" not in said and said.count("again") <= bootstrap.WORKER_FAILURES:
        worker.look_after()
        said += capsys.readouterr().out
    assert "next quickstart" not in said
    worker.end()


def test_quickstart_can_be_stopped_while_it_prepares(checkout: Path, venv: Path) -> None:
    process = start_quickstart(checkout, SLOW_SERVER, postgresql.free_port())
    assert process.stdout
    assert process.stdout.readline() == "preparing\n"
    process.send_signal(signal.SIGINT)
    assert everybody_ended(process)
    assert process.returncode == 128 + signal.SIGINT


def test_apt_is_asked_gently_and_never_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[signal.Signals] = []
    monkeypatch.setattr(environment, "signal_group", lambda group, number: sent.append(number))
    children = environment.Children()
    apt = children.start(["sleep", "60"], patient=True)
    children._ask_to_end(apt.pid)
    assert children.wait(apt) == -signal.SIGINT
    children._kill(signal.SIGALRM, None)
    assert not sent


# .venv


@pytest.mark.parametrize(
    ("installed", "wanted", "enough"),
    [
        (RUNTIME, RUNTIME, True),
        (DEVELOPMENT, DEVELOPMENT, True),
        (DEVELOPMENT, RUNTIME, True),
        (RUNTIME, DEVELOPMENT, False),
    ],
)
def test_what_is_installed_counts(venv: Path, installed: str, wanted: str, enough: bool) -> None:
    environment.MARKER.write_text(environment.fingerprint(installed))
    assert environment.is_installed(wanted) is enough


@pytest.mark.parametrize("installed", [RUNTIME, DEVELOPMENT])
def test_changed_lock_is_installed_again(venv: Path, installed: str) -> None:
    environment.MARKER.write_text(environment.fingerprint(installed))
    (venv.parent / RUNTIME).write_text("changed")
    assert not environment.is_installed(installed)


def test_current_environment_is_left_alone(steps: list[str]) -> None:
    environment.MARKER.write_text(environment.fingerprint(RUNTIME))
    environment.ensure_environment(RUNTIME, system=False)
    assert steps == []


def test_foreign_environment_is_completed_in_place(steps: list[str]) -> None:
    environment.ensure_environment(RUNTIME, system=False)
    assert steps == [RUNTIME]
    assert environment.is_installed(RUNTIME)


def test_unfinished_environment_is_made_anew(steps: list[str]) -> None:
    environment.MARKER.write_text(environment.UNFINISHED)
    environment.ensure_environment(RUNTIME, system=False)
    assert steps == ["make", RUNTIME]


def test_environment_without_its_python_is_made_anew(venv: Path, steps: list[str]) -> None:
    python = venv / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    environment.ensure_environment(RUNTIME, system=False)
    assert steps == ["make", RUNTIME]


@pytest.mark.parametrize(
    ("output", "sentence", "marked"),
    [
        ("NewConnectionError: refused", "the package index is out of reach", "known before"),
        ("No space left on device", "No space left", environment.UNFINISHED),
    ],
)
def test_failed_installation_is_told_and_marked(
    output: str, sentence: str, marked: str, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.MARKER.write_text("known before")
    monkeypatch.setattr(environment, "run", lambda *_, **__: (1, output))
    monkeypatch.setattr(environment, "runs", lambda program: True)
    with pytest.raises(SystemExit, match=sentence):
        environment.ensure_environment(RUNTIME, system=False)
    assert environment.marker() == marked


def test_missing_venv_module_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "has_venv_module", lambda: False)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        environment.require_venv_module(system=False)


@pytest.mark.parametrize(("user", "system"), [(0, False), (1000, True)])
def test_apt_needs_root_and_consent(
    user: int, system: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert not environment.may_use_apt(system)


# quickstart's data


def test_secret_key_is_made_once_and_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "VAR", tmp_path)
    key = bootstrap.secret_key()
    assert len(key) >= 50
    assert bootstrap.secret_key() == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_second_start_in_the_same_folder_waits(tmp_path: Path) -> None:
    with (tmp_path / "setup.lock").open("w") as first, (tmp_path / "setup.lock").open("w") as other:
        assert environment.claim(first.fileno())
        assert not environment.claim(other.fileno())
