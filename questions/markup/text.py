"""Markdown to plain text, without a parser: for titles, slugs and snippets."""

import html
import re

MAX_BYTES = 64 * 1024

# STX and ETX are Python-Markdown's own placeholders; lone surrogates cannot be encoded.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Possessive quantifiers here and below: a line that nearly matches must not be tried in all ways.

_BLOCK_MARKS = re.compile(
    r"^[ \t]*+(?:>[ ]?+)*+[ \t]*+(?:(?:`{3,}+|~{3,}+)[^`\n]*+$|[-=*_|: ]{3,}+$|#{1,6}[ ]++"
    r"|(?:[*+-]|[0-9]{1,9}[.)])[ ]++(?:\[[ xX]\][ ]++)?+)?+",
    re.MULTILINE,
)
# Runs of up to nine: then at most nine of them look through the text for a partner in vain.
_CODE_SPAN = re.compile(r"(?<![`\\])(`{1,9}+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]\n]*+)\]\((?:[^()\n]|\([^()\n]*+\))*+\)|<(https?://[^\s<>]+)>")
_STARS = re.compile(r"(?<![\\*])(\*{1,3})(?=[^\s*])([^*]*[^\s*\\])\1(?!\*)")
_UNDERSCORES = re.compile(r"(?<![\\\w])(_{1,3})(?=[^\s_])([^_]*[^\s_\\])\1(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!|-])")


def printable(text: str) -> str:
    """Return the text with a � for each character that is none."""
    return _UNPRINTABLE.sub("\ufffd", text)


def plain(text: str) -> str:
    """The words of a Markdown text on one line, for titles, slugs and snippets.

    Cheap: it strips marks and does not parse, so in odd nesting a mark may stay. Reads no further
    than `MAX_BYTES` characters.
    """
    pieces = _CODE_SPAN.split(_BLOCK_MARKS.sub("", printable(text[:MAX_BYTES])))
    pieces[::3] = map(_without_marks, pieces[::3])
    del pieces[1::3]  # the backticks
    return " ".join("".join(pieces).split())


def _without_marks(text: str) -> str:
    text = _LINK.sub(r"\1\2", text)
    for _ in range(3):  # emphasis in emphasis in emphasis
        text = _UNDERSCORES.sub(r"\2", _STARS.sub(r"\2", text))
    return html.unescape(_ESCAPED.sub(r"\1", text))
