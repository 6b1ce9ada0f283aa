"""A kit as Markdown: readable as it stands, and regular enough to be read back."""

from collections.abc import Iterator

from questions.formats.documents import ItemDocument, KitDocument
from questions.formats.markdown_parts import (
    choice_line,
    contained,
    guidance_blocks,
    line_of,
    split_stem,
)
from questions.formats.text import cleaned
from questions.formats.wording import filled_sections, item_facts, kit_facts, section_heading


def write(kit: KitDocument) -> bytes:
    """Return a kit as UTF-8; sections are `##`, questions `### 1. …`, guidance `####`."""
    return ("\n\n".join(_blocks(cleaned(kit))) + "\n").encode()


def _blocks(kit: KitDocument) -> Iterator[str]:
    yield f"# {line_of(kit.title)}"
    facts = [f"- {label}: {line_of(value)}" for label, value in kit_facts(kit)]
    if facts:
        yield "\n".join(facts)
    for section in filled_sections(kit):
        yield f"## {line_of(section_heading(section))}"
        for item in section.items:
            yield from _item(item)


def _item(item: ItemDocument) -> Iterator[str]:
    asked, rest = split_stem(item.stem.markdown)
    yield f"### {item.number}. {asked}".rstrip()
    if rest:
        yield contained(rest)
    if facts := item_facts(item):
        yield f"*{line_of(' · '.join(facts))}*"
    if item.note:
        yield f"Note: {contained(item.note)}"
    if item.choices:
        yield "\n".join(map(choice_line, item.choices))
    if item.guidance:
        yield from guidance_blocks(item.guidance)
    if item.uid:
        yield f"*{line_of(item.uid)}*"
