"""Paragraphs: labels, questions marked by a letter, bold or their sound alone, and the rest."""

from questions.formats.document.blocks import (
    HEADING,
    LIST,
    PARAGRAPH,
    Node,
    markdown,
)
from questions.formats.document.drafts import ANSWER, Draft
from questions.formats.document.labels import is_guidance, is_label, is_no_question, is_offer, label
from questions.formats.document.lists import (
    Kind,
    are_interrogating,
    judged,
    stem_and_rest,
)
from questions.formats.document.plain import (
    is_anchor,
    is_links,
    leading_bold,
    plain,
    unquoted,
    unwrapped,
)
from questions.formats.document.progress import FACTS, TOPIC_RANK, Progress
from questions.formats.document.tidy import CLOSE, META, OPEN, SUMMARY_END
from questions.formats.document.wording import (
    NOT,
    SURELY,
    announces_question,
    answer_mark,
    asks,
    ends_asking,
    is_asked_by_mark,
    numbered,
)

_LONGEST_STEM = 400
_LONGEST_TOPIC = 40


class Paragraphs(Progress):
    """Reads paragraphs."""

    def _paragraph(self, node: Node, following: list[Node]) -> None:
        text = node.text
        if text[:1] in {OPEN, SUMMARY_END, CLOSE, META}:
            self._mark(text)
            return
        if not plain(text).strip(" *_") or is_anchor(text) or is_offer(text):
            return
        if self._labelled(node) or self._asked(node, following):
            return
        if self._is_topic(node, following):
            self._group(TOPIC_RANK, plain(text).rstrip(" -–—:"))
            return
        if self._current and self._current.part == "choices":
            self._current.begin(ANSWER)
        if self._is_beside_items(node):
            self._finish()
        if is_guidance(text) and self._current:
            self._current.begin("look_for", node)
            return
        self._content(node)

    def _is_topic(self, node: Node, following: list[Node]) -> bool:
        """Say whether a short line such as “SQL:” stands above another list of questions."""
        text, current = plain(node.text), self._current
        if is_no_question(text) and self._is_above_marked(following):
            return True
        is_topic = text.endswith((":", "-", "–")) or unwrapped(node.text)[1]
        if len(text) > _LONGEST_TOPIC or "\n" in node.text or not is_topic or self._depth:
            return False
        if label(text, needs_colon=False)[0] in {"look_for", "red_flags"}:
            return False
        listed = next((one for one in following if one.kind == LIST), None)
        is_between = current is None or (
            current.carrier in {"item", PARAGRAPH}
            and (current.is_bare or (listed is not None and _follows_on(current, listed)))
        )
        return (
            is_between
            and listed is not None
            and judged(listed, None, False, self._asking / self._listed) == Kind.QUESTIONS
            and are_interrogating(listed)
        )

    def _is_above_marked(self, following: list[Node]) -> bool:
        """Say whether a question marked by “Q:” comes next, after others of the kind or none."""
        is_between = self._current is None or self._current.carrier == "mark"
        after = following[0] if following else None
        is_marked = after is not None and after.kind == PARAGRAPH
        return bool(is_between and after and is_marked and is_asked_by_mark(plain(after.text)))

    def _labelled(self, node: Node) -> bool:
        """Take a paragraph such as “Answer: …”; False for any other."""
        part, said = self._part_and_text(node)
        if not part or (part in FACTS and not _is_fact(said)):
            return False
        if part == "stem" and not self._current:
            self._scene = node.text
            return True
        self._claim_for(part)
        if not self._current:
            return False
        if part == ANSWER and not said and is_links(node.text):
            self._current.parts.setdefault("references", []).append(node)
        if part == ANSWER and self._current.part == "choices" and not said:
            self._current.begin(ANSWER)
            return True
        self._begin(part, said, node)
        return True

    def _part_and_text(self, node: Node) -> tuple[str, str]:
        """Return the part that a paragraph’s label names, "" for none, and what follows it."""
        text, is_wrapped = unwrapped(node.text)
        bold, rest = leading_bold(node.text)
        marked = answer_mark(text) if self._current and self._current.carrier == "mark" else None
        if marked is not None and not self._current_has_answer():
            return ANSWER, marked
        is_short = len(text) < 40 and "\n" not in text and text[-1:] not in ".?!"
        if is_wrapped or is_short or is_label(plain(text)):
            return label(plain(text), needs_colon=False)
        if bold and len(bold) < 60 and (bold.endswith((":", "-")) or rest[:1] in ":：-–—"):
            part, said = label(plain(bold), needs_colon=False)
            return part, f"{said} {rest.lstrip(':：-–— ')}".strip()
        return label(text, needs_colon=True)

    def _claim_for(self, part: str) -> None:
        """Begin a question with the text before a label that needs one of its own."""
        current = self._current
        is_first = not current and self._loose and part in {ANSWER, "choices"}
        is_next = current and current.choices and part == "choices"
        if is_first or is_next:
            self._claim()

    def _asked(self, node: Node, following: list[Node]) -> bool:
        """Take a paragraph that is a question; False for any other."""
        text, is_wrapped = unwrapped(node.text)
        bare = plain(text)
        if is_wrapped and announces_question(bare):
            self._start("", node, "mark")
            return True
        if is_asked_by_mark(bare):
            self._start_split(node, text, "mark")
            return True
        bold, rest = leading_bold(node.text)
        if bold and not is_wrapped and _is_bold_question(bold, rest):
            text, is_wrapped = bold, True
        else:
            rest = ""
        if is_wrapped and self._is_bold_question(text):
            self._start_bold(node, text, rest)
            return True
        if self._is_paragraph_question(node, bare, following):
            before = self._taken_since_rule(following)
            self._start_split(node, node.text, PARAGRAPH)
            if before and self._current:
                self._current.text = f"{markdown(before)}\n\n{self._current.text}"
                self._current.start = before[0].start
            return True
        return False

    def _is_bold_question(self, text: str) -> bool:
        number, bare = numbered(plain(text))
        asked = asks(bare)
        current = self._current
        if current and current.carrier in {HEADING, "fold", "mark"}:
            return current.carrier == HEADING and current.is_bare and ends_asking(bare)
        if current and current.carrier == "item" and not self._is_bold_section:
            return False
        if label(plain(text), needs_colon=False)[0]:
            return False
        return asked == SURELY or (self._is_bold_section and (asked != NOT or number is not None))

    @property
    def _is_bold_section(self) -> bool:
        return self._survey.bold.get(self._section, False)

    def _start_bold(self, node: Node, text: str, rest: str) -> None:
        current = self._current
        if current and current.carrier == HEADING:
            self._demote()
        self._start(text, node, "bold")
        if rest:
            self._content(Node(PARAGRAPH, node.start, node.end, rest.lstrip(":- ")))

    def _start_split(self, node: Node, text: str, carrier: str) -> None:
        """Begin a question whose paragraph may go on with its answer."""
        current = self._current
        if carrier == "mark" and current and current.carrier == HEADING and current.is_bare:
            self._demote()
        if carrier == "mark" and self._is_scenario():
            self._scene = markdown(self._loose)
        text = unwrapped(text)[0]
        bold, rest = leading_bold(text)
        number, title = numbered(f"{plain(bold)} ") if carrier == "mark" and bold else (None, None)
        if title is not None and (not title or _is_title(title, rest)):
            # “**Question:** …”: what is bold is the mark, or a title besides.
            text = rest.lstrip(":：–- ")
        stem, rest = stem_and_rest(text)
        draft = self._start(unquoted(stem), node, carrier)
        draft.number = draft.number or number
        if title and text != node.text:
            draft.groups += (title,)
        if rest:
            self._paragraph(Node(PARAGRAPH, node.start, node.end, rest), [])

    def _is_scenario(self) -> bool:
        """Say whether the heading above announces the case that the question is about."""
        heading = plain(self._groups[-1][1]) if self._groups else ""
        return bool(self._loose) and heading.lower().startswith(("scenario", "case study"))

    def _is_paragraph_question(self, node: Node, bare: str, following: list[Node]) -> bool:
        if self._current and self._current.carrier != PARAGRAPH and not self._is_after_items():
            return False
        stem = stem_and_rest(node.text)[0]
        if len(stem) > _LONGEST_STEM or asks(plain(stem)) == NOT:
            return False
        after = following[0] if following else None
        if after and after.kind == PARAGRAPH and is_guidance(after.text):
            return True
        if (
            after
            and after.kind == PARAGRAPH
            and label(after.text, needs_colon=True)[0]
            in {
                ANSWER,
                "choices",
            }
        ):
            return True
        return self._survey.paragraphs and ends_asking(plain(stem))

    def _is_beside_items(self, node: Node) -> bool:
        """Say whether a bold line announces something beside a list of questions alone."""
        is_bold = unwrapped(node.text)[1] and plain(node.text).endswith(":")
        before = self.drafts[-2:]
        return (
            is_bold
            and not self._depth
            and len(before) > 1
            and before[-1] is self._current
            and all(one.carrier == "item" and one.is_bare for one in before)
        )

    def _is_after_items(self) -> bool:
        """Say whether the open question is an item that is complete and has no answer: a list of
        questions alone, between whose items others stand without a mark.
        """
        current = self._current
        is_item = current is not None and current.carrier == "item" and not self._depth
        return bool(is_item and current and current.is_bare and ends_asking(plain(current.text)))


def _follows_on(current: Draft, listed: Node) -> bool:
    """Say whether a numbered list follows the open question, or begins anew."""
    return listed.number is not None and listed.number in {1, (current.number or 0) + 1}


def _is_title(title: str, rest: str) -> bool:
    """Say whether bold words are a question's title, and the question is on the next line."""
    return asks(title) != SURELY and asks(plain(rest)) != NOT


def _is_fact(said: str) -> bool:
    """Say whether what follows “Tags:” or “Level:” is no more than words, not a text of its own."""
    return "`" not in said and "<" not in said and all(len(w) < 60 for w in said.split(","))


def _is_bold_question(bold: str, rest: str) -> bool:
    """Say whether bold words before other text are a question with its answer after it."""
    bare = plain(numbered(bold)[1])
    return bool(rest) and (is_asked_by_mark(plain(bold)) or (ends_asking(bare) and len(bare) > 8))
