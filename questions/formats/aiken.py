"""Aiken: MCQs with one right answer as plain lines, in and out.

A question is its text, its choices (`A. …` or `A) …`) and a line `ANSWER: A`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter

from questions.formats import moodle_terms as terms
from questions.formats.encodings import decoded
from questions.formats.interchange import (
    MCQ,
    Bank,
    Entry,
    EntryChoice,
    Hints,
    Loss,
    QuestionFormat,
    Reading,
    Skipped,
    Unreadable,
    Written,
)
from questions.formats.losses import counted, of_the_bank
from questions.formats.text import cleaned, in_lines
from questions.formats.to_markdown import from_plain, to_line

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_LINES = 1_000

_CHOICE = re.compile(r"([A-Za-z])[.)](?:[ \t]+|$)(.*)")
_ANSWER = re.compile(r"ANSWER[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_SAMPLE = 1 << 16
_LOST = {
    "answer": "model answers",
    "level": "levels",
    "minutes": "minutes",
    "difficulty_adjustment": "adjustments of difficulty",
    "skills": "skills",
    "roles": "roles",
    "source": "sources",
    "source_ref": "places in sources",
    "uid": "identifiers",
    "status": "statuses",
    **terms.GUIDANCE,
}


@dataclass
class _Draft:
    """A question as far as its lines have been read, and what is wrong with it."""

    line: int
    stem: list[str]
    choices: dict[str, str] = field(default_factory=dict)
    is_ended: bool = False  # by a blank line after its text
    wrong: str = ""
    wrong_line: int = 0

    def refuse(self, reason: str, line: int) -> None:
        """Note what is wrong; the first is what is told."""
        if not self.wrong:
            self.wrong, self.wrong_line = reason, line


def recognise(data: bytes, name: str) -> int:
    """Tell how surely a file is Aiken."""
    try:
        text, _ = decoded(data[:_SAMPLE])
    except Unreadable:
        return 0
    answers = len(re.findall(r"^[ \t]*ANSWER:[ \t]*[A-Z][ \t]*$", text, re.MULTILINE))
    choices = len(re.findall(r"^[ \t]*[A-Z][.)][ \t]", text, re.MULTILINE))
    headings = len(re.findall(r"^#{1,6} ", text, re.MULTILINE))
    return 85 if answers and choices >= 2 * answers and headings < answers else 0


def read(data: bytes, hints: Hints) -> Reading:
    """Return the MCQs of an Aiken file; what is wrong with a question is told with its line.

    Blank lines are let pass. Raises Unreadable for what is no text and for too many questions.
    """
    text, note = decoded(data)
    found: list[Entry | Skipped] = []
    for one in _read(text):
        found.append(one)
        if len(found) > terms.MAX_QUESTIONS:
            raise Unreadable(terms.TOO_MANY, one.line)
    return Reading(
        tuple(one for one in found if isinstance(one, Entry)),
        tuple(one for one in found if isinstance(one, Skipped)),
        notes=(note,) if note else (),
    )


def _read(text: str) -> Iterator[Entry | Skipped]:
    draft: _Draft | None = None
    for number, typed in terms.numbered_lines(text):
        line = typed.strip()
        if not line:
            if draft and not draft.choices:
                draft.is_ended = True
        elif answer := _ANSWER.match(line):
            yield _answered(draft, line, answer[1], number)
            draft = None
        elif draft and (choice := _CHOICE.match(line)):
            _add(draft, choice[1], choice[2], number)
        elif draft and not draft.choices and not draft.is_ended:
            _add_text(draft, line, number)
        else:
            if draft:
                yield _unfinished(draft, number)
            draft = _Draft(number, [line])
            if _CHOICE.match(line):
                draft.refuse("A choice stands before any question.", number)
    if draft:
        yield _unfinished(draft, None)


def _add_text(draft: _Draft, text: str, line: int) -> None:
    if len(draft.stem) < MAX_LINES:
        draft.stem.append(text)
    else:
        draft.refuse(f"Its text has more than {MAX_LINES} lines.", line)


def _add(draft: _Draft, letter: str, text: str, line: int) -> None:
    if letter.islower():
        draft.refuse(f"Write the letter of the choice “{letter}” as a capital.", line)
    if letter in draft.choices:
        draft.refuse(f"There are two choices {letter}.", line)
    if not text.strip():
        draft.refuse(f"The choice {letter} has no text.", line)
    draft.choices[letter] = text


def _answered(draft: _Draft | None, told: str, answer: str, line: int) -> Entry | Skipped:
    if draft is None:
        return Skipped("An answer stands here without a question.", line=line, excerpt=told[:100])
    letter = answer.strip().rstrip(".)")
    if not told.startswith("ANSWER:"):
        draft.refuse("Write the line of the answer as “ANSWER: A”, in capitals.", line)
    elif len(draft.choices) < 2:
        draft.refuse("It has fewer than two choices.", line)
    elif not re.fullmatch("[A-Z]", letter):
        draft.refuse(f"The answer “{letter[:20]}” is not one capital letter.", line)
    elif letter not in draft.choices:
        draft.refuse(f"The answer {letter} is none of the choices.", line)
    if draft.wrong:
        return _skipped(draft)
    choices = (EntryChoice(from_plain(text), key == letter) for key, text in draft.choices.items())
    return Entry(from_plain("\n".join(draft.stem)), MCQ, choices=tuple(choices), line=draft.line)


def _unfinished(draft: _Draft, next_line: int | None) -> Skipped:
    where = f"before line {next_line}" if next_line else "at the end of the file"
    what = "ANSWER" if draft.choices else "choices and ANSWER"
    draft.refuse(f"Its {what} {'is' if draft.choices else 'are'} missing {where}.", draft.line)
    return _skipped(draft)


def _skipped(draft: _Draft) -> Skipped:
    place = "" if draft.wrong_line == draft.line else f" (line {draft.wrong_line})"
    reason = draft.wrong.removesuffix(".") + f"{place}."
    return Skipped(reason, line=draft.line, excerpt=" ".join(draft.stem)[:100])


def write(bank: Bank) -> Written:
    """Return the MCQs with one key as Aiken in UTF-8, texts as plain lines; others are lost."""
    return Written(b"".join(parts(bank, bank.questions)), losses(bank))


def parts(bank: Bank, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield questions as `write` puts them, as they come."""
    return in_lines(_written(entry) for entry in map(cleaned, entries) if not _why_not(entry))


