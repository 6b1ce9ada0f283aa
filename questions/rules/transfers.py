"""Imports: what becomes of each question that a file holds, and what fills what it leaves open.

A file says what it says; what it leaves empty is taken from the question that it matches, and for
a new one from the defaults of the import.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

from questions.rules import content, entries, lifecycle
from questions.rules.content import Content, Problem
from questions.rules.entries import Defaults, Values

NEW, CHANGED, DUPLICATE, UNCHANGED = "new", "changed", "duplicate", "unchanged"
UNREADABLE = "unreadable"
OUTCOMES = {
    NEW: "New",
    CHANGED: "Changed",
    DUPLICATE: "Duplicate",
    UNCHANGED: "Unchanged",
    UNREADABLE: "Could not be read",
}
ADD, UPDATE, SKIP = "add", "update", "skip"
DECISIONS = {ADD: "Add", UPDATE: "Update", SKIP: "Leave out"}
#: What is done with an outcome unless somebody decides otherwise.
USUAL = {NEW: ADD, CHANGED: UPDATE, DUPLICATE: SKIP, UNCHANGED: SKIP, UNREADABLE: SKIP}

ADDED, UPDATED, SKIPPED, REFUSED, STALE = "added", "updated", "skipped", "refused", "stale"
REMOVED, PUT_BACK, RETIRED, KEPT = "removed", "put_back", "retired", "kept"
RESULTS = {
    ADDED: "Added",
    UPDATED: "Updated",
    SKIPPED: "Left out",
    REFUSED: "Left out: it has problems",
    STALE: "Left out: the question was changed by someone else",
    REMOVED: "Undone: removed",
    PUT_BACK: "Undone: put back",
    RETIRED: "Undone: retired, since something holds it",
    KEPT: "Not undone: changed since",
}

#: How a question was matched, the surest first.
BY_UID, BY_SOURCE, BY_STEM, BY_LIKENESS, IN_FILE = "uid", "source", "stem", "likeness", "file"
MATCHES = {
    BY_UID: "The same question by its uid",
    BY_SOURCE: "The same place in the same source",
    BY_STEM: "The same stem",
    BY_LIKENESS: "A similar stem",
    IN_FILE: "It stands in the file before",
}

MAX_ITEMS = 20_000
#: What is larger is read, and with more questions committed, by the worker.
AT_ONCE_BYTES, AT_ONCE_ITEMS = 1_000_000, 1_000
UNKNOWN_TAGS = "unknown_tags"


class ImportRefused(Exception):
    """What an import cannot do, in a sentence, with the field or column at fault."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Filed:
    """What a question is filed under: ids, and names of what is yet to be made."""

    skills: frozenset[int | str] = frozenset()
    roles: frozenset[int | str] = frozenset()
    source: int | str | None = None
    source_ref: str = ""

    def over(self, held: "Filed") -> "Filed":
        """Return this where it says something, and what was held where it does not."""
        said_source = self.source is not None
        return Filed(
            self.skills or held.skills,
            self.roles or held.roles,
            self.source if said_source else held.source,
            self.source_ref if said_source or self.source_ref else held.source_ref,
        )


@dataclass(frozen=True)
class Match:
    """The question of the bank that an entry matches: how, and what it says now."""

    by: str
    said: Content
    filed: Filed
    status: str


@dataclass(frozen=True)
class Verdict:
    """What becomes of an entry: `changes` name fields that differ from the question it matches.

    `said` is the content of a new question.
    """

    outcome: str
    reason: str = ""
    changes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    said: Content | None = None


def judge(
    entry: Values, filed: Filed, defaults: Defaults, match: Match | None, *, may_approve: bool
) -> Verdict:
    """Say what an entry is, compared with the question that it matches, if any."""
    said, problems = entries.read(entry, defaults, match.said if match else None)
    if match is None:
        status = entries.status_of(entry, defaults, may_approve=may_approve)
        return Verdict(NEW, problems=tuple(problems or judged(said, status)), said=said)
    changes = changed(said, filed, match) if said else ()
    if match.status == lifecycle.RETIRED:
        return Verdict(DUPLICATE, f"{MATCHES[match.by]}, which is retired.", changes)
    if said and not changes:
        return Verdict(UNCHANGED, f"{MATCHES[match.by]}.")
    sure = match.by in (BY_UID, BY_SOURCE)
    wrong = tuple(problems or judged(said, match.status))
    return Verdict(CHANGED if sure else DUPLICATE, f"{MATCHES[match.by]}.", changes, wrong)


def judged(said: Content | None, status: str) -> list[Problem]:
    """Return what keeps a content from being stored with a status."""
    if said is None:
        return []
    if status not in lifecycle.STATUSES:
        return [Problem("status", f"Choose one of {', '.join(lifecycle.STATUSES)}.")]
    return content.problems(said, complete=status != lifecycle.DRAFT)


def changed(said: Content, filed: Filed, match: Match) -> tuple[str, ...]:
    """Return the names of all that an update would change."""
    wanted = filed.over(match.filed)
    pairs: list[tuple[str, Any, Any]] = [
        (item.name, said, match.said) for item in dataclasses.fields(Content)
    ]
    pairs += [(item.name, wanted, match.filed) for item in dataclasses.fields(Filed)]
    return tuple(n for n, new, old in pairs if getattr(new, n) != getattr(old, n))


def allowed(outcome: str, *, has_match: bool) -> tuple[str, ...]:
    """Return the decisions that an outcome leaves open."""
    if outcome == UNREADABLE:
        return (SKIP,)
    return (ADD, UPDATE, SKIP) if has_match else (ADD, SKIP)
