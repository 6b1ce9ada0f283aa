"""Markdown as people type it → HTML that is safe to put on a page.

`render` is for blocks, `render_inline` for one line, `plain` for text without any markup.
Python-Markdown does the work, with fenced code, tables and task lists; nh3 cleans its output last,
so that a hole in the former is not yet a hole in the page.

Two dangers shape this file. **Scripts**: typed HTML is text here, the parser knows no tags, and
the cleaner lets through only what the parser may emit. **Time**: Python-Markdown needs minutes for
some texts of a few kilobytes. Each of its loops that can grow faster than the text is charged to a
`_Budget`; a text that overdraws it is shown as typed in a `<pre class="plain">`. The budget counts
characters, not seconds, so the same text gives the same page on any machine.
"""

import html
import logging
import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, HashHeaderProcessor
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import (
    BacktickInlineProcessor,
    DelimiterProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    Pattern,
)
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

logger = logging.getLogger(__name__)

MAX_BYTES = 64 * 1024

_LINE_TAGS = {"em", "strong", "code"}
_PAGE_CLEANER = nh3.Cleaner(
    tags=_LINE_TAGS
    | {"p", "br", "hr", "a", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "span"}
    | {"div", "table", "thead", "tbody", "tr", "th", "td"},
    clean_content_tags=set(),
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    tag_attribute_values={
        "pre": {"tabindex": {"0"}},
        "div": {"tabindex": {"0"}, "role": {"group"}, "aria-label": {"Table"}},
    },
    allowed_classes={
        "div": {"table-scroll"},
        "li": {"task"},
        "pre": {"highlight"},
        "span": set(STANDARD_TYPES.values()),
        **{cell: {"align-left", "align-center", "align-right"} for cell in ("td", "th")},
    },
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)
_LINE_CLEANER = nh3.Cleaner(tags=_LINE_TAGS, clean_content_tags=set(), attributes={})

# STX and ETX are Python-Markdown's own placeholders; lone surrogates cannot be encoded.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MAYBE_MARKUP = re.compile(r"[\\`*_\[<&]|^(?:[ \t#>|+~=-]|[0-9]+[.)])", re.MULTILINE)


def render(text: str) -> SafeString:
    """HTML of a Markdown text: paragraphs, lists, tables, code and links.

    Never raises and never loses text: what is longer than `MAX_BYTES`, nested too deep or made to
    keep the parser busy is shown as typed. Headings start at `<h3>`.
    """
    page = _converted(text)
    if page is None:
        return SafeString(f'<pre class="plain">{escape(_printable(text))}</pre>')
    return SafeString(_PAGE_CLEANER.clean(page))


def render_inline(text: str) -> SafeString:
    """HTML of a Markdown text on one line: emphasis and inline code; all else becomes its text."""
    page = _converted(text) if _MAYBE_MARKUP.search(text) else None
    line = escape(_printable(text)) if page is None else _LINE_CLEANER.clean(page)
    return SafeString(" ".join(line.split()))


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)


def _converted(text: str) -> str | None:
    """HTML before cleaning, or None where the text has to be shown as typed."""
    text = _printable(text)
    if len(text.encode()) > MAX_BYTES:
        return None
    try:
        return _parser().convert(text)
    except _OverBudget:
        return None
    except Exception:  # a bug of the parser that one text meets must not take its page down
        logger.exception("Markdown failed on a text of %d characters", len(text))
        return None


# --- Plain text ----------------------------------------------------------------------------------
# Possessive quantifiers here and below: a line that nearly matches must not be tried in all ways.

_BLOCK_MARKS = re.compile(
    r"^[ \t]*+(?:>[ ]?+)*+[ \t]*+(?:(?:`{3,}+|~{3,}+)[^`\n]*+$|[-=*_|: ]{3,}+$|#{1,6}[ ]++"
    r"|(?:[*+-]|[0-9]{1,9}[.)])[ ]++(?:\[[ xX]\][ ]++)?+)?+",
    re.MULTILINE,
)
# Runs of up to nine: then at most nine of them look through the text for a partner in vain.
_CODE_SPAN = re.compile(r"(?<![`\\])(`{1,9}+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]\n]*+)\]\((?:[^()\n]|\([^()\n]*+\))*+\)|<(https?://[^\s<>]+)>")
_STARS = re.compile(r"(?<![\\*])(\*{1,3})(?=[^\s*])([^*]*[^\s*\\])\1(?!\*)")
_UNDERSCORES = re.compile(r"(?<![\\\w])(_{1,3})(?=[^\s_])([^_]*[^\s_\\])\1(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!|-])")


def plain(text: str) -> str:
    """The words of a Markdown text on one line, for titles, slugs and snippets.

    Cheap: it strips marks and does not parse, so in odd nesting a mark may stay.
    """
    pieces = _CODE_SPAN.split(_BLOCK_MARKS.sub("", _printable(text)))
    pieces[::3] = map(_without_marks, pieces[::3])
    del pieces[1::3]  # the backticks
    return " ".join("".join(pieces).split())


