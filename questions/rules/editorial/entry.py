"""A question as the fixtures state it, and what an editor finds wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from questions.rules.content import Content, from_json


@dataclass(frozen=True)
class Finding:
    """What is wrong with one field of a question, or of the set when `ref` names no question."""

    ref: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.ref}  {self.field}: {self.message}"


@dataclass(frozen=True)
class Entry:
    """A question with what stands beside its content; skills and roles by their slugs."""

    ref: str
    uid: str
    said: Content
    status: str
    skills: tuple[str, ...]
    roles: tuple[str, ...]
    stated_choices: int
    stated_keys: int

    def finding(self, field: str, message: str) -> Finding:
        """Return a finding about a field of this question."""
        return Finding(self.ref, field, message)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield our own words with their field; references hold the words of others."""
        yield "stem", self.said.stem
        for place, choice in enumerate(self.said.choices, 1):
            yield f"choice {place}", choice.text
        yield from self.guidance()

    def guidance(self) -> Iterator[tuple[str, str]]:
        """Yield the words that a candidate never sees, with their field."""
        yield "answer", self.said.answer
        for name in ("look_for", "red_flags", "follow_ups"):
            yield from ((name, line) for line in getattr(self.said, name))
        yield from ((f"rubric {rating}", text) for rating, text in self.said.rubric.items())
        for place, choice in enumerate(self.said.choices, 1):
            yield f"explanation {place}", choice.explanation


def entry_from(fields: dict[str, Any]) -> Entry:
    """Read a question's fields with its choices; raise ContentRefused when shapes are wrong."""
    return Entry(
        ref=str(fields.get("source_ref", "")),
        uid=str(fields.get("uid", "")),
        said=from_json(fields),
        status=str(fields.get("status", "")),
        skills=_slugs(fields.get("skills")),
        roles=_slugs(fields.get("roles")),
        stated_choices=fields.get("choice_count", 0),
        stated_keys=fields.get("key_count", 0),
    )


def _slugs(natural_keys: Any) -> tuple[str, ...]:
    return tuple(slug for key in natural_keys or () for slug in key)
