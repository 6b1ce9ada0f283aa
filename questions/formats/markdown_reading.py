"""Reads the Markdown that question_markdown.py writes: to the letter, where a reader of anybody's
documents has to guess. People may edit it before.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from questions.formats.cells import names_of, points_of
from questions.formats.interchange import MCQ, Entry, EntryChoice, Reading, Skipped, flags_of
from questions.formats.markdown_parts import fence_after, unescaped
from questions.formats.table_words import level_of, minutes_of

#: The first line of a file, by which it is known.
MARK = "<!-- interviewbank questions, version 1 -->"
PARTS = {
    "Model answer": "answer",
    "What to look for": "look_for",
    "Red flags": "red_flags",
    "Follow-ups": "follow_ups",
    "References": "references",
    "Rubric": "rubric",
}
#: What a comment below a question says of it, and of what type.
KNOWN = {
    **dict.fromkeys(("uid", "status", "type", "source", "source_ref"), str),
    "difficulty_adjustment": int,
}
_POINTS = ("look_for", "red_flags", "follow_ups", "references")
_ASKED = re.compile(r"### [0-9]{1,9}\.(?: (.*))?")
_FACTS = re.compile(r"<!-- question (\{.{0,1000}\}) -->")
_FACT = re.compile(r"\*\*(Skills|Roles|Time):\*\* (.*)")
_CHOICE = re.compile(r"- \[([ xX])\] (?:[A-L]\. )?(.*)")
_RATING = re.compile(r"([135]): (.*)", re.DOTALL)


@dataclass
class _Draft:
    """The lines of a question by its parts."""

    line: int
    level: str
    asked: str
    parts: dict[str, list[str]] = field(default_factory=lambda: {"stem": []})


def is_ours(text: str) -> bool:
    """Say whether a text is one that we wrote."""
    return text.lstrip().startswith(MARK)


def read_ours(text: str) -> Reading:
    """Return the questions of a text that we wrote."""
    drafts = list(_drafts(text.split("\n")))
    found = [(draft, _entry(draft)) for draft in drafts]
    entries = tuple(entry for _, entry in found if entry.stem)
    reason = "The question has no text."
    skipped = (Skipped(reason, draft.line) for draft, entry in found if not entry.stem)
    return Reading(entries, tuple(skipped))


def _drafts(lines: Iterable[str]) -> Iterator[_Draft]:
    draft: _Draft | None = None
    level, part, fence = "", "stem", ""
    for number, line in enumerate(lines, start=1):
        before = fence
        if part in ("stem", "answer"):  # no line in a list is taken for a heading
            fence = fence_after(line, fence)
        is_text = bool(before and fence)
        if not is_text and line.startswith("## "):
            level, draft = level_of(line[3:]), None
        elif not is_text and (asked := _ASKED.fullmatch(line)):
            draft, part = _Draft(number, level, asked[1] or ""), "stem"
            yield draft
        elif not is_text and draft and line.startswith("#### ") and line[5:].strip() in PARTS:
            part = PARTS[line[5:].strip()]
            draft.parts.setdefault(part, [])
        elif draft:
            draft.parts[part].append(line)


def _entry(draft: _Draft) -> Entry:
    rest, said, below = _parted(draft.parts["stem"])
    facts, choices = _below(below)
    answer = _text(draft.parts.get("answer", ()))
    points: dict[str, Any] = {name: points_of(_text(draft.parts.get(name, ()))) for name in _POINTS}
    type_ = said.pop("type", "") or (MCQ if choices else "")
    return Entry(
        stem=f"{draft.asked}\n\n{rest}".strip(),
        type=type_,
        level=draft.level,
        answer=answer,
        minutes=minutes_of(facts.get("Time", "")),
        rubric=_rubric(draft.parts.get("rubric", ())),
        choices=choices,
        skills=names_of(facts.get("Skills", "")),
        roles=names_of(facts.get("Roles", "")),
        line=draft.line,
        flags=flags_of(type_, choices, answer),
        **points,
        **said,
    )


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip()


def _parted(lines: list[str]) -> tuple[str, dict[str, Any], list[str]]:
    """Return the rest of a stem, what the comment below it says, and what is below that.

    Of a question that was added by hand, facts and choices begin with the first of them.
    """
    for place in reversed(range(len(lines))):
        if found := _FACTS.fullmatch(lines[place].rstrip()):
            return _block(lines[:place]), _known(found[1]), lines[place + 1 :]
    places = range(len(lines))
    end = next((p for p in places if _FACT.match(lines[p]) or _CHOICE.match(lines[p])), len(lines))
    return _block(lines[:end]), {}, lines[end:]


def _block(lines: Iterable[str]) -> str:
    """Return lines without empty ones around them; what is indented may be code."""
    return "\n".join(lines).strip("\n")


def _known(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {name: said[name] for name, kind in KNOWN.items() if type(said.get(name)) is kind}


def _below(lines: list[str]) -> tuple[dict[str, str], tuple[EntryChoice, ...]]:
    facts: dict[str, str] = {}
    for place, line in enumerate(lines):
        if _CHOICE.match(line):
            return facts, tuple(_choices(lines[place:]))
        if found := _FACT.fullmatch(line):
            facts[found[1]] = unescaped(found[2])
    return facts, ()


def _choices(lines: Iterable[str]) -> Iterator[EntryChoice]:
    items: list[list[str]] = []
    for line in lines:
        if _CHOICE.match(line):
            items.append([line])
        else:
            items[-1].append(line)
    for first, *others in items:
        found = _CHOICE.match(first)
        is_key = bool(found and found[1] in "xX")
        text, explanation = _explained(others)
        yield EntryChoice(_text([found[2] if found else "", *text]), is_key, explanation)


def _explained(lines: list[str]) -> tuple[list[str], str]:
    """Return the other lines of a choice's text, and the last item below it."""
    start = max((p for p, line in enumerate(lines) if line.startswith("  - ")), default=len(lines))
    text = [line.removeprefix("  ") for line in lines[:start]]
    return text, _text(line[4:] for line in lines[start:])


def _rubric(lines: Iterable[str]) -> Mapping[str, str]:
    found = map(_RATING.fullmatch, points_of(_text(lines)))
    return {rating[1]: rating[2].strip() for rating in found if rating}
