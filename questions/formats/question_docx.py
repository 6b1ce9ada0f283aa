"""A list of questions as a Word document, with real styles, lists and tables."""

import io

from questions.formats.document import read_docx, recognise_docx
from questions.formats.document.word import converted, properties
from questions.formats.docx_items import write_item
from questions.formats.docx_styles import new_document
from questions.formats.interchange import Bank, Hints, QuestionFormat, Reading, Written
from questions.formats.page_reading import MARK, read_page
from questions.formats.question_documents import COPY, document, word_losses
from questions.formats.wording import shortened

#: What our styles are on a page that page_reading.py reads.
_STYLES = """
p.Title => h1:fresh
p.Heading1 => h2:fresh
p.Heading2 => h3:fresh
p.Heading3 => h4:fresh
p.Heading5 => h5:fresh
p.Heading6 => h6:fresh
p.Meta => p.meta:fresh
p.Choice => p.choice:fresh
p.Code => pre:fresh
p.Quote => blockquote > p:fresh
p.ListBullet => ul > li:fresh
p.ListNumber => ol > li:fresh
p.ListBullet2 => ul|ol > li > ul > li:fresh
p.ListNumber2 => ul|ol > li > ol > li:fresh
p.ListBullet3 => ul|ol > li > ul|ol > li > ul > li:fresh
p.ListNumber3 => ul|ol > li > ul|ol > li > ol > li:fresh
p.ListContinue => ul|ol > li > p:fresh
p.ListContinue2 => ul|ol > li > ul|ol > li > p:fresh
p.ListContinue3 => ul|ol > li > ul|ol > li > ul|ol > li > p:fresh
r.InlineCode => code
"""
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(bank: Bank) -> Written:
    """Return a bank's questions as DOCX."""
    said = document(bank)
    file = io.BytesIO()
    word = new_document(said.title, f"{shortened(said.title)}  ·  {COPY}")
    word.core_properties.keywords = MARK
    word.add_paragraph(said.title, "Title")
    word.add_paragraph("    ".join(f"{name}: {count}" for name, count in said.facts), "Meta")
    for section in said.sections:
        word.add_paragraph(section.name, "Heading 1")
        for item in section.items:
            write_item(word, item)
    word.save(file)
    return Written(file.getvalue(), word_losses(bank))


def read(data: bytes, hints: Hints) -> Reading:
    """Read a document that we wrote by its styles, anybody's as a document; raises Unreadable."""
    if MARK not in properties(data):
        return read_docx(data, hints)
    return read_page(converted(data, _STYLES, ignore_empty=True), has_lines=False)


FORMAT = QuestionFormat(
    "docx",
    "Word",
    "docx",
    _MEDIA_TYPE,
    recognise=recognise_docx,
    read=read,
    write=write,
)
