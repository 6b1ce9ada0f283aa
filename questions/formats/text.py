"""Characters that may stand in any file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

# XML has no way to write these: a DOCX that held one would not open.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return the text with plain line ends and without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def in_lines(blocks: Iterable[str]) -> Iterator[bytes]:
    """Yield what joins texts by line ends, in UTF-8, a text at a time."""
    between = ""
    for block in blocks:
        yield f"{between}{block}".encode()
        between = "\n"


def cleaned(value: T) -> T:
    """Return a document with every text in it printable."""
    return _cleaned(value)  # type: ignore[no-any-return]  # a copy is of the type that it copies


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if is_dataclass(value) and not isinstance(value, type):
        values = {field.name: _cleaned(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **values)
    return value
