"""A key at the end of a document, “1. B, 2. C”, given to the questions that it is for."""

import re
from itertools import pairwise
from typing import NamedTuple

from questions.formats.document.blocks import HEADING, LIST, PARAGRAPH, RULE, Node
from questions.formats.document.drafts import ANSWER, BODY, Draft, item_text
from questions.formats.document.labels import label
from questions.formats.document.plain import plain

_LETTER = re.compile(r"[*_`(]{0,3}([A-Ha-h])(?:[*_`).:]{1,4}(?:\s+(.*))?|[*_`).:]{0,3})", re.DOTALL)
_PAIR = re.compile(r"(\d{1,4})\s?[-–.:)]{1,2}\s?\(?([A-Ha-h])\b\)?")
_EXPLAINED = re.compile(
    r"[|;–-]{0,2}\s?[*_]{0,2}explanation[*_]{0,2}\s?:[*_]{0,2}\s*", re.IGNORECASE
)
_DASH = re.compile(r"\s*[–—]\s+")
_LONGEST_INTRO = 200


class Right(NamedTuple):
    """The letter of a right choice, and why it is right."""

    letter: str
    reason: str = ""


#: What is right by number, in the order of the key; numbers may stand twice.
Key = list[tuple[int, Right]]
_SOUND = 0.8


def with_key_apart(nodes: list[Node]) -> tuple[list[Node], list[Key]]:
    """Split blocks from the key below a heading; there is one for each section."""
    at = next((at for at in range(len(nodes) - 1, 0, -1) if _is_heading(nodes[at])), 0)
    level = nodes[at].level if at else 0
    places = range(at + 1, len(nodes))
    end = next((p for p in places if 0 < nodes[p].level <= level), len(nodes))
    rest = nodes[at + 1 : end]
    keys = [_key(node) for node in rest if node.kind == LIST]
    beside = [node for node in rest if node.kind != LIST]
    is_key = bool(at) and bool(keys) and all(len(key) > 1 for key in keys)
    if not is_key or not all(map(_may_stand_beside, beside)):
        return nodes, []
    return nodes[:at] + nodes[end:], keys


def _is_heading(node: Node) -> bool:
    return node.kind == HEADING and label(plain(node.text), needs_colon=False)[0] == ANSWER


def _may_stand_beside(node: Node) -> bool:
    is_intro = node.kind == PARAGRAPH and len(node.text) < _LONGEST_INTRO
    return is_intro or node.kind in {HEADING, RULE}


def spread_key(drafts: list[Draft], keys: list[Key]) -> None:
    """Name the right choice in each question; without keys, one is sought in the last question."""
    with_choices = [draft for draft in drafts if draft.choices]
    if not keys and drafts:
        keys = _within(drafts[-1], len(drafts))
    sections = _sections(with_choices)
    if len(keys) == 1:
        is_of_last = len(sections) > 1 and len(keys[0]) <= len(sections[-1])
        _give(keys[0], sections[-1] if is_of_last else with_choices)
    else:  # sections without choices may come first
        for key, section in zip(reversed(keys), reversed(sections), strict=False):
            _give(key, section)


def _within(last: Draft, most: int) -> list[Key]:
    """Take a key off a question's answer."""
    for part in (ANSWER, BODY):
        nodes = last.parts.get(part, [])
        key = _key(nodes[-1]) if nodes else []
        if 1 < len(key) <= most:
            nodes.pop()
            return [key]
    return []


def _sections(drafts: list[Draft]) -> list[list[Draft]]:
    """Part questions where their numbers begin anew."""
    starts = [
        at
        for at, (before, draft) in enumerate(pairwise(drafts), start=1)
        if (draft.number or 0) <= (before.number or 0)
    ]
    edges = [0, *starts, len(drafts)]
    return [drafts[start:end] for start, end in pairwise(edges)]


def _key(node: Node) -> Key:
    """Return the letters that a list or a line of pairs gives to numbers; [] for anything else."""
    if node.kind == LIST and node.number is not None:
        found = [
            (item.number or 0, _LETTER.fullmatch(item_text(item).strip())) for item in node.children
        ]
        key = [(number, Right(one[1], _reason(one[2] or ""))) for number, one in found if one]
        return key if len(key) >= _SOUND * len(found) else []
    if node.kind == PARAGRAPH and len(node.text) < 4000:
        rest = _PAIR.sub("", node.text).strip(" ,;\n|")
        pairs = _PAIR.findall(node.text)
        return [] if rest else [(int(number), Right(letter)) for number, letter in pairs]
    return []


def _reason(text: str) -> str:
    """Return what follows “Explanation:”; a text without it only repeats the choice."""
    found = _EXPLAINED.search(text) or _DASH.match(text)
    return text[found.end() :].strip() if found else ""


def _give(key: Key, drafts: list[Draft]) -> None:
    numbers = [draft.number or place for place, draft in enumerate(drafts, start=1)]
    by_number = dict(key)
    is_in_order = numbers == [number for number, _ in key]
    rights = [right for _, right in key] if is_in_order else map(by_number.get, numbers)
    for draft, right in zip(drafts, rights, strict=True):
        if right and not any(choice.is_key for choice in draft.choices):
            texts = filter(None, right)
            nodes = [Node(PARAGRAPH, draft.start, draft.start + 1, text) for text in texts]
            draft.parts[ANSWER] = [*nodes, *draft.parts.get(ANSWER, [])]
