"""Pages and API of a served bank under load, beside two yardsticks in the same server.

In each round a fresh server answers first what it has never been asked, then everything again and
again at 1, 4 and 16 connections, then pages right after edits. All targets take turns, and the
yardsticks come back between them, so that a busy moment of the machine falls on all alike.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from django.db import connection

from questions.management.bench import edits, targets
from questions.management.bench.generator import Connection, Latency, Request, load
from questions.management.bench.report import Row
from questions.management.bench.server import Server, serving, static_files
from questions.management.bench.targets import CONNECTIONS, LIMITS, Scene, Target

#: After so many targets the yardsticks are measured again.
YARDSTICK_EVERY = 6
#: Pages that are asked one at a time, in a round, for each second that a target is measured.
SINGLE_A_SECOND, EDITS_A_SECOND = 15, 5
F, E = "list from memory (F)", "constant (E)"


@dataclass(frozen=True)
class How:
    """How long everything is measured, and who is told what is being done."""

    seconds: float = 2
    rounds: int = 3
    say: Callable[[str], object] = print


@dataclass
class Series:
    """One target at so many connections: what it took and what it is compared with, by round."""

    name: str
    limit: str
    connections: int
    rounds: list[tuple[Latency, Latency]] = field(default_factory=list)

    def row(self, size: int) -> Row:
        limit = LIMITS.get(self.limit)
        row: dict[str, str | int | float | None] = {
            "what": self.name,
            "questions": size,
            "connections": self.connections,
            "p50 ms": median(found.p50 for found, _ in self.rounds),
            "p99 ms": median(found.p99 for found, _ in self.rounds),
        }
        if limit is None:
            return row
        times = median(found.p50 / beside.p50 for found, beside in self.rounds)
        slowest = median(found.p99 / beside.p99 for found, beside in self.rounds)
        most = limit.sqlite if connection.vendor == "sqlite" else limit.postgresql
        return row | {
            "beside": limit.beside,
            "p50 ×": times,
            "p99 ×": slowest,
            "target ×": float(most),
            "met": verdict(times <= most, slowest <= most),
            "growth target": limit.growth,
        }


class Report:
    """All series of a bank, in the order in which they were measured first."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, int], Series] = {}
        self.starts: list[float] = []
        self.memory: list[tuple[float | None, float | None]] = []

    def add(self, target: Target, connections: int, found: Latency, beside: Latency) -> None:
        key = target.name, connections
        series = self._series.setdefault(key, Series(target.name, target.limit, connections))
        series.rounds.append((found, beside))

    def rows(self, size: int) -> list[Row]:
        return [series.row(size) for series in self._series.values()]


def verdict(half: bool, nearly_all: bool) -> str:
    """Say which of the two percentiles keep within the target."""
    if half:
        return "yes" if nearly_all else "p50"
    return "no"


def measure(size: int, seed: int, how: How | None = None) -> Sequence[Row]:
    """Return a row for each target at each number of connections, then start, memory and edits."""
    how = how or How()
    scene = targets.make_scene()
    report = Report()
    with static_files() as static:
        for number in range(1, how.rounds + 1):
            how.say(f"{size:,} questions, round {number} of {how.rounds}")
            Round(scene, report, how, random.Random(f"{seed} {number}")).run(size, static)  # noqa: S311  # no secret
    return [*report.rows(size), *_start_rows(size, report), *edits.rows(size, seed)]


