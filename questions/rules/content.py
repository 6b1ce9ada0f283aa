"""What a question says: the content that a version snapshots, and what makes it complete."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

LEVELS = {
    "basic": "Basic",
    "intermediate": "Intermediate",
    "advanced": "Advanced",
    "expert": "Expert",
}
MIDPOINTS = {"basic": 20, "intermediate": 40, "advanced": 60, "expert": 80}
OPEN, MCQ = "open", "mcq"
TYPES = {OPEN: "Open", MCQ: "MCQ"}
RUBRIC_RATINGS = ("1", "3", "5")

#: Made once: `json.dumps` would make one for each snapshot.
_SNAPSHOT = json.JSONEncoder(sort_keys=True)

MAX_STEM = 4_000
MAX_TEXT_BYTES = 64 * 1024
MAX_LINE = 2_000
MAX_LIST = 20
MAX_CHOICES = 12
MIN_MINUTES, MAX_MINUTES = 1, 120
MAX_ADJUSTMENT = 10


@dataclass(frozen=True)
class Choice:
    """One answer of an MCQ: a key (right) or a distractor (wrong), and why."""

    text: str
    is_key: bool = False
    explanation: str = ""


@dataclass(frozen=True)
class Content:
    """All that a question says; a version holds one. Minutes are for asking and answering."""

    type: str
    level: str
    stem: str
    answer: str = ""
    minutes: int = 5
    difficulty_adjustment: int = 0
    look_for: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    rubric: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

    @property
    def key_count(self) -> int:
        return sum(choice.is_key for choice in self.choices)

    @property
    def completeness(self) -> int:
        """How much guidance there is, 0–5: a point for each kind, explained choices as a rubric."""
        explained = bool(self.choices) and all(choice.explanation for choice in self.choices)
        kinds = (self.answer, self.look_for, self.red_flags, self.follow_ups)
        return sum(map(bool, kinds)) + bool(self.rubric or explained)

    def as_json(self) -> dict[str, Any]:
        """Return the snapshot as plain JSON values; `from_json` reads it back."""
        values = {name: list(v) if isinstance(v, tuple) else v for name, v in vars(self).items()}
        # Not by asdict(), which copies every text of every list one by one.
        values["choices"] = [dict(vars(choice)) for choice in self.choices]
        values["rubric"] = dict(self.rubric)
        return values

    def snapshot(self) -> tuple[str, str]:
        """Return the snapshot as plain JSON with sorted names, and the digest of that text."""
        text = _SNAPSHOT.encode(self.as_json())
        return text, digest_of(text)

    def digest(self) -> str:
        """Return a SHA-256 over the snapshot: equal content, equal digest."""
        return self.snapshot()[1]


def digest_of(snapshot: str) -> str:
    """Return the digest of a snapshot's text."""
    return hashlib.sha256(snapshot.encode()).hexdigest()


def from_snapshot(text: str) -> Content:
    """Build content from the text that `snapshot` gave, which needs no second look."""
    return _built(json.loads(text))


LISTS = ("look_for", "red_flags", "follow_ups", "references")
_SHAPES: dict[str, str] = {
    **dict.fromkeys(("type", "level", "stem", "answer"), "Give a text."),
    **dict.fromkeys(("minutes", "difficulty_adjustment"), "Give a whole number."),
    **dict.fromkeys(LISTS, "Give a list of texts."),
    "rubric": "Give a text for each rating.",
    "choices": "Give a list of choices, each with text, is_key and explanation.",
}
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_NEEDED = ("type", "level", "stem")


def from_json(values: dict[str, Any]) -> Content:
    """Build content from plain values (a snapshot, a fixture); texts are cleaned on the way.

    Raises ContentRefused where a value is of the wrong shape; what it says is not judged here.
    """
    plain = {name: value for name, value in values.items() if name in _SHAPES}
    wrong = [Problem(name, _SHAPES[name]) for name in _NEEDED if name not in plain]
    wrong += [Problem(n, _SHAPES[n]) for n, value in plain.items() if not _has_shape(n, value)]
    if wrong:
        raise ContentRefused(wrong)
    return _built(clean(plain))


def _built(plain: dict[str, Any]) -> Content:
    for name in LISTS:
        plain[name] = tuple(plain.get(name, ()))
    plain["choices"] = tuple(Choice(**choice) for choice in plain.get("choices", ()))
    return Content(**plain)


