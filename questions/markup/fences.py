"""Fenced code, highlighted."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown.preprocessors import Preprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from questions.markup.cost import Budget

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


class FencedCode(Preprocessor):
    """Takes out fenced code, in quotes and list items too. Unclosed, it runs to the end."""

    budget: Budget

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


def _code_block(code: str, language: str, budget: Budget) -> str:
    name = {"yml": "yaml"}.get(language.lower(), language.lower())
    shown = escape(code)
    if _LEXERS.fullmatch(name) and budget.may_highlight(code) and not _SLOW_CODE.search(code):
        shown = SafeString(highlight(code, get_lexer_by_name(name, **_LEXER_OPTIONS), _FORMATTER))
    return f'<pre class="highlight" tabindex="0"><code>{shown}</code></pre>'
