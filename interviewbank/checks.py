"""`manage.py test`: sets up what the tests need, then runs every check and the suite twice.

Only the standard library may be imported here: this runs before anything is installed.
"""

import argparse
import contextlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from interviewbank import postgresql
from interviewbank.environment import (
    DEVELOPMENT_LOCK,
    PYTHON,
    ROOT,
    add_system_option,
    alone,
    apt_install,
    children,
    ensure_environment,
    local_settings,
    may_use_apt,
    run,
    say,
)

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Playwright's driver, a Node.js, needs libatomic.
CHROMIUM_PACKAGES = ("chromium", "libatomic1", "fonts-noto-core", "fonts-noto-color-emoji")
# What WeasyPrint loads; a font comes with them.
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
NOTHING_COLLECTED = 5
# Tests of pure functions and of starting up, which no database changes, of who may do and see what
# on every page, and of what measures the served application.
ONCE_IS_ENOUGH = (
    "--ignore=tests/rules",
    "--ignore=tests/formats",
    "--ignore=tests/test_markup.py",
    "--ignore=tests/test_bootstrap.py",
    "--ignore=tests/test_permissions.py",
    "--ignore=tests/search/test_facet_index.py",
    "--ignore=tests/commands/test_check_content.py",
    "--ignore=tests/commands/test_bench.py",
    "--ignore=tests/commands/test_bench_load.py",
    "--ignore=tests/test_audit_secrets.py",
    # Who sees what; that a search tells nothing is tried on both.
    "--deselect=tests/test_confidentiality.py::test_a_viewer_sees_what_they_may_and_nothing_else",
    "--deselect=tests/test_confidentiality.py::test_what_is_hidden_changes_no_answer",
)
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"


@dataclass
class Outcome:
    """How one check ended."""

    name: str
    passed: bool
    seconds: float
    closing: str = ""

    def line(self) -> str:
        """Return the check's line in the summary."""
        word = "passed" if self.passed else "FAILED"
        return f"{self.name:<26} {word} {self.seconds:7.1f} s  {self.closing}".rstrip()


@dataclass
class Surroundings:
    """What the tests found or were given; what is empty is missing."""

    folder: Path
    chromium: str = ""
    postgresql: str = ""
    pdf: bool = False

    def missing(self) -> list[str]:
        """Name what could not be tested, each with its reason."""
        named = {
            "the browser tests (no Chromium that Playwright can start)": self.chromium,
            "PostgreSQL (no server reachable, none installed)": self.postgresql,
            "PDF (no Pango libraries)": self.pdf,
        }
        return [name for name, present in named.items() if not present]


def main(arguments: Sequence[str]) -> None:
    """Run everything, or pytest alone when there are arguments for it."""
    options, pytest_arguments = read_options(arguments)
    with alone("setup"):
        ensure_environment(DEVELOPMENT_LOCK, options.system)
        provide_system_packages(options.system)
    with surroundings() as found:
        if pytest_arguments:
            outcomes = run_suites(found, pytest_arguments)
        else:
            outcomes = run_static_checks(found.folder) + run_suites(found, [])
    summarise(outcomes, found.missing(), options.require_all)


def read_options(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Split the command line into our options and pytest's arguments."""
    parser = argparse.ArgumentParser(
        prog="manage.py test",
        description="Set up what the tests need, then run all checks and the suite on SQLite and "
        "PostgreSQL. Further arguments go to pytest, which then runs alone.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--require-all", action="store_true", help="fail when something cannot be tested here"
    )
    add_system_option(parser)
    return parser.parse_known_args(arguments)


def summarise(outcomes: Sequence[Outcome], missing: Sequence[str], require_all: bool) -> None:
    """Print every check's line, then what was not tested; exit with 1 if anything failed."""
    say("\n" + "\n".join(outcome.line() for outcome in outcomes))
    failed = sum(not outcome.passed for outcome in outcomes)
    say(f"{failed} of {len(outcomes)} failed." if failed else f"All {len(outcomes)} passed.")
    if missing:
        say(f"Not tested here: {'; '.join(missing)}.")
    if failed or (missing and require_all):
        raise SystemExit(1)


# What the tests need


def provide_system_packages(system: bool) -> None:
    """Install what the tests need from Debian when it is missing and that is allowed."""
    if not may_use_apt(system):
        return
    wanted: list[str] = []
    if not find_chromium():
        wanted += CHROMIUM_PACKAGES
    if not postgresql.reachable() and not postgresql.programs():
        wanted += ["postgresql"]
    if not makes_pdf():
        wanted += PDF_PACKAGES
    if wanted:
        with no_service_started():
            reason = apt_install(wanted, "for the tests")
        if reason:
            say(f"They cannot be installed: {reason}")


@contextlib.contextmanager
def no_service_started() -> Iterator[None]:
    """Keep Debian from starting the PostgreSQL that it installs: the tests start their own."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)


def find_chromium() -> str:
    """Return the path of a Chromium that Playwright's driver can start, or nothing."""
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES)
    path = next(filter(None, (shutil.which(name) for name in names if name)), "")
    programs_run = path and all(
        run(command)[0] == 0
        for command in ([path, "--version"], [PYTHON, "-m", "playwright", "--version"])
    )
    return path if programs_run else ""


