"""A question while it is read: its blocks, sorted by what they are for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from questions.formats.document.blocks import CODE, LIST, PARAGRAPH, RULE, Node
from questions.formats.document.plain import plain
from questions.formats.document.wording import ORDINALS, SURELY, asks, letter_of

#: Parts of a draft beside those that LABELS of wording.py name.
BODY, STEM, ANSWER = "body", "stem", "answer"


@dataclass
class Choice:
    """One answer of an MCQ; `letter` is "" where it has none."""

    text: str
    letter: str = ""
    is_key: bool = False
    code: list[Node] = field(default_factory=list)
    explanation: list[Node] = field(default_factory=list)


@dataclass
class Draft:
    """A question as far as it has been read.

    `carrier` says what marked it: heading, bold, fold, item, mark (Q:), paragraph or row; `rank` is
    a heading's level, `is_marked` says that it began with “Question:”. `groups` are the headings
    above it. `said` are facts such as its level, `signs` emoji before it.
    """

    text: str
    start: int
    carrier: str
    rank: int = 9
    number: int | None = None
    bullet: str = ""
    groups: tuple[str, ...] = ()
    part: str = BODY
    parts: dict[str, list[Node]] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    asks_for_choices: bool = False
    is_beside_answer: bool = False
    is_marked: bool = False
    said: dict[str, str] = field(default_factory=dict)
    signs: str = ""
    end: int = 0

    def add(self, node: Node) -> None:
        """Put a block into the part that is being read."""
        self.parts.setdefault(self.part, []).append(node)
        self.end = max(self.end, node.end)

    def begin(self, part: str, node: Node | None = None) -> None:
        """Go on with another part, which may begin with a block."""
        self.part = part
        self.parts.setdefault(part, [])
        if node is not None:
            self.add(node)

    @property
    def is_bare(self) -> bool:
        """Say whether nothing has followed the question yet, links and rules aside."""
        said = (nodes for part, nodes in self.parts.items() if part != "references")
        return not self.choices and all(node.kind == RULE for nodes in said for node in nodes)

    def take_last(self) -> list[Node]:
        """Give back the last paragraph, and code after it: they turned out to be a new stem."""
        nodes = self.parts.get(self.part, [])
        taken = last_stem(nodes)
        if taken:
            del nodes[-len(taken) :]
        return taken


def last_stem(nodes: list[Node]) -> list[Node]:
    """Return the blocks at the end that may be the stem of the choices after them."""
    at = len(nodes)
    while at and nodes[at - 1].kind == CODE:
        at -= 1
    if not at or nodes[at - 1].kind != PARAGRAPH:
        return []
    rule = next((back for back in range(2, 7) if at >= back and nodes[at - back].kind == RULE), 0)
    return nodes[at - rule + 1 :] if rule else nodes[at - 1 :]


_MOST_CHOICES = 12
_BLANKS = "\u2800\u200b\u3164 \t\n"  # what stands for a text that is code alone
_TASK = re.compile(r"\[([ xX✓✔*]?)\](?:\s+|(?=[^\s(\[])|$)|\(([ xX*]?)\)(?:\s+|$)")
_LETTER = re.compile(
    r"[*_`]{0,3}(?:(?:option|choice)\s)?\(?([A-Za-z1-9])[.):\]](?:[*_`]{0,3}\s+|[*_]{1,3}|(?=\S))",
    re.IGNORECASE,
)
_SIGN = re.compile(
    r"(?:✅|✔️|✔|☑️|☑)\s*|\s*[(\[]\s*(?:correct|right|key|correct answer|answer)\s*[)\]]"
    r"|\s*\(\s*true\s*\)"
    r"|\s*(?:←|<{1,9}[-=]{1,9})\s*(?:correct|answer)\b.{0,20}",
    re.IGNORECASE,
)


# Below a choice: “Correct answer”, “Your answer: correct”.
_CALLED_RIGHT = re.compile(
    r"[*_\s]{0,4}(?:your\s+answer\s*[:–-]\s*)?(?:this\s+is\s+)?(?:correct|right)"
    r"(?:\s+(?:answer|choice|option))?[.!*_\s]{0,4}",
    re.IGNORECASE,
)


def item_text(item: Node) -> str:
    """Return the text that an item begins with."""
    first = item.children[0] if item.children else None
    return first.text if first and first.kind == PARAGRAPH else ""


def choices_in(node: Node, is_awaited: bool, is_bare: bool = False) -> list[Choice]:
    """Return the choices that a list has; [] for any other list.

    A list of plain items is one of choices only where choices are awaited, or where one of them is
    marked as right directly below a question.
    """
    items = node.children
    texts = [item_text(item) for item in items]
    if texts and all(_TASK.match(text) for text in texts):
        return [_task(item, text) for item, text in zip(items, texts, strict=True)]
    if _are_lettered(texts):
        return [_lettered(item, text) for item, text in zip(items, texts, strict=True)]
    signs = sum(bool(_SIGN.search(text)) for text in texts)
    if len(texts) > 1 and (is_awaited or (signs == 1 and is_bare and _are_short(items, texts))):
        return [_signed(item, text, _number(item)) for item, text in zip(items, texts, strict=True)]
    return []


def choices_before_others(node: Node) -> tuple[Node, Node] | None:
    """Split a list that begins with choices and goes on with what is none; None for any other.

    Markdown knows no end of a list but another mark.
    """
    texts = [item_text(item) for item in node.children]
    at = max(_leading(texts, _TASK), _leading_letters(texts))
    if at < 2 or at == len(texts):
        return None
    first, rest = (
        replace(node, children=items) for items in (node.children[:at], node.children[at:])
    )
    first.end, rest.start = node.children[at].start, node.children[at].start
    return first, rest


def _leading(texts: list[str], mark: re.Pattern[str]) -> int:
    return next((at for at, text in enumerate(texts) if not mark.match(text)), len(texts))


def _leading_letters(texts: list[str]) -> int:
    """Return how many items at the beginning are lettered from A, or numbered from 1, on."""
    places = range(min(len(texts), _MOST_CHOICES), 1, -1)
    return next((at for at in places if _are_lettered(texts[:at])), 0)


def _are_short(items: list[Node], texts: list[str]) -> bool:
    return all(
        len(text) < 200 and len(item.children) == 1 for item, text in zip(items, texts, strict=True)
    )


def _number(item: Node) -> str:
    return "" if item.number is None else str(item.number)


def are_tasks_that_ask(node: Node) -> bool:
    """Say whether a list with boxes to tick is one of questions: none is ticked, and most ask."""
    found = [_TASK.match(item_text(item)) for item in node.children]
    if not found or any(not one or (one[1] or one[2] or " ").strip() for one in found):
        return False
    asked = [
        asks(plain(item_text(item)[one.end() :]))
        for item, one in zip(node.children, found, strict=True)
        if one
    ]
    return sum(one == SURELY for one in asked) * 2 > len(asked)


def without_box(text: str) -> str:
    """Return an item's text without the box before it."""
    found = _TASK.match(text)
    return text[found.end() :] if found else text


