"""What words give away: whether a text asks, what a heading is for, which level it names."""

import re
import unicodedata
from functools import lru_cache

#: How surely a text asks.
NOT, PERHAPS, SURELY = 0, 1, 2


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as a sentence."""
    return frozenset(text.split())


_OPENERS = words(
    "what what's whats why how how's when where which who who's whom whose is are was "
    "were do does did can could would will should shall may might must have "
    "has had if"
)
_IMPERATIVES = words(
    "analyse analyze argue build calculate choose classify code compare complete compute consider "
    "contrast convert create debate debug deduce define demonstrate derive describe design "
    "determine differentiate discuss distinguish draw elaborate enumerate estimate evaluate "
    "explain find fix flatten generate give guess identify illustrate imagine implement improve "
    "interpret justify let's list make mention modify name optimise optimize outline pick predict "
    "print propose prove rank reverse rewrite select share show sketch solve sort speak state "
    "suggest summarise summarize suppose talk tell translate walk write"
)
_NOMINAL = re.compile(
    r"(?:the\s+)?(?:key\s+|main\s+)?(?:differences?|comparison)\s+(?:between|of|in)\b"
    r"|(?:the\s+)?pros?\s+(?:and|&)\s+cons\b|(?:dis)?advantages\s+(?:and|of|over)\b"
    r"|true\s+or\s+false\b|types\s+of\b|given\s+(?:a|an|the|two|this|that)\b"
    r"|you\s+(?:are|have|need|want)\b",
    re.IGNORECASE,
)
# “Name: …” is a field, “have them present …” tells an interviewer what to do.
_FIELD = re.compile(
    r"(?:name|class|code|date|list)\s?(?::|$)|(?:have|has)\s+(?:them|him|her|the\s+candidate)\b",
    re.IGNORECASE,
)
_ASKS_IN_CHINESE = re.compile(
    "请|简述|列举|解释|谈谈|说说|介绍|描述|比较|求|写|用|实现|如何|什么|为什么|怎么|怎样|讲"
)
_LATER = re.compile(
    r"[.!:]\s+(?:then\s+)?(?:(?:what|why|how|when|where|which|who)\s+(?:is|are|do|does|did|can|could|"
    r"should|would|will)|explain|describe|discuss|name|write|give|compare|list)\b",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\S\s+(?:vs\.?|versus)\s+\S", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\s*(?:(?:question|ques|que|q)\s*\.?\s*(?:#|no\.?|№)?\s*(?P<asked>\d{1,5})(?:\.\d{1,3}){0,2}(?!\d)"
    r"\s*[.):\]/–—-]{0,2}\s*"
    r"|(?:question|ques|que|q)\s*[.:)–—-]\s*"
    r"|\#?\s*[(\[]?[A-H]?(?P<number>\d{1,5})[)\]]?\s*[.):–—-]\s+"
    r"|\[(?P<boxed>\d{1,5})\]\s+|\#(?P<hashed>\d{1,5})\s+)",
    re.IGNORECASE,
)
#: What stands for letters before choices: Roman numbers and words.
ORDINALS = (
    *("viii", "vii", "vi", "iv", "v", "iii", "ii", "i"),
    *("one", "two", "three", "four", "five", "six", "seven", "eight"),
)
_ORDINAL_LETTERS = dict(zip(ORDINALS, "hgfdecbaabcdefgh", strict=True))


def letter_of(mark: str) -> str:
    """Return the letter that “ii”, “two”, “2” or “B” stands for, "" for any other mark."""
    bare = mark.lower()
    if len(bare) == 1 and bare in "12345678":
        return "abcdefgh"[int(bare) - 1]
    return _ORDINAL_LETTERS.get(bare) or (bare if len(bare) == 1 and bare in "abcdefgh" else "")


_TRAILING = re.compile(r"\s*[(\[][^()\[\]]{0,120}[)\]]\s*$")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def opening(text: str) -> str:
    """Return the first word in small letters, "" for none."""
    found = WORD.search(text[:80])
    return found[0].lower().replace("’", "'") if found else ""


_INTERROGATIVES = words(
    "what what's whats why how how's which who who's whose where is are does do did can "
    "explain describe differentiate"
)


def interrogates(text: str) -> bool:
    """Say whether a text begins with a word that steps of an answer do not begin with."""
    return opening(without_edges(text)) in _INTERROGATIVES or ends_asking(text)


@lru_cache(1024)
def asks(text: str) -> int:
    """Tell how surely a plain text asks something: NOT, PERHAPS or SURELY."""
    said = without_edges(text)
    if not said:
        return NOT
    begins = opening(said) in _OPENERS | _IMPERATIVES and not _FIELD.match(said)
    if _ends_asking(said) or ("?" in said and len(said) < 600 and begins):
        return SURELY
    if begins or _NOMINAL.match(said) or _ASKS_IN_CHINESE.match(said):
        return PERHAPS
    if len(said) < 300 and _LATER.search(said):
        return PERHAPS
    if len(said) < 120 and ("? " in said or _VERSUS.search(said)):
        return PERHAPS
    return NOT


def ends_asking(text: str) -> bool:
    """Say whether a text ends with a question mark, brackets and signs after it aside."""
    return _ends_asking(without_edges(text))


def _ends_asking(said: str) -> bool:
    return said.endswith(("?", "？")) or _TRAILING.sub("", said[-160:]).rstrip().endswith("?")


def without_edges(text: str) -> str:
    """Return a text without the quotes, stars and emoji around it."""
    return text.strip(_EDGES if text.isascii() else _EDGES + SIGNS).strip()


_EDGES = " \t\n\"'“”‘’«».*_:!"
#: Emoji, arrows and the like, which stand before and after texts.
SIGNS = "".join(
    character
    for block in ((0x2190, 0x2BFF), (0x1F300, 0x1FAFF), (0xFE00, 0xFE0F), (0x200B, 0x200D))
    for character in map(chr, range(block[0], block[1] + 1))
    if unicodedata.category(character) not in {"Lu", "Ll"}
)


@lru_cache(1024)
def numbered(text: str) -> tuple[int | None, str]:
    """Split “3. …”, “Q3: …” or “Question 3 – …” into its number and the rest.

    The number is None for a text without one, and 0 for “Q: …”, which has a mark alone.
    """
    found = _NUMBERED.match(text[:40])
    if not found or not found[0].strip():
        return None, text
    digits = next((group for group in found.groups() if group), "0")
    return int(digits), text[found.end() :].strip()


_ANSWER_MARK = re.compile(
    r"\s{0,3}(?:ans(?:wer)?\s?\d{0,5}\s?[.):]|a\d{0,5}\s?[.):])\s*", re.IGNORECASE
)


def answer_mark(text: str) -> str | None:
    """Return what follows “A:”, “A1.” or “Ans)”, None for a text that begins otherwise."""
    found = _ANSWER_MARK.match(text.lstrip("*_"))
    return text.lstrip("*_")[found.end() :].lstrip("*_ ") if found else None


_QUESTION = re.compile(r"(?:[A-Za-z]{1,20}\s){0,2}question(?:\s#?\d{1,5})?\W{0,2}", re.IGNORECASE)


def announces_question(text: str) -> bool:
    """Say whether a line is “Question” or the like alone: what is asked stands below it."""
    return bool(_QUESTION.fullmatch(text))


def is_asked_by_mark(text: str) -> bool:
    """Say whether a text begins with “Q:”, “Q1.” or “Question”, so that it must be one."""
    found = _NUMBERED.match(text[:40])
    return bool(found) and found[0].lstrip()[:1] in {"q", "Q"} if found else False


def without_leading_signs(text: str) -> str:
    """Return a text without emoji before it."""
    return text.lstrip() if text.isascii() else text.lstrip(SIGNS + " ")


def without_signs(text: str) -> str:
    """Return a text without emoji at its ends."""
    if text.isascii():
        return text.strip()
    return text.strip().strip(SIGNS + " ").strip() or text.strip()
