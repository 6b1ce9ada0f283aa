"""Numbered lines as people type them: without a space, far to the right, the answer after `=>`."""

import re

from questions.formats.document.source import Source, code_lines

_FEW = 3
_TIGHT = re.compile(
    r"([ \t]{0,3}(?:#{1,6}[ \t]+)?(?:\*\*)?\d{1,3})(?:([.)])\.?(?=[^\W\d]|[\"'`(])|[、．])[ \t]*"
)
_ARROW = re.compile(r"([ \t]{0,3}\d{1,3}[.)][ \t]+[^`=]{8,300}?)[ \t]*=>[ \t]*(?=[^\s>])(.+)")
_DEEP = re.compile(r"(?:\t| {4,12})[ \t]{0,4}(?=(?:\d{1,2}|[A-Ha-h])[.)][ \t]+\S)")
_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s+\S")
#: From so many spaces on, Markdown sees code.
_CODE_INDENT = 4
_TWO_DIGITS = re.compile(r"\d{2,3}[.)] +(?=\S)")
_POINT = re.compile(r" {2,4}[-*+] +\S")
_ASKED = re.compile(r"[*_]{0,2}(?:q|question)\s?\d{1,4}\b", re.IGNORECASE)


def with_usual_numbers(source: Source) -> Source:
    """Return numbered lines as Markdown asks for them."""
    source = _without_depth(_without_margin(_with_numbers(source)))
    return _with_answers_below(_with_room(_with_spaces(source)))


def _with_numbers(source: Source) -> Source:
    """Write “#.”, which stands for the next number elsewhere, as numbers."""
    count, lines = 0, list(source.lines)
    for place, line in enumerate(source.lines):
        if line.startswith("#. "):
            count += 1
            lines[place] = f"{count}. {line[3:].lstrip()}"
    return Source(lines, source.numbers, source.repaired)


def _without_margin(source: Source) -> Source:
    """Take the indentation off a list that stands far to the right as a whole."""
    depths = [
        len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        for line in source.lines
        if _NUMBERED.match(line)
    ]
    if len(depths) < _FEW or min(depths) < _CODE_INDENT:
        return source
    within, _ = code_lines(source.lines)
    lines = [
        line if code else _at_margin(line) for line, code in zip(source.lines, within, strict=True)
    ]
    return Source(lines, source.numbers, source.repaired)


def _at_margin(line: str) -> str:
    if _NUMBERED.match(line):
        return line.lstrip()
    return f"   {line.lstrip()}" if line[:1].isspace() else line


def _with_spaces(source: Source) -> Source:
    """Give “1.What” and “1、” the space after the number that Markdown asks for."""
    within, _ = code_lines(source.lines)
    found = [
        not code and bool(_TIGHT.match(line))
        for line, code in zip(source.lines, within, strict=True)
    ]
    if sum(found) < _FEW:
        return source
    lines = [
        _TIGHT.sub(lambda one: f"{one[1]}{one[2] or '.'} ", line, count=1) if is_tight else line
        for line, is_tight in zip(source.lines, found, strict=True)
    ]
    return Source(lines, source.numbers, source.repaired)


def _without_depth(source: Source) -> Source:
    """Take the indentation off choices below “Q1.”: that deep, Markdown would see code."""
    lines = list(source.lines)
    within, _ = code_lines(lines)
    is_below = False
    for place, line in enumerate(source.lines):
        deep = None if within[place] else _DEEP.match(line)
        if is_below and deep:
            lines[place] = line[deep.end() :]
        elif line.strip():
            is_below = bool(_ASKED.match(line))
    return Source(lines, source.numbers, source.repaired)


def _with_room(source: Source) -> Source:
    """Move points below “10. …” to where its text begins: people keep to three spaces."""
    lines = list(source.lines)
    within, _ = code_lines(lines)
    width = 0
    for place, line in enumerate(source.lines):
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and not indent:
            found = _TWO_DIGITS.match(line)
            width = found.end() if found else 0
        elif width and 1 < indent < width and _POINT.match(line) and not within[place]:
            lines[place] = " " * width + line.lstrip(" ")
    return Source(lines, source.numbers, source.repaired)


def _with_answers_below(source: Source) -> Source:
    """Put what follows `=>` on numbered lines below them as their answer."""
    within, _ = code_lines(source.lines)
    found = [
        None if code else _ARROW.fullmatch(line)
        for line, code in zip(source.lines, within, strict=True)
    ]
    if sum(map(bool, found)) < _FEW:
        return source
    made = Source(repaired=source.repaired)
    for (line, number), one in zip(source, found, strict=True):
        made.add(one[1] if one else line, number)
        if one:
            made.add_apart(f"    Answer: {one[2]}", number)
    return made
