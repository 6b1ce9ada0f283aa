"""Questions of made-up words, as rows of their tables: everything that an action would write."""

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from questions.management.bench import words
from questions.management.bench.asked import Ledger
from questions.management.bench.loading import Table, Values
from questions.models import Choice, Question, QuestionVersion, SearchText
from questions.rules import content
from questions.rules.lifecycle import DRAFT, IN_REVIEW

CHOICES, EXPLAINED_SHARE, CODE_SHARE, LIST_SHARE = 4, 0.5, 0.1, 0.3
EMPTY: dict[type[Any], str] = {list: "[]", dict: "{}"}
#: Guidance in lists, in the order of the index.
LISTS = ("look_for", "red_flags", "follow_ups")

QUESTION = """id uid type level status stem minutes difficulty_adjustment source_id source_ref
    answer look_for red_flags follow_ups rubric references choice_count key_count completeness
    asked_count last_asked leak_note version pending_version revision indexed_revision
    created_at updated_at"""
TABLES = (
    Table(Question, QUESTION.split()),
    Table(Question.skills.through, ["question_id", "skill_id"]),
    Table(Question.roles.through, ["question_id", "role_id"]),
    Table(Choice, ["question_id", "position", "text", "is_key", "explanation"]),
    Table(QuestionVersion, ["question_id", "number", "content", "digest", "note", "created_at"]),
    Table(SearchText, ["question_id", "stem", "answer"]),
)


@dataclass(frozen=True)
class Facts:
    """What a question is, but for its texts."""

    number: int
    type: str
    level: str
    status: str
    minutes: int
    adjustment: int
    skills: list[int]
    role: int | None
    source: int
    updated_at: datetime


class Maker:
    """Makes the rows of questions, table by table as in TABLES."""

    def __init__(self, seed: int, size: int, ledger: Ledger, today: datetime) -> None:
        self.rng = rng = random.Random(seed)  # noqa: S311  # no secret: the same texts again
        self.words = words.Words(seed)
        self.ledger = ledger
        self.names = words.names_by_question(rng, size)
        self.terms = words.Terms()
        self.today = today

    def rows(self, facts: Iterable[Facts]) -> Iterator[tuple[list[Values], ...]]:
        """Yield each question's rows of every table."""
        for one in facts:
            said = self._said(one)
            yield (
                [self._question(one, said)],
                [(one.number, skill) for skill in one.skills],
                [(one.number, one.role)] if one.role else [],
                _choices(one.number, said),
                [_version(one, said)],
                [(one.number, self.terms.of(said["stem"]), self.terms.of(_guidance(said)))],
            )

    def _said(self, facts: Facts) -> dict[str, Any]:
        """Return the content as a version holds it (rules/content.py gives the shape)."""
        answer = self.words.take(self.rng.randint(30, 80))
        answer += self.names.get(facts.number, [])
        kinds = self.rng.randint(1, 5)
        points = [[self._line()] if kinds > place else [] for place in (1, 2, 3)]
        return {
            "type": facts.type,
            "level": facts.level,
            "stem": self._stem(),
            "answer": self._markdown(answer),
            "minutes": facts.minutes,
            "difficulty_adjustment": facts.adjustment,
            **dict(zip(LISTS, points, strict=True)),
            "references": [],
            "rubric": {"3": self._line()} if kinds > 4 else {},
            "choices": self._choice_texts() if facts.type == content.MCQ else [],
        }

    def _stem(self) -> str:
        drawn = self.words.take(self.rng.randint(8, 25))
        if self.rng.random() < CODE_SHARE:
            drawn[-1] = f"`{drawn[-1]}`"
        return " ".join(drawn).capitalize() + "?"

    def _markdown(self, drawn: list[str]) -> str:
        """Return sentences of twelve words, as a paragraph or as a list."""
        sentences = [" ".join(drawn[i : i + 12]).capitalize() for i in range(0, len(drawn), 12)]
        if self.rng.random() < LIST_SHARE:
            return "\n".join(f"- {sentence}." for sentence in sentences)
        return ". ".join(sentences) + "."

    def _line(self) -> str:
        return " ".join(self.words.take(8))

    def _choice_texts(self) -> list[dict[str, Any]]:
        drawn = self.words.take(CHOICES * 8)
        key, explained = self.rng.randrange(CHOICES), self.rng.random() < EXPLAINED_SHARE
        return [
            {
                "text": " ".join(drawn[start : start + 3]).capitalize(),
                "is_key": start == key * 8,
                "explanation": " ".join(drawn[start + 3 : start + 8]) if explained else "",
            }
            for start in range(0, CHOICES * 8, 8)
        ]

    def _question(self, facts: Facts, said: dict[str, Any]) -> Values:
        choices, in_force = said["choices"], facts.status not in (DRAFT, IN_REVIEW)
        guidance = [said[name] for name in (*LISTS, "rubric", "references")]
        uses = self.ledger.uses(facts.number)
        return (
            facts.number,
            f"{self.rng.getrandbits(128):032x}",
            facts.type,
            facts.level,
            facts.status,
            said["stem"],
            facts.minutes,
            facts.adjustment,
            facts.source,
            f"bench-{facts.number}",
            said["answer"],
            *(json.dumps(value) if value else EMPTY[type(value)] for value in guidance),
            len(choices),
            sum(choice["is_key"] for choice in choices),
            _completeness(said),
            uses,
            str(self.today - timedelta(days=self.ledger.last_day(facts.number))) if uses else None,
            "",
            1 if in_force else 0,
            None if in_force else 1,
            1,
            1,
            str(facts.updated_at),
            str(facts.updated_at),
        )


def _choices(number: int, said: dict[str, Any]) -> list[Values]:
    return [
        (number, position, choice["text"], choice["is_key"], choice["explanation"])
        for position, choice in enumerate(said["choices"], start=1)
    ]


def _version(facts: Facts, said: dict[str, Any]) -> Values:
    # The digest is over plain JSON with sorted names: this is that text, too.
    text = json.dumps(said, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return (facts.number, 1, text, digest, "", str(facts.updated_at))


def _completeness(said: dict[str, Any]) -> int:
    choices = said["choices"]
    explained = bool(choices) and all(choice["explanation"] for choice in choices)
    kinds = [said[name] for name in ("answer", *LISTS)]
    return sum(map(bool, kinds)) + bool(said["rubric"] or explained)


def _guidance(said: dict[str, Any]) -> str:
    """Return everything but the stem, in the order in which it is indexed."""
    lines = [line for name in LISTS for line in said[name]]
    choices = [f"{choice['text']}\n{choice['explanation']}" for choice in said["choices"]]
    return "\n".join([said["answer"], *lines, *said["rubric"].values(), *choices])
