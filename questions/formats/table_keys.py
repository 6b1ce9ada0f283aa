"""Which choices a cell such as “B”, “A; C”, “2” or “Option A” calls right."""

import re
from collections.abc import Sequence
from typing import TypeAlias

from questions.formats.table_words import LETTERS

#: Choices by the numbers of their columns, from 1.
Numbered: TypeAlias = Sequence[tuple[int, str]]

_SEPARATORS = re.compile(r"\s*(?:[;,|&/\n]|\band\b)\s*")
_NAMED = re.compile(
    r"(?:(?:option|choice|answer|opt)[ _]?)?\(?(?:([a-l])|(\d{1,2}))\)?(?:[.):]\s*(.*))?",
    re.IGNORECASE | re.DOTALL,
)
_RUN = re.compile("[A-L]{2,12}")


def keys_of(cell: str, choices: Numbered, counts_from_zero: bool = False) -> set[int]:
    """Return the numbers of the choices that a cell names, none where it cannot be told.

    A letter is a choice's letter; anything else is first compared with the choices' texts. Where
    numbers count from 0, they are never taken for texts.
    """
    if counts_from_zero and cell.isdecimal() and len(cell) < 3:
        return {int(cell) + 1} & {number for number, _ in choices}
    whole = _named(cell, choices) or _by_text(cell, choices)
    if whole or not cell:
        return {whole} if whole else set()
    parts = list(cell) if _RUN.fullmatch(cell) else list(filter(None, _SEPARATORS.split(cell)))
    found = [_named(part, choices) or _by_text(part, choices) for part in parts]
    return {number for number in found if number} if all(found) else set()


def _by_text(text: str, choices: Numbered) -> int:
    folded = _folded(text)
    return next((number for number, said in choices if _folded(said) == folded), 0)


def _named(text: str, choices: Numbered) -> int:
    """Return the number that a letter or number stands for, 0 where it is none of the choices."""
    found = _NAMED.fullmatch(text.strip())
    if not found:
        return 0
    letter, digits, rest = found.groups()
    if digits and (by_text := _by_text(text, choices)):
        return by_text
    number = LETTERS.index(letter.lower()) + 1 if letter else int(digits)
    said = dict(choices).get(number)
    is_it = said is not None and (not rest or _folded(rest) in (_folded(said), ""))
    return number if is_it else 0


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
