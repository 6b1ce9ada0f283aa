"""Texts made to harm: they are read, or refused readably, in little time."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats.document import (
    read_html,
    read_markdown,
    read_text,
    recognise_docx,
    recognise_html,
    recognise_markdown,
    recognise_text,
)
from questions.formats.interchange import Hints, Reading, Unreadable

KB = 1 << 10
#: Seconds of CPU for 64 KB: a safety property, far above what any of these takes.
MOST = 2.0
PATTERNS = {
    "quotes": ">",
    "nested lists": "- ",
    "nested numbers": "1. ",
    "headings": "# a\n",
    "headings that ask": "## What is a?\n",
    "one line": "a",
    "stars": "*a ",
    "brackets": "[",
    "links": "[a](",
    "ticks": "`a``b",
    "tags": "<a ",
    "folds": "<details><summary>a?",
    "comments": "<!--",
    "closed comments": "<!-- a: b -->",
    "fences": "```js\n\n## a\n",
    "tables": "|a?|b|\n|-|-|\n",
    "references": "[a]: b\n",
    "boxes": "- [ ] a\n",
    "letters": "A) a\nB) b\n",
    "pairs": "Q: a\nA: b\n",
    "labels": "Answer:\n",
    "bold": "**a?**\n\n",
    "open bold": "**a",
    "front matter": "---\na: b\n",
    "rules": "---\n",
    "underlines": "a\n===\n",
    "brackets in a question": "What (is",
    "lines": "a\n",
    "empty lines": "\n",
    "marks": "\ue001\n\n",
    "divisions": "<div>",
    "emphasis": "<b>a",
    "cells": "<table><tr><td>a",
    "items": "<ul><li>a",
    "deep code": "<pre><code>",
}


@pytest.mark.parametrize("read", [read_text, read_html])
@pytest.mark.parametrize("name", PATTERNS)
def test_repeated_patterns_take_little_time(
    name: str, read: Callable[[bytes, Hints], Reading]
) -> None:
    pattern = PATTERNS[name]
    data = (pattern * (64 * KB // len(pattern))).encode()
    start = time.process_time()
    try:
        read(data, Hints("list.md"))
    except Unreadable as error:
        assert error.message
    assert time.process_time() - start < MOST


PIECES = st.sampled_from(
    [
        *("# ", "### ", "1. ", "- ", "* ", "- [x] ", "- [ ]", "    ", "\n", "\n\n", "> ", "---\n"),
        *("**", "_", "`", "```\n", "~~~", "|", "| Question | Answer |\n|---|---|\n", "<details>"),
        *("<summary>", "</summary>", "</details>", "<br>", "<!-- level: hard -->", "<!--", "-->"),
        *("What is it?", "Explain it", "Answer: B", "ANSWER:", "Options:", "A) ", "B) ", "(1) "),
        *("Q: ", "Q1) ", "A: ", "Hint", "#### Answer\n", "Senior", "👶", "⭐️", "[a](#b)", "\ue000"),
        *("Level: easy\n", "Follow-up: ", "Look for people who", "Question\n", "•", "\\", "a", " "),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_or_refused_readably(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    lines = text.count("\n") + text.count("\r") + 1
    for read in (read_markdown, read_html):
        try:
            reading = read(data, Hints("list.md"))
        except Unreadable as error:
            assert error.message
            continue
        for entry in reading.entries:
            assert entry.stem.strip()
            assert entry.line is not None
            assert 1 <= entry.line <= lines
            assert entry.type in {"open", "mcq"}


@given(st.binary(max_size=300))
def test_any_bytes_are_recognised_by_degrees(data: bytes) -> None:
    for recognise in (recognise_docx, recognise_html, recognise_markdown, recognise_text):
        assert 0 <= recognise(data, "list.md") <= 100
