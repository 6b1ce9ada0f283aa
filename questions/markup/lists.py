"""Lists, tables and headings as people type them."""

import re

from markdown.preprocessors import Preprocessor
from markdown.util import STX

_ITEM = re.compile(r"(?:[*+-]|(?P<number>[0-9]{1,9})[.)])[ ]++(?=[^ ])")
_RULE = re.compile(r"[ ]*+([-*_])(?:[ ]*+\1){2,}+[ ]*+$")
_TABLE_RULE = re.compile(r"(?=[^|]*+\|)[ |]*+:?+-++:?+[ ]*+(?:\|[ ]*+(?::?+-++:?+[ ]*+)?+)*+$")
HEADING = re.compile(
    r"(?:^|\n)[ ]{0,3}(?P<level>#{1,6})"
    r"(?P<header>(?:[ ]++(?!#*+[ ]*+(?:\n|$))[^ \n]++)+)[ ]*+#*+[ ]*+(?:\n|$)"
)


class TypedLists(Preprocessor):
    """Brings lists as people indent them (2, 3 or 4 spaces) to the parser's 4 spaces a level.

    A list, table or heading right below a line of text gets the empty line that the parser wants.
    """

    def run(self, lines: list[str]) -> list[str]:
        self.out = [""]
        self.items: dict[int, str] = {}  # indents of the open items → kind of their list
        self.in_text, self.level = False, 0  # how the lines since the last empty one began
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            text = line.lstrip(" ")
            indent = len(line) - len(text)
            item = None if _RULE.match(text) else _ITEM.match(text)
            if item and self.is_item(item["number"], indent):
                self.add_item(item, indent, text)
            else:
                is_table = "|" in line and not self.items and _TABLE_RULE.match(following)
                self.add_text(text, indent, starts_block=bool(is_table or HEADING.match(line)))
        return self.out

    def is_item(self, number: str | None, indent: int) -> bool:
        is_code = indent >= 4
        is_wrapped_sentence = bool(self.out[-1]) and number not in {None, "1"}
        return bool(self.items) or not (is_code or is_wrapped_sentence)

    def add_item(self, item: re.Match[str], indent: int, text: str) -> None:
        mark, kind = (f"{item['number']}.", "1") if item["number"] else (item[0][0], "-")
        siblings = [k for i, k in self.items.items() if i + 2 > indent]
        self.close_items(indent)
        level = len(self.items)
        # The parser wants these apart; it takes what is left of a block's start to be inside too.
        is_other_list = bool(siblings) and siblings[0] != kind
        if self.out[-1] and (self.in_text or is_other_list or level < self.level):
            self.out.append("")
        if not self.out[-1]:
            self.in_text, self.level = False, level
        self.out.append("    " * level + f"{mark} {text[item.end() :]}")
        self.items[indent] = kind

    def add_text(self, text: str, indent: int, *, starts_block: bool) -> None:
        if starts_block and self.out[-1]:
            self.out.append("")
        if text and not self.out[-1]:
            self.in_text = True
            self.close_items(indent)
        inside = [i for i in self.items if i + 2 <= indent]
        margin = max(0, indent - inside[-1] - 4) if inside else indent
        margin = 0 if text.startswith(STX) else margin  # a fence is no indented code
        self.out.append(" " * (4 * len(inside) + margin) + text)

    def close_items(self, indent: int) -> None:
        """Ends the items that a line so far to the left is not inside of."""
        self.items = {i: kind for i, kind in self.items.items() if i + 2 <= indent}
