"""Words as the search index knows them: one tokeniser and stemmer for what is indexed and asked.

Both databases split the stored terms at spaces alone, because a term holds only a–z and 0–9 and
starts with a letter: their own tokenisers, stop words and stemmers differ and must find nothing
to do.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

MAX_TERM = 64
MAX_CLAUSES = 50
# What a tsvector holds: phrases beyond would go unnoticed by PostgreSQL, found by SQLite.
MAX_POSITIONS = 16_383
MAX_REPEATS = 255
MAX_SIZE = 800_000  # of 1 MB, which positions and alignment take too
RAW = "zr"
NUMBER = "zq"
FILLER = "zzmore"
# No typed word may read as a mark of the index (the migrations add zzend).
_MARKS = ("zq", "zr", "zz")

_NAMED = {"c++": "cplusplus", "c#": "csharp", "f#": "fsharp", ".net": "dotnet"}
# Scripts written without spaces, or with endings joined to the word: each character is a word.
_CJK = (
    r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = rf"(?:(?![{_CJK}_])\w)"
_TOKEN = re.compile(
    r"(?<![\w.])(?:c\+\+|[cf]\#|\.net\b)"
    r"|\d+(?:[.,]\d+)+"
    rf"|[{_CJK}]"
    rf"|{_LETTER}+(?:['’]{_LETTER}+)*"
    r"|[☀-➿\U0001f000-\U0001faff]",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s$")
_BRITISH = (
    # Not precise and supervise, which would part from precisely and supervision.
    (
        re.compile(
            r"(?<=.{3})(?<![^i]c|.v)is(?=(?:e|ed|es|er|ers|ing|able|ation|ations|ational)$)"
        ),
        "iz",
    ),
    (re.compile(r"(?<=..l)ys(?=(?:e|ed|es|er|ers|ing|able)$)"), "yz"),
    (re.compile(r"(?<=.{3})our(?=$|s$|al$|ed$|ing$)"), "or"),
    (re.compile(r"^(cent|fib|met)re(?=s?$)"), r"\1er"),
    (re.compile(r"(?<=.log)ue(?=s?$)"), ""),
    (re.compile(r"^(def|lic|off)ence(?=s?$)"), r"\1ense"),
)
_CLAUSE = re.compile(r"""-?"[^"]*"?|\S+""")
_QUOTES = str.maketrans("“”„«»", '"""""')


class Token(NamedTuple):
    """A word of a text: where it stands and the raw term that stands for it."""

    start: int
    end: int
    raw: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text; C++, C#, .NET, 20.04, a CJK character and an emoji are words."""
    for match in _TOKEN.finditer(text):
        raw = _raw_term(match.group())
        if raw:
            yield Token(match.start(), match.end(), raw)


