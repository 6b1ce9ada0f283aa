"""What changed between two texts, as people read it: paragraph by paragraph, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
#: Comparing costs the product of both lengths at worst (about 0.1 s here): what goes beyond it is
#: shown as replaced. A text's changed paragraphs share it.
MAX_COMPARISONS = 1_000_000
#: Words of two paragraphs that share less than this are not worth reading side by side.
ALIKE = 0.3

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_BETWEEN_PARAGRAPHS = re.compile(r"\n{2,}")


@dataclass(frozen=True)
class Piece:
    """A run of text that is in both (same), in the old alone (removed) or in the new (added)."""

    kind: str
    text: str


Paragraph = tuple[Piece, ...]


def paragraphs(before: str, after: str) -> list[Paragraph]:
    """Return the paragraphs of both texts in reading order, each as its pieces.

    The pieces that are not added, joined, are the old paragraphs; those not removed the new ones.
    """
    old, new = _split(before), _split(after)
    if len(old) * len(new) > MAX_COMPARISONS:
        return list(_replaced(old, new))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[Paragraph] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += [(Piece(SAME, text),) for text in old[a:b]]
        else:
            found += _replaced(old[a:b], new[c:d])
    return found


def words(before: str, after: str, limit: int = MAX_COMPARISONS) -> Paragraph:
    """Return one paragraph's change, word by word; white space counts as said."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > limit:
        return _whole(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return _whole(before, after)
    return tuple(_pieces(matcher, old, new))


def _split(text: str) -> list[str]:
    return [part for part in _BETWEEN_PARAGRAPHS.split(text.strip("\n")) if part]


def _replaced(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    shared = min(len(old), len(new))
    for before, after in zip(old[:shared], new[:shared], strict=True):
        yield words(before, after, MAX_COMPARISONS // shared)
    for text in old[shared:]:
        yield (Piece(REMOVED, text),)
    for text in new[shared:]:
        yield (Piece(ADDED, text),)


def _whole(before: str, after: str) -> Paragraph:
    return tuple(piece for piece in (Piece(REMOVED, before), Piece(ADDED, after)) if piece.text)


def _pieces(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(old[a:b]))
            continue
        if b > a:
            yield Piece(REMOVED, "".join(old[a:b]))
        if d > c:
            yield Piece(ADDED, "".join(new[c:d]))