def _are_lettered(texts: list[str]) -> bool:
    letters = [found[1].lower() if (found := _LETTER.match(text)) else "" for text in texts]
    first = letters[0] if letters else ""
    return (
        len(letters) > 1
        and first in {"a", "1"}
        and letters == [chr(ord(first) + at) for at in range(len(letters))]
    )


def _task(item: Node, text: str) -> Choice:
    found = _TASK.match(text)
    rest = text[found.end() :].strip() if found else text
    mark = (found[1] or found[2] or " ") if found else " "
    letter = _LETTER.match(rest)
    choice = _lettered(item, rest) if letter else _signed(item, rest, "")
    choice.is_key = choice.is_key or mark not in {"", " "}
    return choice


def _lettered(item: Node, text: str) -> Choice:
    found = _LETTER.match(text)
    rest = text[found.end() :].strip() if found else text
    if text.startswith("**") and rest.endswith("**") and rest.count("**") == 1:
        rest = rest[:-2]
    return _signed(item, rest, found[1].lower() if found else "")


def _signed(item: Node, text: str, letter: str) -> Choice:
    text = text.strip(_BLANKS)
    judged = _JUDGED.search(text)
    bare = _SIGN.sub("", text[: judged.start()] if judged else text).strip()
    choice = Choice(bare, letter, is_key=not judged[1] if judged else bare != text.strip())
    if judged:
        choice.explanation.append(Node(PARAGRAPH, item.start, item.end, judged[2].strip()))
    for child in item.children[1:]:
        if child.kind == LIST and any(map(_CALLED_RIGHT.fullmatch, map(item_text, child.children))):
            choice.is_key = True
            continue
        (choice.code if child.kind == CODE else choice.explanation).append(child)
    return choice


# “(Correct – it keeps the order)”, “(Incorrect: …)” after a choice.
_JUDGED = re.compile(
    r"\s[(\[](in)?(?:correct|right)\s*[-–—:,.]\s*([^()\[\]]{3,400})[)\]]\s*$", re.IGNORECASE
)


