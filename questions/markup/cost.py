"""What a text may cost, and the parser's parts that pay for what they do."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import (
    BacktickInlineProcessor,
    DelimiterProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    Pattern,
)

_Found = tuple[Element | str | None, int | None, int | None]


class OverBudget(Exception):
    """The text costs more than a page may spend on it."""


class Budget:
    """What one text may cost. A step is a character looked at in Python, about 0.1 µs."""

    STEPS = 1_500_000
    DEPTH = 60  # the parser's states: two for a level of lists, one for a level of quotes
    HIGHLIGHTED = 8_000  # characters of code, and 100 for each block of it

    def __init__(self) -> None:
        self.steps = self.STEPS
        self.highlighted = self.HIGHLIGHTED

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise OverBudget

    def may_highlight(self, code: str) -> bool:
        self.highlighted -= 100 + len(code)
        return self.highlighted >= 0


class BlockMeter(BlockProcessor):
    """Sees every block before the others do. A block inside n others is scanned n times."""

    budget: Budget

    def test(self, parent: Element, block: str) -> bool:
        if len(self.parser.state) > self.budget.DEPTH:
            raise OverBudget
        lines = block.count("\n")
        # Splitting a list copies its last item once for each line of it.
        self.budget.spend(200 + len(block) + 10 * lines + lines * lines // 1000)
        return False


class Table(TableProcessor):
    """A row gets as many cells as the header has: a small text can ask for millions."""

    budget: Budget

    def test(self, parent: Element, block: str) -> bool:
        self.pay_for_splitting(block.split("\n", 2)[:2])
        return super().test(parent, block)

    def run(self, parent: Element, blocks: list[str]) -> None:
        rows = blocks[0].split("\n")
        self.budget.spend(150 * len(self.separator) * len(rows) + 500)
        self.pay_for_splitting(rows)
        # Wide tables scroll in a box that the keyboard reaches; as a group, not one more landmark.
        box = SubElement(parent, "div", {"class": "table-scroll", "tabindex": "0"})
        box.attrib |= {"role": "group", "aria-label": "Table"}
        super().run(box, blocks)

    def pay_for_splitting(self, rows: list[str]) -> None:
        """Each backtick looks for its partner and each pipe for the code around it."""
        for row in rows:
            ticks = row.count("`")
            self.budget.spend(len(row) + ticks * (ticks + row.count("|")) // 8)


class Metered(InlineProcessor):
    """An inline pattern that pays for its matches. Each match copies the text around it."""

    def __init__(self, pattern: Pattern, budget: Budget) -> None:
        super().__init__(pattern.pattern, pattern.md)
        self.handle: Callable[..., Any] = pattern.handleMatch
        self.budget = budget
        # What brackets or backticks open is looked for in all of the rest, each time in vain.
        self.looks_ahead = isinstance(pattern, BacktickInlineProcessor | LinkInlineProcessor)

    # The stubs ignore this too: a base class takes one argument less. The name is the library's.
    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: N802
        self.budget.spend(100 + len(data) // 32)
        node, start, end = self.handle(m, data)
        if isinstance(node, Element):
            self.budget.spend(len(node) ** 2)  # the text after each child looks for its place
        if self.looks_ahead:
            self.budget.spend((len(data) if node is None or end is None else end) - m.start())
        return node, start, end


class Emphasis(DelimiterProcessor):
    budget: Budget

    def search(self, data: str, start: int) -> re.Match[str] | None:
        """After each search the caller may walk through all open delimiters."""
        found = super().search(data, start)
        scanned = (found.end() if found else len(data)) - start
        self.budget.spend(scanned + sum(len(d.stack) for d in self.delimiters.values()))
        return found


class Link(LinkInlineProcessor):
    """Links to the web and to mail, images too. Any other address leaves the text as typed."""

    ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)

    # The name is the library's.
    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        href, title, end, closed = super().getLink(data, index)
        return href, title, end, closed and bool(self.ADDRESS.fullmatch(href))
