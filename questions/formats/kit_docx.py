"""A kit as a Word document, with real styles, lists and tables."""

import io

from docx.document import Document as WordDocument
from docx.shared import Mm

from questions.formats import rich
from questions.formats.documents import (
    ChoiceDocument,
    GuidanceDocument,
    ItemDocument,
    KitDocument,
    RichText,
    SectionDocument,
)
from questions.formats.docx_styles import new_document
from questions.formats.docx_text import TextWriter, repeat_first_row, write_inline
from questions.formats.text import cleaned
from questions.formats.wording import (
    ANSWER_LINES,
    COPIES,
    NOTE_LINES,
    RATINGS,
    filled_sections,
    is_for_interviewer,
    item_facts,
    kit_facts,
    points,
    running_title,
    section_heading,
    verdict,
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
        _write_item(document, item)
        if is_for_interviewer(kit):
            boxes = "   ".join(f"☐ {rating}" for rating in RATINGS)
            rating = document.add_paragraph(f"Rating:   {boxes}", "Normal")
            rating.paragraph_format.keep_with_next = True
            document.add_paragraph("Notes", "Heading 3")
            _rule(document, NOTE_LINES)
        elif not item.choices:
            _rule(document, ANSWER_LINES)


def _write_item(document: WordDocument, item: ItemDocument) -> None:
    writer = TextWriter(document)
    document.add_paragraph(f"Question {item.number}", "Heading 2")
    writer.blocks(item.stem, "Stem")
    if facts := item_facts(item):
        document.add_paragraph(" · ".join(facts), "Meta")
    if item.note:
        document.add_paragraph(f"Note: {item.note}")
    for choice in item.choices:
        _write_choice(writer, choice)
    if item.guidance:
        _write_guidance(writer, item.guidance)


def _write_choice(writer: TextWriter, choice: ChoiceDocument) -> None:
    paragraph = writer.line(choice.text, "Choice", before=f"{choice.letter}.\t")
    if said := verdict(choice.is_key):
        paragraph.add_run(f"  {said}").bold = True
    if choice.explanation:
        writer.blocks(choice.explanation, "Explanation")


def _write_guidance(writer: TextWriter, guidance: GuidanceDocument) -> None:
    if rich.is_visible(rich.blocks(guidance.answer)):
        writer.document.add_paragraph("Model answer", "Heading 3")
        writer.blocks(guidance.answer)
    for title, texts in points(guidance):
        writer.document.add_paragraph(title, "Heading 3")
        for text in texts:
            writer.line(text, "List Bullet")
    if guidance.rubric:
        writer.document.add_paragraph("Rubric", "Heading 3")
        _write_rubric(writer.document, guidance.rubric)


def _write_rubric(document: WordDocument, rubric: tuple[tuple[str, RichText], ...]) -> None:
    table = document.add_table(1 + len(rubric), 2, style="Table Grid")
    table.autofit = False
    head = table.rows[0]
    for cell, label in zip(head.cells, ("Rating", "What it sounds like"), strict=True):
        cell.paragraphs[0].add_run(label).bold = True
    repeat_first_row(head._tr)
    for row, (rating, text) in zip(list(table.rows)[1:], rubric, strict=True):
        row.cells[0].paragraphs[0].add_run(rating).bold = True
        write_inline(row.cells[1].paragraphs[0], rich.pieces(rich.blocks(text)))
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(18), Mm(152)
    document.add_paragraph(style="Meta")


def _rule(document: WordDocument, count: int) -> None:
    for _ in range(count):
        document.add_paragraph(style="Ruled Line")
