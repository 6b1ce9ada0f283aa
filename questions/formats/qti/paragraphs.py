"""Paragraphs with no more than emphasis and code in them: most of what items say.

They become Markdown without the detour over a parser of HTML, which takes ten times as long.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from questions.formats import to_markdown

_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`"}
_PARAGRAPHS = ("p", "div")


def markdown(element: Element) -> str | None:
    """Return what an element says as Markdown, None where it is not as simple as that."""
    found = []
    for paragraph in _paragraphs(element):
        line = _line(paragraph)
        if line is None:
            return None
        found.append(line)
    return "\n\n".join(filter(None, found))


def own_words(element: Element) -> str:
    """Return the text that stands in an element itself, not in one of its children."""
    return ((element.text or "") + "".join(child.tail or "" for child in element)).strip()


def _paragraphs(element: Element) -> Iterable[Element]:
    is_list = len(element) and all(one.tag in _PARAGRAPHS for one in element)
    return element if is_list and not own_words(element) else (element,)


def _line(paragraph: Element) -> str | None:
    if paragraph.tag not in (*_PARAGRAPHS, "li"):
        return None
    parts = [_words(paragraph.text)]
    for number, child in enumerate(paragraph):
        marked = _marked(child)
        if marked is None or (number and not parts[-1]):  # marks that touch are ambiguous
            return None
        parts += [marked, _words(child.tail)]
    return "".join(parts).strip()


def _marked(element: Element) -> str | None:
    mark, said = _MARKS.get(element.tag), element.text or ""
    if mark is None or len(element) or not (said[:1].isalnum() and said[-1].isalnum()):
        return None
    if mark == "`":
        return None if "`" in said else f"`{' '.join(said.split())}`"
    return f"{mark}{_words(said)}{mark}"


def _words(text: str | None) -> str:
    """Return a text as Markdown with its space at either end, if any, and none but single ones."""
    if not text or text.isspace():
        return " " if text else ""
    words = to_markdown.from_plain(" ".join(text.split()))
    return " " * text[0].isspace() + words + " " * text[-1].isspace()
