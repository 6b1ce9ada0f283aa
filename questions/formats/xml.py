"""XML from strangers: no document types, no entities, nothing fetched, and bounds on its size."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree  # its elements; defusedxml does the parsing
from xml.parsers import expat

from defusedxml import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser

from questions.formats.interchange import Unreadable

MAX_DEPTH = 100
MAX_ELEMENTS = 1_000_000


class Element(ElementTree.Element):
    """An element that knows the line of its file that it begins in, from 1."""

    __slots__ = ("line",)
    line: int


class _Builder(ElementTree.TreeBuilder):
    """Builds the tree and stops where it grows too deep or too large."""

    def __init__(self, line: Callable[[], int], note: str) -> None:
        super().__init__(element_factory=self._element)
        self._line, self._note, self._count = line, note, 0
        self._open: list[ElementTree.Element] = []

    def _element(self, tag: Any, attributes: dict[Any, str]) -> Element:
        element = Element(tag, attributes)
        element.line = self._line()
        return element

    def start(self, tag: Any, attributes: dict[Any, str], /) -> ElementTree.Element:
        self._count += 1
        if len(self._open) >= MAX_DEPTH:
            raise Unreadable(f"The XML is nested more than {MAX_DEPTH} deep.", self._line())
        if self._count > MAX_ELEMENTS:
            raise Unreadable(f"The XML has more than {MAX_ELEMENTS:,} elements.", self._line())
        element = super().start(tag, attributes)
        self._open.append(element)
        return element

    def end(self, tag: str, /) -> ElementTree.Element:
        self._open.pop()
        return super().end(tag)

    def pi(self, target: str, text: str | None = None) -> None:  # type: ignore[override]
        # The base class would return an element, but nobody asks for it.
        if target == self._note and self._open:
            self._open[-1].set(target, text or "")


def parsed(data: bytes, name: str = "The file", note: str = "") -> Element:
    """Return the root of an XML document; raises Unreadable, with the line where there is one.

    `name` is what the message calls it. A processing instruction with the name `note` becomes an
    attribute of the element that it stands in. The encoding is the document's own business.
    """
    parser = DefusedXMLParser(
        target=_Builder(lambda: int(parser.parser.CurrentLineNumber), note), forbid_dtd=True
    )
    try:
        parser.feed(data)
        root: Element = parser.close()
    except ElementTree.ParseError as error:
        raise _refusal(error, name) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, DefusedXmlException):
            raise _defused(error, name, parser.parser.CurrentLineNumber) from error
        raise Unreadable(f"{name} is not XML in an encoding that is read.", 1) from error
    return root


def local(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: ElementTree.Element) -> str:
    """Return an element's namespace, "" without one."""
    return element.tag.rpartition("}")[0].removeprefix("{")


def _refusal(error: ElementTree.ParseError, name: str) -> Unreadable:
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
        raise MemoryError from error
    line = error.position[0]
    why = expat.ErrorString(error.code).removeprefix("not well-formed ").strip("()")
    return Unreadable(f"{name} is not well-formed XML: {why} in line {line}.", line)


def _defused(error: DefusedXmlException, name: str, line: int) -> Unreadable:
    what = "a DOCTYPE" if isinstance(error, DTDForbidden) else "entities of its own"
    return Unreadable(f"{name} has {what} (line {line}), which is not read: remove that.", line)
