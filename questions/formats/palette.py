"""The colours of highlighted code, by the class names that Pygments gives."""

from dataclasses import dataclass
from functools import cache

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES


@dataclass(frozen=True)
class Ink:
    """How one kind of token looks; `color` is six hexadecimal digits."""

    color: str
    bold: bool
    italic: bool


@cache
def inks(style: str) -> dict[str, Ink]:
    """Return the ink of each class in one of Pygments' styles.

    Keywords are bold and comments italic whatever the style says, for printers without colour.
    """
    return {
        name: Ink(look["color"], bold=name.startswith("k"), italic=name.startswith("c"))
        for token, look in get_style_by_name(style)
        if (name := STANDARD_TYPES.get(token)) and look["color"]
    }


def rules(style: str) -> str:
    """Return CSS rules for code inside `.highlight`."""
    return "\n".join(f".highlight .{name} {{ {_look(ink)} }}" for name, ink in inks(style).items())


def _look(ink: Ink) -> str:
    weight = " font-weight: 600;" if ink.bold else ""
    slant = " font-style: italic;" if ink.italic else ""
    return f"color: #{ink.color};{weight}{slant}"
