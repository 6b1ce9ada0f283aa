"""A document's blocks as a tree, from markdown-it-py's CommonMark tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from questions.formats.document.source import Source, code_lines
from questions.formats.document.tidy import inline

HEADING, PARAGRAPH, CODE, QUOTE, TABLE, RULE = (
    *("heading", "paragraph", "code", "quote", "table", "rule"),
)
LIST, ITEM = "list", "item"
#: Lines that the parser is given at once: its tokens take more memory than what is made of them.
_CHUNK = 4_000
#: Blocks within blocks, deeper than any person writes; what lies deeper is left out.
_DEPTH = 40

# Only blocks are parsed: links, emphasis and code stay as written. Many link references in a row
# would make the parser quadratic; tags and underlined headings are taken care of before it.
_PARSER = MarkdownIt("commonmark", {"maxNesting": _DEPTH}).enable("table")
_PARSER.disable(["reference", "lheading", "inline", "html_block", "text_join"], ignoreInvalid=True)


@dataclass(slots=True)
class Node:
    """A block. `start` and `end` are line numbers in the file, the latter excluded.

    `level` is a heading's; `number` an ordered item's, or the first of an ordered list's; `mark` a
    list's bullet or delimiter, or the language of code. `rows` are a table's cells.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    level: int = 0
    number: int | None = None
    mark: str = ""
    children: list["Node"] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def blocks(source: Source) -> list[Node]:
    """Return the blocks of a document in their order."""
    found: list[Node] = []
    for start, end in _chunks(source.lines):
        tokens = _PARSER.parse("\n".join(source.lines[start:end]))
        found.extend(_Builder(tokens, source, start).built())
    return found


def _chunks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Cut the lines where no block goes on: before a line that is not indented, after an empty."""
    within: list[bool] | None = None
    start = 0
    while len(lines) - start > _CHUNK:
        within = code_lines(lines)[0] if within is None else within
        end = start + _CHUNK
        while end < len(lines) and not _is_cut(lines, end, within):
            end += 1
        yield start, end
        start = end
    yield start, len(lines)


def _is_cut(lines: list[str], at: int, within: list[bool]) -> bool:
    line = lines[at]
    return bool(line) and not line[0].isspace() and not lines[at - 1].strip() and not within[at]


class _Builder:
    """Makes the tree of one list of tokens."""

    def __init__(self, tokens: list[Token], source: Source, offset: int) -> None:
        self._tokens, self._source, self._offset = tokens, source, offset
        self._stack: list[list[Node]] = [[]]
        self._row: list[str] = []

    def built(self) -> list[Node]:
        """Return the blocks at the top."""
        for token in self._tokens:
            self._take(token)
        return self._stack[0]

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind in _CONTAINERS:
            self._open(token, _CONTAINERS[kind])
        elif kind in _CLOSING:
            self._stack.pop()
        elif kind == "inline":
            self._fill(token)
        elif kind in {"fence", "code_block"}:
            node = self._made(token, CODE)
            node.text, node.mark = _code(token)
        elif kind == "hr":
            self._made(token, RULE)
        elif kind == "tr_open":
            self._row = []
            self._stack[-1][-1].rows.append(self._row)

    def _open(self, token: Token, kind: str) -> None:
        node = self._made(token, kind)
        node.mark = token.markup
        if kind == HEADING:
            node.level = int(token.tag[1:])
        elif token.type == "ordered_list_open":
            node.number = int(token.attrs.get("start", 1) or 0)
        elif kind == ITEM and token.info.isdigit():
            node.number = int(token.info)
        if kind in {LIST, ITEM, QUOTE}:
            self._stack.append(node.children)

    def _made(self, token: Token, kind: str) -> Node:
        start, end = token.map or (0, 0)
        node = Node(kind, self._number(start), self._number(end - 1) + 1)
        self._stack[-1].append(node)
        return node

    def _number(self, place: int) -> int:
        numbers = self._source.numbers
        return numbers[min(max(place + self._offset, 0), len(numbers) - 1)] if numbers else 1

    def _fill(self, token: Token) -> None:
        nodes = self._stack[-1]
        if nodes and nodes[-1].kind in {HEADING, PARAGRAPH}:
            nodes[-1].text = inline(token.content)
        elif nodes and nodes[-1].kind == TABLE:
            self._row.append(inline(token.content))


# What stands after a fence's marks and is a language, perhaps with more for a program.
_LANGUAGE = re.compile(r"([\w+#.-]*)(?:[ \t,:{].*)?")


def _code(token: Token) -> tuple[str, str]:
    """Return code and its language; code that begins or ends on the line of a fence is kept."""
    text, info = token.content.rstrip("\n"), token.info.strip()
    text = text.removesuffix(token.markup) if token.markup else text
    found = _LANGUAGE.fullmatch(info)
    if found and not info.startswith("#"):
        return text, found[1]
    return f"{info}\n{text}", ""


_CONTAINERS = {
    "heading_open": HEADING,
    "paragraph_open": PARAGRAPH,
    "bullet_list_open": LIST,
    "ordered_list_open": LIST,
    "list_item_open": ITEM,
    "blockquote_open": QUOTE,
    "table_open": TABLE,
}
_CLOSING = {"bullet_list_close", "ordered_list_close", "list_item_close", "blockquote_close"}


def markdown(nodes: list[Node]) -> str:
    """Return blocks as Markdown."""
    return "\n\n".join(text for node in nodes if (text := "\n".join(_lines(node)))).strip()


def _lines(node: Node) -> list[str]:
    if node.kind == CODE:
        fence = "```" if "```" not in node.text else "~~~"
        return [fence + node.mark, *node.text.split("\n"), fence]
    if node.kind == HEADING:
        return [f"{'#' * node.level} {node.text}"]
    if node.kind == LIST:
        return _list_lines(node)
    if node.kind == QUOTE:
        return [f"> {line}".rstrip() for line in markdown(node.children).split("\n")]
    if node.kind == TABLE:
        return _table_lines(node)
    return ["---"] if node.kind == RULE else node.text.split("\n")


def _list_lines(node: Node) -> list[str]:
    made: list[str] = []
    is_loose = any(sum(child.kind != LIST for child in item.children) > 1 for item in node.children)
    for item in node.children:
        head = "- " if item.number is None else f"{item.number}. "
        body = _item_text(item).split("\n")
        made.append((head + body[0]).rstrip())
        made.extend(f"{' ' * max(len(head), 2)}{line}".rstrip() for line in body[1:])
        if is_loose:
            made.append("")
    return made[:-1] if is_loose else made


def _item_text(item: Node) -> str:
    """Return an item's blocks; a list stands directly below the line that it belongs to."""
    made = ""
    for child in item.children:
        apart = "\n" if child.kind == LIST else "\n\n"
        made += (apart if made else "") + "\n".join(_lines(child))
    return made


def _table_lines(node: Node) -> list[str]:
    rows = ["| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in node.rows]
    width = len(node.rows[0]) if node.rows else 0
    return [*rows[:1], "|" + " --- |" * width, *rows[1:]]
