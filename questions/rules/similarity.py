"""How alike two questions are asked: near-duplicates may not stand in one kit.

Words are compared as stems, in any order. What a word weighs does not depend on the other
questions, so that two questions are as alike in one kit as in another.
"""

from collections.abc import Mapping
from itertools import combinations
from math import fsum

from questions.rules.terms import NUMBER, stem, tokens

THRESHOLD = 0.6
# Words without a subject of their own, and words that questions on all subjects are made of.
_EMPTY = """
a about an and any are as at be been being but by can could did do does for from had has have he her
his how i if in into is it its just me my no not of on one or our out s she should so some such
than that the their them then there these they this those to too up us was we were what when where
which while who why will with would you your
"""
_COMMON = """
answer best better case cause change check choose common compare consider data dataset decide define
describe detail difference different discuss each effect example explain find first following give
good handle help important know less like main make matter mean more most need often outline over
prefer prevent problem purpose question reason say see several short show step system take tell
thing think time two use usual walk want way word work write
"""
_WEIGHTS = {
    **{stem(word): 0.3 for word in _COMMON.split()},
    **{stem(word): 0.05 for word in _EMPTY.split()},
}


def similarity(a: str, b: str) -> float:
    """Return how alike two texts are: 0 without a common word, 1 for the same words.

    The weight of the common words as a share of the mean weight of both (Dice's coefficient).
    """
    return _similarity(_words(a), _words(b))


def similar_pairs(stems: Mapping[int, str], threshold: float = THRESHOLD) -> list[tuple[int, int]]:
    """Return the pairs of ids, lower first, whose texts are at least so alike.

    Compares each with each: meant for the questions of a kit, not for a bank.
    """
    words = {number: _words(text) for number, text in sorted(stems.items())}
    return [
        (first, second)
        for first, second in combinations(words, 2)
        if _similarity(words[first], words[second]) >= threshold
    ]


def _words(text: str) -> frozenset[str]:
    return frozenset(stem(token.raw) for token in tokens(text))


def _similarity(a: frozenset[str], b: frozenset[str]) -> float:
    total = _weight(a) + _weight(b)
    return 2 * _weight(a & b) / total if total else 0.0


def _weight(words: frozenset[str]) -> float:
    return fsum(map(plain_weight, words))


def plain_weight(word: str) -> float:
    """Return what a word weighs whatever the other questions say."""
    return _WEIGHTS.get(word, 0.5 if word.startswith(NUMBER) else 1.0)
