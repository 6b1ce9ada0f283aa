"""An answer and its guidance as one Markdown text, for formats with a single place for them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from questions.formats.interchange import Entry

_TITLES = {
    "### What to look for": "look_for",
    "### Red flags": "red_flags",
    "### Follow-ups": "follow_ups",
    "### References": "references",
    "### Rubric": "rubric",
}
FIELDS = tuple(_TITLES.values())


def joined(entry: Entry) -> str:
    """Return the answer, and below it each kind of guidance under a heading, as bullets."""
    blocks = [entry.answer.strip()]
    for title, field in _TITLES.items():
        points = list(filter(None, map(str.strip, _points(entry, field))))
        if points:
            blocks.append(f"{title}\n\n" + "\n".join(map(_bullet, points)))
    return "\n\n".join(filter(None, blocks))


def parted(text: str) -> dict[str, Any]:
    """Return the fields that `joined` put together; a text without its headings is an answer."""
    fields: dict[str, Any] = {}
    lines: dict[str, list[str]] = {"answer": []}
    current = "answer"
    for line in text.split("\n"):
        current = _TITLES.get(line.rstrip(), current)
        if line.rstrip() not in _TITLES:
            lines.setdefault(current, []).append(line)
    fields["answer"] = "\n".join(lines.pop("answer")).strip()
    for field, held in lines.items():
        points = tuple(_unbulleted(held))
        fields[field] = dict(_ratings(points)) if field == "rubric" else points
    return fields


def _points(entry: Entry, field: str) -> Iterable[str]:
    if field == "rubric":
        return (f"{rating}: {text.strip()}" for rating, text in sorted(entry.rubric.items()))
    points: tuple[str, ...] = getattr(entry, field)
    return points


def _bullet(point: str) -> str:
    return "- " + re.sub(r"\n(?=[^\n])", "\n  ", point)


def _unbulleted(lines: Iterable[str]) -> Iterator[str]:
    """Yield the points of a list; a line that belongs to none is a point of its own."""
    point: list[str] = []
    for line in [*lines, "- "]:
        if line.startswith("- ") or (line.strip() and not line.startswith("  ")):
            if text := "\n".join(point).strip():
                yield text
            point = []
        point.append(line.removeprefix("- " if not point else "  "))


def _ratings(points: Iterable[str]) -> Iterator[tuple[str, str]]:
    for point in points:
        rating, colon, text = point.partition(":")
        if colon and len(rating) <= 10 and text.strip():
            yield rating.strip(), text.strip()