@lru_cache(maxsize=100_000)
def _raw_term(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    if folded in _NAMED:
        return _NAMED[folded]
    decomposed = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", folded))
    bare = "".join(c for c in decomposed if not "̀" <= c <= "ͯ" and c not in "'’")
    return _safe(unicodedata.normalize("NFC", bare)[:MAX_TERM])


def _safe(word: str) -> str:
    term = "".join(c if c.isascii() and c.isalnum() else f"u{ord(c):x}u" for c in word)
    if term.startswith(_MARKS):
        return f"{term[0]}u{ord(term[1]):x}u{term[2:]}"
    return NUMBER + term if term[:1].isdigit() else term


@lru_cache(maxsize=100_000)
def stem(raw: str) -> str:
    """Return the stem of a raw term; British and American spellings share one."""
    if not raw.isalpha() or len(raw) < 3:
        return raw
    for pattern, american in _BRITISH:
        raw = pattern.sub(american, raw)
    # A stemmer keeps the word it works on, so one shared by threads would mix words up.
    return str(snowballstemmer.stemmer("english").stemWord(raw))


class _Pieces(dict[str, tuple[str, str] | None]):
    """The words of what stands between two spaces, as their stems and as their raw terms.

    Of a text most pieces have been seen before: to look them up is four times as fast as to take
    them apart. A dictionary, since an `lru_cache` notes each look-up.
    """

    MOST, LONGEST = 100_000, 64

    def __missing__(self, piece: str) -> tuple[str, str] | None:
        raws = list(filter(None, map(_raw_term, _TOKEN.findall(piece))))
        found = (" ".join(map(stem, raws)), " ".join(raws)) if raws else None
        if len(piece) <= self.LONGEST:
            if len(self) >= self.MOST:
                self.clear()
            self[piece] = found
        return found


_pieces = _Pieces()


def _words(text: str) -> tuple[str, str]:
    """Return the stems and the raw terms of a text's words, none of which holds a space."""
    pieces = unicodedata.normalize("NFKC", text).split()
    found = list(filter(None, map(_pieces.__getitem__, pieces)))
    stems, raws = zip(*found, strict=True) if found else ((), ())
    return " ".join(stems), " ".join(raws)


@dataclass
class Room:
    """What is left for the terms of one question, shared by its columns."""

    positions: int = MAX_POSITIONS
    size: int = MAX_SIZE
    stems: list[str] = field(default_factory=list)

    def take(self, stems: str, raws: str) -> bool:
        """Take room for all words of a text if that is near no limit.

        Nearly all texts are of this kind, and to place each word would take longer than the rest.
        """
        words = stems.split()
        together, size = self.stems + words, len(stems) + len(raws)
        often = len(together) > MAX_REPEATS and max(Counter(together).values()) > MAX_REPEATS
        if often or len(words) > self.positions or size > self.size:
            return False
        self.stems = together
        self.positions -= len(words)
        self.size -= size
        return True

    def place(self, raws: Sequence[str]) -> list[str]:
        """Return what stands for the words of a text in the index, as far as there is room."""
        seen, placed = Counter(self.stems), []
        for raw in raws:
            term = stem(raw)
            seen[term] += 1
            self.positions -= 1
            self.size -= len(term) + len(raw)
            if self.positions < 0 or self.size < 0:
                break
            placed.append(term if seen[term] <= MAX_REPEATS else FILLER)
        self.stems += map(stem, raws)
        return placed


def index_terms(text: str, room: Room | None = None) -> str:
    """Return the terms to index for a text: its stems in order, then each raw word for prefixes."""
    room = room or Room()
    stems, raws = _words(text)
    words = raws.split()
    if not room.take(stems, raws):
        placed = room.place(words)
        stems, words = " ".join(placed), words[: len(placed)]
    different = set(words)
    room.positions -= len(different)
    return f" {RAW}".join([stems, *sorted(different)])


@dataclass(frozen=True)
class Clause:
    """One thing asked for: a word, a phrase (several terms in a row), or the start of a word."""

    terms: tuple[str, ...]
    prefix: bool = False
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """What a person typed. All clauses must hold; without any, nothing can match."""

    text: str
    clauses: tuple[Clause, ...]
    shortened: bool = False

    @property
    def wanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.negated)

    @property
    def unwanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.negated)


def parse(text: str) -> Query:
    """Read what a person typed: words, "phrases", -not and prefix*. Any text is a query."""
    pieces = _CLAUSE.findall(unicodedata.normalize("NFKC", text).translate(_QUOTES))
    clauses = list(dict.fromkeys(clause for clause in map(_clause, pieces) if clause.terms))
    return Query(text, tuple(clauses[:MAX_CLAUSES]), shortened=len(clauses) > MAX_CLAUSES)


def _clause(piece: str) -> Clause:
    negated = piece.startswith("-") and len(piece) > 1
    body = piece[1:] if negated else piece
    raws = [token.raw for token in tokens(body)][:MAX_CLAUSES]
    prefix = len(raws) == 1 and body.endswith("*") and not body.startswith('"')
    terms = raws if prefix else [stem(raw) for raw in raws]
    return Clause(tuple(terms), prefix, negated)


def matched_spans(text: str, query: Query) -> list[tuple[int, int]]:
    """Return where the wanted words of a query stand in a text, as (start, end) offsets."""
    found = list(tokens(text))
    spans: set[tuple[int, int]] = set()
    for clause in query.wanted:
        # A stem begins as its word does: so most words need no closer look.
        first, count = clause.terms[0][:1], len(clause.terms)
        for i, token in enumerate(found):
            if token.raw[:1] == first and _is_at(clause, found[i : i + count]):
                spans.update((t.start, t.end) for t in found[i : i + count])
    return sorted(spans)


def _is_at(clause: Clause, found: list[Token]) -> bool:
    if clause.prefix:
        return found[0].raw.startswith(clause.terms[0])
    return tuple(stem(token.raw) for token in found) == clause.terms
