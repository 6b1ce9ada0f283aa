"""Text scraped from a web page, given back the Markdown that it lost.

Such a text has one line for each paragraph and none between them: headings, questions and answers
look alike. What tells them apart are numbers that count up, what asks, and what follows.
"""

import re
from dataclasses import dataclass

from questions.formats.document.labels import is_guidance, is_mcq_heading
from questions.formats.document.source import Source
from questions.formats.document.wording import NOT, SURELY, asks, ends_asking, numbered

_MARKDOWN = re.compile(r"[ ]{0,3}(?:#{1,6}\s|```|~~~|\*\*|__|[-*+] \[[ xX]\]|<\w|\||>\s)")
_BULLET = re.compile(r"\s{0,8}(?:[-*•·–◦▪]\s+)(?=\S)")
_OPTIONS = re.compile(r"\s*(?:options?|choices|answers?)\s*:\s*$", re.IGNORECASE)
_GLUED_BULLET = re.compile(r"(?<=[.!?:;)])\s+(?:[•*]\s+(?=\w)|-\s+(?=[A-Z][^.!?:]{1,60}:\s))")
_CODE = re.compile(
    r"(?:#|//)\s?\w.{0,200}|(?:import|from|def|class|return|const|let|var|SELECT|print|if|for)\s.*"
    r"|[\w.\[\]'\", ]{1,80}\s?(?:=|\+=)\s?\S.*|[A-Za-z_][\w.]*\(.{0,200}\);?|[{}\])];?|</?\w+>.*"
)
_SURE_CODE = re.compile(
    r"[\w.\[\]'\", ]{1,80}\s?=\s?\S.*|[A-Za-z_][\w.]*\(.*\);?|import\s.*|from\s.*"
)
_TOKEN = re.compile(r"[A-Za-z_][\w.()\[\]/-]{0,40}")
_GLUED_NAME = re.compile(
    r"\b(like|or|and|using|as|with|use|the|in|of|to|called|named)"
    r"([A-Z][a-z]+(?:[A-Z]\w*)+|[A-Z]{3,10})$"
)
_NUMBERED = re.compile(r"\s{0,3}\d{1,4}[.)]")
_LONGEST = 10_000
_END = tuple('.?!:;)"”…')


def is_scraped(text: str) -> bool:
    """Say whether a text has lines for paragraphs and nothing of Markdown."""
    lines = text[:200_000].split("\n")
    said = [line for line in lines if line.strip()]
    if len(said) < 8:
        return False
    blank = len(lines) - len(said)
    marked = sum(bool(_MARKDOWN.match(line)) for line in said)
    long = sum(len(line) > 90 for line in said)
    if sum(bool(_NUMBERED.match(line)) for line in said) * 2 > len(said):
        return False  # a list, an item to a line
    return blank * 8 < len(said) and marked * 12 < len(said) and long * 4 > len(said)


@dataclass
class _Line:
    text: str
    number: int
    is_mended: bool = False


def restored(source: Source) -> Source:
    """Return the lines as Markdown, with headings, lists and code; what was damaged is mended."""
    lines = _joined([_Line(text, number) for text, number in source])
    return _Writer(lines).written()


def _joined(lines: list[_Line]) -> list[_Line]:
    """Put sentences together that were cut where a word of code stood."""
    made: list[_Line] = []
    for line in lines:
        before = made[-1] if made else None
        if before and len(before.text) < _LONGEST and _is_cut(before.text, line.text):
            _join(before, line.text)
        else:
            made.append(_Line(line.text.strip("\r"), line.number))
    return made


def _is_cut(before: str, after: str) -> bool:
    """Say whether a line goes on in the middle of the sentence before it."""
    before, after = before.rstrip(), after.strip()
    if not before or not after or _OPTIONS.match(after):
        return False
    if after[0] in ",.;)" and not after[1:2].isalnum():
        return True
    if before.endswith(_END) or len(before) < 60 or _BULLET.match(after):
        return False
    if after[0].islower() and not _SURE_CODE.fullmatch(after) and numbered(after)[0] is None:
        return True
    return bool(_TOKEN.fullmatch(after)) and " " not in after


def _join(line: _Line, after: str) -> None:
    before, after = line.text.rstrip(), after.strip()
    before = before[:-60] + _GLUED_NAME.sub(r"\1 `\2`", before[-60:])
    if _TOKEN.fullmatch(after) and not after.endswith("."):
        glued = _GLUED_NAME.fullmatch(after)
        after = f"{glued[1]} `{glued[2]}`" if glued else f"`{after}`"
    line.text = before + ("" if after[0] in ",.;)" else " ") + after
    line.is_mended = True


