"""What one version of a question says differently from another, part by part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from questions.rules import content, diff
from questions.rules.diff import ADDED, REMOVED, Paragraph, Piece

#: What a version says to everyone, and to those who may read answers.
OPEN = {"stem": "Question", "level": "Level", "type": "Type", "minutes": "Minutes"}
CLOSED = {
    "answer": "Model answer",
    "look_for": "What to look for",
    "red_flags": "Red flags",
    "rubric": "Rubric",
    "follow_ups": "Follow-ups",
    "references": "References",
    "difficulty_adjustment": "Difficulty adjustment",
}
#: Choices whose words share less are not the same choice reworded.
SAME_CHOICE = 0.5

Snapshot = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """A part of a question that two versions say differently, as paragraphs in reading order."""

    name: str
    label: str
    paragraphs: list[Paragraph]


def differences(old: Snapshot, new: Snapshot, *, closed: bool) -> list[Difference]:
    """Return what changed between two snapshots; of guidance, keys and explanations if `closed`."""
    labels = OPEN | {"choices": "Choices"} | (CLOSED if closed else {})
    found = []
    for name, label in labels.items():
        if name == "choices":
            paragraphs = _choices(old.get(name, []), new.get(name, []), closed=closed)
        else:
            paragraphs = _texts(said(name, old.get(name, "")), said(name, new.get(name, "")))
        if paragraphs:
            found.append(Difference(name, label, paragraphs))
    return found


def _texts(old: str, new: str) -> list[Paragraph]:
    return diff.paragraphs(old, new) if old != new else []


def said(name: str, value: Any) -> str:
    """Return a part of a version as text, a paragraph for each point."""
    if name == "rubric":
        return "\n\n".join(f"{rating}: {text}" for rating, text in sorted((value or {}).items()))
    if isinstance(value, list | tuple):
        return "\n\n".join(value)
    labels = {"level": content.LEVELS, "type": content.TYPES}.get(name, {})
    return labels.get(value, str(value))


def _choices(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], *, closed: bool
) -> list[Paragraph]:
    """Return all choices, old beside new, when any differs; the new order, then what is gone."""
    before = [_line(place, choice, closed=closed) for place, choice in enumerate(old)]
    after = [_line(place, choice, closed=closed) for place, choice in enumerate(new)]
    if before == after:
        return []
    partners = dict(_partners([c["text"] for c in old], [c["text"] for c in new]))
    found: list[Paragraph] = [
        diff.words(before[partners[place]], line) if place in partners else (Piece(ADDED, line),)
        for place, line in enumerate(after)
    ]
    gone = set(range(len(before))) - set(partners.values())
    return found + [(Piece(REMOVED, before[place]),) for place in sorted(gone)]


def _partners(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Yield (place in new, place in old) of the same choices: the most alike first."""
    alike = [
        (1.0 if a == b else SequenceMatcher(None, a, b).ratio(), -abs(i - j), j, i)
        for i, a in enumerate(old)
        for j, b in enumerate(new)
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for ratio, _, j, i in sorted(alike, reverse=True):
        if ratio >= SAME_CHOICE and i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield j, i


def _line(place: int, choice: dict[str, Any], *, closed: bool) -> str:
    text = f"{chr(ord('A') + place)}. {choice['text']}"
    if not closed:
        return text
    verdict = "Key" if choice.get("is_key") else "Distractor"
    return f"{text} ({verdict}) {choice.get('explanation', '')}".strip()
