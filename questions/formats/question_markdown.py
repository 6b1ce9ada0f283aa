"""A list of questions as Markdown: readable as it stands, edited by anybody, read back the same."""

import json
from collections.abc import Iterator
from dataclasses import replace

from questions.formats.document import read_markdown, recognise_markdown
from questions.formats.documents import ItemDocument
from questions.formats.encodings import decoded
from questions.formats.interchange import (
    Bank,
    Entry,
    Hints,
    Loss,
    QuestionFormat,
    Reading,
    Written,
)
from questions.formats.losses import counted, of_the_bank
from questions.formats.markdown_parts import (
    choice_line,
    contained,
    guidance_blocks,
    line_of,
    split_stem,
)
from questions.formats.markdown_reading import KNOWN, MARK, is_ours, read_ours
from questions.formats.question_documents import by_level, document
from questions.formats.wording import duration, names


def write(bank: Bank) -> Written:
    """Return a bank's questions as UTF-8.

    Levels are `##`, questions `### 1. …`, their parts `####`; facts are paragraphs such as
    `**Skills:** Python, SQL`, and a comment holds what is of no use to people.
    """
    plain = replace(bank, rendering=None)
    entries = [entry for _, entries in by_level(bank) for entry in entries]
    said, numbered = document(plain), iter(entries)
    blocks = [MARK, f"# {line_of(said.title)}"]
    for section in said.sections:
        blocks.append(f"## {section.name}")
        for item in section.items:
            blocks.extend(_item(item, next(numbered)))
    return Written(("\n\n".join(blocks) + "\n").encode(), _losses(bank))


def _item(item: ItemDocument, entry: Entry) -> Iterator[str]:
    asked, rest = split_stem(item.stem.markdown)
    yield f"### {item.number}. {asked}".rstrip()
    if rest:
        yield contained(rest)
    yield _comment(entry)
    facts = {"Skills": names(item.skills), "Roles": names(item.roles)}
    for label, value in (facts | {"Time": duration(item.minutes)}).items():
        if value:
            yield f"**{label}:** {line_of(value)}"
    if item.choices:
        yield "\n".join(map(choice_line, item.choices))
    if item.guidance:
        yield from guidance_blocks(item.guidance)


def _comment(entry: Entry) -> str:
    """Return what a question is known by, so written that no text can end the comment."""
    said = {name: getattr(entry, name) for name in KNOWN if getattr(entry, name)}
    text = json.dumps(said, ensure_ascii=False).replace(">", "\\u003e")
    return f"<!-- question {text} -->"


def _losses(bank: Bank) -> tuple[Loss, ...]:
    reason = "Headings within the answer become small ones."
    changed = counted(bank, "answer", reason, lambda e: contained(e.answer) != e.answer)
    return (*of_the_bank(bank), *changed)


def recognise(data: bytes, name: str) -> int:
    """Tell how surely bytes are Markdown: what we wrote, or anybody's."""
    return 100 if MARK.encode() in data[:200] else recognise_markdown(data, name)


def read(data: bytes, hints: Hints) -> Reading:
    """Read what we wrote to the letter, and anybody's Markdown as a document."""
    text, note = decoded(data)
    if not is_ours(text):
        return read_markdown(data, hints)
    return replace(read_ours(text), notes=(note,) if note else ())


FORMAT = QuestionFormat(
    "markdown",
    "Markdown",
    "md",
    "text/markdown; charset=utf-8",
    recognise=recognise,
    read=read,
    write=write,
)
