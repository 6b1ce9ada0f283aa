"""What holds of any document: encodings, recognition, levels; the bank’s source document."""

from collections import Counter
from pathlib import Path

import pytest

from questions.formats import QUESTION_FORMATS
from questions.formats.document import (
    read_markdown,
    read_text,
    recognise_html,
    recognise_markdown,
    recognise_text,
)
from questions.formats.interchange import Hints
from tests.formats.document import corpus

SOURCE = Path(__file__).resolve().parents[4] / "shared" / "seeds"
LIST = "# Café\n\n## Was heißt „groß“?\n\nViel.\n\n## Why “quoted”?\n\nBecause.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_and_line_ends_are_recognised(encoding: str, line_end: str) -> None:
    data = LIST.replace("\n", line_end).encode(encoding)

    found = read_markdown(data, Hints("list.md")).entries

    assert [(one.stem, one.line) for one in found] == [
        ("Was heißt „groß“?", 3),
        ("Why “quoted”?", 7),
    ]


def test_samples_are_recognised_by_their_content() -> None:
    for name in corpus.names():
        data = (corpus.SAMPLES / name).read_bytes()
        sure = {
            ".html": recognise_html(data, ""),
            ".md": recognise_markdown(data, ""),
            ".txt": recognise_text(data, ""),
        }
        wanted = ".html" if name.endswith(".html") else max(".md", ".txt", key=sure.__getitem__)
        assert max(sure, key=sure.__getitem__) == wanted
        assert sure[wanted] > 0


@pytest.mark.parametrize(
    "carrier", ["## What is it?", "**What is it?**", "Q: What is it?", "1. What?"]
)
@pytest.mark.parametrize(
    "label", ["Answer:", "**Answer:**", "Explanation:", "**Explanation:** ", "A:"]
)
def test_a_long_answer_is_whole(carrier: str, label: str) -> None:
    answer = f"It begins, {'goes on, ' * 500}and ends."

    found = read_markdown(f"{carrier}\n\n{label} {answer}\n".encode(), Hints("list.md")).entries

    assert [one.answer for one in found] == [answer]


def test_text_is_a_format_of_question_lists() -> None:
    assert QUESTION_FORMATS["text"].read is read_text


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        ("Basic questions", "basic"),
        ("For junior developers", "basic"),
        ("Medium", "intermediate"),
        ("Mid-level engineers", "intermediate"),
        ("Senior", "advanced"),
        ("🟢 Warm-up", "basic"),
        ("Principal engineers", "expert"),
        ("From basic to advanced", ""),
        ("Visual Basic", ""),
        ("Leadership", ""),
    ],
)
def test_headings_name_levels(heading: str, level: str) -> None:
    data = f"# List\n\n## {heading}\n\n### What is it?\n\nThis.\n\n### Why is it?\n\nThat.\n"

    assert {one.level for one in read_markdown(data.encode(), Hints()).entries} == {level}


@pytest.mark.skipif(not SOURCE.exists(), reason="the source document is not here")
def test_the_source_document_is_read_as_it_stands() -> None:
    data = next(SOURCE.glob("*.txt")).read_bytes()

    found = read_text(data, Hints("source.txt")).entries

    numbered = [one for one in found if one.level]
    assert Counter(one.level for one in numbered) == {
        "basic": 21,
        "intermediate": 29,
        "advanced": 24,
        "expert": 25,
    }
    assert all(one.type == "open" and one.answer for one in numbered)
    choices = [one for one in found if one.type == "mcq"]
    assert len(choices) == 25
    assert all("no_choices" in one.flags for one in choices)
    targeted = [one for one in found if not one.level and one.type == "open"]
    assert len(targeted) == 3
    assert all(len(one.skills) == 1 and one.look_for for one in targeted)
    lines = data.decode().split("\n")
    assert all(one.line and one.stem[:30] in lines[one.line - 1] for one in found)
