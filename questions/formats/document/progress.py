"""Where the reading of a document stands: the open question, what is above it, what is loose."""

from questions.formats.document.blocks import (
    CODE,
    HEADING,
    PARAGRAPH,
    RULE,
    Node,
)
from questions.formats.document.drafts import (
    ANSWER,
    Choice,
    Draft,
    choices_in,
    last_stem,
    marked_again,
)
from questions.formats.document.labels import is_mcq_heading
from questions.formats.document.levels import signs_in
from questions.formats.document.plain import (
    is_links,
    leading_bold,
    links,
    plain,
    unwrapped,
)
from questions.formats.document.survey import Survey
from questions.formats.document.tidy import CLOSE, META
from questions.formats.document.wording import ends_asking, numbered, without_leading_signs

#: Labels whose text stays within the part that is being read.
_PLAIN_LABELS = {"example", "stem"}
#: Of lines above lists that are topics: below all headings.
TOPIC_RANK = 8
FACTS = {"level", "tags", "roles", "minutes"}


class Progress:
    """The questions begun so far, `drafts`, and the moves that every kind of block may ask for."""

    def __init__(self, survey: Survey) -> None:
        self.drafts: list[Draft] = []
        self._survey = survey
        self._groups: list[tuple[int, str]] = []
        self._loose: list[Node] = []
        self._current: Draft | None = None
        self._junk = self._depth = 0
        self._awaits_choices = self._is_about = False
        self._section = 0
        self._asking, self._listed = (
            0.5,
            1.0,
        )  # items of lists of questions: those that ask, and all
        self._said: dict[str, str] = {}
        self._scene = ""

    def begin(self, text: str) -> Draft:
        """Begin a question that stands outside the blocks, in the head of the file."""
        return self._start(text, Node(PARAGRAPH, 1, 2, text), HEADING, rank=0)

    def _demote(self) -> None:
        """Make the open question a heading: others stand below it and nothing else."""
        current = self._current
        if current:
            self._current = None
            if current is self.drafts[-1]:
                self.drafts.pop()
            self._group(current.rank, current.text)

    def _group(self, rank: int, text: str) -> None:
        self._finish()
        self._groups = [group for group in self._groups if group[0] < rank]
        self._groups.append((rank, text))
        self._loose, self._scene = [], ""

    def _start(
        self, text: str, node: Node, carrier: str, rank: int = 9, number: int | None = None
    ) -> Draft:
        self._finish()
        text, source = _unlinked(text)
        found, bare = numbered(_bare_start(text)) if carrier != PARAGRAPH else (None, text)
        draft = Draft(bare, node.start, carrier, rank, found if number is None else number)
        draft.groups = tuple(group for _, group in self._groups)
        draft.end, draft.said = node.end, dict(self._said)
        draft.signs = signs_in(text[: len(text) - len(without_leading_signs(text))])
        draft.asks_for_choices = any(map(is_mcq_heading, draft.groups))
        if self._scene:
            draft.text = f"{self._scene}\n\n{draft.text}"
        if source:
            draft.parts["references"] = [Node(PARAGRAPH, node.start, node.end, source)]
        self._said, self._scene = {}, ""
        self._loose = []
        self.drafts.append(draft)
        self._current = draft
        return draft

    def _finish(self) -> None:
        self._current, self._awaits_choices = None, False

    def _content(self, node: Node) -> None:
        if node.kind == PARAGRAPH and not node.text.strip():
            return
        if self._takes_code(node):
            return
        current = self._current
        if node.kind == RULE and current and current.carrier == "item" and current.is_bare:
            if not self._depth:  # what follows is another list
                self._finish()
                self._groups = [group for group in self._groups if group[0] < TOPIC_RANK]
            return
        if self._current:
            if self._current.part == "choices":
                self._current.begin(ANSWER)
            self._current.add(node)
        else:
            self._loose = [*self._loose[-8:], node]

    def _takes_code(self, node: Node) -> bool:
        """Give code to the choice that it stands below; the parser cannot know."""
        current = self._current
        if node.kind != CODE or not current or not current.choices or current.part != "choices":
            return False
        current.choices[-1].code.append(node)
        current.end = node.end
        return True

    def _mark(self, text: str) -> None:
        if text == CLOSE and self._current and self._current.carrier == "fold":
            self._finish()
        elif text.startswith(META):
            key, _, value = text[1:].partition(":")
            said = self._current.said if self._current else self._said
            said.setdefault(key, value)

    def _begin(self, part: str, said: str, node: Node) -> None:
        """Go on with the part that a label names."""
        current = self._current
        if not current:
            return
        self._awaits_choices = part == "choices"
        if part in FACTS:
            current.said[part] = said or plain(node.text)
        elif part == "references" and is_links(said):
            # “Source: https://…”: what follows it goes on with the answer.
            kept = Node(PARAGRAPH, node.start, node.end, said)
            current.parts.setdefault(part, []).append(kept)
        elif part in _PLAIN_LABELS or (part == "references" and current.part == "choices"):
            if current.part == "choices":
                current.begin(ANSWER if part != "references" else part)
            current.add(Node(PARAGRAPH, node.start, node.end, _emphasised(node)))
        elif part == "choices":
            current.asks_for_choices = True
            current.end = node.end
            lines = [line.strip() for line in said.split("\n") if line.strip()]
            if len(lines) > 1:  # “Choose one:” and a line for each
                self._choices([Choice(line) for line in lines], node)
        else:
            kept = Node(PARAGRAPH, node.start, node.end, said)
            current.begin("answer" if part == "explanation" else part, kept if said else None)
            current.end = max(current.end, node.end)

    def _current_has_answer(self) -> bool:
        return bool(self._current and (self._current.parts.get(ANSWER) or self._current.choices))

    def _is_within(self, node: Node) -> bool:
        """Say whether a heading is part of what the open question says."""
        current = self._current
        if current is None or current.carrier != HEADING:
            return False
        if node.level == current.rank:  # “Question”, “Answer” and more stand side by side
            return current.is_beside_answer
        return node.level > current.rank

    def _choices(self, choices: list[Choice], node: Node) -> None:
        current = self._current
        if current and current.choices and current.part == "choices":
            if not marked_again(current.choices, choices):
                current.choices.extend(choices)
            current.end = node.end
            return
        if not current or current.choices or self._is_of_another(current):
            self._claim()
            current = self._current
        if current is None:
            return
        body = current.parts.pop("body", [])
        if current.part in {"body", "stem"}:
            current.parts.setdefault("stem", []).extend(body)
        elif body:
            current.parts["body"] = body
        current.choices = choices
        current.end = node.end
        current.part = "choices"
        self._awaits_choices = False

    @staticmethod
    def _is_of_another(current: Draft) -> bool:
        """Say whether choices belong to a paragraph after the open question and its answer."""
        nodes = current.parts.get(current.part, [])
        last = last_stem(nodes)
        return (
            (current.carrier != HEADING or ends_asking(plain(current.text)))
            and len(nodes) > len(last) > 0
            and any(node.kind == PARAGRAPH and ends_asking(plain(node.text)) for node in last)
        )

    def _claim(self) -> None:
        """Begin a question with the paragraph before: its choices or its answer follow."""
        current = self._current
        nodes = current.take_last() if current else last_stem(self._loose)
        if not nodes:
            return
        first = next((node for node in nodes if node.kind == PARAGRAPH), nodes[0])
        text = unwrapped(first.text)[0] if first.kind == PARAGRAPH else ""
        draft = self._start(numbered(text)[1], first, PARAGRAPH)
        rest = [node for node in nodes if node is not first and node.kind != RULE]
        if rest:
            draft.parts["stem"] = rest

    def _taken_since_rule(self, following: list[Node]) -> list[Node]:
        """Take what stands between a rule and a question with choices: it is part of the stem."""
        current = self._current
        nodes = current.parts.get(current.part, []) if current else self._loose
        places = range(1, min(len(nodes), 4) + 1)
        rule = next((at for at in places if nodes[-at].kind == RULE), 0)
        after = following[0] if following else None
        if rule < 2 or not after or not choices_in(after, is_awaited=False):
            return []
        taken = nodes[-rule + 1 :]
        del nodes[-rule:]
        return taken


def _unlinked(text: str) -> tuple[str, str]:
    """Return a question that is a link as a whole without the link, and the link.

    A picture on the next line stays with the question.
    """
    head, mark, picture = text.strip().partition("\n![")
    found = links(head)
    if len(found) != 1 or not head.startswith("["):
        return text, ""
    words, address = found[0]
    if len(head) > len(words) + len(address) + 4:
        return text, ""
    return words + mark + picture, head if address else ""


def _bare_start(text: str) -> str:
    """Return a text without emoji and emphasis before its number: “🟢 **Question 1:** What …”."""
    bold, rest = leading_bold(without_leading_signs(text))
    if bold and rest and not numbered(f"{plain(bold)} ")[1].strip():
        return f"{plain(bold)} {rest}"
    return without_leading_signs(text) or text


def _emphasised(node: Node) -> str:
    """Return a label's paragraph, in bold where it was a heading."""
    return f"**{node.text}**" if node.kind == HEADING else node.text
