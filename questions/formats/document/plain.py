"""Markdown's running text read as people read it."""

import re
from functools import lru_cache
from html import unescape

_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,1000}(?:\s\"[^\"]{0,200}\")?\)")
_LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]{0,100}\](?!\()){0,1000})\](?:\(([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,1000})?)"
    r"(?:\s+\"[^\"]{0,200}\")?\)|\[[^\[\]]{0,100}\])"
)
_STARS = re.compile(r"\*{1,3}|__|(?<![^\W_])_|_(?![^\W_])|~~")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_SPECIAL = re.compile(r"[\[\]*_`~\\<&]")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?\S|\S)\1", re.DOTALL)
_WRAPS = (("***", "***"), ("**", "**"), ("__", "__"), ("*", "*"), ("_", "_"), ("~~", "~~"))


@lru_cache(1024)
def plain(text: str) -> str:
    """Return running text without marks, on one line; what is in code stays."""
    if not _SPECIAL.search(text):
        return " ".join(text.split())
    if "[" in text:
        text = _LINK.sub(lambda found: found[1], _IMAGE.sub("", text))
    pieces = text.split("`")
    for place in range(0, len(pieces), 2):
        bare = _ESCAPE.sub(r"\1", _STARS.sub("", pieces[place]))
        pieces[place] = unescape(_TAGS.sub("", bare)) if "<" in bare or "&" in bare else bare
    return " ".join("".join(pieces).split())


def links(text: str) -> list[tuple[str, str]]:
    """Return the words and the address of each link in a text."""
    return [(found[1], found[2] or "") for found in _LINK.finditer(text)] if "[" in text else []


def is_anchor(text: str) -> bool:
    """Say whether a text is nothing but links into its own document, as in tables of contents."""
    found = links(text)
    rest = _LINK.sub("", text).strip(" \t\n*_-–—.,:|()0123456789#>•·") if found else text
    return bool(found) and not rest and all(address.startswith("#") for _, address in found)


def is_links(text: str) -> bool:
    """Say whether a text is nothing but links, with the little that people write between them."""
    found = links(text)
    if not found:
        return text.strip().startswith(("http://", "https://", "<http")) and " " not in text.strip()
    rest = plain(_LINK.sub("", text)).strip(" *_-–—.,:;|()+&→←•·").lower()
    return rest in {"", "and", "or", "also", "see", "read", "source"}


def unwrapped(text: str) -> tuple[str, bool]:
    """Take emphasis around a whole text off it; returns the text and whether there was any."""
    bare, was_wrapped = text.strip(), False
    if bare[:1] not in {"*", "_", "~"}:
        return bare, False
    for start, end in _WRAPS:
        inner = bare[len(start) : -len(end)]
        if (
            len(bare) > len(start) + len(end)
            and bare.startswith(start)
            and bare.endswith(end)
            and start not in inner
        ):
            bare, was_wrapped = inner.strip(), was_wrapped or len(start) > 1
    return bare, was_wrapped


_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}


def unquoted(text: str) -> str:
    """Take quotation marks off a text that stands in them as a whole."""
    bare = text.strip()
    end = _QUOTES.get(bare[:1], "")
    inner = bare[1:-1]
    is_quoted = bool(end) and bare.endswith(end) and bare[0] not in inner and end not in inner
    return inner.strip() if is_quoted else text


def leading_bold(text: str) -> tuple[str, str]:
    """Split “**What is it?** The rest” into the bold words and the rest; ("", text) for others."""
    if not text.lstrip().startswith(("**", "__")):
        return "", text
    found = _BOLD.match(text.lstrip()[:4000])
    if not found:
        return "", text
    return found[2].strip(), text.lstrip()[found.end() :].strip()


_TO_TOP = re.compile(r"\[\[?[^\[\]\w]{0,20}\]?\]\(#[^()\s]{0,200}\)")


def without_jumps(text: str) -> str:
    """Return a heading without the arrows in it that lead elsewhere in the document."""
    return _TO_TOP.sub("", text).strip() if "](#" in text else text
