"""How alike two stems are in a bank: reworded questions are found, and told in words.

Beside questions/rules/similarity.py, which compares the few questions of a kit and gives the same
answer in every bank, this weighs a word by how rare it is in the bank, and lets synonyms and words
of one root stand for one another.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum, log

from questions.rules.similarity import plain_weight
from questions.rules.synonyms import ideas
from questions.rules.terms import FILLER, RAW, stem, tokens

Ideas = frozenset[str]
Weigh = Callable[[str], float]

#: From here on a question is suggested while another is written.
SUGGESTED = 0.19
#: From here on two questions are listed as a pair to look at.
PAIRED = 0.45
#: 0 measures by the longer text, 1 by the shorter: a reworded question is often a shorter one.
LEAN = 0.6
#: What words of one root (their first letters alike) count of a word in common.
RELATED, ROOT = 0.5, 6
#: As if every bank had so many more questions: in a small one every word would count as rare.
PADDING = 50
#: What a word that stands nowhere in the bank counts of a word that stands in one question.
UNKNOWN = 0.5
#: Texts that weigh less say nothing by which to know them: "how do you" is like no question.
LEAST = 1.0
_WORDS = (
    (0.75, "nearly the same"),
    (PAIRED, "much alike"),
    (SUGGESTED, "similar"),
    (0.0, "not alike"),
)


def ideas_of(text: str) -> Ideas:
    """Return what a text is about."""
    read = unicodedata.normalize("NFKC", text)
    return frozenset(ideas(stem(token.raw) for token in tokens(read)))


def indexed_ideas(terms: str) -> Ideas:
    """Return what a text is about, from the terms that the search index holds of it."""
    words = (term for term in terms.split() if not term.startswith(RAW) and term != FILLER)
    return frozenset(ideas(words))


def weight(idea: str, held: int, questions: int) -> float:
    """Return what an idea weighs that so many of the bank's questions hold."""
    rarity = log((questions + PADDING) / (max(held, 1) + 1))
    return plain_weight(idea) * max(rarity, 0.1) * (1.0 if held else UNKNOWN)


def likeness(a: Ideas, b: Ideas, weigh: Weigh) -> float:
    """Return how alike two texts are: 0 without a common idea, 1 for the same ideas."""
    common = a & b
    shared = fsum(map(weigh, common)) + _related(a - common, b - common, weigh)
    return ratio(shared, total(a, weigh), total(b, weigh))


def tells(found: Ideas) -> bool:
    """Tell whether there is enough of a text to look for others like it."""
    return total(found, plain_weight) >= LEAST


def total(found: Iterable[str], weigh: Weigh) -> float:
    """Return what ideas weigh together."""
    return fsum(map(weigh, found))


def ratio(shared: float, one: float, other: float) -> float:
    """Return what is shared as a part of what two texts weigh."""
    less, more = sorted((max(one, LEAST), max(other, LEAST)))
    between: float = less**LEAN * more ** (1 - LEAN)
    return min(1.0, shared / between)


@dataclass(frozen=True)
class Wording:
    """A text's ideas with what they weigh together, to be compared with many others."""

    ideas: Ideas
    roots: frozenset[str]
    total: float


def wording(found: Ideas, weigh: Weigh) -> Wording:
    """Return what is worked out of a text once."""
    roots = frozenset(word[:ROOT] for word in found if len(word) >= ROOT)
    return Wording(found, roots, total(found, weigh))


def may_reach(a: Wording, b: Wording, weigh: Weigh, least: float) -> bool:
    """Tell whether two texts may be so alike: never wrongly no, and much faster than `likeness`."""
    common = a.ideas & b.ideas
    shared = sum(map(weigh, common))
    if len(a.roots & b.roots) > len({word[:ROOT] for word in common if len(word) >= ROOT}):
        shared += RELATED * min(a.total - shared, b.total - shared)
    return ratio(shared, a.total, b.total) >= least - 1e-6


def _related(a: Ideas, b: Ideas, weigh: Weigh) -> float:
    """Return what words of one root in two texts count together."""
    roots = {word[:ROOT]: weigh(word) for word in a if len(word) >= ROOT}
    met = {word[:ROOT]: weigh(word) for word in b if word[:ROOT] in roots}
    return RELATED * fsum(min(roots[root], own) for root, own in met.items())


def in_words(score: float) -> str:
    """Return in words how alike two questions are."""
    return next(words for least, words in _WORDS if score >= least)
