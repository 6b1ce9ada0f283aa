"""Plain text and HTML as Markdown, and Markdown as a plain line.

What HTML may hold (scripts, styles, attributes) ends here: only text and the marks of Markdown come
out, and pages sanitise what they render of it.
"""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

#: Longer HTML (in characters) loses its tags: no text of a question may be as long.
MAX_HTML = 256 * 1024
MAX_DEPTH = 50

_ESCAPABLE = r"\\`*_{}\[\]()>#+\-.!|"
_INLINE = re.compile(
    rf"""(\\(?=[{_ESCAPABLE}]|\Z))      # a backslash that would take the next character's meaning
    |(\*(?=\S)|(?<=\S)\*)               # a star that may begin or end emphasis
    |(?<!\w)(_++)(?=[^\s_])|(?<=[^\s_])(_++)(?!\w)
    |(?<=\])(\()                        # [a](link)
    |(&)(?=\#?\w{{1,31}};)              # an entity""",
    re.VERBOSE,
)
_LINE_START = re.compile(
    r"""^([ \t]*(?:\d{1,9}(?=[.)](?:\s|$))
    |(?=\#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|--|\[[^\]\n]*\]:)))""",
    re.MULTILINE | re.VERBOSE,
)
_ESCAPED = re.compile(rf"\\([{_ESCAPABLE}])")
_CODE = re.compile(r"(`[^`\n]++`)")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_OTHER_TAG = re.compile(r"<(?!(?:/?p|br ?/?)>)", re.IGNORECASE)
_PARAGRAPH = re.compile("</?p>", re.IGNORECASE)
_BREAK = re.compile("<br ?/?>", re.IGNORECASE)
_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&\#?\w{1,31};")
_TAG = re.compile(r"<[^<>]*>")
_EMBEDDED = re.compile(r"""(\bsrc=["']?)data:[^"'<>\s]*+""", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>()]+")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>()]+", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def from_plain(text: str) -> str:
    """Return Markdown that shows a plain text as it stands, its lines kept.

    `Code` between backticks stays code, and a text with fenced code is taken for Markdown.
    """
    if _FENCE.search(text):
        return text.strip()
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join("  \n".join(map(_line, part.split("\n"))) for part in paragraphs)


def from_moodle(text: str) -> str:
    """Return Markdown of Moodle's own format: plain lines, in which tags are HTML."""
    if not _HTML.search(text):
        return from_plain(text)
    return from_html(text.strip().replace("\n", "<br>"))


def from_html(html: str) -> str:
    """Return Markdown of HTML; pictures become their text, and nothing is fetched."""
    html = _EMBEDDED.sub(r"\1", html).replace("\xa0", " ").replace("&nbsp;", " ")
    if not _OTHER_TAG.search(html):
        return _from_paragraphs(html)
    if len(html) > MAX_HTML:
        return from_plain(_TAG.sub(" ", html))
    # In an element, so that no text is taken for a file's name or an XML document.
    soup = BeautifulSoup(f"<div>{html}</div>", "lxml")
    if _is_deep(soup):
        return from_plain(soup.get_text(" "))
    _flatten_heads(soup)
    return str(_Converter().convert_soup(soup)).strip()


def has_pictures(html: str) -> bool:
    """Say whether HTML shows pictures or media, which no text can carry."""
    return bool(re.search(r"<(?:img|video|audio|object|embed|svg|canvas)\b|@@PLUGINFILE@@", html))


def to_line(markdown: str) -> str:
    """Return Markdown as one plain line: escapes are undone, other marks stay as typed."""
    parts = _CODE.split(" ".join(markdown.split()))
    parts[::2] = (_ESCAPED.sub(r"\1", part).replace("&amp;", "&") for part in parts[::2])
    return "".join(parts)


def _from_paragraphs(html: str) -> str:
    """Return Markdown of HTML with no more than paragraphs and breaks, as nearly all of it is."""
    found = []
    for paragraph in _PARAGRAPH.split(html):
        lines = (" ".join(unescape(line).split()) for line in _BREAK.split(paragraph))
        found.append("  \n".join(map(_line, lines)).strip())
    return "\n\n".join(filter(None, found))


