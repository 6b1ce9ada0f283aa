"""Texts made to keep a Markdown renderer busy, each blown up to the size that is rendered."""

from questions.markup import MAX_BYTES

# Repeated to fill the text: on one line, on a line each, and as paragraphs.
UNITS = (
    "a", "é", "\U0001f600", " ", "\n", "a\n", "a  \n", "\t", "\r", "\x00", "\ud800", "\x02", "\x03",
    "*", "**", "***", "_", "__", "*_", "_*", "*a", "**a", "a*", "a**", "*a_", "*a **b ", "a* b** ",
    "*a*", "**a**", "_a_", "*_*_", "**a *b ", "***a** b ", "a***b", "_a *b_ c* ", "a_b", "*a\n",
    "`", "``", "```", "`a", "`a`", "``a`", "`a``", "`\n", "\\", "\\`", "\\*", "\\\\", "\\a", "\\\\`",
    "[", "[[", "]", "[]", "[](", "[a](", "[a](b", "[a](http://b", "[a](http://b)", "[a](<", "[a](<b>'",
    "[a](http://b 'c", "[a](http://b \"c'", "[a](b(c", "![", "![a](", "![![", "[![a](b)](c)", "[a][b]",
    "[a]: b\n", "[a]:\n", "[a]: b 'c\n", "[a]: \"\"", "[a]: b \"", "[^a]", "[a", "a]", "(", ")", "'", '"',
    "<", "<<", "<!", "<!--", "<!-", "-->", "<?", "<?a", "?>", "<![CDATA[", "]]>", "<!DOCTYPE ", "<a",
    "<a ", "<a>", "</a>", "<a href='", "<a b=c ", "<div>", "<div>\n", "</div>", "<http://", "<http://a>",
    "<a@", "<a@b>", "<script>", "<style>", "<textarea>", "<svg>", "<math>", "<p", "<br/>", "<a\n",
    "&", "&a", "&#", "&#x", "&amp;", "&#38;", "&a;", "&#0;", "&#xd800;", "&#99999999999;",
    "#", "# ", "# a\n", "## a ##\n", "#a\n", "# # ", "#\n", "# \\\n", "a\n=\n", "a\n-\n", "=\n", "-\n", "---\n",
    "- - ", "* * *\n", "***\n", "_ _", "-", "- ", "--", "=", "_\n_\n",
    ">", "> ", ">>", "> a\n", "> > a\n", ">\n", ">a\n\n", "> - a\n", "- > a\n", "> - ", "- > ", "1. > ", "> # a\n",
    "- a\n", "* a\n", "+ a\n", "- a\n\n", "1. a\n", "1. a\n\n", "1) a\n", "1. ", "* - ", "- * + ", "1. - ",
    "- a\n1. b\n", "- a\n  - b\n", "- a\n    - b\n", "- a\n\n  b\n\n", "- a\nb\n", "    a\n", "    a\n\n", "    - a\n",
    "- [ ] a\n", "- [x] a\n", "[ ] ", "9", "9.", "9. a\n", "٣. a\n", "- a\n\n    b\n", "- # a\n", "- ---\n",
    "|", "||", "|a", "|a|\n", "|-", "|-|\n", "|a|b|\n|-|-|\n", "a|b\n-|-\n", "|a|\n|-|\n\n", "`|", "\\|", ":-", "|`a`",
    "| a |\n", "|\n", "|-\n", "a|", ":--|",
    "```\n", "```a\n", "~~~\n", "```\na\n```\n", "```python\na\n```\n", "~~~js\n\"\\\"\n~~~\n", "> ```\n", "> ```\n> a\n",
    "- ```\n", "- ```\n  a\n  ```\n", "  ```\n", "````\n```\n", "```{", "``` `\n", "``` a b c\n", "```python\n",
    "klzzwxh:0000", "wzxhzdk:0", "\x02klzzwxh:0000\x03", "\x02wzxhzdk:0\x03", "\x0242\x03", "amp",
    "\u2028", "\x85", "\x0b", "\x0c", "\u200b", "\ufeff", "\u202e", "\ufffe", "\xa0", "a\u0300",
    "{", "{.a}", "{: a=b}", "::: ", "$$", "~~a~~", "^a^", "==a==", "++a++", "~", "^", "\\(", "---\na: b\n---\n",
    "http://a.b ", "a@b.c ", "www.a.b ", ":smile:", "...", "%(", "%s", "\\n", "{{", "{%",
)  # fmt: skip

