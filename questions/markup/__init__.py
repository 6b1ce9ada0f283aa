"""Markdown as people type it → HTML that is safe to put on a page.

`render` is for blocks, `render_inline` for one line, `plain` for text without any markup.
Python-Markdown does the work, with fenced code, tables and task lists; nh3 cleans its output last,
so that a hole in the former is not yet a hole in the page.

Two dangers shape this file. **Scripts**: typed HTML is text here, the parser knows no tags, and
the cleaner lets through only what the parser may emit. **Time**: Python-Markdown needs minutes for
some texts of a few kilobytes. Each of its loops that can grow faster than the text is charged to a
`Budget`; a text that overdraws it is shown as typed in a `<pre class="plain">`. The budget counts
characters, not seconds, so the same text gives the same page on any machine.
"""

import logging
import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from pygments.token import STANDARD_TYPES

from questions.markup.cost import OverBudget
from questions.markup.parser import new_parser
from questions.markup.text import MAX_BYTES, plain, printable

__all__ = ["MAX_BYTES", "plain", "render", "render_inline"]

logger = logging.getLogger(__name__)

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

#: Longer texts (in characters) are rendered each time, so that what is kept stays small.
MAX_KEPT = 10_000
_MAYBE_MARKUP = re.compile(r"[\\`*_\[<&]|^(?:[ \t#>|+~=-]|[0-9]+[.)])", re.MULTILINE)


def render(text: str) -> SafeString:
    """HTML of a Markdown text: paragraphs, lists, tables, code and links.

    Never raises and never loses text: what is longer than `MAX_BYTES`, nested too deep or made to
    keep the parser busy is shown as typed. Headings start at `<h3>`.
    """
    return SafeString(_page(text) if len(text) > MAX_KEPT else _kept_page(text))


def _page(text: str) -> str:
    page = _converted(text)
    if page is None:
        return f'<pre class="plain">{escape(printable(text))}</pre>'
    return _PAGE_CLEANER.clean(page)


def render_inline(text: str) -> SafeString:
    """HTML of a Markdown text on one line: emphasis and inline code; all else becomes its text."""
    return SafeString(_line(text) if len(text) > MAX_KEPT else _kept_line(text))


def _line(text: str) -> str:
    page = _converted(text) if _MAYBE_MARKUP.search(text) else None
    line = escape(printable(text)) if page is None else _LINE_CLEANER.clean(page)
    return " ".join(line.split())


# The HTML of a text depends on nothing else: what is kept never grows old.
_kept_page = lru_cache(maxsize=2_000)(_page)
_kept_line = lru_cache(maxsize=10_000)(_line)


def _converted(text: str) -> str | None:
    """HTML before cleaning, or None where the text has to be shown as typed."""
    text = printable(text)
    if len(text.encode()) > MAX_BYTES:
        return None
    try:
        return new_parser().convert(text)
    except OverBudget:
        return None
    except Exception:  # a bug of the parser that one text meets must not take its page down
        logger.exception("Markdown failed on a text of %d characters", len(text))
        return None
