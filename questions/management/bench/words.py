"""Made-up words, drawn as those of a language are, and the terms that stand for them."""

import random
import re
from collections.abc import Iterator
from itertools import islice, product

import numpy as np

from questions.rules import terms

SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
SIZE, HEAD = 20_000, 30
#: A question's own names (of a library, an error): each stands in fewer than 20 questions.
NAMES, QUESTIONS_TO_A_NAME = 1_000, 19
_WORD = re.compile("[a-z0-9]+")


def _vocabulary() -> list[str]:
    short = ["".join(pair) for pair in product(SYLLABLES, repeat=2)]
    long = islice(map("".join, product(SYLLABLES, repeat=3)), 0, None, 101)
    words = [*short, *islice(long, SIZE - len(short))]
    # A step that shares no divisor with the number of words: neighbours in rank look unlike.
    return [words[rank * 7_919 % SIZE] for rank in range(SIZE)]


#: By rank: the first five stand in about a third of the questions each.
VOCABULARY = _vocabulary()
#: Zipf's law as Mandelbrot amended it: the n-th word is drawn with a weight of 1 / (30 + n).
SHARES = np.cumsum(1 / (HEAD + np.arange(1, SIZE + 1)))
BLOCK = 100_000


class Words:
    """An endless text without sense; a block at a time, which is ten times as fast as by word."""

    def __init__(self, *seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._drawn = self._draw()

    def take(self, count: int) -> list[str]:
        """Return the next words."""
        return list(islice(self._drawn, count))

    def _draw(self) -> Iterator[str]:
        vocabulary = np.array(VOCABULARY, dtype=object)
        while True:
            places = SHARES.searchsorted(self._rng.random(BLOCK) * SHARES[-1], side="right")
            yield from vocabulary[places].tolist()


def names(size: int) -> list[str]:
    """Return the names that occur in a bank of so many questions."""
    return [f"{VOCABULARY[-1 - n]}{n:03}" for n in range(min(NAMES, size // QUESTIONS_TO_A_NAME))]


def names_by_question(rng: random.Random, size: int) -> dict[int, list[str]]:
    """Return the names of each question that has any, by its number from 1."""
    found: dict[int, list[str]] = {}
    for name in names(size):
        for number in rng.sample(range(1, size + 1), rng.randint(1, QUESTIONS_TO_A_NAME)):
            found.setdefault(number, []).append(name)
    return found


class Terms(dict[str, tuple[str, str]]):
    """The index's terms of each word, found once: rules/terms.py takes a millisecond a question."""

    def __missing__(self, word: str) -> tuple[str, str]:
        [token] = terms.tokens(word)
        self[word] = terms.stem(token.raw), terms.RAW + token.raw
        return self[word]

    def of(self, text: str) -> str:
        """Return what `index_terms` makes of a text of made-up words."""
        words = _WORD.findall(text.lower())
        raws = sorted({self[word][1] for word in words})
        return " ".join([self[word][0] for word in words] + raws)
