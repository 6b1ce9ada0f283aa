"""What a list is for: questions, topics above questions, parts of a question, or plain content."""

import re
from dataclasses import replace
from enum import Enum
from itertools import pairwise

from questions.formats.document.blocks import HEADING, LIST, PARAGRAPH, Node
from questions.formats.document.drafts import Draft, choices_in, item_text, without_box
from questions.formats.document.labels import label
from questions.formats.document.plain import is_anchor, is_links, leading_bold, plain, unwrapped
from questions.formats.document.wording import (
    NOT,
    SURELY,
    asks,
    ends_asking,
    interrogates,
    is_asked_by_mark,
    numbered,
)

#: Questions that are more than the follow-ups of one question, numbered from 1 again and not.
_FEW_ANEW, _MANY_ANEW = 5, 10


class Kind(Enum):
    """What a list is."""

    QUESTIONS = "questions"
    GROUPS = "groups"
    HEADED = "headed"
    PARTS = "parts"
    FOLLOW_UPS = "follow-ups"
    CONTENT = "content"


def is_contents(node: Node) -> bool:
    """Say whether a list is nothing but links into its own document."""
    said = [without_box(text) for item in node.children if (text := item_text(item)).strip()]
    return bool(said) and all(map(is_anchor, said))


def judged(node: Node, current: Draft | None, is_nested: bool, prior: float) -> Kind:
    """Say what a list is, after or within an item of the question that is open, if any.

    `prior` is the part of items that asked in the document’s lists of questions so far.
    """
    items = node.children
    if any(item.children and item.children[0].kind == HEADING for item in items):
        return Kind.HEADED
    texts = [item_text(item) for item in items]
    said = [text for text in texts if text.strip()]
    asked = [_asked(text) for text in said]
    if not is_nested and _have_choices(items):
        return Kind.QUESTIONS
    if current is None:
        return _free(items, asked, prior)
    if _is_part(current, node, said):
        return Kind.PARTS
    return _after(current, node, asked, is_nested)


def _have_choices(items: list[Node]) -> bool:
    """Say whether most items have choices below them: they are questions, however they sound."""
    with_some = [
        item
        for item in items
        if any(choices_in(child, is_awaited=False) for child in item.children if child.kind == LIST)
    ]
    return len(with_some) > 1 and len(with_some) * 2 > len(items)


def _asked(text: str) -> int:
    bare = plain(stem_and_rest(unwrapped(text)[0])[0])
    if is_asked_by_mark(bare):
        return SURELY
    bold, rest = leading_bold(text)
    if bold and (is_links(rest.lstrip(" -–—:")) or ends_asking(plain(bold))):
        bare = plain(bold)
    return asks(numbered(bare)[1])


def _share(asked: list[int], least: int) -> float:
    return sum(one >= least for one in asked) / len(asked) if asked else 0.0


def _free(items: list[Node], asked: list[int], prior: float) -> Kind:
    """Judge a list that follows no question."""
    share = asking_share(asked)
    if (share * len(asked) + 2 * prior) / (len(asked) + 2) > 0.5 and share >= 0.3:
        return Kind.QUESTIONS
    nested = [_below(item) for item in items]
    with_questions = sum(_share(below, NOT + 1) >= 0.5 for below in nested if below)
    if with_questions and with_questions * 2 >= len(items):
        return Kind.GROUPS
    return Kind.CONTENT


def is_topic_of_items(item: Node) -> bool:
    """Say whether an item is a topic, which asks nothing itself, above items that surely ask."""
    asked, below = _asked(item_text(item)), _below(item)
    return asked == NOT and len(item.children) == 2 and _share(below, SURELY) >= 0.5


def _below(item: Node) -> list[int]:
    return [
        _asked(text)
        for child in item.children
        if child.kind == LIST
        for inner in child.children
        if (text := item_text(inner)).strip()
    ]


def _after(current: Draft, node: Node, asked: list[int], is_nested: bool) -> Kind:
    """Judge a list that follows a question: its answer may hold lists of any kind."""
    sure, any_ = _share(asked, SURELY), _share(asked, NOT + 1)
    if not is_nested and current.carrier == "item" and _goes_on(current, node, sure, any_):
        return Kind.QUESTIONS
    if not is_nested and current.choices and (sure >= 0.6 or _is_next(current, node)):
        return Kind.QUESTIONS
    if not is_nested and _begins_anew(node, asked, sure):
        return Kind.QUESTIONS
    is_above = current.is_bare and current.carrier in {HEADING, PARAGRAPH}
    if sure >= 0.7 and len(asked) > 5 and is_above and not is_nested:
        return Kind.QUESTIONS
    if asked and (sure >= 0.6 or (is_nested and any_ == 1 and len(asked) < 4 and sure)):
        return Kind.FOLLOW_UPS
    return Kind.CONTENT