def _has_shape(name: str, value: Any) -> bool:
    if name in ("minutes", "difficulty_adjustment"):
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "rubric":
        return isinstance(value, dict) and _are_texts([*value, *value.values()])
    if name in LISTS:
        return isinstance(value, list | tuple) and _are_texts(value)
    if name == "choices":
        return isinstance(value, list | tuple) and all(map(_is_choice, value))
    return isinstance(value, str)


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_choice(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "text" in value
        and set(value) <= {"text", "is_key", "explanation"}
        and _are_texts([value["text"], value.get("explanation", "")])
        and isinstance(value.get("is_key", False), bool)
    )


def clean(value: Any) -> Any:
    """Normalise texts to NFC with plain line ends and no outer white space; leave the rest."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {name: clean(item) for name, item in value.items()}
    return value


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of a content, in a sentence."""

    field: str
    message: str


class ContentRefused(Exception):
    """Content that may not be stored; carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems))
        self.problems = problems


def problems(content: Content, *, complete: bool = True) -> list[Problem]:
    """Return what is wrong with the content, nothing when it is right.

    A draft (`complete=False`) may lack an answer or choices; what it has must still be sound.
    """
    found = _scalar_problems(content) + _text_problems(content)
    return found + choice_problems(content.type, content.choices, complete=complete)


def _scalar_problems(content: Content) -> list[Problem]:
    found = []
    if content.type not in TYPES:
        found.append(Problem("type", f"Choose one of {', '.join(TYPES)}."))
    if content.level not in LEVELS:
        found.append(Problem("level", f"Choose one of {', '.join(LEVELS)}."))
    if not MIN_MINUTES <= content.minutes <= MAX_MINUTES:
        found.append(Problem("minutes", f"Give {MIN_MINUTES} to {MAX_MINUTES} minutes."))
    if abs(content.difficulty_adjustment) > MAX_ADJUSTMENT:
        found.append(Problem("difficulty_adjustment", "Give a whole number from −10 to 10."))
    if set(content.rubric) - set(RUBRIC_RATINGS):
        found.append(Problem("rubric", "Anchor the ratings 1, 3 and 5 only."))
    return found


def _text_problems(content: Content) -> list[Problem]:
    found = [_text_problem("stem", content.stem, MAX_STEM), _text_problem("answer", content.answer)]
    if not content.stem:
        found.append(Problem("stem", "Write what is asked."))
    for name in LISTS:
        lines = getattr(content, name)
        if len(lines) > MAX_LIST:
            found.append(Problem(name, f"Keep to {MAX_LIST} points."))
        found += [_text_problem(name, line, MAX_LINE) for line in lines]
    found += [_text_problem("rubric", line, MAX_LINE) for line in content.rubric.values()]
    return [problem for problem in found if problem]


def _text_problem(name: str, text: str, limit: int | None = None) -> Problem | None:
    if _NOT_TEXT.search(text):
        return Problem(name, "Remove the characters that are not text (NUL or half a pair).")
    if limit is not None and len(text) > limit:
        return Problem(name, f"Shorten this to {limit:,} characters.")
    if len(text.encode()) > MAX_TEXT_BYTES:
        return Problem(name, "Shorten this to 64 KB.")
    return None


def choice_problems(
    type_: str, choices: tuple[Choice, ...], *, complete: bool = True
) -> list[Problem]:
    """Return what is wrong with a question's choices: an MCQ needs two or more and a key."""
    if type_ != MCQ:
        return [Problem("choices", "Only an MCQ has choices.")] if choices else []
    texts = [choice.text.casefold() for choice in choices]
    found = [_text_problem("choices", c.text, MAX_LINE) for c in choices]
    found += [_text_problem("choices", c.explanation, MAX_LINE) for c in choices]
    if not all(texts):
        found.append(Problem("choices", "Write a text for every choice."))
    if len(set(texts)) < len(texts):
        found.append(Problem("choices", "Two choices have the same text."))
    if len(choices) > MAX_CHOICES:
        found.append(Problem("choices", f"Keep to {MAX_CHOICES} choices."))
    if complete and len(choices) < 2:
        found.append(Problem("choices", "Give at least two choices."))
    if complete and not any(choice.is_key for choice in choices):
        found.append(Problem("choices", "Mark at least one choice as key."))
    return [problem for problem in found if problem]
