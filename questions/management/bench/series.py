"""What was measured of a target, round by round, as rows of the report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from django.db import connection

from questions.management.bench.generator import Latency
from questions.management.bench.report import Row
from questions.management.bench.targets import LIMITS, Target

Cells = dict[str, str | int | float | None]


@dataclass
class Series:
    """One target at so many connections: what it took, and what it is compared with."""

    target: Target
    connections: int
    rounds: list[tuple[Latency, Latency]] = field(default_factory=list)

    def row(self, size: int) -> Row:
        row: Cells = {
            "what": self.target.name,
            "kind": self.target.kind,
            "questions": size,
            "connections": self.connections,
            "p50 ms": median(found.p50 for found, _ in self.rounds),
            "p99 ms": median(found.p99 for found, _ in self.rounds),
        }
        return row | self._compared()

    def _compared(self) -> Cells:
        limit = LIMITS.get(self.target.kind)
        if limit is None:
            return {}
        half = median(found.p50 / beside.p50 for found, beside in self.rounds)
        most = median(found.p99 / beside.p99 for found, beside in self.rounds)
        compared: Cells = {"beside": limit.beside, "p50 ×": half, "p99 ×": most}
        target = limit.sqlite if connection.vendor == "sqlite" else limit.postgresql
        if target is None:
            return compared
        met = "no" if half > target else "p50" if most > target else "yes"
        return compared | {"target ×": target, "met": met}


class Report:
    """All series of a bank, in the order in which they were measured first."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, int], Series] = {}
        self._starts: list[float] = []
        self._memory: list[tuple[float | None, float | None]] = []

    def add(self, target: Target, connections: int, found: Latency, beside: Latency) -> None:
        series = self._series.setdefault((target.name, connections), Series(target, connections))
        series.rounds.append((found, beside))

    def add_server(self, started: float, before: float | None, after: float | None) -> None:
        """Note how long a server took to start, and its workers' MB before and after the load."""
        self._starts.append(started)
        self._memory.append((before, after))

    def rows(self, size: int) -> list[Row]:
        rows = [series.row(size) for series in self._series.values()]
        rows.append({"what": START, "questions": size, "s": median(self._starts)})
        for name, found in zip(MEMORY, zip(*self._memory, strict=True), strict=True):
            rows.append({"what": name, "questions": size, "MB": _median(found)})
        return rows


START = "start until the first page"
MEMORY = ("memory of a worker after the first page", "memory of a worker after the run")


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def with_growth(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of several banks, each with how it compares with the smallest bank."""
    smallest: dict[tuple[object, object], Row] = {}
    return [_grown(row, smallest.setdefault(_key(row), row)) for row in rows]


def _key(row: Row) -> tuple[object, object]:
    return row["what"], row.get("connections")


def _grown(row: Row, smallest: Row) -> Row:
    """Compare in times of F or E, which cancels what the machine did meanwhile, else in ms."""
    name = "p50 ×" if row.get("beside") in ("F", "E") else "CPU ms" if "CPU ms" in row else "p50 ms"
    now, then, limit = row.get(name), smallest.get(name), LIMITS.get(str(row.get("kind")))
    if row is smallest or not isinstance(now, float) or not isinstance(then, float):
        return row
    growth = now / then
    if limit is None or limit.growth is None:
        return {**row, "growth": growth}
    met = "yes" if growth <= limit.growth else "no"
    return {**row, "growth": growth, "may grow": limit.growth, "kept": met}
