"""Files to bytes and back: pure functions between plain dataclasses and the formats of files."""

from collections.abc import Callable
from dataclasses import dataclass

from questions.formats import kit_csv, kit_docx, kit_html, kit_json, kit_markdown, kit_pdf
from questions.formats.documents import KitDocument
from questions.formats.interchange import QuestionFormat
from questions.formats.kit_pdf import PdfUnavailable

__all__ = ["KIT_FORMATS", "QUESTION_FORMATS", "KitFormat", "PdfUnavailable", "recognised"]


@dataclass(frozen=True)
class KitFormat:
    """A format that kits are written in; `write` of "pdf" may raise PdfUnavailable."""

    name: str
    label: str
    extension: str
    media_type: str
    write: Callable[[KitDocument], bytes]


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
    )
}

#: Formats of question lists, by name; each is the FORMAT of a file of its own.
_QUESTION_FORMATS: tuple[QuestionFormat, ...] = ()
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