class _Writer:
    """Writes the lines as Markdown."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._made = Source()
        self._questions = _counted(lines)
        self._is_mcq = False

    def written(self) -> Source:
        """Return the Markdown."""
        at = 0
        while at < len(self._lines):
            at += self._write(at)
        return self._made

    def _write(self, at: int) -> int:
        """Write what begins at a line; returns how many lines that was."""
        line = self._lines[at]
        text = line.text.strip()
        if not text:
            self._made.add("", line.number)
        elif at in self._questions:
            self._is_mcq = False
            self._apart("### " + text, line)
        elif self._is_mcq and self._is_stem(at):
            self._stem(line)
        elif _OPTIONS.fullmatch(text):
            self._apart("Options:", line)
        elif self._is_heading(at):
            self._is_mcq = is_mcq_heading(text) and self._following(at) is not None
            self._apart("## " + text.rstrip("#"), line)
        elif length := self._code_length(at):
            self._code(at, length)
            return length
        else:
            self._is_mcq = False
            self._paragraph(line)
        return 1

    def _following(self, at: int) -> _Line | None:
        return next((line for line in self._lines[at + 1 : at + 4] if line.text.strip()), None)

    def _apart(self, text: str, line: _Line) -> None:
        self._made.add_apart(text, line.number)
        if line.is_mended:
            self._made.mend(line.number)

    # Questions with choices that got lost

    def _is_stem(self, at: int) -> bool:
        """Say whether a line is a stem: it asks, and choices or another stem follow, not prose."""
        text = self._lines[at].text
        if asks(_without_options(text)) == NOT:
            return False
        if _without_options(text) != text.strip():
            return True
        after = self._following(at)
        return (
            after is None
            or _OPTIONS.fullmatch(after.text.strip()) is not None
            or (asks(_without_options(after.text)) != NOT and len(after.text) < 600)
            or bool(re.match(r"\s*\(?[aA][.)]\s", after.text))
        )

    def _stem(self, line: _Line) -> None:
        text = _without_options(line.text)
        self._apart("### " + text, line)
        if text != line.text.strip():
            self._made.add_apart("Options:", line.number)

    # Headings

    def _is_heading(self, at: int) -> bool:
        """Say whether a line is a heading: short, without an end, and followed by what it heads."""
        text = self._lines[at].text.strip()
        if len(text) > 110 or text.endswith((".", "!", ":", ";", ",")) or _BULLET.match(text):
            return False
        if not text[0].isalnum() or text[0].islower() or _SURE_CODE.fullmatch(text):
            return False
        after = self._following(at)
        if ends_asking(text):
            return after is not None and not is_guidance(after.text) and self._is_mcq
        return after is not None and (at + 1 in self._questions or _is_title(text, after.text))

    # Code and paragraphs

    def _code_length(self, at: int) -> int:
        end = at
        while end < len(self._lines) and end not in self._questions:
            text = self._lines[end].text.strip()
            if not text or not _CODE.fullmatch(text[:400]) or (_is_prose(text)):
                break
            end += 1
        sure = sum(bool(_SURE_CODE.fullmatch(line.text.strip())) for line in self._lines[at:end])
        return end - at if sure else 0

    def _code(self, at: int, length: int) -> None:
        lines = self._lines[at : at + length]
        self._made.add("", lines[0].number)
        self._made.add("```", lines[0].number)
        for line in lines:
            self._made.add(line.text, line.number)
            self._made.mend(line.number)
        self._made.add("```", lines[-1].number)
        self._made.add("", lines[-1].number)

    def _paragraph(self, line: _Line) -> None:
        pieces = _GLUED_BULLET.split(line.text.strip())
        is_item = bool(_BULLET.match(pieces[0]))
        if not is_item:
            self._made.add("", line.number)
        self._made.add(_escaped(pieces[0]), line.number)
        for piece in pieces[1:]:
            if not is_item:
                self._made.add("", line.number)
            self._made.add(f"- {piece}", line.number)
        if not is_item and len(pieces) == 1:
            self._made.add("", line.number)
        if line.is_mended or len(pieces) > 1:
            self._made.mend(line.number)


def _without_options(text: str) -> str:
    return _OPTIONS.sub("", text.strip()).strip()


def _is_title(text: str, after: str) -> bool:
    """Say whether short words with capitals stand above a text that is no such title itself."""
    words = text.split()
    capitals = sum(word[0].isupper() or word[0].isdigit() for word in words)
    return capitals * 2 > len(words) and len(words) <= 14 and len(after.strip()) > 20


def _is_prose(text: str) -> bool:
    return len(text.split()) > 6 and text.endswith((".", "?")) and "(" not in text


def _escaped(text: str) -> str:
    """Keep a line from being read as a heading or a rule; bullets become Markdown's."""
    if found := _BULLET.match(text):
        return f"- {text[found.end() :]}"
    if text.startswith(("#", "=", "---", "***", ">", "~~~", "```")) or set(text) <= {"-", "_", "*"}:
        return "\\" + text
    found = re.match(r"(\d{1,9})([.)])(\s)", text)
    return f"{found[1]}\\{found[2]}{text[found.end(2) :]}" if found else text


def _counted(lines: list[_Line]) -> set[int]:
    """Return the places of lines that count up from 1 and ask: the questions of a section.

    Numbers within an answer start anew or do not go on from the last; a run in which hardly any
    line asks is of something else.
    """
    found: set[int] = set()
    run: list[int] = []
    for place, line in enumerate(lines):
        number, rest = numbered(line.text.strip()) if line.text[:1].strip() else (None, "")
        if not number or not rest:
            continue
        if number == len(run) + 1 and (not run or asks(rest) != NOT or _asks_little(lines, run)):
            run.append(place)
        elif number == 1 and asks(rest) != NOT:
            found.update(_questions(lines, run))
            run = [place]
    found.update(_questions(lines, run))
    return found


def _asks_little(lines: list[_Line], run: list[int]) -> bool:
    last = lines[run[-1]]
    return asks(numbered(last.text.strip())[1]) == NOT


def _questions(lines: list[_Line], run: list[int]) -> set[int]:
    asked = [asks(numbered(lines[place].text.strip())[1]) for place in run]
    is_list = sum(one != NOT for one in asked) * 10 >= 7 * len(asked)
    return set(run) if is_list and SURELY in asked else set()
