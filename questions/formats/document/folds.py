"""What stands in `<details>` and fences, and would be taken for code though it is none."""

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


_CHOICE = re.compile(r"\s{0,3}\(?([A-Ha-h])\s?[.):]\s*\S")


def without_fenced_choices(source: Source) -> Source:
    """Return the lines without the fences around lettered choices, which are no code."""
    lines = list(source.lines)
    within, _ = code_lines(lines)
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and within[end]:
            end += 1
        filled = [line for line in lines[place + 1 : end - 1] if line.strip()]
        letters = [found[1].upper() if (found := _CHOICE.match(line)) else "" for line in filled]
        if len(letters) > 1 and letters == list("ABCDEFGH"[: len(letters)]):
            lines[place] = lines[end - 1] = ""
        place = max(end, place + 1)
    return Source(lines, source.numbers, source.repaired)


def _end(lines: list[str], start: int) -> int:
    """Return the line of the tag that closes a fold, or that opens the next."""
    for place in range(start, len(lines)):
        if _CLOSES.search(lines[place]) or _OPENS.match(lines[place]):
            return place
    return len(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