def _without_marks(text: str) -> str:
    text = _LINK.sub(r"\1\2", text)
    for _ in range(3):  # emphasis in emphasis in emphasis
        text = _UNDERSCORES.sub(r"\2", _STARS.sub(r"\2", text))
    return html.unescape(_ESCAPED.sub(r"\1", text))


# --- Cost ----------------------------------------------------------------------------------------

_Found = tuple[Element | str | None, int | None, int | None]


class _OverBudget(Exception):
    """The text costs more than a page may spend on it."""


class _Budget:
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
            raise _OverBudget

    def may_highlight(self, code: str) -> bool:
        self.highlighted -= 100 + len(code)
        return self.highlighted >= 0


class _BlockMeter(BlockProcessor):
    """Sees every block before the others do. A block inside n others is scanned n times."""

    budget: _Budget

    def test(self, parent: Element, block: str) -> bool:
        if len(self.parser.state) > self.budget.DEPTH:
            raise _OverBudget
        lines = block.count("\n")
        # Splitting a list copies its last item once for each line of it.
        self.budget.spend(200 + len(block) + 10 * lines + lines * lines // 1000)
        return False


class _Table(TableProcessor):
    """A row gets as many cells as the header has: a small text can ask for millions."""

    budget: _Budget

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


class _Metered(InlineProcessor):
    """An inline pattern that pays for its matches. Each match copies the text around it."""

    def __init__(self, pattern: Pattern, budget: _Budget) -> None:
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


class _Emphasis(DelimiterProcessor):
    budget: _Budget

    def search(self, data: str, start: int) -> re.Match[str] | None:
        """After each search the caller may walk through all open delimiters."""
        found = super().search(data, start)
        scanned = (found.end() if found else len(data)) - start
        self.budget.spend(scanned + sum(len(d.stack) for d in self.delimiters.values()))
        return found


class _Link(LinkInlineProcessor):
    """Links to the web and to mail, images too. Any other address leaves the text as typed."""

    ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)

    # The name is the library's.
    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        href, title, end, closed = super().getLink(data, index)
        return href, title, end, closed and bool(self.ADDRESS.fullmatch(href))


# --- Fenced code ---------------------------------------------------------------------------------

_FENCE = re.compile(
    r"(?P<quotes>(?:[ ]*+>[ ]?+){0,20}+)(?P<indent>[ ]*+(?:(?:[*+-]|[0-9]{1,9}[.)])[ ]++)?+)"
    r"(?P<fence>`{3,}+(?=[^`]*+$)|~{3,}+)[ {.]*+(?P<language>[\w#+-]*+)"
)
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
# Lexers need the square of a code's length, or its cube, for what these patterns find.
_SLOW_CODE = re.compile(
    r"[^\n]{300}|[\w\s.\[\]$<>?]{400}|\s{80}|(?:\n[ ]*+){8}|(?:\\[^\\]*+){100}|.{4000}", re.DOTALL
)
_LEXER_OPTIONS = {"stripnl": False, "handlecodeblocks": False}  # no lexers within Markdown
# Only lexers that were fuzzed.
_LEXERS = re.compile(
    r"bash|c|c#|c\+\+|console|cpp|cs|csharp|css|diff|docker|dockerfile|go|golang|html|ini|java"
    r"|javascript|js|json|jsx|julia|kotlin|markdown|md|php|postgresql|psql|py|pycon|python|r|rb|rs"
    r"|ruby|rust|scala|sh|shell|sql|swift|toml|ts|tsx|typescript|xml|yaml|zsh"
)


class _FencedCode(Preprocessor):
    """Takes out fenced code, in quotes and list items too. Unclosed, it runs to the end."""

    budget: _Budget

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        at = 0
        while at < len(lines):
            opening = _FENCE.match(lines[at])
            at += 1
            if opening is None:
                kept.append(lines[at - 1])
            else:
                code, at = _fenced_lines(lines, at, opening)
                kept += self.stashed(opening, "\n".join(code).rstrip("\n") + "\n")
        return [*kept, "", ""]

    def stashed(self, opening: re.Match[str], code: str) -> list[str]:
        self.budget.spend(300)
        block = self.md.htmlStash.store(_code_block(code, opening["language"], self.budget))
        line, around = opening["quotes"] + opening["indent"] + block, opening["quotes"].rstrip()
        return [line, around] if opening["indent"].strip() else [around, line, around]


def _fenced_lines(lines: list[str], start: int, opening: re.Match[str]) -> tuple[list[str], int]:
    """The lines of code after an opening fence, and where the text goes on."""
    fence, quotes = opening["fence"], opening["quotes"].count(">")
    code: list[str] = []
    for at in range(start, len(lines)):
        inside = re.match(rf"(?:[ ]*+>[ ]?+){{{quotes}}}", lines[at])
        if inside is None:
            return code, at
        line = lines[at][inside.end() :]
        stripped = line.strip(" ")
        if len(stripped) >= len(fence) and not stripped.strip(fence[0]):
            return code, at + 1
        margin = len(line) - len(line.lstrip(" "))
        code.append(line[min(margin, len(opening["indent"])) :])
    return code, len(lines)


