"""The cells of a table: guarded against being run as formulas, and lists within one cell."""

import re
from collections.abc import Iterable

from questions.formats.kit_csv import guarded

_BULLET = re.compile(r"([-*•–·▪◦●])\s+(?=\S)")
_ENUMERATOR = re.compile(r"\(?(?:[0-9]{1,2}|[A-La-l])[.)]\s+(?=\S)")
_QUOTED = re.compile(r""" "([^"]*)"|'([^']*)'(?=\s*[,\]'"]) """, re.VERBOSE)
_INLINE_ENUMERATOR = re.compile(r"(?:^|\s)\(?([A-La-l])[.)]\s+(?=\S)")


def protected(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; `bared` returns the text again."""
    return f"'{text}" if bared(text) != text else guarded(text)


def bared(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being run as a formula."""
    rest = cell[1:]
    return rest if cell.startswith("'") and guarded(rest.lstrip("'")) != rest.lstrip("'") else cell


def joined(points: Iterable[str]) -> str:
    """Return texts as the lines of one cell, or as a list in it where they have lines of their own.

    `points_of` returns the texts again.
    """
    given = tuple(points)
    text = "\n".join(given)
    return text if points_of(text) == given else _listed(given)


def points_of(cell: str) -> tuple[str, ...]:
    """Return the texts in a cell: its lines, or the items of a list, without their marks."""
    lines = cell.strip().split("\n")
    if mark := _BULLET.match(lines[0]):
        return _items(lines, mark[1])
    points = [line.strip() for line in lines if line.strip()]
    if len(points) > 1 and all(map(_ENUMERATOR.match, points)):
        points = [_ENUMERATOR.sub("", point, count=1) for point in points]
    return tuple(points)


def names_joined(names: Iterable[str]) -> str:
    """Return names in one cell; `names_of` returns them again."""
    given = tuple(names)
    text = ", ".join(given)
    return text if names_of(text) == given else _listed(given)


def names_of(cell: str) -> tuple[str, ...]:
    """Return the names in a cell: its lines, or what stands between ; or | or commas."""
    if "\n" in cell or _BULLET.match(cell):
        return points_of(cell)
    separator = next((mark for mark in ";|" if mark in cell), ",")
    return tuple(filter(None, (name.strip() for name in cell.split(separator))))


def choices_of(cell: str) -> tuple[str, ...]:
    """Return the choices in a cell: its lines, or between | or ; or letters or commas.

    Also a list as programs write it: ["a", "b"] or ['a' 'b'].
    """
    if cell.startswith("[") and cell.endswith("]") and (quoted := _QUOTED.findall(cell)):
        return tuple(filter(None, (double or single for double, single in quoted)))
    if "\n" in cell:
        return points_of(cell)
    parts = [part.strip() for part in _INLINE_ENUMERATOR.split(cell)[2::2]]
    return tuple(filter(None, parts)) if len(parts) > 1 else names_of(cell)


def _listed(points: tuple[str, ...]) -> str:
    return "\n".join("* " + re.sub(r"\n(?=[^\n])", "\n  ", point) for point in points)


def _items(lines: list[str], mark: str) -> tuple[str, ...]:
    items: list[list[str]] = []
    for line in lines:
        found = _BULLET.match(line)
        if found and found[1] == mark:
            items.append([line[found.end() :]])
        else:
            items[-1].append(line.removeprefix("  "))
    return tuple("\n".join(item).strip() for item in items)
