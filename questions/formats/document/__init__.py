"""The reader of question documents: lists of questions as people write them, in any style.

Text, Markdown, web pages and Word documents are turned into Markdown first, whose blocks are then
judged together (survey.py) and put together to questions (assemble.py, entries.py).
"""

from questions.formats.document.reading import read_docx, read_html, read_markdown, read_text
from questions.formats.document.recognition import (
    recognise_docx,
    recognise_html,
    recognise_markdown,
    recognise_text,
)

__all__ = [
    "read_docx",
    "read_html",
    "read_markdown",
    "read_text",
    "recognise_docx",
    "recognise_html",
    "recognise_markdown",
    "recognise_text",
]
