"""A look over a whole document first: which headings, bold lines and folds carry its questions.

People mark questions in one way within a document, or a part of it. So what looks alike is judged
together: where most ask, all are questions, also “Stack versus heap”; where few do, none is.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from questions.formats.document.blocks import HEADING, ITEM, LIST, PARAGRAPH, QUOTE, Node
from questions.formats.document.drafts import item_text
from questions.formats.document.labels import is_junk, is_no_question, label
from questions.formats.document.levels import is_level_heading, legend
from questions.formats.document.plain import plain, unwrapped, without_jumps
from questions.formats.document.tidy import OPEN, SUMMARY
from questions.formats.document.wording import (
    NOT,
    SURELY,
    announces_question,
    asks,
    is_asked_by_mark,
    numbered,
    without_leading_signs,
)

QUESTION, GROUP, JUNK, LABEL, PART = "question", "group", "junk", "label", "part"


@dataclass(slots=True)
class _Heading:
    node: Node
    text: str
    asks: int
    role: str
    style: str
    parent: int = -1
    has_body: bool = False
    repeats: bool = False
    children: list[int] = field(default_factory=list)


@dataclass
class Survey:
    """What was found; `roles` are headings' by the place of the node in memory.

    `level` is that of most headings that surely ask, `repeated` are headings that stand under
    question after question.

    `bold` says of each section (by its heading, 0 for none) whether bold lines are questions,
    `folds` and `paragraphs` of the document whether such lines are, `meanings` what emoji mean.
    """

    roles: dict[int, str] = field(default_factory=dict)
    bold: dict[int, bool] = field(default_factory=dict)
    level: int = 0
    repeated: set[int] = field(default_factory=set)
    folds: bool = False
    paragraphs: bool = False
    meanings: dict[str, str] = field(default_factory=dict)


def surveyed(nodes: list[Node]) -> Survey:
    """Look over a document's blocks."""
    flat = list(_flat(nodes))
    headings = _headings(flat)
    _judge(headings)
    survey = Survey({id(heading.node): heading.role for heading in headings})
    survey.repeated = {id(heading.node) for heading in headings if heading.repeats}
    sure = [one for one in headings if one.role == QUESTION and one.asks == SURELY]
    levels = Counter(heading.node.level for heading in sure)
    survey.level = max(levels, key=lambda level: levels[level], default=0)
    _judge_lines(flat, survey)
    return survey


