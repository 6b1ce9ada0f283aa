"""What the guidance of an open question needs, so that two interviewers rate an answer alike."""

import re
from collections.abc import Iterator
from itertools import combinations

from questions.rules.content import RUBRIC_RATINGS
from questions.rules.editorial.entry import Entry, Finding
from questions.rules.editorial.prose import words
from questions.rules.editorial.question import Limits, outside
from questions.rules.similarity import THRESHOLD, similarity

#: People say about 130 words a minute, and the time also holds questions back and follow-ups.
ANSWER_WORDS_A_MINUTE: Limits = (20, 100)
POINTS: dict[str, Limits] = {"look_for": (3, 6), "red_flags": (2, 4), "follow_ups": (2, 4)}
POINT_WORDS: Limits = (3, 35)
ANCHOR_WORDS: Limits = (12, 50)
MOST_REFERENCES = 3
OLDEST_REFERENCE = 1900
PROBES = ("Easier:", "Harder:")

# “Author(s) (year): Title. Venue.”; a title may end with a question mark.
_REFERENCE = re.compile(r"\S.* \((\d{4})\): \S.*[.?!’'\"] \S.*\.")


def check_open_question(entry: Entry, this_year: int) -> Iterator[Finding]:
    """Find what is wrong with an open question's answer and guidance."""
    least, most = (rate * entry.said.minutes for rate in ANSWER_WORDS_A_MINUTE)
    yield from outside(entry, "answer", words(entry.said.answer), (least, most), "words")
    for name, limits in POINTS.items():
        lines = getattr(entry.said, name)
        yield from outside(entry, name, len(lines), limits, "points")
        for line in lines:
            yield from outside(entry, name, words(line), POINT_WORDS, f"words in “{line[:40]}”")
    yield from _check_follow_ups(entry)
    yield from _check_rubric(entry)
    yield from _check_references(entry, this_year)


def _check_follow_ups(entry: Entry) -> Iterator[Finding]:
    lines = entry.said.follow_ups
    for line in lines:
        if not line.startswith(PROBES):
            told = f"“{line[:40]}” begins with neither {' nor '.join(PROBES)}"
            yield entry.finding("follow_ups", told)
    for probe in PROBES:
        if lines and not any(line.startswith(probe) for line in lines):
            yield entry.finding("follow_ups", f"None begins with {probe}")


def _check_rubric(entry: Entry) -> Iterator[Finding]:
    rubric = entry.said.rubric
    for rating in RUBRIC_RATINGS:
        if not rubric.get(rating):
            yield entry.finding(f"rubric {rating}", "No anchor.")
        else:
            count = words(rubric[rating])
            yield from outside(entry, f"rubric {rating}", count, ANCHOR_WORDS, "words")
    for one, other in combinations(sorted(rubric), 2):
        if similarity(rubric[one], rubric[other]) >= THRESHOLD:
            yield entry.finding(f"rubric {one}", f"Says nearly the same as the anchor of {other}.")


def _check_references(entry: Entry, this_year: int) -> Iterator[Finding]:
    references = entry.said.references
    yield from outside(entry, "references", len(references), (0, MOST_REFERENCES), "references")
    for line in references:
        found = _REFERENCE.fullmatch(line)
        if not found:
            yield entry.finding("references", f"Not “Author (year): Title. Venue.”: “{line[:60]}”")
        elif not OLDEST_REFERENCE <= int(found[1]) <= this_year:
            yield entry.finding("references", f"The year {found[1]} cannot be right: “{line[:60]}”")