def marked_again(choices: list[Choice], repeated: list[Choice]) -> bool:
    """Take choices that stand below the others once more for the right ones."""
    by_text = {plain(choice.text).lower(): choice for choice in choices if choice.text}
    named = [by_text.get(plain(choice.text).lower()) for choice in repeated]
    if not all(named) or len(repeated) >= len(choices):
        return False
    for choice in named:
        if choice:
            choice.is_key = True
    return True


_KEY_LETTERS = re.compile(
    r"[\s*_`(\[:]{0,6}(?:option|choice|answer)?[\s*_`(\[:]{0,4}"
    r"([A-Za-z1-9])(?:(?:\s*(?:,|&|/|\band\b|;)\s*|(?<=[A-Z]))\(?([A-Za-z1-9])\)?){0,8}"
    r"(?=[\s.,:;)\]*_`–—-]|$)",
    re.IGNORECASE,
)


def keyed(draft: Draft, text: str) -> str | None:
    """Mark the keys that a text such as “B) Because …” or “A, C” names; returns what follows it.

    None stands for a text that names no choice.
    """
    by_letter = {choice.letter: choice for choice in draft.choices if choice.letter}
    if not by_letter:
        numbers = "abcdefghi" if re.match(r"[\s*_`(]{0,4}[A-Za-z]\b", text) else "123456789"
        by_letter = dict(zip(numbers, draft.choices, strict=False))
    if (ordinal := _ORDINAL.match(text)) and letter_of(ordinal[1]) in by_letter:
        text = f"{letter_of(ordinal[1]).upper()}) {text[ordinal.end() :]}"
    if (rest := _keyed_pieces(by_letter, text)) is not None:
        return rest
    found = _KEY_LETTERS.match(text[:120])
    named = list(_named(found[0])) if found else []
    if found and named and all(letter in by_letter for letter in named):
        rest = text[found.end() :].lstrip(" .,:;)]*_`–—-\n")
        if not (len(named) == 1 and named[0] == "a" and rest[:1].islower() and text[1:2] == " "):
            for letter in named:
                by_letter[letter].is_key = True
            return _without_choice(rest, by_letter[named[0]])
    return _keyed_by_text(draft, text)


_ORDINAL = re.compile(
    r"[\s*_]{0,4}(?:option\s|choice\s)?\(?(" + "|".join(ORDINALS) + r")(?:[.):]+|\s*$)",
    re.IGNORECASE,
)
_PIECE = re.compile(r"\s*(?:[;,]|\band\b)\s*(?=\(?[A-Ha-h][.):]\s)")


def _keyed_pieces(by_letter: dict[str, Choice], text: str) -> str | None:
    """Mark the keys of “A. One; C. Three” and return what follows; None for any other text."""
    first, _, more = text.partition("\n")
    found = [_LETTER.match(piece) for piece in _PIECE.split(first.strip(" *_"))]
    letters = [one[1].lower() for one in found if one]
    if len(found) < 2 or len(letters) < len(found) or not by_letter.keys() >= set(letters):
        return None
    for letter in letters:
        by_letter[letter].is_key = True
    return more.strip()


def _named(text: str) -> Iterator[str]:
    bare = re.sub(r"option|choice|answer|\band\b", " ", text, flags=re.IGNORECASE)
    yield from (letter.lower() for letter in re.findall(r"[A-Za-z1-9]", bare))


def _without_choice(rest: str, choice: Choice) -> str:
    """Leave out a choice's text where the key repeats it."""
    first, _, more = rest.partition("\n")
    is_same = plain(first).lower().strip(" .") == plain(choice.text).lower().strip(" .")
    return more.strip() if is_same else rest


def _keyed_by_text(draft: Draft, text: str) -> str | None:
    first, _, more = text.partition("\n")
    wanted = plain(first).lower().strip(" .\"'")
    for choice in draft.choices:
        if wanted and plain(choice.text).lower().strip(" .\"'") == wanted:
            choice.is_key = True
            return more.strip()
    return None


_KEY_ITEM = re.compile(r"[*_`]{0,3}([A-Ha-h1-8])\b[*_`]{0,3}[.):]?\s*(.{0,60})$")


def keyed_by_list(draft: Draft, node: Node) -> bool:
    """Mark the keys that a list such as “A”, “B – Correct” names; False for any other list."""
    by_letter = {choice.letter: choice for choice in draft.choices}
    found = [_KEY_ITEM.match(item_text(item)) for item in node.children]
    said = [(one[1].lower(), one[2].lower()) for one in found if one]
    if len(said) < len(found) or not said or any(one[0] not in by_letter for one in said):
        return False
    right = [letter for letter, rest in said if re.search(r"\b(?:correct|right|true)\b", rest)]
    for letter in right or ([said[0][0]] if len(said) == 1 else []):
        by_letter[letter].is_key = True
    return True
