"""Levels and topics that words and emoji name."""

import re
from collections.abc import Mapping
from functools import cache

from questions.formats.document.wording import WORD, ends_asking, numbered, without_signs, words

BASIC, INTERMEDIATE, ADVANCED, EXPERT = "basic", "intermediate", "advanced", "expert"


_LEVELS = {
    word: level
    for level, words in {
        BASIC: "basic basics beginner beginners easy junior juniors entry fresher freshers novice "
        "elementary introductory foundational newbie trainee intern l1 jr",
        INTERMEDIATE: "intermediate medium mid middle moderate midlevel l2",
        ADVANCED: "advanced senior seniors hard experienced difficult advance l3 sr tough",
        EXPERT: "expert experts lead principal staff master architect l4 l5",
    }.items()
    for word in words.split()
}
#: Words that are a level only where the whole text is about the level.
_LOOSE = words(
    "lead master staff architect principal hard medium entry "
    "difficult advance intern middle mid tough experts l1 l2 l3 l4 l5"
)
_BESIDE = words(
    "level questions question interview developer developers engineer engineers candidates and "
    "answers for the a topics topic part section very to easy hard medium difficulty years "
    "experience of position roles role tier programmers mcq mcqs quiz problems exercises tasks"
)
_NOT_LEVEL = re.compile(
    r"visual[\s-]+basic|basic\s+auth\w*|advanced\s+encryption|master[\s-]+(?:slave|data|theorem)",
    re.IGNORECASE,
)
# A “senior staff engineer” is above a senior one.
_HIGHER = re.compile(r"\bsenior[\s-]+(?=(?:staff|principal|lead|architect)\b)", re.IGNORECASE)
_TAG = re.compile(r"[(\[{]([^()\[\]{}]{1,40})[)\]}]")
_STARS = "⭐★"
_SIGN_LEVELS = {
    "👶": BASIC,
    "🐣": BASIC,
    "🌱": BASIC,
    "🟢": BASIC,
    "🟡": INTERMEDIATE,
    "🟠": ADVANCED,
    "🔴": ADVANCED,
    "🚀": ADVANCED,
    "🟣": EXPERT,
    "⚫": EXPERT,
    "🔥": EXPERT,
    "💀": EXPERT,
}


@cache
def _is_level_alone(words: tuple[str, ...]) -> bool:
    return all(word in _LEVELS or word in _BESIDE or word.isdigit() for word in words)


def level_in(text: str) -> str:
    """Return the one level that a heading or a tag names; "" for none and for more than one."""
    bare = _HIGHER.sub(" ", _NOT_LEVEL.sub(" ", text[:160]))
    words = tuple(WORD.findall(bare.lower()))
    alone = _is_level_alone(words)
    found = {
        _LEVELS[word]
        for word in words
        if word in _LEVELS and (alone or word not in _LOOSE or _is_joined(word, words))
    }
    return found.pop() if len(found) == 1 else ""


def _is_joined(word: str, words: tuple[str, ...]) -> bool:
    """Say whether “level” stands next to the word, as in “mid-level engineers”."""
    return "level" in words[words.index(word) + 1 : words.index(word) + 2]


def is_level_heading(text: str) -> bool:
    """Say whether a heading says a level and nothing else worth keeping as a topic."""
    words = tuple(WORD.findall(text[:160].lower()))
    return bool(words) and bool(level_in(text)) and _is_level_alone(words)


def tagged_level(text: str) -> tuple[str, str]:
    """Take “(easy)” or “[Senior]” off a question; returns the level, "" for none, and the rest."""
    for found in _TAG.finditer(text[-200:] if len(text) > 400 else text):
        words = tuple(WORD.findall(found[1].lower()))
        if words and _is_level_alone(words) and (level := level_in(found[1])):
            return level, " ".join(text.replace(found[0], " ").split(" ")).strip()
    return "", text


def signs_in(text: str) -> str:
    """Return the emoji that stand for levels in a text, in their order."""
    if text.isascii():
        return ""
    return "".join(sign for sign in text if sign in _SIGN_LEVELS or sign in _STARS)


def legend(text: str) -> dict[str, str]:
    """Return what emoji mean where a line says it: “👶 easy ⭐ medium 🚀 expert”."""
    found: dict[str, str] = {}
    if len(text) > 300 or len(set(signs_in(text))) < 2:
        return found
    sign = ""
    for piece in re.findall(r"\w+|[^\w\s]", text):
        if piece in _SIGN_LEVELS or piece in _STARS:
            sign = piece
        elif sign and piece.lower() in _LEVELS:
            found.setdefault(sign, _LEVELS[piece.lower()])
            sign = ""
    return found if len(found) > 1 else {}


def sign_level(signs: str, meanings: Mapping[str, str]) -> str:
    """Return the level that emoji stand for, by a document's own legend first."""
    if not signs:
        return ""
    if level := meanings.get(signs[-1]):
        return level
    stars = sum(sign in _STARS for sign in signs)
    if stars:
        return (BASIC, INTERMEDIATE, ADVANCED, EXPERT)[min(stars, 4) - 1]
    return _SIGN_LEVELS[signs[-1]]


_TOPIC_NOISE = re.compile(
    r"\b(?:most\s+)?(?:common|frequently\s+asked|popular|top)?\s*\d*\s*\b(?:technical\s+)?"
    r"(?:interview\s+)?(?:questions?|q\s*&\s*a|quiz|exercises|self[ -]assessment|"
    r"assessment)(?:\s*(?:and|&|\+|with)\s*(?:answers?|solutions?))?\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:about|on|regarding|for|based\s+on)\s+", re.IGNORECASE)
_BRACKETED = re.compile(
    r"\([^()]{0,60}\d[^()]{0,60}\)|^(?:section|part|chapter|module|unit|lesson|topic|domain|"
    r"scenario|day|week)\s+\d+\s*[:.–-]|^\d+\s?[–-]\s?\d+\s*[:.)]|^第\S{1,3}部分|（\d+题）",
    re.IGNORECASE,
)
_EMOJI_CODE = re.compile(r":[a-z0-9_+-]{2,40}:")
_GENERIC = words(
    "general other others misc miscellaneous various common top open fun bonus all new more extra "
    "list part section chapter module unit week day round interview mixed the for and a of "
    "questions question answers answer quiz test exam technical practice topics sample essential "
    "important basic discussion assessment review short long brief theory theoretical conceptual "
    "descriptive objective subjective non"
)


def topic(heading: str) -> str:
    """Return the subject that a heading names, "" for one that names none."""
    text = without_signs(numbered(_EMOJI_CODE.sub(" ", heading).strip())[1]).strip(" :#.-–—")
    text = _TOPIC_NOISE.sub(" ", _BRACKETED.sub(" ", text)).strip()
    text = text[found.end() :] if (found := _ABOUT.match(text)) else text
    text = " ".join(text.split()).strip(" :#.,-–—()&")
    if ends_asking(text) or text.lower().startswith("answers"):
        return ""
    words = [word.lower() for word in WORD.findall(text)]
    if not words or len(text) > 60 or all(word in _GENERIC or word.isdigit() for word in words):
        return ""
    return text
