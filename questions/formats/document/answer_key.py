"""A key at the end of a document, “1. B, 2. C”, given to the questions that it is for."""

import re

from questions.formats.document.blocks import LIST, PARAGRAPH, Node
from questions.formats.document.drafts import ANSWER, BODY, Draft, item_text

_LETTERS = re.compile(r"[*_`(]{0,3}([A-Ha-h])[*_`).]{0,3}")
_PAIR = re.compile(r"(\d{1,4})\s?[-–.:)]{1,2}\s?\(?([A-Ha-h])\b\)?")


def spread_key(drafts: list[Draft]) -> None:
    """Take a key off the last question and name the right choice in each question."""
    if not drafts:
        return
    last = drafts[-1]
    for part in (ANSWER, BODY):
        nodes = last.parts.get(part, [])
        for node in nodes[-1:]:
            key = _key(node)
            with_choices = [draft for draft in drafts if draft.choices]
            if len(key) > 1 and len(key) <= len(with_choices):
                nodes.remove(node)
                _give(key, with_choices)


def _key(node: Node) -> dict[int, str]:
    """Return the letters that a list or a line of pairs gives to numbers; {} for anything else."""
    if node.kind == LIST and node.number is not None:
        found = [_LETTERS.fullmatch(item_text(item).strip()) for item in node.children]
        numbers = [item.number or 0 for item in node.children]
        if all(found):
            return {number: one[1] for number, one in zip(numbers, found, strict=True) if one}
    if node.kind == PARAGRAPH and len(node.text) < 4000:
        rest = _PAIR.sub("", node.text).strip(" ,;\n|")
        return {} if rest else {int(number): letter for number, letter in _PAIR.findall(node.text)}
    return {}


def _give(key: dict[int, str], drafts: list[Draft]) -> None:
    for place, draft in enumerate(drafts, start=1):
        letter = key.get(draft.number or place)
        if letter and not any(choice.is_key for choice in draft.choices):
            node = Node(PARAGRAPH, draft.start, draft.start + 1, letter)
            draft.parts.setdefault(ANSWER, []).insert(0, node)
