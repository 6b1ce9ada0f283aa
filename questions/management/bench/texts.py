"""Questions of made-up words, as rows of their tables: everything that an action would write.

Knows no Django, so that processes of their own can do this.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from questions.management.bench import facts, words
from questions.management.bench.facts import Batch, Facts
from questions.rules import content
from questions.rules.lifecycle import DRAFT, IN_REVIEW

CHOICES, EXPLAINED_SHARE, CODE_SHARE, LIST_SHARE = 4, 0.5, 0.1, 0.3
EMPTY: dict[type[Any], str] = {list: "[]", dict: "{}"}
TERMS = words.Terms()
#: Guidance in lists, in the order of the index.
LISTS = ("look_for", "red_flags", "follow_ups")
QUESTION = """id uid type level status stem minutes difficulty_adjustment source_id source_ref
    answer look_for red_flags follow_ups rubric references choice_count key_count completeness
    asked_count last_asked leak_note review_note version pending_version revision indexed_revision
    created_at updated_at"""
#: The columns that are given of each table.
TABLES = {
    "question": QUESTION.split(),
    "skill": ["question_id", "skill_id"],
    "role": ["question_id", "role_id"],
    "choice": ["question_id", "position", "text", "is_key", "explanation"],
    "version": ["question_id", "number", "content", "digest", "note", "created_at"],
    "search": ["question_id", "stem", "answer"],
}
Values = Sequence[Any]
Rows = dict[str, list[Values]]


def make_rows(batch: Batch) -> Rows:
    """Return the rows of a batch of questions by table; for a process of its own, as it may be."""
    return Maker(batch).rows(facts.draw(batch))


class Maker:
    """Makes the texts of questions."""

    def __init__(self, batch: Batch) -> None:
        self.rng = batch.rng("texts")
        self.words = words.Words(batch.seed, batch.place)

    def rows(self, questions: Iterable[Facts]) -> Rows:
        made: Rows = {name: [] for name in TABLES}
        for one in questions:
            said = self._said(one)
            made["question"].append(self._question(one, said))
            made["skill"] += [(one.number, skill) for skill in one.skills]
            made["role"] += [(one.number, one.role)] if one.role else []
            made["choice"] += _choices(one.number, said)
            made["version"].append(_version(one, said))
            made["search"].append((one.number, TERMS.of(said["stem"]), TERMS.of(_guidance(said))))
        return made

    def _said(self, facts: Facts) -> dict[str, Any]:
        """Return the content as a version holds it (rules/content.py gives the shape)."""
        answer = self.words.take(self.rng.randint(30, 80))
        answer += facts.names
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
            facts.uses,
            facts.last_asked and str(facts.last_asked),
            *("", ""),
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