def makes_pdf() -> bool:
    """Tell whether WeasyPrint finds the libraries that it needs."""
    return run([PYTHON, "-c", "import weasyprint"])[0] == 0


@contextlib.contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Provide a folder for the run, a browser and a PostgreSQL, as far as they can be had."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(postgresql.temporary_folder()))
        found = Surroundings(folder, find_chromium(), postgresql.reachable(), makes_pdf())
        programs = postgresql.programs()
        if not found.postgresql and programs:
            found.postgresql = stack.enter_context(postgresql.started(programs))
        yield found


# The checks


def run_static_checks(folder: Path) -> list[Outcome]:
    """Run everything but pytest, two at a time: more would only wait for each other."""
    environment = production_environment(folder)
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [
            pool.submit(run_static_check, name, command, environment)
            for name, command in static_checks().items()
        ]
        return [future.result() for future in futures]


def static_checks() -> Mapping[str, Sequence[str]]:
    """Return the arguments for Python of each check, the slowest first."""
    return {
        "mypy": ["-m", "mypy"],
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "djlint check": ["-m", "djlint", "templates", "--check"],
        "djlint lint": ["-m", "djlint", "templates", "--lint"],
        "lint-imports": ["-c", LINT_IMPORTS],
        "makemigrations --check": ["manage.py", "makemigrations", "--check", "--dry-run"],
        "check --deploy": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    }


def run_static_check(
    name: str, arguments: Sequence[str], environment: Mapping[str, str]
) -> Outcome:
    """Run one check; show what it says only when it fails."""
    start = time.monotonic()
    code, output = run([PYTHON, *arguments], env=environment)
    outcome = Outcome(name, code == 0, time.monotonic() - start)
    say(outcome.line() + ("" if outcome.passed else "\n" + output.rstrip()))
    return outcome


def production_environment(folder: Path) -> Mapping[str, str]:
    """Return settings as a server on the internet has them."""
    return local_settings(secrets.token_urlsafe(64)) | {
        "INSECURE_HTTP": "false",
        "ALLOWED_HOSTS": "interviewbank.example",
        "DATABASE_URL": f"sqlite:///{folder}/checks.sqlite3",
    }


# pytest


def run_suites(found: Surroundings, arguments: Sequence[str]) -> list[Outcome]:
    """Run pytest on each database, leaving out what there is nothing to run with."""
    environment = local_settings(secrets.token_urlsafe(64)) | {
        "CHROMIUM": found.chromium,
        "TMPDIR": str(found.folder),  # a browser that is ended by force leaves its profile there
    }
    on_sqlite = environment | {"DATABASE_URL": f"sqlite:///{found.folder}/tests.sqlite3"}
    chosen = [*leave_out(browser=not found.chromium, pdf=not found.pdf), *arguments]
    outcomes = [run_pytest("pytest on SQLite", chosen, on_sqlite, not arguments)]
    if found.postgresql:
        on_postgresql = environment | {"DATABASE_URL": postgresql.own_database(found.postgresql)}
        left_out = leave_out(browser=True, pdf=not found.pdf)
        chosen = [*left_out, *(arguments or ONCE_IS_ENOUGH)]
        outcomes.append(run_pytest("pytest on PostgreSQL", chosen, on_postgresql, not arguments))
    return outcomes


def leave_out(**marks: bool) -> list[str]:
    """Return pytest's arguments that leave out the tests with the given marks."""
    left_out = [f"not {mark}" for mark, wanted in marks.items() if wanted]
    return ["-m", " and ".join(left_out)] if left_out else []


def run_pytest(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], whole: bool
) -> Outcome:
    """Run pytest with its output shown as it comes; keep its closing line for the summary."""
    say(f"\n{name}")
    command = [
        PYTHON,
        "-m",
        "pytest",
        *(["-q", "-n", "2", "--dist", "worksteal"] if whole else []),
        *arguments,
    ]
    if sys.stdout.isatty():
        command.append("--color=yes")
    start = time.monotonic()
    process = children.start(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    closing = show(process)
    code = children.wait(process)
    children.leave_if_stopped()
    # Arguments may choose tests that exist on one database only; a whole suite never is empty.
    passed = code == 0 or (code == NOTHING_COLLECTED and not whole)
    return Outcome(name, passed, time.monotonic() - start, closing)


def show(process: subprocess.Popen[bytes]) -> str:
    """Copy a process's output to ours; return its last line without colours."""
    assert process.stdout
    tail = b""
    while chunk := os.read(process.stdout.fileno(), 65536):
        sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
        tail = (tail + chunk)[-4096:]
    lines = re.sub(rb"\x1b\[[0-9;]*m", b"", tail).decode(errors="replace").split("\n")
    return next((line.strip("= ") for line in reversed(lines) if line.strip()), "")
