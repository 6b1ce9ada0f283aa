"""What is folded away in `<details>`: people indent it, and Markdown would take it for code."""

import re

from questions.formats.document.source import Source, code_lines

_OPENS = re.compile(r"([ \t]{0,40})<details\b", re.IGNORECASE)
_CLOSES = re.compile(r"</details\s*>", re.IGNORECASE)
#: From so many spaces on, Markdown sees code.
_CODE_INDENT = 4


def without_fold_indent(source: Source) -> Source:
    """Return the lines with what is folded away no further to the right than its fold."""
    within, _ = code_lines(source.lines)
    lines, place = list(source.lines), 0
    while place < len(lines):
        opens = None if within[place] else _OPENS.match(lines[place])
        if not opens or _CLOSES.search(lines[place]):
            place += 1
            continue
        end = _end(lines, place + 1)
        inner = [_indent(line) for line in lines[place + 1 : end] if line.strip()]
        surplus = min(inner, default=0) - len(opens[1])
        if surplus >= _CODE_INDENT:
            lines[place + 1 : end] = [line[surplus:] for line in lines[place + 1 : end]]
        place = end
    return Source(lines, source.numbers, source.repaired)


def _end(lines: list[str], start: int) -> int:
    """Return the line of the tag that closes a fold, or that opens the next."""
    for place in range(start, len(lines)):
        if _CLOSES.search(lines[place]) or _OPENS.match(lines[place]):
            return place
    return len(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
