"""Blocks to drafts of questions, in the order of the document."""

import re
from collections.abc import Callable

from questions.formats.document.blocks import (
    HEADING,
    ITEM,
    LIST,
    PARAGRAPH,
    QUOTE,
    TABLE,
    Node,
)
from questions.formats.document.drafts import (
    ANSWER,
    Draft,
    are_tasks_that_ask,
    choices_before_others,
    choices_in,
    item_text,
    without_box,
)
from questions.formats.document.labels import is_about_document, is_no_question, label
from questions.formats.document.lists import (
    Kind,
    are_sure,
    asked_in,
    asking_share,
    is_contents,
    is_topic_of_items,
    judged,
    numbered_anew,
    stem_and_rest,
)
from questions.formats.document.paragraphs import Paragraphs
from questions.formats.document.plain import (
    is_anchor,
    is_links,
    leading_bold,
    plain,
    unquoted,
    unwrapped,
    without_jumps,
)
from questions.formats.document.progress import TOPIC_RANK
from questions.formats.document.survey import GROUP, JUNK, LABEL, PART, QUESTION
from questions.formats.document.tables import rows_in
from questions.formats.document.tidy import SUMMARY, SUMMARY_END
from questions.formats.document.wording import (
    NOT,
    SURELY,
    announces_question,
    asks,
    ends_asking,
    is_asked_by_mark,
    numbered,
)

_LISTED = {"look_for", "red_flags", "follow_ups", "references"}
_FEW, _LONGEST_LINE = 3, 200
_CALLOUT = re.compile(r"\[![a-z]{1,20}\][-+]?\s*", re.IGNORECASE)


