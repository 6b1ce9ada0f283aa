"""What the questions need as a set: each once, none asked twice, nothing pasted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from questions.rules.content import LEVELS, MCQ, OPEN
from questions.rules.editorial.entry import Entry, Finding
from questions.rules.editorial.prose import sentences, words
from questions.rules.similarity import similar_pairs

#: How many items of each kind the document has; they are numbered from 01.
ITEMS = {
    "basic": 21,
    "intermediate": 29,
    "advanced": 24,
    "expert": 25,
    "mcq": 25,
    "skill": 3,
}
#: Shorter sentences are headings and turns of phrase.
SENTENCE_WORDS = 6


def check_coverage(refs: Iterable[str]) -> Iterator[Finding]:
    """Find items of the document that are missing or there twice, and what is no item."""
    counts = Counter(refs)
    wanted = [f"{kind}-{n:02}" for kind, count in ITEMS.items() for n in range(1, count + 1)]
    for ref in wanted:
        if counts[ref] != 1:
            yield Finding(ref, "source_ref", f"There {counts[ref]} times instead of once.")
    for ref in counts.keys() - set(wanted):
        yield Finding(ref, "source_ref", "No item of the document.")


def check_whole(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find what is wrong with the questions side by side."""
    uids = Counter(entry.uid for entry in entries)
    for entry in entries:
        if uids[entry.uid] > 1:
            yield entry.finding("uid", f"{entry.uid} is that of another question, too.")
        yield from _check_kind(entry)
    stems = {place: entry.said.stem for place, entry in enumerate(entries)}
    for one, other in similar_pairs(stems):
        told = f"Asks nearly the same as {entries[one].ref}."
        yield entries[other].finding("stem", told)
    yield from _check_pasted(entries)


def _check_kind(entry: Entry) -> Iterator[Finding]:
    kind = entry.ref.partition("-")[0]
    type_ = MCQ if kind == "mcq" else OPEN
    if entry.said.type != type_:
        yield entry.finding("type", f"“{entry.said.type}”, where “{type_}” is wanted.")
    if kind in LEVELS and entry.said.level != kind:
        yield entry.finding("level", f"“{entry.said.level}”, where “{kind}” is wanted.")


def _check_pasted(entries: Sequence[Entry]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for entry in entries:
        for field, text in entry.guidance():
            for sentence in sentences(text):
                if words(sentence) < SENTENCE_WORDS:
                    continue
                if (ref := first.setdefault(sentence, entry.ref)) != entry.ref:
                    yield entry.finding(field, f"A sentence of {ref}, too: “{sentence[:60]}”")
