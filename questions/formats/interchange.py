"""What files hold of a bank, as plain values: what readers give and writers take."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

OPEN, MCQ = "open", "mcq"

#: Flags of an entry: what a person should look at before it is taken.
FLAGS = {
    "no_choices": "It is an MCQ, but the file gives no choices.",
    "no_key": "The file does not say which choice is right.",
    "no_answer": "The file gives no answer.",
    "repaired": "The text was damaged and has been repaired.",
    "pictures": "It shows pictures or other media, which are not taken along.",
    "partial_credit": "Choices that earn a part of the credit were taken as wrong.",
    "guessed_type": "Whether it is an open question or an MCQ was guessed.",
}


@dataclass(frozen=True)
class EntryChoice:
    """One answer of an MCQ as a file has it."""

    text: str
    is_key: bool = False
    explanation: str = ""


@dataclass(frozen=True)
class Entry:
    """A question as a file has it; what is empty or None the file does not say.

    Texts are Markdown. `skills`, `roles` and `source` are slugs or names. `line` counts from 1 and
    is where the question starts; formats without lines give a `place` such as “row 12” alone.
    `pending` is the version of an approved question that waits for review: its content alone.
    """

    stem: str
    type: str = ""
    level: str = ""
    answer: str = ""
    minutes: int | None = None
    difficulty_adjustment: int | None = None
    look_for: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    rubric: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[EntryChoice, ...] = ()
    skills: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    source: str = ""
    source_ref: str = ""
    uid: str = ""
    status: str = ""
    pending: "Entry | None" = None
    line: int | None = None
    place: str = ""
    flags: tuple[str, ...] = ()


def flags_of(type_: str, choices: tuple[EntryChoice, ...], answer: str) -> tuple[str, ...]:
    """Return the flag of what a question lacks, if anything."""
    if type_ == MCQ and not choices:
        return ("no_choices",)
    if choices and not any(choice.is_key for choice in choices):
        return ("no_key",)
    return () if choices or answer else ("no_answer",)


@dataclass(frozen=True)
class Skipped:
    """A part of a file that was meant as a question and could not be read, and why."""

    reason: str
    line: int | None = None
    place: str = ""
    excerpt: str = ""


@dataclass(frozen=True)
class NamedEntry:
    """A skill as a file has it."""

    slug: str
    name: str
    description: str = ""


@dataclass(frozen=True)
class SourceEntry(NamedEntry):
    """A source as a file has it; `kind` is document, file or person."""

    kind: str = "document"


@dataclass(frozen=True)
class RoleEntry(NamedEntry):
    """A role as a file has it: `skills` are (slug, weight 1–5, what to look for)."""

    skills: tuple[tuple[str, int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Rendering:
    """How Markdown becomes sanitised HTML: a whole text, and a text of one line."""

    blocks: Callable[[str], str]
    line: Callable[[str], str]


@dataclass(frozen=True)
class Bank:
    """Questions with the skills, roles and sources that they are filed under: what is written.

    `title` heads a document; without `rendering` documents show texts as they were typed. `choices`
    is how many a question has at most, where it stands apart from its questions.
    """

    questions: tuple[Entry, ...]
    skills: tuple[NamedEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    title: str = ""
    rendering: Rendering | None = None
    choices: int = 0


@dataclass(frozen=True)
class Reading:
    """What was read of a file. `notes` are sentences about the file as a whole.

    `columns` are a table's headings, `mapping` what each was taken for (field → heading).
    """

    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...] = ()
    skills: tuple[NamedEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hints:
    """What is known of a file beside its bytes; `mapping` overrides what a table's columns are."""

    name: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Loss:
    """What a format cannot carry of some questions: a field, why, and how many it concerns."""

    field: str
    reason: str
    questions: int


@dataclass(frozen=True)
class Written:
    """A file's bytes, and what it could not carry."""

    data: bytes
    losses: tuple[Loss, ...] = ()


class Unreadable(Exception):
    """A file that cannot be read at all; the message is a sentence for the person who gave it."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class Unwritable(Exception):
    """What a format cannot write at all; the message is a sentence for the person who asked."""


@dataclass(frozen=True)
class QuestionFormat:
    """A format that questions are read from, written in, or both.

    `recognise` tells how surely bytes (with their file's name) are of the format, from 0 (not at
    all) to 100; it looks at little and never raises. `read` raises Unreadable; `write` of "pdf" may
    raise PdfUnavailable, and any raises Unwritable where nothing can be written. `parts` yields
    what `write` returns piece by piece: of a bank without its questions, and of these as they come.
    """

    name: str
    label: str
    extension: str
    media_type: str
    recognise: Callable[[bytes, str], int] | None = None
    read: Callable[[bytes, Hints], Reading] | None = None
    write: Callable[[Bank], Written] | None = None
    losses: Callable[[Bank], tuple[Loss, ...]] | None = None
    parts: Callable[[Bank, Iterable[Entry]], Iterator[bytes]] | None = None
    #: Whether `parts` takes the questions in the order of their uid.
    is_by_uid: bool = False

    def lost(self, bank: Bank) -> tuple[Loss, ...]:
        """Return what the format cannot carry of a bank: what `write` tells, without a file."""
        if self.losses:
            return self.losses(bank)
        return self.write(bank).losses if self.write else ()
