"""A list of questions as one HTML file that needs nothing else, also to be printed."""

from questions.formats.document import read_html, recognise_html
from questions.formats.documents import ItemDocument, SectionDocument
from questions.formats.html_parts import document, header, question
from questions.formats.interchange import Bank, QuestionFormat, Written
from questions.formats.question_documents import COPY, losses
from questions.formats.question_documents import document as document_of
from questions.formats.wording import shortened


def write(bank: Bank) -> Written:
    """Return a bank's questions as a UTF-8 document."""
    return Written(page(bank).encode(), losses(bank))


def page(bank: Bank, extra_style: str = "") -> str:
    """Return a bank's questions as the text of a document, with a style of the caller's."""
    said = document_of(bank)
    running = shortened(said.title)
    head = header(said.title, running, COPY, said.facts)
    sections = "\n".join(map(_section, said.sections))
    return document(running, "list", f"{head}\n<main>\n{sections}\n</main>", extra_style)


def _section(section: SectionDocument) -> str:
    items = "\n".join(map(_item, section.items))
    return f"<section>\n<h2>{section.name}</h2>\n{items}\n</section>"


def _item(item: ItemDocument) -> str:
    return "<article>\n" + "\n".join(question(item)) + "\n</article>"


FORMAT = QuestionFormat(
    "html",
    "HTML",
    "html",
    "text/html; charset=utf-8",
    recognise=recognise_html,
    read=read_html,
    write=write,
)