def _flat(nodes: list[Node]) -> Iterator[Node]:
    """Yield the blocks, and those in items that begin with a heading: they only look nested.

    Such headings get the number of their item.
    """
    stack = [iter(nodes)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.kind == LIST and any(_is_headed(item) for item in node.children):
            stack.append(iter(node.children))
        elif node.kind in {ITEM, QUOTE}:
            if _is_headed(node) and node.number is not None:
                node.children[0].number = node.number
            stack.append(iter(node.children))
        else:
            yield node


def _is_headed(item: Node) -> bool:
    return bool(item.children) and item.children[0].kind == HEADING


def _headings(flat: list[Node]) -> list[_Heading]:
    found: list[_Heading] = []
    open_: list[int] = []
    for node in flat:
        if node.kind != HEADING:
            if found:
                found[-1].has_body = True
            continue
        heading = _heading(node)
        if heading.role != LABEL:
            while open_ and found[open_[-1]].node.level >= node.level:
                open_.pop()
            heading.parent = open_[-1] if open_ else -1
            if heading.parent >= 0:
                found[heading.parent].children.append(len(found))
            open_.append(len(found))
        found.append(heading)
    _find_parts(found)
    return found


def _find_parts(headings: list[_Heading]) -> None:
    """Find headings that stand under question after question: they are parts of these."""
    times = Counter(heading.text.lower() for heading in headings if heading.asks == NOT)
    for heading in headings:
        text = heading.text.lower()
        heading.repeats = times[text] > 2
        is_other = "question" in text or is_level_heading(text)
        if not heading.role and heading.repeats and not is_other:
            heading.role = PART


def _heading(node: Node) -> _Heading:
    text = without_leading_signs(plain(unwrapped(without_jumps(node.text))[0]))
    number, bare = numbered(text)
    is_marked = is_asked_by_mark(text) or announces_question(text)
    asked = SURELY if is_marked else asks(bare)
    role = ""
    if is_junk(bare) or (not bare and number is None):
        role = JUNK
    elif asked != SURELY and label(text, needs_colon=False)[0]:
        role = LABEL
    is_numbered = number is not None or node.number is not None
    style = "mark" if is_marked else "number" if is_numbered else ""
    return _Heading(node, bare, asked, role, style)


def _judge(headings: list[_Heading]) -> None:
    """Give each heading its role."""
    alike: dict[tuple[int, int, bool], list[_Heading]] = {}
    by_level: dict[tuple[int, bool], list[_Heading]] = {}
    for heading in headings:
        if not heading.role:
            level, is_item = heading.node.level, heading.node.number is not None
            alike.setdefault((level, heading.parent, is_item), []).append(heading)
            by_level.setdefault((level, is_item), []).append(heading)
    shares = {key: _share(found) for key, found in by_level.items()}
    for (level, _, is_item), found in alike.items():
        share = shares[level, is_item]
        chance = (_share(found) * len(found) + 2 * share) / (len(found) + 2)
        styles = Counter(heading.style for heading in found if heading.asks != NOT)
        style = styles.most_common(1)[0][0] if styles else ""
        for heading in found:
            is_question = _is_question(heading, chance, share, headings)
            if heading.style != style and (heading.asks == NOT or _are_marked(styles)):
                is_question = False
            heading.role = QUESTION if is_question else GROUP


def _are_marked(styles: Counter[str]) -> bool:
    """Say whether questions are marked by “Question:” so often that what is not marked is none."""
    return styles["mark"] > 2 and styles["mark"] * 4 >= styles.total() * 3


def _share(headings: list[_Heading]) -> float:
    """Return which part of headings ask; what asks only perhaps counts less."""
    weights = {NOT: 0.0, SURELY: 1.0}
    return sum(weights.get(heading.asks, 0.85) for heading in headings) / len(headings)


def _is_question(heading: _Heading, chance: float, share: float, headings: list[_Heading]) -> bool:
    below = [headings[child] for child in heading.children if headings[child].role != LABEL]
    asking = sum(child.asks != NOT for child in below)
    if asking > 1 and asking * 2 >= len(below) and not heading.has_body:
        return False
    if heading.style != "mark" and is_no_question(heading.text):
        return False
    if heading.asks == SURELY:
        return heading.style == "mark" or chance >= 0.4 or share >= 0.34
    is_title = heading.node.level == 1 and _is_title(heading, headings)
    if is_title or is_level_heading(heading.text):
        return False
    if heading.asks != NOT:
        return chance >= 0.5
    return chance >= (0.5 if heading.style else 0.7) and asking < 2 and len(heading.text) > 3


def _is_title(heading: _Heading, headings: list[_Heading]) -> bool:
    """Say whether a heading is the only one at the top of a document with others."""
    return len(headings) > 1 and sum(one.node.level == 1 for one in headings) == 1


def _judge_lines(flat: list[Node], survey: Survey) -> None:
    bold: dict[int, list[int]] = {}
    folds: list[int | None] = []
    paragraphs: list[int | None] = []
    section = 0
    is_summary = is_answer = False
    for node in flat:
        if node.kind == HEADING:
            is_answer = survey.roles.get(id(node)) == QUESTION
            section = id(node) if survey.roles.get(id(node)) == GROUP else section
        if node.kind == LIST and not survey.meanings:
            survey.meanings = _legend_in(node)
        if node.kind != PARAGRAPH:
            continue
        if node.text in {OPEN, SUMMARY}:
            is_summary = node.text == SUMMARY
            continue
        text, is_bold = unwrapped(node.text)
        bare = plain(text)
        if len(bare) <= 300 and not survey.meanings:
            survey.meanings = legend(bare)
        asked = _asked(bare)
        if is_summary:
            folds.append(asked)
            is_summary = False
        elif is_bold and not is_answer and asked is not None:
            bold.setdefault(section, []).append(asked)
        elif not is_answer and len(bare) <= 400 and "\n" not in node.text:
            paragraphs.append(asked)
    said = [asked for asked in folds if asked is not None]
    survey.folds = bool(said) and sum(asked != NOT for asked in said) * 2 >= len(said)
    survey.bold = _sections(bold)
    sure = sum(asked == SURELY for asked in paragraphs)
    survey.paragraphs = sure >= 3 and sure * 5 >= len(paragraphs)


def _legend_in(node: Node) -> dict[str, str]:
    found = (legend(plain(item_text(item))) for item in node.children[:20])
    return next(filter(None, found), {})


def _asked(bare: str) -> int | None:
    """Tell how surely a line asks; None for a label such as “Answer”."""
    number, rest = numbered(bare)
    asked = asks(rest)
    if asked != SURELY and number is None and label(bare, needs_colon=False)[0]:
        return None
    return asked


def _sections(bold: dict[int, list[int]]) -> dict[int, bool]:
    """Say of each section whether its bold lines are questions, the others’ taken into account."""
    asked = [one for found in bold.values() for one in found]
    share = sum(one != NOT for one in asked) / len(asked) if asked else 0.0
    return {section: _are_bold_questions(found, share) for section, found in bold.items()}


def _are_bold_questions(found: list[int], share: float) -> bool:
    asking = sum(one != NOT for one in found)
    if (asking + 2 * share) / (len(found) + 2) < 0.5:
        return False
    return SURELY in found or share >= 0.5 or (asking > 2 and asking * 4 >= 3 * len(found))
