"""A document's lines on their way to the parser, each with the number that it has in the file."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class Source:
    """Lines of Markdown; `numbers` are their places in the file, counted from 1.

    `repaired` are the numbers of lines that were mended, in their order.
    """

    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    repaired: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> "Source":
        """Return the lines of a text."""
        lines = text.split("\n")
        return cls(lines, list(range(1, len(lines) + 1)))

    def add(self, line: str, number: int) -> None:
        """Put a line at the end."""
        self.lines.append(line)
        self.numbers.append(number)

    def add_apart(self, line: str, number: int) -> None:
        """Put a line at the end with empty lines around it, so that it is a paragraph."""
        self.add("", number)
        self.add(line, number)
        self.add("", number)

    def mend(self, number: int) -> None:
        """Note that a line was repaired."""
        if not self.repaired or self.repaired[-1] < number:
            self.repaired.append(number)

    def is_repaired(self, start: int, end: int) -> bool:
        """Say whether any line with a number from `start` up to but not including `end` was."""
        place = bisect_left(self.repaired, start)
        return place < len(self.repaired) and self.repaired[place] < end

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(zip(self.lines, self.numbers, strict=True))


_FENCE = re.compile(r"[ \t]{0,40}(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}|>[ ]?){0,3}(`{3,}|~{3,})(.*)")
_BOUNDARY = re.compile(
    r"[ \t]{0,3}(?:#{2,6}[ \t]\S|\d{1,4}[.)][ \t].*\?|\*\*.{1,200}\*\*|q\d{0,4}[.:)]|<details|"
    r"\d{1,4}[.)][ \t]+#{1,6}[ \t])",
    re.IGNORECASE,
)


def code_lines(lines: list[str]) -> tuple[list[bool], dict[int, str]]:
    """Tell for each line whether it is within a fence, the fence's own lines included.

    The dictionary has the closing marks that were forgotten, by the line before which they belong:
    a fence that runs over a heading to the next fence, or to the end, was left open.
    """
    within = [False] * len(lines)
    missing: dict[int, str] = {}
    place = 0
    while place < len(lines):
        found = _opening(lines[place])
        if not found:
            place += 1
            continue
        end, is_missing = _end_of_fence(lines, place, found)
        within[place:end] = [True] * (end - place)
        if is_missing:
            missing[end] = found
        place = end
    return within, missing


def _opening(line: str) -> str:
    """Return the marks that open a fence, "" for a line that opens none."""
    found = _FENCE.match(line)
    if not found or (found[1][0] == "`" and "`" in found[2]):
        return ""
    return found[1]


def _end_of_fence(lines: list[str], start: int, marks: str) -> tuple[int, bool]:
    """Return the line after a fence, and whether its closing marks are missing."""
    boundary = 0
    for place in range(start + 1, len(lines)):
        line = lines[place]
        bare = line.strip()
        if bare.startswith(marks) and not bare.strip(marks[0]):
            return place + 1, False
        if boundary and bare.startswith(marks):
            return boundary, True
        if not boundary and bare and not lines[place - 1].strip() and _BOUNDARY.match(line):
            boundary = place
    return (boundary, True) if boundary else (len(lines), False)


def without_last_fence(source: Source) -> Source:
    """Return the lines without a fence at the end that opens nothing."""
    filled = [place for place, line in enumerate(source.lines) if line.strip()]
    if not filled or not _opening(source.lines[filled[-1]]):
        return source
    within, _ = code_lines(source.lines[: filled[-1]])
    if within and within[-1]:
        return source
    return Source(source.lines[: filled[-1]], source.numbers[: filled[-1]], source.repaired)


def front_matter(source: Source) -> tuple[dict[str, tuple[str, ...]], Source]:
    """Take the YAML at the head of a file off it: plain keys with a value or a list of values."""
    lines = source.lines
    if not lines or lines[0].strip() != "---":
        return {}, source
    end = next((at for at in range(1, min(len(lines), 200)) if lines[at].strip() == "---"), 0)
    head = lines[1:end]
    if not end or not any(re.match(r"[\w-]+\s*:", line) for line in head):
        return {}, source
    return _keys(head), Source(lines[end + 1 :], source.numbers[end + 1 :], source.repaired)


def _keys(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    key = ""
    for line in lines:
        bare = line.strip()
        if bare.startswith("- ") and key:
            found[key] += values(bare[2:])
        elif ":" in bare and not line.startswith((" ", "\t")):
            key, _, value = bare.partition(":")
            key = key.strip().lower()
            found[key] = values(value)
    return found


def values(text: str) -> tuple[str, ...]:
    """Return the values of “a”, “[a, b]” or “(a, b)”, without quotes."""
    bare = text.strip()
    is_list = bare[:1] in {"[", "("} and bare[-1:] in {"]", ")"}
    pieces = bare[1:-1].split(",") if is_list else [bare]
    return tuple(piece.strip().strip("\"'") for piece in pieces if piece.strip().strip("\"'"))
