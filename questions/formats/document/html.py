"""A web page as Markdown: its text and structure, without what serves the page alone."""

import re
from collections.abc import Callable

from lxml import etree
from lxml.etree import _Element as Element

from questions.formats.document.source import Source
from questions.formats.document.wording import words
from questions.formats.interchange import Unreadable

_LEFT_OUT = words(
    "script style head nav footer aside form button select option noscript svg iframe template "
    "object embed canvas audio video map math dialog label textarea"
) - {"label", "form"}
_BLOCKS = words(
    "p div section article main body header dd dt dl figure figcaption center address fieldset "
    "blockquote hgroup caption legend form"
)
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_CODE = words("code kbd samp tt")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_LANGUAGE = re.compile(r"(?:language|lang|highlight|brush)[-:_ ]{1,2}([\w+#.-]{1,20})")


def from_html(text: str) -> Source:
    """Return a page's text as Markdown, each line with its number in the page's source."""
    parser = etree.HTMLParser(no_network=True, remove_pis=True, encoding="utf-8")
    try:
        page = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise Unreadable("This page has nothing in it that can be read.") from error
    if page is None:
        raise Unreadable("This page has nothing in it that can be read.")
    return _Writer().written(page)


class _Writer:
    """Writes Markdown while it walks through the elements."""

    def __init__(self) -> None:
        self._made = Source()
        self._pieces: list[list[str]] = [[]]
        self._lists: list[list[object]] = []  # the kind of each open list, and its last number
        self._marker = ""
        self._row: list[str] | None = None
        self._rows: list[list[str]] = []
        self._tables = 0
        self._pre: list[str] | None = None
        self._line = 1

    def written(self, page: Element) -> Source:
        """Return the page as Markdown."""
        left_out = 0
        for event, element in etree.iterwalk(page, events=("start", "end", "comment")):
            name = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                left_out += name in _LEFT_OUT
                if not left_out:
                    self._start(name, element)
                    self._text(element.text)
            else:
                if event == "end" and not left_out:
                    self._end(name, element)
                left_out -= event == "end" and name in _LEFT_OUT
                if not left_out:
                    self._text(element.tail)
        self._flush()
        return self._made

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._pre is not None:
            self._pre.append(text)
        elif self._is_code():
            self._pieces[-1].append(text)
        else:
            self._pieces[-1].append(text.replace("<", "&lt;") if "<" in text else text)

    def _is_code(self) -> bool:
        return bool(self._pieces[-1]) and self._pieces[-1][0] == "\0code"

    # Starts

    def _start(self, name: str, element: Element) -> None:
        if self._pre is not None:
            if name == "code" and not self._pre[0]:
                self._pre[0] = _language(element)
            return
        if name in _HEADINGS or name in _BLOCKS:
            self._flush(element)
        elif name in _EMPHASIS or name == "a":
            self._pieces.append([])
        elif name in _CODE:
            self._pieces.append(["\0code"])
        elif begin := self._STARTS.get(name):
            begin(self, element)

    def _start_list(self, element: Element) -> None:
        self._flush(element)
        kind = element.get("type", "") if element.tag == "ol" else "ul"
        self._lists.append([kind, _start_number(element) - 1])

    def _start_item(self, element: Element) -> None:
        self._flush(element)
        kind, number = self._lists[-1] if self._lists else ["ul", 0]
        number = int(str(number)) + 1
        if self._lists:
            self._lists[-1][1] = number
        if kind == "ul":
            self._marker = "- "
        elif str(kind).lower() == "a" and number <= 26:
            self._marker = f"- {chr(ord('A') + number - 1)}) "
        else:
            self._marker = f"{number}. "

    def _start_pre(self, element: Element) -> None:
        self._flush(element)
        self._pre = [_language(element)]

    def _start_table(self, element: Element) -> None:
        self._flush(element)
        self._tables += 1

    def _start_row(self, element: Element) -> None:
        if self._tables == 1:
            self._flush(element)
            self._row = []

    def _start_cell(self, element: Element) -> None:
        if self._tables == 1:
            self._pieces = [[]]

    def _break(self, element: Element) -> None:
        self._pieces[-1].append("\0")

    def _rule(self, element: Element) -> None:
        self._flush(element)
        self._emit(["---"])

    def _input(self, element: Element) -> None:
        if element.get("type") == "checkbox" and self._marker:
            self._pieces[-1].append("[x] " if "checked" in element.attrib else "[ ] ")

    def _image(self, element: Element) -> None:
        address = element.get("src", "")
        if address and len(address) < 300 and not address.startswith("data:"):
            alternative = _SPACE.sub(" ", element.get("alt", "")).replace("]", "")[:200]
            self._pieces[-1].append(f"![{alternative}]({address.replace(' ', '%20')})")

    def _fold(self, element: Element) -> None:
        self._flush(element)
        self._emit([f"<{element.tag}>"])

    _STARTS: dict[str, Callable[["_Writer", Element], None]] = {
        "ul": _start_list,
        "ol": _start_list,
        "menu": _start_list,
        "li": _start_item,
        "pre": _start_pre,
        "table": _start_table,
        "tr": _start_row,
        "td": _start_cell,
        "th": _start_cell,
        "br": _break,
        "hr": _rule,
        "input": _input,
        "img": _image,
        "details": _fold,
        "summary": _fold,
    }

    # Ends

    def _end(self, name: str, element: Element) -> None:
        if self._pre is not None:
            self._end_in_pre(name)
        elif name in _HEADINGS:
            self._flush(element, "#" * _HEADINGS[name] + " ")
        elif name in _BLOCKS:
            self._flush(element)
        elif name in _EMPHASIS:
            self._wrap(_EMPHASIS[name])
        elif name in _CODE:
            self._end_code()
        elif name == "a":
            self._link(element)
        else:
            self._end_more(name)

    def _end_in_pre(self, name: str) -> None:
        if name == "pre":
            self._end_pre()
        elif name == "br" and self._pre is not None:
            self._pre.append("\n")

    def _end_more(self, name: str) -> None:
        if name in {"ul", "ol", "menu"}:
            self._flush()
            self._lists = self._lists[:-1]
        elif name == "li":
            self._flush()
            self._marker = ""
        elif name in {"td", "th"} and self._tables == 1 and self._row is not None:
            self._row.append(self._taken().replace("\n", " ").replace("|", "\\|"))
        elif name == "tr" and self._tables == 1 and self._row is not None:
            self._rows.append(self._row)
            self._row = None
        elif name == "table":
            self._end_table()
        elif name in {"details", "summary"}:
            self._flush()
            self._emit([f"</{name}>"])

    def _end_pre(self) -> None:
        pre = self._pre or [""]
        self._pre = None
        text = "".join(pre[1:]).strip("\n")
        fence = "~~~" if "```" in text else "```"
        if text.strip():
            self._emit([fence + pre[0], *text.split("\n"), fence])

    def _end_table(self) -> None:
        self._tables -= 1
        if self._tables:
            return
        rows = [row for row in self._rows if any(row)]
        self._rows = []
        width = max(map(len, rows), default=0)
        if width < 2:
            for row in rows:
                self._emit([cell.replace("\\|", "|") for cell in row])
        else:
            lines = ["| " + " | ".join(row) + " |" for row in rows]
            self._emit([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _wrap(self, mark: str) -> None:
        text = "".join(self._pop())
        bare = _SPACE.sub(" ", text).strip()
        if not bare or bare.startswith(mark) or "\0" in bare:
            self._pieces[-1].append(text)
            return
        before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
        self._pieces[-1].append(f"{before}{mark}{bare}{mark}{after}")

    def _end_code(self) -> None:
        text = _SPACE.sub(" ", "".join(self._pop()[1:]))
        mark = "``" if "`" in text else "`"
        if text.strip():
            self._pieces[-1].append(f"{mark}{text.strip()}{mark}")

    def _link(self, element: Element) -> None:
        text = _SPACE.sub(" ", "".join(self._pop())).strip()
        address = (element.get("href") or "").strip()
        is_kept = text and address and not re.match(r"(?i)javascript:|data:", address)
        if is_kept and len(address) < 1000 and "[" not in text:
            self._pieces[-1].append(f"[{text}]({address.replace(' ', '%20')})")
        elif text:
            self._pieces[-1].append(text)

    def _pop(self) -> list[str]:
        if len(self._pieces) > 1:
            return self._pieces.pop()
        last, self._pieces = self._pieces[0], [[]]
        return last

    # Blocks

    def _taken(self) -> str:
        text = "".join(
            "".join(piece for piece in pieces if piece != "\0code") for pieces in self._pieces
        )
        self._pieces = [[]]
        lines = (_SPACE.sub(" ", line).strip() for line in text.split("\0"))
        return "\n".join(line for line in lines if line)

    def _flush(self, element: Element | None = None, prefix: str = "") -> None:
        """Write what has been gathered as a block."""
        if self._row is not None:  # blocks within a cell are lines of it
            self._pieces[-1].append("\0")
            return
        text = self._taken()
        if text:
            text = text.replace("\n", " ") if prefix else text
            self._emit([_safe(prefix + line, bool(prefix)) for line in text.split("\n")])
        if element is not None and element.sourceline:
            self._line = element.sourceline

    def _emit(self, lines: list[str]) -> None:
        depth = len(self._lists)
        indent = "    " * max(depth - 1, 0)
        first = indent + self._marker if self._marker else indent + ("    " if depth else "")
        if not self._marker.startswith("- ") or depth < 2:
            self._made.add("", self._line)
        for place, line in enumerate(lines):
            lead = first if not place else indent + ("    " if depth else "")
            self._made.add(lead + line, self._line)
        self._marker = ""


def _safe(line: str, is_heading: bool) -> str:
    """Keep a line of text from being read as a heading or a fence."""
    if not is_heading and line.startswith(("#", "```", "~~~", ">", "===", "---", "+ ")):
        return "\\" + line
    return line


def _language(element: Element) -> str:
    found = _LANGUAGE.search(element.get("class", "")[:200])
    return found[1] if found else ""


def _start_number(element: Element) -> int:
    start = element.get("start", "1")
    return int(start) if start.isdigit() and len(start) < 7 else 1
