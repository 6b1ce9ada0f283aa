"""A question in a Word document, as kits and lists of questions have it."""

from docx.document import Document as WordDocument
from docx.shared import Mm

from questions.formats import rich
from questions.formats.documents import ChoiceDocument, GuidanceDocument, ItemDocument, RichText
from questions.formats.docx_text import TextWriter, repeat_first_row, write_inline
from questions.formats.wording import item_facts, points, verdict


def write_item(document: WordDocument, item: ItemDocument) -> None:
    """Write what is asked, its choices and its guidance at the end of a document."""
    writer = TextWriter(document)
    writer.paragraph(f"Question {item.number}", "Heading 2")
    writer.blocks(item.stem, "Stem")
    if facts := item_facts(item):
        writer.paragraph(" · ".join(facts), "Meta")
    if item.note:
        writer.paragraph(f"Note: {item.note}")
    for choice in item.choices:
        _write_choice(writer, choice)
    if item.guidance:
        _write_guidance(writer, item.guidance)


def _write_choice(writer: TextWriter, choice: ChoiceDocument) -> None:
    paragraph = writer.line(choice.text, "Choice", before=f"{choice.letter}.\t")
    if said := verdict(choice.is_key):
        paragraph.add_run("  ")
        paragraph.add_run(said).bold = True
    if choice.explanation:
        writer.blocks(choice.explanation, "Explanation")


def _write_guidance(writer: TextWriter, guidance: GuidanceDocument) -> None:
    if rich.is_visible(rich.blocks(guidance.answer)):
        writer.paragraph("Model answer", "Heading 3")
        writer.blocks(guidance.answer)
    for title, texts in points(guidance):
        writer.paragraph(title, "Heading 3")
        for text in texts:
            writer.line(text, "List Bullet")
    if guidance.rubric:
        writer.paragraph("Rubric", "Heading 3")
        _write_rubric(writer, guidance.rubric)


def _write_rubric(writer: TextWriter, rubric: tuple[tuple[str, RichText], ...]) -> None:
    table = writer.table(1 + len(rubric), 2)
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
    writer.paragraph(style="Meta")
