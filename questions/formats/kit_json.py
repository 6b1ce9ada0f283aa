"""A kit as JSON: versioned, in a stable order, without what is not said."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from questions.formats.documents import GuidanceDocument, KitDocument, RichText
from questions.formats.text import cleaned

FORMAT, VERSION = "interviewbank-kit", 1


def write(kit: KitDocument) -> bytes:
    """Return a kit as UTF-8; texts are Markdown."""
    values = {"format": FORMAT, "version": VERSION} | _plain(cleaned(kit))
    return json.dumps(values, ensure_ascii=False, indent=2).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, RichText):
        return value.markdown
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        said = {field.name: _field(value, field.name) for field in fields(value)}
        return {name: item for name, item in said.items() if item not in (None, "", [], {})}
    return value


def _field(document: Any, name: str) -> Any:
    if isinstance(document, GuidanceDocument) and name == "rubric":
        return {rating: _plain(text) for rating, text in document.rubric}
    return _plain(getattr(document, name))
