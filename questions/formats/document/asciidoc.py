"""AsciiDoc as Markdown: headings, lists, code, links, and terms whose definition is the answer."""

import re

from questions.formats.document.source import Source

_HEADING = re.compile(r"(={1,6})[ \t]+(\S.*)")
_TERM = re.compile(r"(?!image|include|video|toc|\||[*.\-#/ \t])(\S.{0,300}?):{2,4}[ \t]*$")
_CODE = re.compile(r"\[source(?:[,%]\s?([\w+#-]+))?[^\[\]]*\]\s*$")
_FENCE = re.compile(r"(-{4,}|\.{4,}|`{3,})\s*$")
_DROPPED = re.compile(
    r"\[[^\[\]]*\]\s*$|:[\w-]+:(?:\s.*)?$|//(?!/).*$|\+\s*$|(?:image|include|toc)::.*$"
)
_BULLET = re.compile(r"[ \t]*(\*{1,5}|\.{1,5})[ \t]+(?=\S)")
_LINK = re.compile(r"(?:link:)?(https?://[^\s\[\]]{1,500})\[([^\[\]]{1,200})\]")
_SIGNS = (_TERM, _CODE, re.compile(r"-{4,}\s*$"), re.compile(r"image::|:[\w-]+:\s"))


def is_asciidoc(source: Source) -> bool:
    """Say whether lines are AsciiDoc: its headings, none of Markdown's, and more of its marks."""
    if any(re.match(r"#{1,6}\s+\S", line) for line in source.lines):
        return False
    has_heading = any(_HEADING.match(line) for line in source.lines)
    return has_heading and any(sign.match(line) for line in source.lines for sign in _SIGNS)


def from_asciidoc(source: Source) -> Source:
    """Return the lines as Markdown."""
    made = Source(repaired=source.repaired)
    level, language, fence = 0, "", ""
    for line, number in source:
        if (found := _FENCE.match(line)) and (not fence or fence == found[1]):
            made.add(f"```{language}", number)
            fence, language = "" if fence else found[1], ""
        elif fence:
            made.add(line, number)
        elif found := _CODE.match(line):
            language = found[1] or ""
        elif found := _HEADING.match(line):
            level = len(found[1])
            made.add_apart(f"{'#' * level} {found[2]}", number)
        elif found := _TERM.match(line):
            made.add_apart(f"{'#' * min(level + 1, 6)} {found[1]}", number)
        else:
            made.add("" if _DROPPED.match(line) else _running(line), number)
    return made


def _running(line: str) -> str:
    if found := _BULLET.match(line):
        mark = "-" if found[1][0] == "*" else "1."
        line = f"{'    ' * (len(found[1]) - 1)}{mark} {line[found.end() :]}"
    return _LINK.sub(r"[\2](\1)", line)
