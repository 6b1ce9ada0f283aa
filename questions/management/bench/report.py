"""Measurements as rows: printed as a table, or kept as JSON."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import TypeVar

Value = str | int | float | None
Row = Mapping[str, Value]
Measured = TypeVar("Measured")


def cpu_seconds(task: Callable[[], Measured], rounds: int = 3) -> tuple[Measured, float]:
    """Return what the task returns and the median of its CPU seconds, of all threads."""
    result, cpu, _ = cpu_and_wall_seconds(task, rounds)
    return result, cpu


def cpu_and_wall_seconds(
    task: Callable[[], Measured], rounds: int = 3
) -> tuple[Measured, float, float]:
    """Return what the task returns, and the medians of its CPU seconds and of its wall seconds."""
    cpu, wall = [], []
    for _ in range(rounds):
        start, start_cpu = perf_counter(), process_time()
        result = task()
        cpu.append(process_time() - start_cpu)
        wall.append(perf_counter() - start)
    return result, median(cpu), median(wall)


def p99(values: Sequence[float]) -> float:
    """Return the 99th percentile of two values or more; never beyond the largest."""
    return quantiles(values, n=100, method="inclusive")[98]


def table(rows: Sequence[Row]) -> str:
    """Return rows as aligned text; a column for every name, blank where a row has no value."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([shown(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def shown(value: Value) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else value
