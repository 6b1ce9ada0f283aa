"""The bench's load section: what it asks, compares and refuses; never how fast it is."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from questions.management.bench import generator, load, urls
from questions.management.bench.bank import make_bank
from questions.management.bench.generator import LoadFailed, Request
from questions.management.bench.report import Row
from questions.management.bench.series import with_growth
from questions.management.bench.server import serving
from questions.management.bench.targets import LIMITS
from questions.management.commands import bench
from tests.base import Cast

ROOT = Path(__file__).resolve().parents[2]
#: As wrk writes it: seconds with a space after them.
WRK = """Running 1s test @ http://127.0.0.1/
  Latency Distribution
     50%  250.00us
     75%  900.00ms
     90%    1.00s 
     99%    1.25s 
  {requests} requests in 1.20s, 308.36KB read
{trouble}
Requests/sec:      3.33
"""  # noqa: W291  # see above


def run_bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the bench's load section in a process of its own, without wrk."""
    command = [sys.executable, "manage.py", "bench", "load", "--size", "300", "--rounds", "1"]
    return subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "true", "PATH": ""},
        capture_output=True,
        text=True,
    )


def test_every_target_is_measured_beside_its_yardstick(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run_bench("--seconds", "0.01", "--connections", "1", "--json", str(report))
    assert done.returncode == 0, done.stderr
    found = json.loads(report.read_text())
    assert found["load made by"] == "Python"
    rows = found["sections"]["load"]
    measured = [row for row in rows if "p50 ×" in row]
    assert {row["kind"] for row in measured} == set(LIMITS) - {"peer", "edit"}
    assert all(row["beside"] == LIMITS[row["kind"]].beside for row in measured)
    assert {row["met"] for row in measured} <= {"yes", "p50", "no"}
    named = {row["what"]: row for row in rows}
    assert named["one edit"]["CPU ms"] > 0
    assert named["start until the first page"]["s"] > 0
    assert {"list from memory (F)", "constant (E)", "bank, a page back, by updated"} <= set(named)
    assert all(what in done.stdout for what in named)


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a server that answers /well with 200 and anything else with 500."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/well" else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_address[1]
        server.shutdown()


def test_load_counts_answers_of_every_connection(port: int) -> None:
    found = generator.load(port, Request("/well"), connections=3, seconds=0.05)
    assert found.requests >= 3
    assert 0 < found.p50 <= found.p99


@pytest.mark.parametrize("request_", [Request("/broken"), Request("/well", status=304)])
def test_an_answer_that_was_not_asked_for_is_refused(port: int, request_: Request) -> None:
    with pytest.raises(LoadFailed, match=f"{request_.path} answered"):
        generator.load(port, request_, connections=2, seconds=0.05)


def test_a_server_that_does_not_start_is_told_with_its_log(tmp_path: Path) -> None:
    with (
        pytest.raises(LoadFailed, match="SECRET_KEY must be set to at least 50"),
        serving("short", tmp_path, Request("/")),
    ):
        pass


def wrk_says(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    """Put a program that prints this in the place of wrk."""
    (folder / "said").write_text(text)
    program = folder / "wrk"
    program.write_text(f"#!/bin/sh\nexec /bin/cat {folder}/said\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_wrk_is_read_in_milliseconds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrk_says(monkeypatch, tmp_path, WRK.format(requests=4, trouble=""))
    found = generator.load(1, Request("/"), connections=4, seconds=1)
    assert (found.p50, found.p99, found.requests) == (0.25, 1_250, 4)


@pytest.mark.parametrize(
    "trouble",
    ["  Non-2xx or 3xx responses: 2", "  Socket errors: connect 0, read 1, write 0, timeout 0"],
)
def test_trouble_that_wrk_tells_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trouble: str
) -> None:
    wrk_says(monkeypatch, tmp_path, WRK.format(requests=4, trouble=trouble))
    with pytest.raises(LoadFailed, match=trouble.strip()):
        generator.load(1, Request("/"), connections=4, seconds=1)


def test_where_wrk_saw_no_answer_in_time_the_first_is_awaited(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int
) -> None:
    wrk_says(monkeypatch, tmp_path, WRK.format(requests=0, trouble=""))
    assert generator.load(port, Request("/well"), connections=1, seconds=1).p50 != 0.25


def test_a_failure_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **more: object) -> None:
        raise LoadFailed("/questions/ answered 500, not 200.")

    monkeypatch.setattr(bench, "throw_away_database", nullcontext)
    monkeypatch.setattr(bench, "make_bank", lambda size, seed: None)
    monkeypatch.setattr(load, "measure", fails)
    with pytest.raises(CommandError, match="answered 500"):
        call_command("bench", "load", "--size", "1")


def test_growth_is_told_beside_the_smallest_bank() -> None:
    rows: list[Row] = [
        {"what": "bank", "kind": "bank", "connections": 1, "beside": "F", "p50 ×": 0.5},
        {"what": "one edit", "kind": "edit", "CPU ms": 4.0},
        {"what": "bank", "kind": "bank", "connections": 1, "beside": "F", "p50 ×": 0.75},
        {"what": "one edit", "kind": "edit", "CPU ms": 5.0},
    ]
    smallest, _, bank, edit = with_growth(rows)
    assert "growth" not in smallest
    assert (bank["growth"], bank["may grow"], bank["kept"]) == (1.5, 1.2, "no")
    assert (edit["growth"], edit["kept"]) == (1.25, "yes")


@pytest.fixture
def bench_urls(settings: Settings) -> None:
    settings.ROOT_URLCONF = urls.__name__


@pytest.mark.usefixtures("bench_urls")
def test_the_list_from_memory_is_the_banks_page_without_a_query(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_bank(60, seed=3)
    with django_assert_num_queries(0):
        memory = client.get(urls.LISTING)
    client.force_login(cast.alice)
    page = client.get("/questions/")
    assert 0.8 < len(memory.content) / len(page.content) < 1.25
    for piece in (b'<li class="row', b'class="facet-value', b'class="tray'):
        assert abs(memory.content.count(piece) - page.content.count(piece)) <= 20, piece


@pytest.mark.usefixtures("bench_urls")
def test_the_plain_list_shows_the_same_bank(client: Client, cast: Cast) -> None:
    make_bank(60, seed=3)
    client.force_login(cast.alice)
    plain = client.get(urls.PLAIN_BANK, {"skill": "skill-1"})
    ours = client.get("/questions/", {"skill": "skill-1"})
    assert plain.context["page"]["total"] == ours.context["page"].total > 0
    assert client.get(urls.PLAIN_API).json()["count"] == 60