def _line(text: str) -> str:
    parts = _CODE.split(text.strip())
    parts[::2] = (_INLINE.sub(_escaped, part) for part in parts[::2])
    return _LINE_START.sub(r"\1\\", "".join(parts))


def _escaped(found: re.Match[str]) -> str:
    return "&amp;" if found[0] == "&" else "".join(f"\\{character}" for character in found[0])


def _is_deep(soup: BeautifulSoup) -> bool:
    """Say whether elements stand so deep in others that the converter would take long."""
    level: list[Tag] = [soup]
    for _ in range(MAX_DEPTH):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
    return bool(level)


def _flatten_heads(soup: BeautifulSoup) -> None:
    """Leave heads of tables with one row: the converter counts a head's rows for each of them."""
    for head in soup.find_all("thead"):
        if len(head.find_all("tr", limit=2)) > 1:
            head.name = "tbody"


class _Converter(MarkdownConverter):
    """markdownify with fewer escapes, with code's language, and linear in a list's length."""

    def __init__(self) -> None:
        super().__init__(
            heading_style="atx", bullets="-", autolinks=False, wrap=True, wrap_width=None
        )
        self.numbers: dict[int, int] = {}

    def escape(self, text: str, parent_tags: Any) -> str:
        return _LINE_START.sub(r"\1\\", _INLINE.sub(_escaped, text))

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        text = text.strip()
        mark = f"{self._number(el.parent)}. " if _is_numbered(el.parent) else "- "
        return mark + re.sub(r"\n(?=[^\n])", "\n" + " " * 4, text) + "\n"

    def _number(self, items: Tag | None) -> int:
        start = str(items.get("start", "")) if items else ""
        first = int(start) if re.fullmatch("[0-9]{1,6}", start) else 1
        self.numbers[id(items)] = self.numbers.get(id(items), first - 1) + 1
        return self.numbers[id(items)]

    def convert_pre(self, el: Tag, text: str, parent_tags: Any) -> str:
        code = text.strip("\n")
        longest = max(map(len, re.findall("`{3,}", code)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}{_language(el)}\n{code}\n{fence}\n\n" if code else ""

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        address = str(el.get("href") or "")
        is_link = text.strip() and _LINK.fullmatch(address) and "_noformat" not in parent_tags
        return f"[{text}]({address})" if is_link else text

    def convert_img(self, el: Tag, text: str, parent_tags: Any) -> str:
        source, label = str(el.get("src") or ""), str(el.get("alt") or "")
        label = " ".join(re.sub(r"[\[\]]", " ", label).split())
        if _WEB.fullmatch(source):
            return f"![{label or 'picture'}]({source})"
        name = label or (source.rpartition("/")[2] if "@@PLUGINFILE@@" in source else "")
        return f"(picture: {self.escape(name, parent_tags)})" if name else "(picture)"

    def convert_sup(self, el: Tag, text: str, parent_tags: Any) -> str:
        return _shifted(text, _RAISED, "^")

    def convert_sub(self, el: Tag, text: str, parent_tags: Any) -> str:
        return _shifted(text, _LOWERED, "_")


def _is_numbered(items: Tag | None) -> bool:
    return items is not None and items.name == "ol"


def _language(pre: Tag) -> str:
    code = pre.find("code")
    names = [str(one) for el in (pre, code) if isinstance(el, Tag) for one in el.get("class") or ()]
    found = (re.fullmatch(r"lang(?:uage)?-([\w+#-]{1,20})", name) for name in names)
    return next((match[1] for match in found if match), "")


def _shifted(text: str, signs: dict[int, int], mark: str) -> str:
    plain = text.strip()
    if plain and all(ord(sign) in signs for sign in plain):
        return plain.translate(signs)
    return f"{mark}({plain})" if plain else ""


#: By the names that GIFT and Moodle XML give to formats of texts.
FORMATS: dict[str, Callable[[str], str]] = {
    "html": from_html,
    "markdown": str.strip,
    "plain": from_plain,
    "plain_text": from_plain,
    "moodle": from_moodle,
    "moodle_auto_format": from_moodle,
}
