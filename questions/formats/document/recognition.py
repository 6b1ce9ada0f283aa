"""How surely a file is a question document of one kind or another, by a look at its beginning."""

import re

from questions.formats.archives import is_archive
from questions.formats.document.scraped import is_scraped
from questions.formats.encodings import decoded
from questions.formats.interchange import Unreadable

_SAMPLE = 1 << 16
_PAGE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_PIECE = re.compile(r"<(?:p|h[1-6]|ul|ol|div|table|section|article)\b[^<>]{0,300}>", re.IGNORECASE)
_MARKDOWN = (
    re.compile(r"^ {0,3}#{1,6}\s+\S", re.MULTILINE),
    re.compile(r"^\s{0,8}[-*+] \[[ xX]?\]", re.MULTILINE),
    re.compile(r"^\s{0,8}(?:```|~~~)", re.MULTILINE),
    re.compile(r"^\s{0,8}\*\*\S.{0,300}\*\*[ \t]*$", re.MULTILINE),
    re.compile(r"^\s{0,3}[*+] \S", re.MULTILINE),
    re.compile(r"\[[^\[\]\n]{1,200}\]\([^()\n]{1,300}\)"),
    re.compile(r"^[ \t]*<(?:details|summary)\b", re.MULTILINE),
    re.compile(r"^\|.{1,500}\|[ \t]*$", re.MULTILINE),
)
_OTHERS = re.compile(r"\s*(?:[{\[]\s*[\"{\[]|<\?xml|<quiz\b|::)")


def _text(data: bytes) -> str:
    """Return the beginning of a text, "" for what is none."""
    try:
        return decoded(data[:_SAMPLE])[0]
    except Unreadable:
        return ""


def recognise_docx(data: bytes, name: str) -> int:
    """Tell how surely bytes are a Word document."""
    if not is_archive(data):
        return 0
    return 100 if b"word/document.xml" in data[-_SAMPLE:] or b"word/" in data[:_SAMPLE] else 0


def recognise_html(data: bytes, name: str) -> int:
    """Tell how surely bytes are a web page."""
    text = _text(data)
    if _PAGE.match(text):
        return 95
    if text.lstrip().startswith("<") and len(_PIECE.findall(text)) > 2:
        return 70 if not _is_marked(text) else 30
    return 0


def recognise_markdown(data: bytes, name: str) -> int:
    """Tell how surely bytes are Markdown."""
    text = _text(data)
    if not text.strip() or _OTHERS.match(text) or _PAGE.match(text):
        return 0
    kinds = sum(bool(sign.search(text)) for sign in _MARKDOWN)
    if name.lower().endswith((".md", ".markdown", ".mdx", ".rmd")):
        return 60 + 4 * kinds
    return min(30 + 10 * kinds, 75) if _is_marked(text) else 10


def _is_marked(text: str) -> bool:
    return sum(bool(sign.search(text)) for sign in _MARKDOWN) > 1


def recognise_text(data: bytes, name: str) -> int:
    """Tell how surely bytes are plain text with questions in it: the last resort."""
    text = _text(data)
    if not text.strip() or _OTHERS.match(text) or _PAGE.match(text):
        return 0
    return 15 + 15 * is_scraped(text) + 10 * name.lower().endswith((".txt", ".text"))