class Assembler(Paragraphs):
    """Reads blocks one after another; `drafts` are the questions found."""

    def read(self, nodes: list[Node]) -> list[Draft]:
        """Return the questions in a document's blocks."""
        self._feed(nodes)
        return self.drafts

    def _feed(self, nodes: list[Node]) -> None:
        at = 0
        while at < len(nodes):
            node = nodes[at]
            if node.kind == PARAGRAPH and node.text == SUMMARY:
                at = self._fold(nodes, at)
                continue
            self._take(node, nodes[at + 1 : at + 3])
            at += 1

    def _take(self, node: Node, following: list[Node]) -> None:
        if node.kind == HEADING:
            self._heading(node)
        elif self._junk:
            return
        elif node.kind == PARAGRAPH and (lines := self._lines_that_ask(node)):
            self._items(lines)
        elif node.kind == PARAGRAPH:
            self._paragraph(node, following)
        elif node.kind == LIST and self._is_answered_below(node, following):
            self._items(node)
        elif node.kind == LIST:
            self._list(node)
        elif node.kind == TABLE:
            self._table(node)
        elif node.kind == QUOTE and (not self._current or self._is_callout(node)):
            self._feed(node.children)
        else:
            self._content(node)

    def _lines_that_ask(self, node: Node) -> Node | None:
        """Return a paragraph of questions, one a line, as a list; None for any other."""
        lines = node.text.split("\n")
        current = self._current
        is_free = current is None or (current.is_bare and current.carrier in {"item", HEADING})
        if len(lines) < _FEW or not is_free or any(len(line) > _LONGEST_LINE for line in lines):
            return None
        if sum(ends_asking(plain(line)) for line in lines) * 4 < len(lines) * 3:
            return None
        texts = [
            Node(PARAGRAPH, node.start + at, node.start + at + 1, line)
            for at, line in enumerate(lines)
        ]
        items = [Node(ITEM, one.start, one.end, children=[one]) for one in texts]
        return Node(LIST, node.start, node.end, mark="-", children=items)

    @staticmethod
    def _is_callout(node: Node) -> bool:
        """Say whether a quotation is a box with the answer in it."""
        first = node.children[0] if node.children else None
        if not first or first.kind != PARAGRAPH:
            return False
        head, _, rest = first.text.partition("\n")
        if not (found := _CALLOUT.match(head)):
            return bool(label(plain(first.text), needs_colon=True)[0] == ANSWER)
        if label(head[found.end() :], needs_colon=False)[0] != ANSWER:
            return False
        first.text = rest or head[found.end() :]
        return True

    def _heading(self, node: Node) -> None:
        role = self._survey.roles.get(id(node), GROUP)
        text = unwrapped(without_jumps(node.text))[0]
        if self._junk and node.level > self._junk and not self._ends_junk(node, role, text):
            return
        self._junk = 0
        if role == LABEL:
            self._label_heading(node, text)
        elif role == QUESTION:
            self._heading_question(node, text)
        elif self._is_within(node) or (role == PART and self._current):
            self._content(node)
        elif role == JUNK:
            self._finish()
            self._junk, self._is_about = node.level, is_about_document(plain(text))
        elif self._current and self._current.is_marked and node.level == self._current.rank:
            self._content(node)  # “# Question: …” stands beside “# Example”
        else:
            self._section = id(node)
            self._group(node.level, text)

    def _ends_junk(self, node: Node, role: str, text: str) -> bool:
        """Say whether questions begin at a heading, though it stands below one of no interest."""
        if role == QUESTION:
            return not self._is_about
        return role == GROUP and (node.level > self._junk + 1 or "question" in text.lower())

    def _label_heading(self, node: Node, text: str) -> None:
        part, rest = label(plain(text), needs_colon=False)
        current = self._current
        if current and current.is_beside_answer and node.level == current.rank:
            self._content(node)
        elif current and (
            current.rank < node.level
            or current.carrier != HEADING
            or part in {ANSWER, "explanation", "choices"}
            or id(node) in self._survey.repeated
        ):
            current.is_beside_answer = node.level == current.rank and not current.text
            self._begin(part, rest, node)
        elif part == "tags" or not self._current:
            self._group(node.level, text)
        else:
            self._finish()

    def _heading_question(self, node: Node, text: str) -> None:
        current, bare = self._current, plain(text)
        if announces_question(bare):
            text = ""
        elif current and self._is_within(node) and current.is_bare:
            if asks(plain(current.text)) == NOT:
                self._demote()
        elif (
            current
            and self._is_within(node)
            and asks(bare) != SURELY
            and not current.rank < node.level == self._survey.level
        ):
            self._content(node)
            return
        self._groups = [group for group in self._groups if group[0] < node.level]
        draft = self._start(text, node, HEADING, rank=node.level)
        draft.is_marked = is_asked_by_mark(bare)

    def _is_answered_below(self, node: Node, following: list[Node]) -> bool:
        """Say whether a list after an answer asks, since “Answer: …” stands below it."""
        after, current = following[0] if following else None, self._current
        if not after or after.kind != PARAGRAPH or self._depth or not current or current.is_bare:
            return False
        asked = asks(plain(item_text(node.children[-1]))) if current.carrier == "item" else NOT
        return asked != NOT and label(after.text, needs_colon=True)[0] == ANSWER

    def _list(self, node: Node) -> None:
        for numbered_on in numbered_anew(node):
            for part in choices_before_others(numbered_on) or (numbered_on,):
                self._one_list(part)

    def _one_list(self, node: Node) -> None:
        current = self._current
        is_bare = current is not None and current.is_bare
        is_awaited = self._awaits_choices or bool(
            current and is_bare and current.asks_for_choices and len(node.children) > 1
        )
        if is_contents(node):
            return
        if not current and are_tasks_that_ask(node):
            self._items(node)
        elif (choices := choices_in(node, is_awaited, is_bare)) and not self._is_solved():
            self._choices(choices, node)
        elif current and current.part in _LISTED:
            self._content(node)
        else:
            self._plain_list(node)

    def _is_solved(self) -> bool:
        """Say whether lettered points are steps of an answer, which a label has begun."""
        current = self._current
        return (
            current is not None
            and current.part == ANSWER
            and not current.choices
            and not current.asks_for_choices
            and not self._is_of_another(current)
        )

    def _plain_list(self, node: Node) -> None:
        kind = judged(node, self._current, self._depth > 0, self._asking / self._listed)
        if kind == Kind.CONTENT and self._are_questions_announced():
            kind = Kind.QUESTIONS
        elif kind == Kind.QUESTIONS and self._is_announced(node):
            kind = Kind.CONTENT
        if kind == Kind.HEADED:
            for item in node.children:
                self._headed(item)
        elif kind == Kind.PARTS:
            for item in node.children:
                self._feed(item.children)
        elif kind == Kind.FOLLOW_UPS and self._current:
            self._follow_ups(self._current, node)
        elif kind in _READ:
            _READ[kind](self, node)

    @staticmethod
    def _follow_ups(current: Draft, node: Node) -> None:
        part = current.part
        current.begin("follow_ups", node)
        current.part = part

    def _is_announced(self, node: Node) -> bool:
        """Say whether a list may be anything: the text before it ends with a colon, or names what
        an interviewer looks for.
        """
        last = self._line_before()
        if not last.endswith(":") or self._are_questions_announced():
            return False
        return not are_sure(node) or label(last, needs_colon=False)[0] in _LISTED

    def _are_questions_announced(self) -> bool:
        """Say whether the line before a list is “Interview questions:”: all of it asks then."""
        last = self._line_before()
        return last.endswith(":") and is_no_question(last) and "question" in last.lower()

    def _line_before(self) -> str:
        """Return the paragraph that was read last, "" where it was none."""
        current = self._current
        nodes = current.parts.get(current.part, []) if current else self._loose
        return plain(nodes[-1].text) if nodes and nodes[-1].kind == PARAGRAPH else ""

    def _headed(self, item: Node) -> None:
        """Read an item that begins with a heading."""
        before = len(self.drafts)
        self._feed(item.children)
        if len(self.drafts) > before and self.drafts[before].number is None:
            self.drafts[before].number = item.number

    def _items(self, node: Node) -> None:
        asked = asked_in(node)
        self._asking += asking_share(asked) * len(asked)
        self._listed += len(asked)
        for item in node.children:
            if is_topic_of_items(item):
                self._topic_item(item)
            elif self._current and _is_source(item_text(item)):
                self._current.parts.setdefault("references", []).extend(item.children)
            else:
                self._item(item, node.mark)

    def _item(self, item: Node, bullet: str) -> None:
        first = item.children[0]
        if first.kind != PARAGRAPH or is_anchor(first.text):
            return
        text, _ = unwrapped(without_box(first.text))
        bold, rest = leading_bold(text)
        if bold and (asks(plain(numbered(bold)[1])) or is_links(rest)) and len(bold) > 3:
            stem, rest = bold, rest.lstrip(" -–—:")
        else:
            stem, rest = stem_and_rest(text)
        draft = self._start(unquoted(stem), first, "item", number=item.number)
        draft.bullet = bullet
        if rest:
            self._paragraph(Node(PARAGRAPH, first.start, first.end, rest), [])
        self._depth += 1
        self._feed(item.children[1:])
        self._depth -= 1

    def _grouped(self, node: Node) -> None:
        """Read a list whose items are topics with lists of questions below them."""
        for item in node.children:
            if item.children and item.children[0].kind == PARAGRAPH:
                self._topic_item(item)

    def _topic_item(self, item: Node) -> None:
        self._group(TOPIC_RANK, item_text(item))
        self._feed(item.children[1:])
        self._groups = [group for group in self._groups if group[0] < TOPIC_RANK]
        self._finish()

    def _fold(self, nodes: list[Node], at: int) -> int:
        """Read a summary; returns the place of the first block after it."""
        end = at + 1
        while end < min(at + 60, len(nodes)) and nodes[end].text != SUMMARY_END:
            end += 1
        if end >= len(nodes) or nodes[end].text != SUMMARY_END:
            end = min(at + 2, len(nodes))
        summary = [node for node in nodes[at + 1 : end] if node.text.strip() or node.children]
        if summary and not self._junk:
            self._summary(summary)
        return end + (end < len(nodes) and nodes[end].text == SUMMARY_END)

    def _summary(self, summary: list[Node]) -> None:
        first = summary[0]
        text = unwrapped(first.text)[0] if first.kind in {PARAGRAPH, HEADING} else ""
        bare = plain(numbered(text)[1])
        part, said = label(plain(text), needs_colon=False)
        asked = asks(bare)
        if part and asked != SURELY:
            if not self._current and self._loose:
                self._claim()
            self._begin(part, said, first)
        elif asked == SURELY or self._survey.folds:
            if self._current and self._current.carrier == HEADING and self._current.is_bare:
                self._demote()
            draft = self._start(text, first, "fold")
            draft.parts["stem"] = summary[1:]
        elif self._current:
            self._current.begin(ANSWER)
        else:
            self._group(TOPIC_RANK, text)

    def _table(self, node: Node) -> None:
        rows = rows_in(node)
        if not rows:
            self._content(node)
            return
        for row in rows:
            draft = self._start(row.text, node, "row")
            draft.start, draft.choices = node.start + row.place, list(row.choices)
            draft.said.update(row.said)
            draft.parts = {
                part: [Node(PARAGRAPH, node.start, node.end, text)]
                for part, text in row.parts.items()
            }
        self._finish()


def _is_source(text: str) -> bool:
    """Say whether an item is a link alone that asks nothing: it belongs to the question above."""
    return is_links(text) and asks(plain(text)) == NOT


_READ: dict[Kind, Callable[[Assembler, Node], None]] = {
    Kind.QUESTIONS: Assembler._items,
    Kind.GROUPS: Assembler._grouped,
    Kind.CONTENT: Assembler._content,
}
