"""Questions as a document to read and print: grouped by level, each with all its guidance."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from questions.formats.documents import (
    ChoiceDocument,
    GuidanceDocument,
    ItemDocument,
    RichText,
    SectionDocument,
)
from questions.formats.interchange import MCQ, Bank, Entry, EntryChoice, Loss
from questions.formats.losses import counted, of_the_bank
from questions.formats.text import cleaned

COPY = "With answers: confidential"
LEVELS = {
    "basic": "Basic",
    "intermediate": "Intermediate",
    "advanced": "Advanced",
    "expert": "Expert",
}
_TITLE, _NO_LEVEL = "Interview questions", "Without a level"


@dataclass(frozen=True)
class QuestionDocument:
    """A list of questions as it is handed out; a section is a level, in rising order."""

    title: str
    facts: list[tuple[str, str]]
    sections: tuple[SectionDocument, ...]


def document(bank: Bank) -> QuestionDocument:
    """Return a bank's questions as what every document says of them."""
    made = _Items(bank)
    sections, number = [], 1
    for name, entries in by_level(bank):
        items = tuple(made.item(entry, n) for n, entry in enumerate(entries, start=number))
        number += len(items)
        sections.append(SectionDocument(name, None, items))
    facts = [(section.name, f"{len(section.items):,}") for section in sections]
    return cleaned(QuestionDocument(bank.title or _TITLE, facts, tuple(sections)))


def by_level(bank: Bank) -> list[tuple[str, list[Entry]]]:
    """Return the levels that have questions, by their names, with these."""
    found = [
        (name, [entry for entry in bank.questions if LEVELS.get(entry.level, _NO_LEVEL) == name])
        for name in [*LEVELS.values(), _NO_LEVEL]
    ]
    return [(name, entries) for name, entries in found if entries]


def losses(bank: Bank) -> tuple[Loss, ...]:
    """Return what a document leaves out."""
    fields = {
        "uid": "The identifier is left out: imported again, the question counts as a new one.",
        "status": "The status is left out.",
        "difficulty_adjustment": "How hard the question is for its level is left out.",
        "source": "Where the question comes from is left out.",
    }
    found = [
        loss
        for name, reason in fields.items()
        for loss in counted(bank, name, reason, attrgetter(name))
    ]
    reason = "An MCQ without choices is read back as an open question."
    found += counted(bank, "type", reason, lambda e: e.type == MCQ and not e.choices)
    reason = (
        "Of texts, the language of code and the alignment of columns are left out, and headings "
        "become small ones."
    )
    found += counted(bank, "answer", reason, _has_more)
    return (*found, *(loss for loss in of_the_bank(bank) if loss.field != "source"))


_MORE = re.compile(r"^[ ]*(?:#{1,6}[ ]|(?:`{3,}|~{3,})[ ]*\w|\|?[ ]*(?::-+|-+:))", re.MULTILINE)
# A list that goes on counting, and what stands in Word beside a list rather than in an item of it.
_APART = re.compile(
    r"(?:\A|\n\n)[ ]{0,3}(?:[02-9]|[1-9]\d+)[.)][ ]|^[ ]+(?:`{3}|~{3}|>|\|)", re.MULTILINE
)


def _has_more(entry: Entry) -> bool:
    return bool(_MORE.search(_texts_of(entry)))


def word_losses(bank: Bank) -> tuple[Loss, ...]:
    """Return what a Word document leaves out."""
    reason = "Lists begin with 1, and code, quotations and tables stand below lists, not in them."
    return (*losses(bank), *counted(bank, "lists", reason, lambda e: _APART.search(_texts_of(e))))


def _texts_of(entry: Entry) -> str:
    explanations = (choice.explanation for choice in entry.choices)
    return "\n".join((entry.stem, entry.answer, *explanations))


class _Items:
    """Makes the documents of entries, with the names of what a bank files them under."""

    def __init__(self, bank: Bank) -> None:
        self._skills = {skill.slug: skill.name for skill in bank.skills}
        self._roles = {role.slug: role.name for role in bank.roles}
        self._rendering = bank.rendering

    def item(self, entry: Entry, number: int) -> ItemDocument:
        return ItemDocument(
            number,
            self._blocks(entry.stem),
            entry.type,
            tuple(map(self._choice, "ABCDEFGHIJKL", entry.choices)),
            minutes=entry.minutes,
            skills=tuple(self._skills.get(skill, skill) for skill in entry.skills),
            roles=tuple(self._roles.get(role, role) for role in entry.roles),
            uid=entry.uid,
            guidance=self._guidance(entry),
        )

    def _choice(self, letter: str, choice: EntryChoice) -> ChoiceDocument:
        explanation = self._blocks(choice.explanation) if choice.explanation else None
        return ChoiceDocument(letter, self._line(choice.text), choice.is_key, explanation)

    def _guidance(self, entry: Entry) -> GuidanceDocument:
        return GuidanceDocument(
            self._blocks(entry.answer),
            self._lines(entry.look_for),
            self._lines(entry.red_flags),
            self._lines(entry.follow_ups),
            self._lines(entry.references),
            tuple((rating, self._line(text)) for rating, text in sorted(entry.rubric.items())),
        )

    def _blocks(self, text: str) -> RichText:
        return RichText(text, self._rendering.blocks(text) if self._rendering else "")

    def _line(self, text: str) -> RichText:
        return RichText(text, self._rendering.line(text) if self._rendering else "")

    def _lines(self, texts: Iterable[str]) -> tuple[RichText, ...]:
        return tuple(map(self._line, texts))
