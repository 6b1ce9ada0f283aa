"""A list of questions as a Word document, with real styles, lists and tables."""

import io

from questions.formats.document import read_docx, recognise_docx
from questions.formats.docx_items import write_item
from questions.formats.docx_styles import new_document
from questions.formats.interchange import Bank, QuestionFormat, Written
from questions.formats.question_documents import COPY, document, losses
from questions.formats.wording import shortened

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(bank: Bank) -> Written:
    """Return a bank's questions as DOCX."""
    said = document(bank)
    file = io.BytesIO()
    word = new_document(said.title, f"{shortened(said.title)}  ·  {COPY}")
    word.add_paragraph(said.title, "Title")
    word.add_paragraph("    ".join(f"{name}: {count}" for name, count in said.facts), "Meta")
    for section in said.sections:
        word.add_paragraph(section.name, "Heading 1")
        for item in section.items:
            write_item(word, item)
    word.save(file)
    return Written(file.getvalue(), losses(bank))


FORMAT = QuestionFormat(
    "docx",
    "Word",
    "docx",
    _MEDIA_TYPE,
    recognise=recognise_docx,
    read=read_docx,
    write=write,
)
