"""Lists of questions written in many styles, each with what a reader should find in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from questions.formats.document import read_html, read_markdown, read_text
from questions.formats.interchange import Entry, Hints, Reading

SAMPLES = Path(__file__).parent / "samples"
READERS: dict[str, Callable[[bytes, Hints], Reading]] = {
    ".md": read_markdown,
    ".txt": read_text,
    ".adoc": read_text,
    ".html": read_html,
}
_LISTS = ("skills", "roles", "look_for", "red_flags", "follow_ups", "flags")


def names() -> list[str]:
    """Return the samples’ file names."""
    return sorted(path.name for path in SAMPLES.iterdir() if path.suffix in READERS)


def read(name: str) -> Reading:
    """Return what the reader makes of a sample."""
    path = SAMPLES / name
    return READERS[path.suffix](path.read_bytes(), Hints(name))


def expected(name: str) -> dict[str, Any]:
    """Return what should be found in a sample: `questions`, and texts `not_found` in a stem."""
    found: dict[str, Any] = yaml.safe_load((SAMPLES / name).with_suffix(".yaml").read_text())
    return found


def differences(entry: Entry, wanted: dict[str, Any]) -> list[str]:
    """Return what is said otherwise of a question than it should be."""
    said: dict[str, Any] = {
        "line": entry.line,
        "level": entry.level,
        "type": entry.type,
        "choices": [choice.text for choice in entry.choices],
        "keys": [place for place, choice in enumerate(entry.choices) if choice.is_key],
        "references": len(entry.references),
        **{name: list(getattr(entry, name)) for name in _LISTS},
    }
    known = {"type": "open"} | {key: wanted[key] for key in wanted if key in said}
    found = [
        f"{key}: {said[key]!r}, not {value!r}" for key, value in known.items() if said[key] != value
    ]
    if wanted.get("answer", "") not in entry.answer:
        found.append(f"answer: {entry.answer!r}, without {wanted['answer']!r}")
    return found
