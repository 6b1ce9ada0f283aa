"""What every question needs, whatever its type: a stem that asks, sane lengths, known tags."""

import re
from collections.abc import Collection, Iterator

from questions.rules.content import MCQ, OPEN, problems
from questions.rules.editorial.entry import Entry, Finding
from questions.rules.editorial.prose import words
from questions.rules.lifecycle import APPROVED

Limits = tuple[int, int]
#: A stem is read out once and has to stay in mind; the longest ones set a scene first.
STEM_WORDS: Limits = (8, 60)
MOST_QUESTION_MARKS = 2
MINUTES: dict[str, Limits] = {OPEN: (2, 15), MCQ: (1, 5)}
SKILLS: Limits = (1, 3)

_IMPERATIVE = re.compile(
    r"(?:^|[.!?:;,]\s+(?:then\s+)?)(?:argue|calculate|choose|compare|compute|criticise|defend|"
    r"define|derive|describe|design|discuss|draw|estimate|explain|give|justify|list|name|outline|"
    r"plan|propose|prove|rank|select|show|sketch|state|take|tell|think|walk|work|write)\b",
    re.IGNORECASE,
)


def check_question(
    entry: Entry, skills: Collection[str], roles: Collection[str]
) -> Iterator[Finding]:
    """Find what is wrong with any question, given the skills and roles that there are."""
    for problem in problems(entry.said):
        yield entry.finding(problem.field, problem.message)
    yield from _check_stem(entry)
    if limits := MINUTES.get(entry.said.type):
        yield from outside(entry, "minutes", entry.said.minutes, limits, "minutes")
    yield from _check_tags(entry, skills, roles)


def outside(entry: Entry, field: str, count: int, limits: Limits, noun: str) -> Iterator[Finding]:
    """Find a count that is not within its limits."""
    least, most = limits
    if not least <= count <= most:
        yield entry.finding(field, f"{count} {noun}, where {least} to {most} are wanted.")


def _check_stem(entry: Entry) -> Iterator[Finding]:
    stem = entry.said.stem
    yield from outside(entry, "stem", words(stem), STEM_WORDS, "words")
    marks = stem.count("?")
    if not marks and not _IMPERATIVE.search(stem):
        yield entry.finding("stem", "Neither a question mark nor an imperative: what is asked?")
    if marks > MOST_QUESTION_MARKS:
        yield entry.finding("stem", f"{marks} questions at once: ask one thing.")


def _check_tags(entry: Entry, skills: Collection[str], roles: Collection[str]) -> Iterator[Finding]:
    yield from outside(entry, "skills", len(entry.skills), SKILLS, "skills")
    for name, given, known in (("skills", entry.skills, skills), ("roles", entry.roles, roles)):
        for slug in given:
            if slug not in known:
                yield entry.finding(name, f"“{slug}” is not among the {name}.")
    if not entry.roles:
        yield entry.finding("roles", "No role.")
    if entry.status != APPROVED:
        yield entry.finding("status", f"“{entry.status}”, where “{APPROVED}” is wanted.")
