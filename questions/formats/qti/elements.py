"""Elements of any version of QTI under one name each: `simpleChoice` is `simplechoice` here."""

from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element


def kind(element: Element) -> str:
    """Return what an element is, whatever the version calls it."""
    return _kind(element.tag)


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name in lower case without hyphens, "" when it is not there."""
    return next((value for key, value in element.items() if _plain(key) == name), "").strip()


def within(element: Element, *kinds: str) -> Iterator[Element]:
    """Yield the elements of some kinds within an element, in their order."""
    return (one for one in element.iter() if one is not element and kind(one) in kinds)


def first(element: Element, name: str) -> Element | None:
    """Return the first element of a kind within an element."""
    return next(within(element, name), None)


def text(element: Element | None) -> str:
    """Return the text of an element on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


@lru_cache(maxsize=1000)
def _kind(tag: str) -> str:
    return _plain(tag.rpartition("}")[2].removeprefix("qti-"))


@lru_cache(maxsize=1000)
def _plain(name: str) -> str:
    return name.replace("-", "").lower()
