"""A list of questions as one HTML file that needs nothing else, also to be printed."""

from dataclasses import replace

from questions.formats.document import read_html, recognise_html
from questions.formats.documents import ItemDocument, SectionDocument
from questions.formats.encodings import decoded
from questions.formats.html_parts import document, header, question
from questions.formats.interchange import Bank, Hints, QuestionFormat, Reading, Written
from questions.formats.page_reading import MARK, read_page
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
    body = f'{head}\n<main data-format="{MARK}">\n{sections}\n</main>'
    return document(running, "list", body, extra_style)


def _section(section: SectionDocument) -> str:
    items = "\n".join(map(_item, section.items))
    return f"<section>\n<h2>{section.name}</h2>\n{items}\n</section>"


def _item(item: ItemDocument) -> str:
    return "<article>\n" + "\n".join(question(item)) + "\n</article>"


def recognise(data: bytes, name: str) -> int:
    """Tell how surely bytes are a web page: one that we wrote, or anybody's."""
    return 100 if _is_ours(data) else recognise_html(data, name)


def read(data: bytes, hints: Hints) -> Reading:
    """Read a page that we wrote by its structure, anybody's as a document; raises Unreadable."""
    if not _is_ours(data):
        return read_html(data, hints)
    text, note = decoded(data)
    return replace(read_page(text, has_lines=True), notes=(note,) if note else ())


def _is_ours(data: bytes) -> bool:
    return f'<main data-format="{MARK}">'.encode() in data


FORMAT = QuestionFormat(
    "html",
    "HTML",
    "html",
    "text/html; charset=utf-8",
    recognise=recognise,
    read=read,
    write=write,
)
