"""A question as a file has it, as plain values under the names of formats/interchange.py: Entry.

What a file leaves empty is taken from the question that it updates, and for a new one from the
defaults of its import.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from questions.rules import content, lifecycle
from questions.rules.content import Content, ContentRefused, Problem

Values = Mapping[str, Any]

_TEXTS = ("stem", "type", "level", "answer", "source", "source_ref", "status")
_CONTENT = tuple(item.name for item in dataclasses.fields(Content))
_TAGS = ("skills", "roles")
#: What of an entry may be edited.
EDITABLE = (*_CONTENT, *_TAGS, "source", "source_ref", "status")
USUAL_MINUTES = 5
MAX_NAME, MAX_TAGS = 100, 50
_EMPTY: tuple[Any, ...] = ("", None, [], {}, ())
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Defaults:
    """What new questions get where the file says nothing.

    `role`, `skill` and `source` are slugs, "" for none; `status` is draft, in_review or approved;
    `minutes` None stands for the usual five.
    """

    level: str = ""
    role: str = ""
    skill: str = ""
    source: str = ""
    status: str = lifecycle.DRAFT
    minutes: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values; `Defaults(**values)` reads them back."""
        return dataclasses.asdict(self)

    def problems(self) -> list[Problem]:
        """Return what is wrong with the fixed values; whether slugs lead anywhere is not asked."""
        found = []
        if self.level and self.level not in content.LEVELS:
            found.append(Problem("level", f"Choose one of {', '.join(content.LEVELS)}."))
        if self.status not in lifecycle.LIVE:
            found.append(Problem("status", f"Choose one of {', '.join(lifecycle.LIVE)}."))
        low, high = content.MIN_MINUTES, content.MAX_MINUTES
        if self.minutes is not None and not low <= self.minutes <= high:
            found.append(Problem("minutes", f"Give {low} to {high} minutes."))
        return found


def read(
    entry: Values, defaults: Defaults, held: Content | None = None
) -> tuple[Content | None, list[Problem]]:
    """Return the content that an entry makes, over what is held of it or else the defaults.

    The content is None where a value is of a shape that cannot be read at all; whether what it says
    may be stored is not judged here.
    """
    long = len(str(entry.get("source_ref") or "")) > MAX_NAME
    sentence = f"Shorten this to {MAX_NAME} characters."
    problems = [Problem("source_ref", sentence)] if long else []
    try:
        return content.from_json(_filled(entry, defaults, held)), problems
    except ContentRefused as refusal:
        return None, [*refusal.problems, *problems]


def read_pending(entry: Values, defaults: Defaults) -> tuple[Content | None, list[Problem]]:
    """Return the version that waits for review beside the content of an entry, if there is one."""
    pending = entry.get("pending")
    return read(pending, defaults) if pending else (None, [])


def _filled(entry: Values, defaults: Defaults, held: Content | None) -> dict[str, Any]:
    if held is not None:  # as it is newest: with the version that waits
        entry = dict(entry) | dict(entry.get("pending") or {})
    given = {name: entry[name] for name in _CONTENT if entry.get(name) not in _EMPTY}
    for name, words in (("level", content.LEVELS), ("type", content.TYPES)):
        if name in given:
            given[name] = word(given[name], words)
    if held is not None:
        values = held.as_json()
        if given.get("type", held.type) != held.type:
            values["choices"] = []
        return values | given
    type_ = content.MCQ if given.get("choices") else content.OPEN
    minutes = defaults.minutes or USUAL_MINUTES
    return {"type": type_, "level": defaults.level, "stem": "", "minutes": minutes} | given


def word(value: Any, known: Mapping[str, str]) -> Any:
    """Return the value that a word stands for, however it is spelt; what is unknown as it is."""
    if not isinstance(value, str):
        return value
    spelt = value.strip().casefold()
    for name, label in known.items():
        if spelt in (name, label.casefold(), name.replace("_", " ")):
            return name
    return value


def status_of(entry: Values, defaults: Defaults, *, may_approve: bool) -> str:
    """Return the status of a new question, cut down to what the account may give it.

    What the file calls approved waits for review otherwise, and what it calls retired is a draft.
    """
    given = entry.get("status") or defaults.status
    status = str(word(given, lifecycle.STATUSES))
    if may_approve or status not in (lifecycle.APPROVED, lifecycle.RETIRED):
        return status
    return lifecycle.IN_REVIEW if status == lifecycle.APPROVED else lifecycle.DRAFT


def uid_of(entry: Values) -> UUID | None:
    """Return the uid that an entry brings, None where it brings none that could be one."""
    try:
        return UUID(str(entry.get("uid") or ""))
    except ValueError:
        return None


def same_stem(stem: str) -> str:
    """Return what two stems have in common that differ in case, spaces and punctuation alone."""
    text = unicodedata.normalize("NFKC", stem).casefold()
    return " ".join(re.findall(r"\w+|[^\w\s.,:;!?…’'\"“”*_`]+", text))


def edited(entry: Values, fields: Values) -> dict[str, Any]:
    """Return an entry with changed fields; raise ContentRefused where one has the wrong shape."""
    wrong = [Problem(n, "There is no such field.") for n in fields if n not in EDITABLE]
    wrong += [Problem(n, "Give a text.") for n in _TEXTS if not isinstance(fields.get(n, ""), str)]
    for name in _TAGS:
        if name in fields and not _are_names(fields[name]):
            sentence = f"Give a list of at most {MAX_TAGS} names."
            wrong.append(Problem(name, sentence))
    if wrong:
        raise ContentRefused(wrong)
    whole = {name: value for name, value in entry.items() if name != "pending"} | dict(fields)
    _, problems = read(whole, Defaults())
    if problems:
        raise ContentRefused(problems)
    for name in fields:
        if _NOT_TEXT.search("".join(_texts(whole[name]))):
            raise ContentRefused([Problem(name, "Remove the characters that are not text.")])
    return whole


def _are_names(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) <= MAX_TAGS
        and all(isinstance(name, str) for name in value)
    )


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return []


def storable(value: Any) -> Any:
    """Return plain values with whatever no database holds as text (NUL, half a pair) replaced."""
    if isinstance(value, str):
        return _NOT_TEXT.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {storable(name): storable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part) for part in value]
    return value
