"""What a search matched, marked in a row's stem and in a piece of the answer."""

import re
from html import unescape

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from questions import markup, search
from questions.rules.terms import Query, matched_spans

_TAG = re.compile(r"(<[^>]*>)")
_TABLE_LINE = re.compile(r"^ {0,3}\|(.+)\| *$", re.MULTILINE)


def highlighted_stem(stem: str, query: Query | None) -> SafeString:
    """Render a stem for a row, with what a search matched marked."""
    html = markup.render_inline(stem)
    return html if query is None else _mark_html(html, query)


def _mark_html(html: str, query: Query) -> SafeString:
    # Tags are split off, so that a mark never opens inside one.
    pieces = _TAG.split(html)
    marked = (p if i % 2 else _mark_text(p, query) for i, p in enumerate(pieces))
    return mark_safe("".join(marked))


def _mark_text(escaped: str, query: Query) -> str:
    # Read as a person reads it, so that “don't” is one word and “&amp;” none.
    text = unescape(escaped)
    out, end = [], 0
    for start, stop in matched_spans(text, query):
        out += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return "".join([*out, escape(text[end:])])


def snippet(answer: str, query: Query | None) -> SafeString:
    """Return the part of an answer that a search matched, marked; empty when it did not."""
    if query is None:
        return SafeString("")
    lines = _TABLE_LINE.sub(_cells, answer)
    text = search.matched_excerpt(" ".join(markup.plain(lines).split()), query)
    return _mark_html(escape(text), query)


def _cells(line: re.Match[str]) -> str:
    """Return a table's line as its cells in a row; nothing for the line of dashes."""
    cells = (cell.strip() for cell in line[1].split("|"))
    return "" if set(line[1]) <= set("-:| ") else " · ".join(filter(None, cells))
