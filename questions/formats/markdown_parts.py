"""The parts of a Markdown document that kits and lists of questions share."""

import re
from collections.abc import Iterator

from questions.formats.documents import ChoiceDocument, GuidanceDocument, RichText
from questions.formats.wording import points

_FENCE = re.compile(r"[ ]{0,3}((?:(?:[-*+]|[0-9]{1,9}[.)])[ ]{1,4})*)(`{3,}|~{3,})(.*)", re.DOTALL)
_END = re.compile(r"[ ]*(`{3,}|~{3,})[ \t]*")
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}(?=[ \t]|$)")
_BLOCK_START = re.compile(r"\s*(?:`{3}|~{3}|[-*+] |[0-9]+[.)] |>|\||#)|\t| {4}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|])")


def guidance_blocks(guidance: GuidanceDocument) -> Iterator[str]:
    """Yield the parts of a guidance, each below a heading of the fourth level."""
    if guidance.answer.markdown:
        yield "#### Model answer"
        yield contained(guidance.answer.markdown)
    for title, texts in points(guidance):
        yield f"#### {title}"
        yield "\n".join(_point(text) for text in texts)
    if guidance.rubric:
        yield "#### Rubric"
        yield "\n".join(_point(text, f"{rating}: ") for rating, text in guidance.rubric)


def choice_line(choice: ChoiceDocument) -> str:
    """Return a choice as an item with a box, its explanation as an item below."""
    box = "x" if choice.is_key else " "
    line = _point(choice.text, f"[{box}] {choice.letter}. ")
    if choice.explanation is None or not choice.explanation.markdown:
        return line
    return (
        f"{line}\n{_indented('- ' + _indented(contained(choice.explanation.markdown)), first=True)}"
    )


def _point(text: RichText, prefix: str = "") -> str:
    return f"- {prefix}{_indented(contained(text.markdown))}"


def _indented(text: str, *, first: bool = False) -> str:
    """Return the text with the lines after the first, or all, inside a list's item."""
    indented = re.sub(r"\n(?=[^\n])", "\n  ", text)
    return f"  {indented}" if first else indented


def split_stem(stem: str) -> tuple[str, str]:
    """Return a stem's first paragraph on one line, for a heading, and what follows it."""
    lines = stem.split("\n")
    count = 0
    while count < len(lines) and lines[count].strip() and not _BLOCK_START.match(lines[count]):
        count += 1
    head = " ".join(line.strip() for line in lines[:count])
    return head, "\n".join(lines[count:]).strip("\n")


def contained(markdown: str) -> str:
    """Return a text that cannot take over what follows: no open fence, no heading above h5."""
    lines, fence = [], ""
    for line in markdown.split("\n"):
        before, fence = fence, fence_after(line, fence)
        lines.append(line if before and fence else _HEADING.sub("#####", line))
    return "\n".join([*lines, fence] if fence else lines)


def fence_after(line: str, fence: str) -> str:
    """Return the fence that is open after a line, "" for none; `fence` is open before it.

    One in a list's item begins with that item's indent, and ends with it at the latest.
    """
    mark = fence.lstrip()
    if fence and (not line.strip() or line.startswith(fence.removesuffix(mark))):
        ends = _END.fullmatch(line)
        return "" if ends and ends[1].startswith(mark) else fence
    found = _FENCE.match(line)
    if not found or (found[2][0] == "`" and "`" in found[3]):
        return ""
    return " " * len(found[1]) + found[2]


def line_of(text: str) -> str:
    """Return a name or title on one line, without the meaning that Markdown gives to signs."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def unescaped(line: str) -> str:
    """Return what `line_of` was given."""
    return _ESCAPED.sub(r"\1", line)