def _begins_anew(node: Node, asked: list[int], sure: float) -> bool:
    """Say whether a list after an answer is another list of questions: longer than any follow-ups.

    One that is numbered from 1 again need not be as long.
    """
    least = _FEW_ANEW if node.number == 1 else _MANY_ANEW
    return len(asked) >= least and (sure >= 0.8 or are_interrogating(node, least=0.8))


def _goes_on(current: Draft, node: Node, sure: float, any_: float) -> bool:
    """Say whether a list goes on with the questions of the one before it."""
    if node.number is None:
        return len(current.bullet) == 1 and current.bullet in "-*+" and any_ >= 0.5
    if current.bullet not in {".", ")"}:
        return False
    is_next = node.number == (current.number or 0) + 1
    return any_ >= 0.5 if is_next else sure >= 0.5 and node.number >= (current.number or 0)


def _is_next(current: Draft, node: Node) -> bool:
    """Say whether a list is one item alone, numbered on from a question with choices."""
    number = node.number or 0
    return len(node.children) == 1 and current.number is not None and number > current.number


def _is_part(current: Draft, node: Node, texts: list[str]) -> bool:
    """Say whether items are labelled “Answer: …”, “Follow-up: …” and the like."""
    if not texts or (current.choices and not label(plain(texts[0]), needs_colon=True)[0]):
        return False
    labelled = sum(bool(_label(text)) for text in texts)
    return labelled > 0 and (labelled * 2 >= len(texts) or bool(_label(texts[0])))


def _label(text: str) -> str:
    bold, _ = leading_bold(text)
    part = label(plain(bold), needs_colon=False)[0] if bold and len(bold) < 40 else ""
    part = part or label(text, needs_colon=True)[0]
    return "" if part == "example" else part


def stem_and_rest(text: str) -> tuple[str, str]:
    """Split a paragraph that asks in its first lines and answers in the others."""
    lines = text.split("\n")
    for place, line in enumerate(lines[:-1]):
        if ends_asking(plain(line[-400:])):
            return "\n".join(lines[: place + 1]).strip(), "\n".join(lines[place + 1 :]).strip()
    if len(lines) > 1 and _is_whole_question(lines[0], lines[1]):
        return lines[0].strip(), "\n".join(lines[1:]).strip()
    return text.strip(), ""


_SHORT = 60
_GOES_ON = re.compile(
    r"(?:\b(?:an?|the|and|or|of|between|in|on|at|to|for|with|by|from|vs|versus|is|are|your|this|"
    r"that|it)\.?|[,:;(&/–-])\s*$",
    re.IGNORECASE,
)


def _is_whole_question(line: str, following: str) -> bool:
    """Say whether a short line asks without a question mark, and the next is its answer.

    The lines of a text that is wrapped are longer, break off or go on with a small letter.
    """
    bare, after = plain(numbered(line)[1]), following.strip(" \t*_\"'“”‘’")
    return (
        len(bare) < _SHORT
        and asks(bare) != NOT
        and not _GOES_ON.search(bare)
        and (after[:1].isupper() or line.endswith("  "))
        and asks(plain(following)) == NOT
    )


def numbered_anew(node: Node) -> list[Node]:
    """Split a list where it is numbered from 1 again: Markdown goes on, though there are two."""
    numbers = [item.number or 0 for item in node.children]
    pairs = enumerate(pairwise(numbers), start=1)
    starts = [0, *(at for at, (before, number) in pairs if number == 1 < before)]
    if len(starts) == 1:
        return [node]
    found = []
    for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True):
        items = node.children[start:end]
        first, last = items[0], items[-1]
        made = replace(node, children=items, number=first.number, start=first.start, end=last.end)
        found.append(made)
    return found


def asking_share(asked: list[int]) -> float:
    """Return which part of items ask at all."""
    return _share(asked, NOT + 1)


def asked_in(node: Node) -> list[int]:
    """Tell for each item of a list how surely it asks."""
    return [_asked(text) for item in node.children if (text := item_text(item)).strip()]


def are_interrogating(node: Node, least: float = 0.5) -> bool:
    """Say whether items of a list begin as questions do, and not as steps or tasks may, too."""
    asking = sum(interrogates(plain(item_text(item))) for item in node.children)
    return asking >= least * len(node.children)


def are_sure(node: Node) -> bool:
    """Say whether most items of a list surely ask."""
    return _share([_asked(item_text(item)) for item in node.children], SURELY) >= 0.5
