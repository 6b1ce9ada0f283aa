"""The words of a text without its code: how many, which sentences, and whether they are British."""

import re
from collections.abc import Iterator

_CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_MARKS = re.compile(r"^[\s>#|]*(?:[-*+]|\d+[.)])?\s+|[*_|]+", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")

_SIZES = r"(?:cap|down|mid|out|over|re|right|super|un|under|up)"
_VERB = r"(e|ed|es|er|ers|ing|able|ation|ations|ational)"
_AMERICAN = [
    (re.compile(rf"\b{pattern}\b", re.IGNORECASE), british)
    for pattern, british in (
        (rf"(?!{_SIZES}?siz|priz|seiz|maiz)(\w\w+)iz{_VERB}", r"\1is\2"),
        (r"(\w+l)yz(e|ed|es|er|ers|ing)", r"\1ys\2"),
        (
            r"(behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|vap|vig)or"
            r"(s|ed|ing|al|able|ful|hood|ite|less)?",
            r"\1our\2",
        ),
        (r"(cent|fib|lit|theat)er(s|ed|ing)?", r"\1re\2"),
        (r"(\w*(?:cancel|channel|fuel|label|level|model|signal|total|travel))(ed|ing)", r"\1l\2"),
        (r"(def|off|pret)ense(s|less)?", r"\1ence\2"),
        (r"catalog(s)?", r"catalogue\1"),
        (r"artifact(s)?", r"artefact\1"),
        (r"gray(s|er|ish)?", r"grey\1"),
        (r"skeptic(s|al|ism)?", r"sceptic\1"),
    )
]


def words(text: str) -> int:
    """Return how many words a text has, code included: it is written or read out, too."""
    return len(text.split())


def prose(text: str) -> str:
    """Return the text without code."""
    return _CODE.sub(" ", text)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text in one case, without code and marks of emphasis or lists."""
    for sentence in _SENTENCE_END.split(_MARKS.sub(" ", prose(text))):
        yield " ".join(word for word in sentence.casefold().split() if any(map(str.isalnum, word)))


def american(text: str) -> Iterator[tuple[str, str]]:
    """Yield each American spelling of a common word in a text, with the British one."""
    for pattern, british in _AMERICAN:
        for found in pattern.finditer(prose(text)):
            yield found[0], found.expand(british)
