"""The style of a kit's HTML document, on a screen and on A4."""

from functools import cache

from questions.formats.palette import rules

LIGHT_CODE, DARK_CODE = "xcode", "monokai"

# Colours are custom properties with one override, not light-dark(): a file is opened by browsers
# that its maker does not choose.
_BASE = """
:root {
  color-scheme: light dark;
  --text: #1b2027; --soft: #59626f; --line: #dfe3e8; --strong-line: #8a93a0; --code: #f6f7f9;
  --page: #ffffff; --accent: #1f5fbf; --good: #1c6b3c; --bad: #a62b2b;
  --font: "Noto Sans", "Liberation Sans", "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans",
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Source Han Sans", sans-serif;
  --mono: "Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas,
    "Noto Sans Mono CJK SC", monospace;
}
* { box-sizing: border-box; }
html { background: var(--page); color: var(--text); }
body { max-width: 46rem; margin: 2rem auto 4rem; padding: 0 1rem; font: 0.9375rem/1.5 var(--font);
  overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6, p, ul, ol, dl, dd, pre, table { margin: 0; }
h1 { font-size: 1.625rem; line-height: 1.25; font-weight: 700; }
h2 { margin-top: 2.25rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--strong-line);
  font-size: 1.125rem; line-height: 1.3; font-weight: 700; }
h3 { margin-top: 1.75rem; font-size: 0.8125rem; font-weight: 700; color: var(--accent); }
h4 { margin: 1rem 0 0.125rem; font-size: 0.8125rem; font-weight: 700; color: var(--soft); }
h5, h6 { margin-top: 0.75rem; font-size: 1em; font-weight: 700; }
a { color: var(--accent); }
:is(p, pre, ul, ol, div, blockquote) + p, p + :is(ul, ol, div) { margin-top: 0.5rem; }
ul, ol { padding-inline-start: 1.375rem; }
li + li { margin-top: 0.125rem; }
li.task { list-style: none; margin-inline-start: -1.25rem; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
pre { margin: 0.5rem 0; padding: 0.5rem 0.75rem; background: var(--code);
  border-inline-start: 2px solid var(--line); line-height: 1.45; white-space: pre-wrap;
  font-size: 0.8125rem; }
pre code { font-size: 1em; }
pre.plain { padding: 0; border: 0; background: none; font: inherit; }
blockquote { margin: 0.5rem 0; padding-inline-start: 0.75rem; color: var(--soft);
  border-inline-start: 2px solid var(--line); }
hr { margin: 0.75rem 0; border: 0; border-top: 1px solid var(--line); }
table { margin: 0.5rem 0; border-collapse: collapse; }
th, td { padding: 0.25rem 0.625rem; border: 1px solid var(--line); text-align: start;
  vertical-align: top; }
th { font-weight: 600; background: var(--code); overflow-wrap: break-word; }
.align-right { text-align: right; }
.align-center { text-align: center; }
.soft, .meta { font-size: 0.8125rem; color: var(--soft); }
.copy { margin-bottom: 0.25rem; font-size: 0.8125rem; font-weight: 700; color: var(--accent); }
.facts { display: block; margin-top: 0.75rem; }
.facts div { display: inline-block; margin: 0 2rem 0.375rem 0; vertical-align: top; }
.facts dt { font-size: 0.75rem; color: var(--soft); }
.facts dd { font-weight: 600; }
.budget { font-size: 0.8125rem; font-weight: 400; color: var(--soft); }
.stem { font-size: 1.125rem; line-height: 1.4; margin: 0.125rem 0 0.25rem; }
.stem code { font-size: 0.9em; }
.stem pre code { font-size: 1em; }
.note { margin-top: 0.5rem; padding-inline-start: 0.75rem;
  border-inline-start: 2px solid var(--accent); }
.choices { list-style: none; margin-top: 0.625rem; padding: 0; }
.choices > li { padding-inline-start: 1.875rem; }
.choices > li + li { margin-top: 0.375rem; }
.letter { display: inline-block; width: 1.875rem; margin-inline-start: -1.875rem; font-weight: 700;
  color: var(--soft); }
.choice, .choice > div, .choice p { display: inline; }
.verdict { margin-inline-start: 0.375rem; font-size: 0.8125rem; color: var(--soft); }
.key .verdict { font-weight: 600; color: var(--good); }
.why { color: var(--soft); }
.rubric { width: 100%; }
.rubric th[scope="row"] { width: 4.5rem; text-align: center; }
.rating { margin-top: 0.75rem; }
.rating b { margin-inline-end: 0.5rem; font-size: 0.8125rem; color: var(--soft); }
.box { display: inline-block; width: 1.75rem; margin-inline-end: 0.375rem; line-height: 1.625rem;
  border: 1px solid var(--strong-line); border-radius: 3px; text-align: center; }
.lines div { height: 2rem; border-bottom: 1px solid var(--line); }
"""
_DARK = """
  :root {
    --text: #e6e9ee; --soft: #a3adba; --line: #2c323b; --strong-line: #707a88; --code: #272822;
    --page: #14171c; --accent: #7fb0f7; --good: #76cf98; --bad: #f19a9a;
  }
"""
_PRINT = """
@page {
  size: A4; margin: 22mm 18mm 20mm;
  font: 8pt "Noto Sans", "Liberation Sans", sans-serif; color: #59626f;
  @top-left { content: string(title); width: 70%; }
  @top-right { content: string(copy); width: 30%; }
  @bottom-right { content: counter(page) " of " counter(pages); }
}
@page :first { margin-top: 18mm; @top-left { content: none; } @top-right { content: none; } }
@media print {
  html { font-size: 10.5pt; }
  body { max-width: none; margin: 0; padding: 0; }
  h2, h3, h4, h5, h6, .asked, .rating { break-after: avoid; }
  h2, h3, h4, h5, h6, .asked, .choices > li, tr, .room, .lines { break-inside: avoid; }
  .candidate article { break-inside: avoid; }
  .room { break-before: avoid; }
  p, li { orphans: 3; widows: 3; }
  .lines div { height: 8mm; }
  a { color: inherit; }
}
"""


@cache
def stylesheet() -> str:
    """Return the whole style, with the colours of highlighted code."""
    dark = f"@media screen {{ @media (prefers-color-scheme: dark) {{{_DARK}{rules(DARK_CODE)}}} }}"
    return f"{_BASE}{rules(LIGHT_CODE)}\n{dark}\n{_PRINT}"
