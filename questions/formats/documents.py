"""A kit as it is handed out: plain values, which every format writes in its own way."""

from dataclasses import dataclass, replace

INTERVIEWER, CANDIDATE = "interviewer", "candidate"
CANDIDATE_TITLE = "Interview questions"


@dataclass(frozen=True)
class RichText:
    """A text as typed, and the same rendered and sanitised; `html` is "" where nobody rendered it.

    The HTML holds blocks, or for a text of one line its inline elements alone.
    """

    markdown: str
    html: str = ""


@dataclass(frozen=True)
class ChoiceDocument:
    """One answer of an MCQ; `is_key` is None where it is not said whether it is right."""

    letter: str
    text: RichText
    is_key: bool | None = None
    explanation: RichText | None = None

    def for_candidate(self) -> "ChoiceDocument":
        """Return the choice with its text alone."""
        return ChoiceDocument(self.letter, self.text)


@dataclass(frozen=True)
class GuidanceDocument:
    """What the interviewer alone may read; `rubric` pairs a rating ("1", "3", "5") with a text."""

    answer: RichText
    look_for: tuple[RichText, ...] = ()
    red_flags: tuple[RichText, ...] = ()
    follow_ups: tuple[RichText, ...] = ()
    references: tuple[RichText, ...] = ()
    rubric: tuple[tuple[str, RichText], ...] = ()


@dataclass(frozen=True)
class ItemDocument:
    """One question, numbered through the whole kit or list; `type` is "open" or "mcq".

    `roles` are said in lists alone: a kit is for one.
    """

    number: int
    stem: RichText
    type: str
    choices: tuple[ChoiceDocument, ...] = ()
    level: str = ""
    minutes: int | None = None
    skills: tuple[str, ...] = ()
    note: str = ""
    version: int | None = None
    uid: str = ""
    guidance: GuidanceDocument | None = None
    roles: tuple[str, ...] = ()

    def for_candidate(self) -> "ItemDocument":
        """Return the question with its stem and the texts of its choices alone."""
        choices = tuple(choice.for_candidate() for choice in self.choices)
        return ItemDocument(self.number, self.stem, self.type, choices)


@dataclass(frozen=True)
class SectionDocument:
    """A part of a kit; `minutes` is its budget."""

    name: str
    minutes: int | None
    items: tuple[ItemDocument, ...]

    def for_candidate(self) -> "SectionDocument":
        """Return the section without its budget, its questions with their stems alone."""
        return SectionDocument(self.name, None, tuple(item.for_candidate() for item in self.items))


@dataclass(frozen=True)
class KitDocument:
    """A kit's copy for an interviewer or a candidate.

    Raises ValueError for a candidate's copy that holds more than `for_candidate` leaves: no format
    decides what a candidate may read, so none can leak.
    """

    title: str
    copy: str
    candidate: str
    role: str
    level: str
    minutes: int | None
    round: int | None
    date: str
    sections: tuple[SectionDocument, ...]

    def __post_init__(self) -> None:
        if self.copy not in (INTERVIEWER, CANDIDATE):
            raise ValueError(f"A copy is the interviewer's or the candidate's, not {self.copy!r}.")
        if self.copy == CANDIDATE:
            self._refuse_more_than_stems()

    def _refuse_more_than_stems(self) -> None:
        bare = tuple(section.for_candidate() for section in self.sections)
        held = (self.title, self.level, self.minutes, self.sections)
        if held != (CANDIDATE_TITLE, "", None, bare):
            raise ValueError("Make a candidate's copy with for_candidate().")

    def for_candidate(self) -> "KitDocument":
        """Return the candidate's copy: stems and the texts of choices, under a neutral title.

        The names of the sections, the candidate, the role, the round and the date stay.
        """
        return replace(
            self,
            title=CANDIDATE_TITLE,
            copy=CANDIDATE,
            level="",
            minutes=None,
            sections=tuple(section.for_candidate() for section in self.sections),
        )