def _code_block(code: str, language: str, budget: _Budget) -> str:
    name = {"yml": "yaml"}.get(language.lower(), language.lower())
    shown = escape(code)
    if _LEXERS.fullmatch(name) and budget.may_highlight(code) and not _SLOW_CODE.search(code):
        shown = SafeString(highlight(code, get_lexer_by_name(name, **_LEXER_OPTIONS), _FORMATTER))
    return f'<pre class="highlight" tabindex="0"><code>{shown}</code></pre>'


# --- Lists ---------------------------------------------------------------------------------------

_ITEM = re.compile(r"(?:[*+-]|(?P<number>[0-9]{1,9})[.)])[ ]++(?=[^ ])")
_RULE = re.compile(r"[ ]*+([-*_])(?:[ ]*+\1){2,}+[ ]*+$")
_TABLE_RULE = re.compile(r"(?=[^|]*+\|)[ |]*+:?+-++:?+[ ]*+(?:\|[ ]*+(?::?+-++:?+[ ]*+)?+)*+$")
_HEADING = re.compile(
    r"(?:^|\n)[ ]{0,3}(?P<level>#{1,6})"
    r"(?P<header>(?:[ ]++(?!#*+[ ]*+(?:\n|$))[^ \n]++)++)[ ]*+#*+[ ]*+(?:\n|$)"
)


class _TypedLists(Preprocessor):
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
                self.add_text(text, indent, starts_block=bool(is_table or _HEADING.match(line)))
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


# --- The parser ----------------------------------------------------------------------------------


class _Heading(HashHeaderProcessor):
    """Needs a space after the hashes: "#1" and "#include" are text."""

    RE = _HEADING


class _Finish(Treeprocessor):
    """What pages ask of elements, once inline markup is in place."""

    TASK = re.compile(r"\[([ xX])\][ ]+")

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in {"h1", "h2", "h3", "h4", "h5"}:
                element.tag = f"h{min(6, int(element.tag[1]) + 2)}"  # h1 and h2 are the page's
            elif element.tag == "li":
                self.show_task(element)
            elif element.tag == "pre":
                element.attrib |= {"class": "highlight", "tabindex": "0"}
            elif "align" in element.attrib:
                element.set("class", f"align-{element.attrib.pop('align')}")
            elif element.tag == "a" and not "".join(element.itertext()).strip():
                element.text = element.get("href")

    def show_task(self, item: Element) -> None:
        """The box is a character: nothing to click, and screen readers can say it."""
        holder = item if (item.text or "").strip() or not len(item) else item[0]
        task = self.TASK.match(holder.text or "")
        if task and holder.text and holder.tag in {"li", "p"}:
            holder.text = ("☐ " if task[1] == " " else "☑ ") + holder.text[task.end() :]
            item.set("class", "task")


def _parser() -> Markdown:
    """A new one for each text (0.2 ms): it is not thread-safe, nor of use after an exception."""
    md = Markdown(extensions=["sane_lists"], output_format="html")
    md.ESCAPED_CHARS.append("|")
    budget = _Budget()
    fenced_code = _FencedCode(md)
    fenced_code.budget = budget
    md.preprocessors.deregister("html_block")
    md.preprocessors.register(fenced_code, "fenced_code", 25)
    md.preprocessors.register(_TypedLists(md), "typed_lists", 20)
    md.treeprocessors.register(_Finish(md), "finish", 15)
    _replace_block_processors(md, budget)
    _replace_inline_patterns(md, budget)
    return md


def _replace_block_processors(md: Markdown, budget: _Budget) -> None:
    """Without link definitions: their pattern takes a minute for 64 KB of quote marks."""
    meter = _BlockMeter(md.parser)
    table = _Table(md.parser, {"use_align_attribute": True})
    meter.budget = table.budget = budget
    md.parser.blockprocessors.register(meter, "meter", 200)
    md.parser.blockprocessors.register(table, "table", 75)
    md.parser.blockprocessors.register(_Heading(md.parser), "hashheader", 70)
    md.parser.blockprocessors.deregister("reference")


def _replace_inline_patterns(md: Markdown, budget: _Budget) -> None:
    """Without tags and entities, which are text here, and all that uses link definitions."""
    patterns = md.inlinePatterns
    for name in ("reference", "short_reference", "image_reference", "short_image_ref"):
        patterns.deregister(name)
    for name in ("html", "entity", "image_link"):
        patterns.deregister(name)
    emphasis = _Emphasis("*", "strong,em", md)
    emphasis.add("_", "strong,em", smart=True)
    emphasis.budget = budget
    patterns.register(emphasis, "em_strong", 60)
    patterns.register(_Link(r"!?\[", md), "link", 160)
    kept = ("em_strong", "linebreak", "automail", "autolink", "link", "escape", "backtick")
    for priority, name in enumerate(kept):
        patterns.register(_Metered(patterns[name], budget), name, priority)
