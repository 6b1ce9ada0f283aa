"""Texts that nobody meant: every format still writes a file that can be read."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from docx import Document
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import html

from questions import markup
from questions.formats import kit_csv, kit_docx, kit_html, kit_json, kit_markdown, kit_pdf, rich
from questions.formats.documents import RichText
from questions.formats.text import printable
from tests.formats.base import blocks, kit_of

PIECES = [
    *("<p>", "</p>", "<div>", "</div>", "<pre><code>", "</code>", "<li>", "<ul>", "</ul>", "<ol>"),
    *("<table>", "<tr>", "<td>", "</table>", "<a href='http://[x'>", "<br>", "<h1>"),
    *("<!--", "-->", "<![CDATA[", "]]>", "&#1;", "&#0;", "&#xd800;", "&amp;", "&", "<?xml ?>"),
    *("<html>", "<body>", "<frameset>", "<script>", "<svg>", "<math>", "<blockquote>"),
    *("\x00", "\x0b", "\ufffe", "\u202e", "e\u0301\u0327", "x" * 450, "```", "\n\n", "# ", "- "),
    *("שלום", "مرحبا", "漢字", "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}", "\N{GRINNING FACE}"),
]
texts = st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=20), max_size=12).map(
    "".join
)
rich_texts = st.builds(RichText, texts, texts)


def words(text: str) -> str:
    return "".join(text.split())


@given(rich_texts)
@settings(max_examples=15, deadline=None)
def test_every_format_writes_a_sound_file(text: RichText) -> None:
    kit = kit_of(text)
    plain = printable(text.markdown)
    assert json.loads(kit_json.write(kit)).get("title", "") == plain
    kit_markdown.write(kit).decode()
    assert html.document_fromstring(kit_html.write(kit)).xpath("count(//h3)") == 1
    (row,) = csv.DictReader(io.StringIO(kit_csv.write(kit).decode("utf-8-sig"), newline=""))
    assert row["stem"] == kit_csv.guarded(plain)
    found = Document(io.BytesIO(kit_docx.write(kit)))
    assert "Question 1" in [paragraph.text for paragraph in found.paragraphs]


def titles(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        yield from titles(entry) if isinstance(entry, list) else [str(entry.title)]


@pytest.mark.pdf
@given(rich_texts)
@settings(max_examples=5, deadline=None, phases=[Phase.generate])  # shrinking takes minutes
def test_pdf_writes_a_sound_file(text: RichText) -> None:
    reader = pypdf.PdfReader(io.BytesIO(kit_pdf.write(kit_of(text))))
    # Not its text: pypdf misreads a font as soon as one character of it has no glyph.
    assert len(reader.pages) > 0
    assert any(title.startswith("1.") for title in titles(reader.outline))


@given(texts)
@settings(max_examples=25, deadline=None)
def test_word_loses_nothing_of_what_a_page_says(text: str) -> None:
    stem = blocks(text)
    found = Document(io.BytesIO(kit_docx.write(kit_of(stem).for_candidate())))
    said = words("".join(str(node.text) for node in found.element.body.iter("{*}t") if node.text))
    assert words("".join(rich.blocks(stem).itertext())) in said


@pytest.mark.parametrize(
    "text",
    [
        "x" * 65_536,
        "a&b" * 20_000,
        "漢字" * 10_000,
        "مرحبا " * 5_000,
        "```python\n" + "x = [1, 2]\n" * 1_000 + "```",
        "|" + "a|" * 100 + "\n|" + "--|" * 100 + "\n" + ("|" + "b|" * 100 + "\n") * 5,
        "> " * 100 + "deep",
        "".join("    " * depth + "- item\n" for depth in range(60)),
    ],
    ids=["word", "entities", "cjk", "rtl", "code", "table", "quotes", "list"],
)
def test_long_and_deep_texts_are_written(text: str) -> None:
    kit = kit_of(blocks(text)).for_candidate()
    assert Document(io.BytesIO(kit_docx.write(kit)))
    assert html.document_fromstring(kit_html.write(kit)).xpath("count(//h3)") == 1


def test_very_long_words_may_break_and_stay_the_same() -> None:
    text = "a" * 1_000 + " & " + "<b>" * 500 + " " + "x" * 200
    shown = rich.html(RichText(text, str(markup.render(text))))
    assert shown.count("<wbr>") == 4 + 1_500 // 200
    assert html.fromstring(shown).text_content() == text
