"""Blocks of plain lines: what is asked, and the choices below it, the right ones with a plus."""

from itertools import groupby

from questions.formats.document.source import Source

_LEAST, _MOST, _FEW = 3, 10, 3


def with_marked_choices(source: Source) -> Source:
    """Return the lines with such choices as boxes to tick, where most blocks are of this kind."""
    runs = groupby(source, lambda pair: bool(pair[0].strip()))
    blocks = [list(block) for is_filled, block in runs if is_filled]
    marked = [block for block in blocks if _is_marked([line for line, _ in block])]
    if len(marked) < _FEW or len(marked) * 2 < len(blocks):
        return source
    made = Source(repaired=source.repaired)
    for number, block in enumerate(blocks, start=1):
        (stem, place), *choices = block
        made.add_apart(f"Question {number}: {stem.strip()}", place)
        for line, at in choices:
            made.add(f"- [{'x' if line.startswith('+') else ' '}] {line.lstrip('+ ')}", at)
        made.add("", block[-1][1])
    return made


def _is_marked(lines: list[str]) -> bool:
    if not _LEAST <= len(lines) <= _MOST or lines[0].startswith("+"):
        return False
    return any(line[:1] == "+" and line[1:2] not in {"", "+"} for line in lines[1:])
