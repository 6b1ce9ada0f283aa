"""Files to bytes and back: pure functions between plain dataclasses and the formats of files."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from questions.formats import (
    aiken,
    gift,
    kit_csv,
    kit_docx,
    kit_entries,
    kit_html,
    kit_json,
    kit_markdown,
    kit_pdf,
    moodle_xml,
    qti,
    question_csv,
    question_documents,
    question_docx,
    question_html,
    question_json,
    question_markdown,
    question_pdf,
    question_text,
    question_xlsx,
)
from questions.formats.documents import KitDocument
from questions.formats.interchange import Loss, QuestionFormat, Unwritable
from questions.formats.kit_pdf import PdfUnavailable

__all__ = [
    "KIT_FORMATS",
    "QUESTION_FORMATS",
    "KitFormat",
    "PdfUnavailable",
    "Unwritable",
    "recognised",
]


@dataclass(frozen=True)
class KitFormat:
    """A format that kits are written in; `write` of "pdf" may raise PdfUnavailable.

    What `holds_answers` has no candidate's copy: `write` and `losses` raise Unwritable for it.
    `losses` tells what of a kit is left out; formats without it say all that the copy does.
    """

    name: str
    label: str
    extension: str
    media_type: str
    write: Callable[[KitDocument], bytes]
    losses: Callable[[KitDocument], tuple[Loss, ...]] | None = None
    holds_answers: bool = False


def _of_questions(format_: QuestionFormat) -> KitFormat:
    """Return how the questions of kits are written in a format of question lists."""
    return KitFormat(
        format_.name,
        format_.label,
        format_.extension,
        format_.media_type,
        kit_entries.write(format_),
        kit_entries.losses(format_),
        holds_answers=True,
    )


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

KIT_FORMATS = {
    format_.name: format_
    for format_ in (
        KitFormat("pdf", "PDF", "pdf", "application/pdf", kit_pdf.write),
        KitFormat("docx", "Word", "docx", _DOCX, kit_docx.write),
        KitFormat("md", "Markdown", "md", "text/markdown; charset=utf-8", kit_markdown.write),
        KitFormat("html", "HTML", "html", "text/html; charset=utf-8", kit_html.write),
        KitFormat("csv", "CSV", "csv", "text/csv; charset=utf-8", kit_csv.write),
        KitFormat("json", "JSON", "json", "application/json", kit_json.write),
        _of_questions(gift.FORMAT),
        _of_questions(moodle_xml.FORMAT),
        _of_questions(aiken.FORMAT),
        _of_questions(qti.QTI3),
        _of_questions(qti.QTI21),
    )
}

#: Formats of question lists, by name; each is the FORMAT of a file of its own.
_QUESTION_FORMATS: tuple[QuestionFormat, ...] = (
    question_json.FORMAT,
    question_csv.FORMAT,
    question_xlsx.FORMAT,
    question_text.FORMAT,
    question_markdown.FORMAT,
    *(
        replace(one.FORMAT, losses=question_documents.losses)
        for one in (question_html, question_docx)
    ),
    question_pdf.FORMAT,
    gift.FORMAT,
    aiken.FORMAT,
    question_text.FORMAT,
    moodle_xml.FORMAT,
    qti.QTI3,
    qti.QTI21,
)
QUESTION_FORMATS = {format_.name: format_ for format_ in _QUESTION_FORMATS}


def recognised(data: bytes, name: str = "") -> QuestionFormat | None:
    """Return the format that a file most surely is in, by its content first; None when unknown."""
    sure = {
        format_.name: format_.recognise(data, name)
        for format_ in QUESTION_FORMATS.values()
        if format_.recognise
    }
    best = max(sure, key=lambda one: sure[one], default=None)
    return QUESTION_FORMATS[best] if best and sure[best] else None
