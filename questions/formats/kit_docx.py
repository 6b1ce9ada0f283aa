"""A kit as a Word document, with real styles, lists and tables."""

import io

from docx.document import Document as WordDocument

from questions.formats.documents import KitDocument, SectionDocument
from questions.formats.docx_items import write_item
from questions.formats.docx_styles import new_document
from questions.formats.text import cleaned
from questions.formats.wording import (
    ANSWER_LINES,
    COPIES,
    NOTE_LINES,
    RATINGS,
    filled_sections,
    is_for_interviewer,
    kit_facts,
    running_title,
    section_heading,
)


def write(kit: KitDocument) -> bytes:
    """Return a kit as DOCX."""
    kit = cleaned(kit)
    document = new_document(kit.title, f"{running_title(kit)}  ·  {COPIES[kit.copy]}")
    document.add_paragraph(kit.title, "Title")
    facts = "    ".join(f"{label}: {value}" for label, value in kit_facts(kit))
    document.add_paragraph(facts, "Meta")
    for section in filled_sections(kit):
        _write_section(document, section, kit)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _write_section(document: WordDocument, section: SectionDocument, kit: KitDocument) -> None:
    document.add_paragraph(section_heading(section), "Heading 1")
    for item in section.items:
        write_item(document, item)
        if is_for_interviewer(kit):
            boxes = "   ".join(f"☐ {rating}" for rating in RATINGS)
            rating = document.add_paragraph(f"Rating:   {boxes}", "Normal")
            rating.paragraph_format.keep_with_next = True
            document.add_paragraph("Notes", "Heading 3")
            _rule(document, NOTE_LINES)
        elif not item.choices:
            _rule(document, ANSWER_LINES)


def _rule(document: WordDocument, count: int) -> None:
    for _ in range(count):
        document.add_paragraph(style="Ruled Line")