class Round:
    """One pass over everything, on a server of its own."""

    def __init__(self, scene: Scene, report: Report, how: How, rng: random.Random) -> None:
        self.scene = scene
        self.report = report
        self.how = how
        self.rng = rng

    def run(self, size: int, static: Path) -> None:
        bank = self.scene.page(targets.BANK)
        with serving(self.scene.secret_key, static, bank) as server:
            server.ask(bank)
            before = server.memory()
            self._never_asked(server, size)
            self._again_and_again(server)
            self._after_edits(server)
            self.report.starts.append(server.started)
            self.report.memory.append((before, server.memory()))

    def _never_asked(self, server: Server, size: int) -> None:
        scene, rng = self.scene, self.rng
        single = max(4, round(SINGLE_A_SECOND * self.how.seconds))
        common = [(one, request) for request in targets.common_targets(scene) for one in server.all]
        self._one_by_one(Target("search, a common word, cold", "common", scene.listing), common)
        rare = islice(targets.rare_targets(scene, rng, size), single)
        in_turn = zip(cycle(server.all), rare, strict=False)
        self._one_by_one(Target("search, a rare word, cold", "rare", scene.listing), in_turn)
        first = islice(targets.first_targets(scene, rng), single)
        in_turn = zip(cycle(server.all), first, strict=False)
        self._one_by_one(Target("bank, first of its kind", "first", scene.listing), in_turn)

    def _one_by_one(self, target: Target, asked: Iterable[tuple[Connection, Request]]) -> None:
        """Measure requests that differ, each on its connection with the yardstick after it."""
        found, beside = [], []
        for worker, request in asked:
            found.append(worker.ask(request).ms)
            beside.append(worker.ask(self.scene.listing).ms)
        self.report.add(target, 1, Latency.of(found), Latency.of(beside))

    def _again_and_again(self, server: Server) -> None:
        wanted = targets.warm_targets(self.scene, server.all[0])
        for connections in CONNECTIONS:
            self.how.say(f"  {connections} connections" if connections > 1 else "  1 connection")
            chosen = [target for target in wanted if connections in target.connections]
            for place, target in enumerate(chosen):
                if place % YARDSTICK_EVERY == 0:
                    beside = self._yardsticks(server, connections)
                found = self._loaded(server, target.request, connections)
                self.report.add(target, connections, found, beside[LIMITS[target.limit].beside])

    def _yardsticks(self, server: Server, connections: int) -> dict[str, Latency]:
        found = {}
        for key, name, request in (("F", F, self.scene.listing), ("E", E, self.scene.constant)):
            found[key] = self._loaded(server, request, connections)
            self.report.add(Target(name, "", request), connections, found[key], found[key])
        return found

    def _loaded(self, server: Server, request: Request, connections: int) -> Latency:
        # Twice: what is cached by the second time is warm from then on.
        server.ask(request)
        server.ask(request)
        return load(server.port, request, connections, self.how.seconds)

    def _after_edits(self, server: Server) -> None:
        number = max(2, round(EDITS_A_SECOND * self.how.seconds))
        for name in ("unfiltered", "one skill"):
            request = self.scene.page(targets.BANK, **targets.FILTERS[name])
            target = Target(f"bank, {name}, right after an edit", "edit", request)
            found, before = [], []
            for place in range(number):
                for worker in server.all:
                    worker.ask(request)
                before += [worker.ask(request).ms for worker in server.all]
                edits.edit_one(self.rng, shown=place % 2 == 0)
                found += [worker.ask(request).ms for worker in server.all]
            self.report.add(target, 1, Latency.of(found), Latency.of(before))


def _start_rows(size: int, report: Report) -> list[Row]:
    rows: list[Row] = [
        {"what": "start until the first page", "questions": size, "s": median(report.starts)},
        {"what": "facet index in a fresh process", "questions": size, "s": edits.index_seconds()},
    ]
    for place, when in enumerate(("after the first page", "after the run")):
        known = [mb for found in report.memory if (mb := found[place]) is not None]
        mb = median(known) if known else None
        rows.append({"what": f"memory of a worker {when}", "questions": size, "MB": mb})
    return rows


def with_growth(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of several banks, each with how it compares with the smallest bank."""
    smallest: dict[tuple[object, object], Row] = {}
    return [_grown(row, smallest.setdefault(_key(row), row)) for row in rows]


def _key(row: Row) -> tuple[object, object]:
    return row["what"], row.get("connections")


def _grown(row: Row, smallest: Row) -> Row:
    """Compare by what the row is judged by: times of F or E, else its milliseconds."""
    name = "p50 ×" if row.get("beside") in ("F", "E") else "CPU ms" if "CPU ms" in row else "p50 ms"
    now, then, most = row.get(name), smallest.get(name), row.get("growth target")
    if row is smallest or not isinstance(now, float) or not isinstance(then, float):
        return row
    if not isinstance(most, float | int):
        return {**row, "growth": now / then}
    return {**row, "growth": now / then, "growth met": "yes" if now / then <= most else "no"}
