"""A Word document as Markdown: its headings, lists, tables and code."""

import io
from collections.abc import Sequence
from typing import Any

import mammoth
from mammoth import documents, transforms

from questions.formats.archives import SafeArchive, is_archive, opened
from questions.formats.document.html import from_html
from questions.formats.document.source import Source
from questions.formats.interchange import Unreadable

MAIN = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_CODE_BLOCKS = ("Code", "Code Block", "Source Code", "HTML Preformatted", "Preformatted Text")
_CODE_RUNS = ("Inline Code", "Code Char", "HTML Code", "Verbatim Char", "Source Text", "Code")
_MONOSPACED = ("consolas", "courier", "menlo", "monaco", "mono", "lucida console", "inconsolata")
_STYLES = "\n".join(
    [
        *(f"p[style-name='{name}'] => pre:separator('\\n')" for name in _CODE_BLOCKS),
        *(f"r[style-name='{name}'] => code" for name in _CODE_RUNS),
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Subtitle'] => p:fresh",
        "p[style-name='Stem'] => p > strong:fresh",
        "u => em",
    ]
)


def from_docx(data: bytes) -> Source:
    """Return a Word document's text as Markdown; raises Unreadable for what is none."""
    return from_html(converted(data, _STYLES))


def converted(data: bytes, styles: str, *, ignore_empty: bool = False) -> str:
    """Return a Word document as HTML, by rules of mammoth for its styles; raises Unreadable."""
    if not is_archive(data):
        raise Unreadable("This is not a Word document of the kind that ends in .docx.")
    archive = opened(data)
    if MAIN not in archive:
        raise Unreadable("This archive holds no Word document.")
    _check(archive)
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=styles,
            transform_document=transforms.paragraph(_with_code),
            convert_image=mammoth.images.img_element(_no_address),
            ignore_empty_paragraphs=ignore_empty,
        )
    except (Exception, RecursionError) as error:  # whatever its XML makes of the library
        raise Unreadable("This Word document is damaged: it cannot be read.") from error
    return str(made.value)


def properties(data: bytes) -> str:
    """Return a Word document's properties as XML, "" where it has none; raises Unreadable."""
    archive = opened(data) if is_archive(data) else None
    if archive is None or _PROPERTIES not in archive:
        return ""
    return archive.read(_PROPERTIES).decode("utf-8", "replace")


def _check(archive: SafeArchive) -> None:
    """Refuse what no word processor writes: entities, and depths that only an attack has."""
    archive.verify()
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            part = archive.read(name)
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                raise Unreadable("This Word document defines entities, which no program needs.")


def _no_address(image: documents.Image) -> dict[str, str]:
    return {"src": ""}


def _with_code(paragraph: documents.Paragraph) -> documents.Paragraph:
    """Give paragraphs and runs in a font of code the style of code."""
    runs = [child for child in paragraph.children if isinstance(child, documents.Run)]
    if runs and len(runs) == len(paragraph.children) and all(map(_is_code, runs)):
        return paragraph.copy(style_name="Code", children=[_plain(run) for run in runs])
    children: Sequence[Any] = [
        child.copy(style_name="Inline Code")
        if isinstance(child, documents.Run) and _is_code(child)
        else child
        for child in paragraph.children
    ]
    return paragraph.copy(children=children)


def _is_code(run: documents.Run) -> bool:
    font = (run.font or "").lower()
    return any(name in font for name in _MONOSPACED)


def _plain(run: documents.Run) -> documents.Run:
    return run.copy(style_name=None, style_id=None)
