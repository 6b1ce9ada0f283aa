"""Markdown as simple XHTML, and the XHTML of items as Markdown.

The Markdown goes along in a processing instruction, which other programs pass over, with a
fingerprint of the XHTML. It is taken back only while the XHTML still says the same, so that nothing
changed elsewhere is lost.
"""

import re
import zlib
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from questions.formats import to_markdown
from questions.formats.qti import elements, paragraphs
from questions.formats.qti.dialects import plain
from questions.formats.text import printable

NOTE = "interviewbank-markdown"
#: What stands for QTI's own elements once they are out of an item.
_BLOCKS = {"contentbody", "prompt", "rubricblock", "itembody", "modalfeedback", "feedbackinline"}
_BLOCKS |= {"simplechoice", "infocontrol", "feedbackblock"}
_LEFT_OUT = {"stylesheet", "templateblock", "templateinline", "printedvariable", "cataloginfo"}
_PICTURES = {"img", "object", "video", "audio", "picture", "svg", "math", "mediainteraction"}
_ATTRIBUTES = ("href", "src", "alt", "class", NOTE)

# A line in which nothing means anything to Markdown: most of what there is.
_PLAIN_LINE = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:?'()/%-])*(?<! )")

_markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")


def written(markdown: str) -> str:
    """Return the XHTML of a Markdown text, with the text itself for when it comes back."""
    xhtml = _rendered(printable(markdown))
    fingerprint = _fingerprint(ElementTree.XML(f"<div>{xhtml}</div>"))
    return f'<?{NOTE} {fingerprint} "{plain(markdown)}"?>{xhtml}'


def read(element: Element, *, leaving_out: frozenset[Element] = frozenset()) -> str:
    """Return what an element says as Markdown, without some of the elements in it."""
    copy = _copied(element, leaving_out)
    return _markdown_of(copy)


def shows_pictures(element: Element) -> bool:
    """Say whether an element shows what no text can carry."""
    return any(elements.kind(one) in _PICTURES for one in element.iter())


def _rendered(markdown: str) -> str:
    if _PLAIN_LINE.fullmatch(markdown):
        return f"<p>{markdown}</p>\n"
    tokens = _markdown.parse(markdown)
    _fill_tables(tokens)
    for token in tokens:
        _simplify(token)
        for child in token.children or ():
            _simplify(child)
    return str(_markdown.renderer.render(tokens, _markdown.options, {}))


def _fill_tables(tokens: list[Token]) -> None:
    """Make the head of a table without any other row its body: QTI wants one."""
    for place, (token, after) in enumerate(pairwise(tokens)):
        if (token.type, after.type) == ("thead_close", "table_close"):
            opening = max(n for n in range(place) if tokens[n].type == "thead_open")
            tokens[opening].tag = token.tag = "tbody"


def _simplify(token: Token) -> None:
    """Leave out the attributes that QTI's XHTML does not know."""
    token.attrs = {name: one for name, one in token.attrs.items() if name in _ATTRIBUTES}


def _copied(element: Element, leaving_out: frozenset[Element]) -> Element:
    """Return a copy as HTML without namespaces, what stands after a dropped element kept."""
    kind = elements.kind(element)
    name = "div" if kind in _BLOCKS or kind.endswith("interaction") else kind
    copy = Element(name, {key: one for key, one in element.items() if key in _ATTRIBUTES})
    copy.text = element.text
    for child in element:
        if child in leaving_out or elements.kind(child) in _LEFT_OUT:
            _append_text(copy, child.tail or "")
        else:
            made = _copied(child, leaving_out)
            made.tail = child.tail
            copy.append(made)
    return copy


def _append_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _markdown_of(copy: Element) -> str:
    while NOTE not in copy.attrib and len(copy) == 1 and not paragraphs.own_words(copy):
        if copy[0].tag != "div":
            break
        copy = copy[0]
    fingerprint, _, source = copy.attrib.pop(NOTE, "").partition(" ")
    if fingerprint and fingerprint == _fingerprint(copy):
        return unescape(source[1:-1])
    simple = paragraphs.markdown(copy)
    if simple is not None:
        return simple
    return to_markdown.from_html(ElementTree.tostring(copy, encoding="unicode", method="html"))


def _fingerprint(element: Element) -> str:
    """Return what tells the content of an element from any other."""
    said = [element.text or ""]
    for one in element.iter():
        if one is not element:
            said += [one.tag, str(len(one)), one.text or "", one.tail or ""]
            said += (part for pair in sorted(one.items()) for part in pair)
    return f"{zlib.crc32(chr(0).join(said).encode()):08x}"