def losses(bank: Bank) -> tuple[Loss, ...]:
    """Return what Aiken leaves out."""
    return tuple(_losses(cleaned(bank)))


def _why_not(entry: Entry) -> str:
    """Return why a question cannot stand in the format, "" where it can."""
    keys = sum(choice.is_key for choice in entry.choices)
    texts = [to_line(choice.text) for choice in entry.choices]
    stem = to_line(entry.stem)
    if not entry.choices:
        return "Open questions, and MCQs without choices, are left out."
    if keys != 1:
        return "MCQs with several keys or without one are left out."
    if not 2 <= len(texts) <= len(LETTERS) or not all(texts):
        return "MCQs need 2 to 26 choices, each with a text: others are left out."
    if not stem or _CHOICE.match(stem) or _ANSWER.match(stem):
        return "Questions that begin like a choice or an answer are left out."
    return ""


def _written(entry: Entry) -> str:
    lines = [to_line(entry.stem)]
    for letter, choice in zip(LETTERS, entry.choices, strict=False):
        lines.append(f"{letter}. {to_line(choice.text)}")
    key = next(place for place, choice in enumerate(entry.choices) if choice.is_key)
    return "\n".join([*lines, f"ANSWER: {LETTERS[key]}", ""])


def _losses(bank: Bank) -> Iterator[Loss]:
    """Yield what is left out: whole questions first, then fields of those that are written."""
    reasons = Counter(filter(None, map(_why_not, bank.questions)))
    yield from (Loss("questions", reason, count) for reason, count in reasons.items())
    kept = replace(bank, questions=tuple(e for e in bank.questions if not _why_not(e)))
    long = "Lines of a text are joined to one, and marks of Markdown stand as typed."
    yield from counted(kept, "stem", long, _has_lines)
    yield from counted(kept, "explanations", "Aiken has no place for explanations.", _is_explained)
    for name, label in _LOST.items():
        reason = f"Aiken has no place for {label}."
        yield from counted(kept, name, reason, attrgetter(name))
    yield from (loss for loss in of_the_bank(kept) if loss.field not in _LOST)


def _has_lines(entry: Entry) -> bool:
    return any("\n" in text.strip() for text in (entry.stem, *(c.text for c in entry.choices)))


def _is_explained(entry: Entry) -> bool:
    return any(choice.explanation for choice in entry.choices)


FORMAT = QuestionFormat(
    *("aiken", "Aiken", "txt", "text/plain; charset=utf-8"), recognise, read, write, losses, parts
)
