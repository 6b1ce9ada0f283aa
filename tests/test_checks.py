"""What `manage.py test` runs, with what it finds, and how it tells the outcome."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from interviewbank import checks, postgresql


def test_options_of_ours_are_taken_and_the_rest_left_to_pytest() -> None:
    options, rest = checks.read_options(["--no-system", "tests/test_x.py", "-k", "foo", "--lf"])
    assert not options.system
    assert not options.require_all
    assert rest == ["tests/test_x.py", "-k", "foo", "--lf"]


@pytest.mark.parametrize(
    ("passed", "missing", "require_all", "code"),
    [(True, [], True, 0), (True, ["x"], False, 0), (True, ["x"], True, 1), (False, [], False, 1)],
)
def test_exit_code(
    passed: bool,
    missing: Sequence[str],
    require_all: bool,
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = [checks.Outcome("mypy", passed, 1.0)]
    try:
        checks.summarise(outcomes, missing, require_all)
    except SystemExit as end:
        assert end.code == code
    else:
        assert code == 0
    assert ("Not tested here: x." in capsys.readouterr().out) == bool(missing)


def test_missing_things_are_named(tmp_path: Path) -> None:
    assert not checks.Surroundings(tmp_path, "/usr/bin/chromium", "postgres://x", True).missing()
    named = checks.Surroundings(tmp_path).missing()
    assert [name.split(" (")[0] for name in named] == ["the browser tests", "PostgreSQL", "PDF"]


@pytest.mark.parametrize("pdf", [True, False])
@pytest.mark.parametrize("postgresql", ["postgres://h/db", ""])
@pytest.mark.parametrize("chromium", ["/c", ""])
def test_suites_use_what_there_is(
    chromium: str, postgresql: str, pdf: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[SimpleNamespace] = []

    def note(name: str, arguments: list[str], variables: dict[str, str], whole: bool) -> object:
        seen.append(SimpleNamespace(marks=arguments[:-1], database=variables["DATABASE_URL"]))
        return checks.Outcome(name, True, 0.0)

    monkeypatch.setattr(checks, "run_pytest", note)
    checks.run_suites(checks.Surroundings(tmp_path, chromium, postgresql, pdf), ["tests"])
    assert len(seen) == (2 if postgresql else 1)
    assert seen[0].database.startswith("sqlite:///")
    for run, browser in zip(seen, (bool(chromium), False), strict=False):
        left_out = [f"not {name}" for name, has in (("browser", browser), ("pdf", pdf)) if not has]
        assert run.marks == (["-m", " and ".join(left_out)] if left_out else [])


@pytest.mark.parametrize("query", ["", "?sslmode=require"])
def test_database_is_named_after_the_checkout(query: str) -> None:
    url = postgresql.own_database(f"postgres://user:word@host:5433/postgres{query}")
    assert url.startswith("postgres://user:word@host:5433/interviewbank_")
    assert url.endswith(query)
    assert url == postgresql.own_database(url)
