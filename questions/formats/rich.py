"""Rendered texts as element trees, so that what one text leaves open cannot reach the next."""

import re
from collections.abc import Iterator
from html import escape

from lxml import etree
from lxml.etree import _Element as Element

from questions.formats.documents import RichText
from questions.formats.text import printable

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Tags, and words so long that WeasyPrint needs a minute for 64 KB of them.
_TAG_OR_LONG_WORD = re.compile(
    r"""(<(?:[^>"']|"[^"]*"|'[^']*')*+>)|((?:[^ \t\n<&]|&[^;\s]*+;){200})(?=[^\s<])"""
)
BLOCKS = {"p", "pre", "ul", "ol", "li", "table", "div", "blockquote", "hr", *HEADINGS}


def blocks(text: RichText) -> Element:
    """Return a <div> of blocks, or a <p> for a text that is inline.

    Its headings are <h5> and <h6>, below those of a kit's document.
    """
    root = _body(printable(text.html or _typed(text.markdown)))
    top = min((element.tag for element in root.iter(*HEADINGS)), default="")
    for element in root.iter():
        if element.tag in HEADINGS:
            element.tag = "h5" if element.tag == top else "h6"
        element.text = printable(element.text or "")
        element.tail = printable(element.tail or "")
    root.tag = "div" if any(child.tag in BLOCKS for child in root) else "p"
    return root


def html(text: RichText) -> str:
    """Return a text's blocks as well-formed HTML, "" for an empty text."""
    root = blocks(text)
    if not is_visible(root):
        return ""
    root.set("dir", "auto")
    return breakable(etree.tostring(root, encoding="unicode", method="html"))


def breakable(markup: str) -> str:
    """Return HTML in which very long words may break, without a change to the text."""
    return _TAG_OR_LONG_WORD.sub(lambda found: found[1] or f"{found[2]}<wbr>", markup)


def words(text: RichText) -> str:
    """Return what a text says, on one line."""
    return " ".join("".join(blocks(text).itertext()).split())


def is_visible(root: Element) -> bool:
    """Say whether there is anything to read."""
    return any(text.strip() for text in root.itertext())


def pieces(element: Element) -> Iterator[str | Element]:
    """Yield the texts and the children of an element in their order."""
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def _body(source: str) -> Element:
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    page = etree.fromstring(f"<html><body>{source}</body></html>", parser)
    body = page.find("body")
    return page if body is None else body


def _typed(markdown: str) -> str:
    """Return paragraphs of a text that nobody rendered, its lines kept."""
    paragraphs = re.split(r"\n{2,}", escape(markdown.strip()))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).replace("\n", "<br>")