LANGUAGES = (
    "python",
    "js",
    "ts",
    "java",
    "c",
    "cpp",
    "go",
    "css",
    "yaml",
    "sql",
    "html",
    "ruby",
    "md",
)
CODE_UNITS = (
    "a ", "a:", "a.b", "$ ", '"', "'", '\\"', "\\'", "\\\n", "/*", "//", "<!--", "<a ", "{", "(", "[", "#{", "${",
    "`", "\n", " \n", "@", "a\n", "- a: ", "<<E\n", "'''", '"""', "f'{", "0", "é", ";", "=", "<script>", "```js\n",
)  # fmt: skip


def filled(unit: str) -> str:
    """As much of a repeated unit as a text may have bytes."""
    size = len(unit.encode("utf-8", "replace"))
    return unit * ((MAX_BYTES - 16) // size)


def nested(opening: str, closing: str = "") -> str:
    half = (MAX_BYTES - 16) // (len(opening) + len(closing))
    return opening * half + closing * half


def indented(mark: str, step: int) -> str:
    """Lists each deeper than the last, as deep as the size allows."""
    lines: list[str] = []
    size = 0
    while size < MAX_BYTES - 4096:
        lines.append(" " * (step * len(lines)) + mark + "a\n")
        size += len(lines[-1])
    return "".join(lines)


def fenced(language: str, code: str) -> str:
    return f"```{language}\n{code}\n```\n"


def hostile_texts() -> dict[str, str]:
    """By a name that says the shape."""
    texts = {f"{unit!r} on one line": filled(unit) for unit in UNITS}
    texts |= {f"{unit!r} line by line": filled(unit.rstrip("\n") + "\n") for unit in UNITS}
    texts |= {f"{unit!r} in paragraphs": filled(unit.rstrip("\n") + "\n\n") for unit in UNITS}
    texts |= {f"{unit!r} in an item": "- " + filled(unit)[:-8] for unit in UNITS}
    texts |= {f"{unit!r} before a fence": filled(unit)[:-40] + "\n```\na" for unit in UNITS}
    texts |= {
        f"{unit!r} in a cell": f"|a|\n|-|\n|{filled(unit.strip() or 'a')[:-20]}|" for unit in UNITS
    }
    texts |= {f"{a!r} nested": nested(a, b) for a, b in PAIRS}
    texts |= {
        f"{m!r} {step} deeper each": indented(m, step) for m in MARKS for step in (1, 2, 3, 4)
    }
    texts |= {
        f"{language} of {unit!r}": _code(language, unit)
        for language in LANGUAGES
        for unit in CODE_UNITS
    }
    return texts | TABLES | MIXED


def _code(language: str, unit: str) -> str:
    """Blocks of the size that is still highlighted, over and over."""
    block = fenced(language, (unit * 3900)[:3900])
    small = fenced(language, (unit * 250)[:250])
    return block * 2 + small * ((MAX_BYTES - 8000) // len(small.encode()))


MARKS = ("- ", "1. ", "> ", "- > ", "> - ", "- 1. ", "# ", "```\n", "|")
PAIRS = (
    ("*a ", " b*"), ("**a ", " b**"), ("*a **b ", " c** d*"), ("*a _b ", " c_ d*"), ("[", "]"), ("[", "](http://a)"),
    ("(", ")"), ("`", "`a"), ("<a>", "</a>"), ("<div>\n", "\n</div>"), ("![", "](http://a)"), ("<!--", "-->"),
    ("***a", "b***"), ("_a *", "* a_"), ("> ", "\n"), ("[a](", ")"), ("\\[", "\\]"), ("<", ">"), ("> - ", "\n"),
)  # fmt: skip
TABLES = {
    "a wide table with empty rows": "|" * 9000 + "\n" + "|-" * 9000 + "\n" + "|\n" * 15000,
    "a square table": "|a" * 250 + "\n" + "|-" * 250 + "\n" + "|\n" * 30000,
    "a narrow long table": "|a|b|\n|-|-|\n" + "|a|b|\n" * 10000,
    "many tables": "|a|b|\n|-|-|\n\n" * 4600,
    "a row of backticks": "`|" * 16000 + "\n" + "-|" * 16000,
    "a row of ever longer runs": "|".join("`" * n for n in range(1, 240))
    + "\n"
    + "|-" * 240
    + "\n|a" * 9000,
}
MIXED = {
    "ever longer runs of backticks": " ".join("`" * n for n in range(1, 340)),
    "ever longer runs of stars": "a".join("*" * n for n in range(1, 340)),
    "ever longer runs of hashes": "\n".join("#" * n + " a" for n in range(1, 340)),
    "ever deeper quotes": "\n".join(">" * n + " a" for n in range(1, 340)),
    "ever deeper quotes in paragraphs": "\n\n".join("> " * n + "a" for n in range(1, 240)),
    "a fence in ever deeper quotes": "\n".join("> " * n + "```\n" for n in range(1, 240)),
    "one line in a deep quote, many after": ">" * 50 + " a\n" + "b\n" * 32000,
    "a deep list, a long end": "".join("  " * n + "- a\n" for n in range(25)) + "b\n" * 30000,
    "an item and its many lines": "- a\n" + "b\n" * 32000,
    "an item and its many paragraphs": "- a\n\n" + "    b\n\n" * 9000,
    "a long number": "1" * 65000 + ". a",
    "alternating": "*a_b`c[d" * 8000,
    "just under the limit": "word " * (MAX_BYTES // 5),
    "just over the limit": "word " * (MAX_BYTES // 5 + 1),
    "a megabyte": "*a_ [b](c `d` " * 75000,
}  # fmt: skip

# Each tries to get a tag, an attribute or an address of its own onto the page.
SCRIPTS = [
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "<!-- <script>alert(1)</script> -->", "<![CDATA[<script>alert(1)</script>]]>", "<?php alert(1) ?>", "<a href='x'>",
    "<div>\n<script>alert(1)</script>\n</div>", "<iframe src=javascript:alert(1)>", "<style>*{x:expression(1)}</style>",
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java\nscript:alert(1))", "[a](&#106;avascript:alert(1))",
    "[a](javascript&colon;alert(1))", "[a]( javascript:alert(1))", "[a](\x01javascript:alert(1))", "[a](vbscript:x)",
    "[a](data:text/html,<script>alert(1)</script>)", "[a](<javascript:alert(1)>)", "<javascript:alert(1)>",
    "<javascript://x%0aalert(1)>", "[a](http://x\" onclick=\"alert(1))", "[a](http://x 'y\" onclick=\"alert(1)')",
    '![a"onerror="alert(1)](http://x)', "![a](x\"onerror=\"alert(1))", "[a]: javascript:alert(1)\n\n[a]", "`<b onclick=1>`",
    "```\"><img src=x onerror=alert(1)>\na\n```", "```{.x onclick=alert(1)}\na\n```", "```html\n<script>alert(1)</script>\n```",
    "|<script>|\n|-|\n|<img onerror=x>|", "# <script>alert(1)</script>", "> <b onclick=alert(1)>", "- <input autofocus onfocus=x>",
    "<http://x onclick=alert(1)>", "<https://x\"onclick=alert(1)>", "a\x02wzxhzdk:0\x03\n```\nb\n```", "\x0260\x03script\x0262\x03",
    "\\<script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "<<script>alert(1)</script>", "<math><mi//xlink:href=x>",
    "*<b*onclick=x>*", "[<script>](http://x)", "[a](http://x)<script>", "**<a href=\"**javascript:alert(1)\">", "<x@y\"onclick=z>",
]  # fmt: skip
