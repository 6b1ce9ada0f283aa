"""A kit as Markdown: readable as it stands, and regular enough to be read back."""

import re
from collections.abc import Iterator

from questions.formats.documents import (
    ChoiceDocument,
    GuidanceDocument,
    ItemDocument,
    KitDocument,
    RichText,
)
from questions.formats.text import cleaned
from questions.formats.wording import (
    filled_sections,
    item_facts,
    kit_facts,
    points,
    section_heading,
)

_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}(?=[ \t]|$)")
_BLOCK_START = re.compile(r"\s*(?:`{3}|~{3}|[-*+] |[0-9]+[.)] |>|\||#)|\t| {4}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def write(kit: KitDocument) -> bytes:
    """Return a kit as UTF-8; sections are `##`, questions `### 1. …`, guidance `####`."""
    return ("\n\n".join(_blocks(cleaned(kit))) + "\n").encode()


def _blocks(kit: KitDocument) -> Iterator[str]:
    yield f"# {_line(kit.title)}"
    facts = [f"- {label}: {_line(value)}" for label, value in kit_facts(kit)]
    if facts:
        yield "\n".join(facts)
    for section in filled_sections(kit):
        yield f"## {_line(section_heading(section))}"
        for item in section.items:
            yield from _item(item)


def _item(item: ItemDocument) -> Iterator[str]:
    asked, rest = _split_stem(item.stem.markdown)
    yield f"### {item.number}. {asked}".rstrip()
    if rest:
        yield contained(rest)
    if facts := item_facts(item):
        yield f"*{_line(' · '.join(facts))}*"
    if item.note:
        yield f"Note: {contained(item.note)}"
    if item.choices:
        yield "\n".join(map(_choice, item.choices))
    if item.guidance:
        yield from _guidance(item.guidance)
    if item.uid:
        yield f"*{_line(item.uid)}*"


def _guidance(guidance: GuidanceDocument) -> Iterator[str]:
    if guidance.answer.markdown:
        yield "#### Model answer"
        yield contained(guidance.answer.markdown)
    for title, texts in points(guidance):
        yield f"#### {title}"
        yield "\n".join(_point(text) for text in texts)
    if guidance.rubric:
        yield "#### Rubric"
        yield "\n".join(_point(text, f"{rating}: ") for rating, text in guidance.rubric)


def _choice(choice: ChoiceDocument) -> str:
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


def _split_stem(stem: str) -> tuple[str, str]:
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
        mark = _FENCE.match(line)
        if fence:
            is_end = mark and mark[1].startswith(fence) and not mark[2].strip()
            fence = "" if is_end else fence
        elif mark and not (mark[1][0] == "`" and "`" in mark[2]):
            fence = mark[1]
        else:
            line = _HEADING.sub("#####", line)
        lines.append(line)
    return "\n".join([*lines, fence] if fence else lines)


def _line(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
