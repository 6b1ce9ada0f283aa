"""What was read of a file, as JSON from one process to another: no code comes along with it."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from questions.formats.interchange import (
    Entry,
    EntryChoice,
    NamedEntry,
    Reading,
    RoleEntry,
    Skipped,
    SourceEntry,
)

T = TypeVar("T")
_PARTS: dict[str, type] = {
    "entries": Entry,
    "skipped": Skipped,
    "skills": NamedEntry,
    "roles": RoleEntry,
    "sources": SourceEntry,
}


def dumped(values: Mapping[str, Any]) -> bytes:
    """Return values with readings in them as JSON; lone surrogates stay what they are."""
    text = json.dumps(values, ensure_ascii=False, default=_plain)
    return text.encode("utf-8", "surrogatepass")


def reading(values: Mapping[str, Any]) -> Reading:
    """Build a reading from what `dumped` made of it.

    Raises TypeError, ValueError or AttributeError for anything else.
    """
    given = dict(values)
    for name, kind in _PARTS.items():
        given[name] = [_made(kind, part) for part in given.get(name, ())]
    return _made(Reading, given)


def _plain(value: Any) -> dict[str, Any]:
    """Return what a dataclass says, without what it does not say."""
    values = value if isinstance(value, Mapping) else vars(value)
    return {name: one for name, one in values.items() if one not in ("", (), None)}


def _made(kind: type[T], values: Mapping[str, Any]) -> T:
    given = {name: _hashable(value) for name, value in values.items()}
    if kind is Entry:
        given["choices"] = tuple(_made(EntryChoice, one) for one in values.get("choices", ()))
        if "pending" in values:
            given["pending"] = _made(Entry, values["pending"])
    return kind(**given)


def _hashable(value: Any) -> Any:
    return tuple(map(_hashable, value)) if isinstance(value, list) else value
