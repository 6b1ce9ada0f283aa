"""What the questions that come with the product have to keep to: findings, no judgement of truth.

Limits stand as constants beside the rule that they belong to.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from questions.rules.content import MCQ, OPEN, ContentRefused
from questions.rules.editorial.code import Block, check_fences, python_blocks
from questions.rules.editorial.entry import Entry, Finding, entry_from
from questions.rules.editorial.mcq import check_mcq, check_mcqs
from questions.rules.editorial.open_question import check_open_question
from questions.rules.editorial.prose import american, prose
from questions.rules.editorial.question import check_question
from questions.rules.editorial.whole import check_coverage, check_whole

__all__ = ["Block", "Entry", "Finding", "check", "prose", "python_blocks", "read"]


def read(rows: Iterable[dict[str, Any]]) -> tuple[list[Entry], list[Finding]]:
    """Return the questions, and findings on those missing and on values of the wrong shape."""
    named = [(str(fields.get("source_ref", "")), fields) for fields in rows]
    entries: list[Entry] = []
    findings = [*check_coverage(ref for ref, _ in named)]
    for ref, fields in named:
        try:
            entries.append(entry_from(fields))
        except ContentRefused as refusal:
            findings += [Finding(ref, p.field, p.message) for p in refusal.problems]
    return entries, findings


def check(
    entries: Sequence[Entry], *, skills: Collection[str], roles: Collection[str], this_year: int
) -> list[Finding]:
    """Return what is wrong with the questions, each by itself and all of them together."""
    found = [*check_whole(entries), *check_mcqs([e for e in entries if e.said.type == MCQ])]
    for entry in entries:
        found += check_question(entry, skills, roles)
        if entry.said.type == OPEN:
            found += check_open_question(entry, this_year)
        else:
            found += check_mcq(entry)
        found += check_fences(entry)
        for field, text in entry.texts():
            found += [
                entry.finding(field, f"“{word}” is American spelling: write “{british}”.")
                for word, british in american(text)
            ]
    return found
