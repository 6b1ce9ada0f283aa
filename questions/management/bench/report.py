"""Measurements as rows: printed as a table, or kept as JSON."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time
from typing import TypeVar

Value = str | int | float | None
Row = Mapping[str, Value]
Measured = TypeVar("Measured")


def cpu_seconds(task: Callable[[], Measured], rounds: int = 3) -> tuple[Measured, float]:
    """Return what the task returns and the median of its CPU seconds, of all threads."""
    seconds = []
    for _ in range(rounds):
        start = process_time()
        result = task()
        seconds.append(process_time() - start)
    return result, median(seconds)


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
