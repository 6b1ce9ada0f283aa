"""Plain JSON values held to a JSON Schema, with sentences for people.

Knows the part of JSON Schema that our own schemas use, and no more.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Shape = Mapping[str, Any]

# JSON can spell these, but no database stores them.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_KINDS: dict[str, tuple[type, str]] = {
    "string": (str, "Give a text."),
    "integer": (int, "Give a whole number."),
    "boolean": (bool, "Give true or false."),
    "array": (list, "Give a list."),
    "object": (dict, "Give an object."),
}


def problems(value: Any, shape: Shape, schema: Shape, path: str = "") -> Iterator[str]:
    """Yield what is wrong with a value, each with its path: "choices[0].text: Give a text."

    `shape` is a part of `schema`, in which its references are looked up.
    """
    if reference := shape.get("$ref"):
        shape = schema["$defs"][reference.rsplit("/", 1)[1]]
    if "enum" in shape:
        if value not in shape["enum"]:
            yield _said(path, f"Give one of {', '.join(shape['enum'])}.")
        return
    kind, sentence = _KINDS[shape["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        yield _said(path, sentence)
        return
    yield from _CHECKS[shape["type"]](value, shape, schema, path)


def _text(value: str, shape: Shape, schema: Shape, path: str) -> Iterator[str]:
    longest = shape.get("maxLength", len(value))
    if _NOT_TEXT.search(value):
        yield _said(path, "Remove the characters that are not text (NUL or half a pair).")
    elif len(value) < shape.get("minLength", 0):
        yield _said(path, "Write something, or leave the field out.")
    elif len(value) > longest:
        yield _said(path, f"Shorten this to {longest:,} characters.")
    elif "pattern" in shape and not re.fullmatch(shape["pattern"], value):
        yield _said(path, f"This is not of the right form. {shape['description']}")


def _number(value: int, shape: Shape, schema: Shape, path: str) -> Iterator[str]:
    if not shape["minimum"] <= value <= shape["maximum"]:
        yield _said(path, f"Give a whole number from {shape['minimum']} to {shape['maximum']}.")


def _boolean(value: bool, shape: Shape, schema: Shape, path: str) -> Iterator[str]:
    return iter(())


def _list(value: list[Any], shape: Shape, schema: Shape, path: str) -> Iterator[str]:
    most = shape.get("maxItems", len(value))
    if len(value) > most:
        yield _said(path, f"Keep to {most}.")
        return
    for place, item in enumerate(value):
        yield from problems(item, shape["items"], schema, f"{path}[{place}]")


def _object(value: dict[str, Any], shape: Shape, schema: Shape, path: str) -> Iterator[str]:
    known = shape["properties"]
    within = f"{path}." if path else ""
    for name in shape.get("required", ()):
        if name not in value:
            yield _said(f"{within}{name}", "This field is missing.")
    for name, item in value.items():
        if name in known:
            yield from problems(item, known[name], schema, f"{within}{name}")
        else:
            yield _said(f"{within}{_shown(name)}", "There is no such field.")


_CHECKS: dict[str, Callable[[Any, Shape, Shape, str], Iterator[str]]] = {
    "string": _text,
    "integer": _number,
    "boolean": _boolean,
    "array": _list,
    "object": _object,
}


def _said(path: str, sentence: str) -> str:
    return f"{path}: {sentence}" if path else sentence


def _shown(name: str) -> str:
    """Return a name that anyone may have typed, short and printable."""
    return _NOT_TEXT.sub("�", name[:40])
