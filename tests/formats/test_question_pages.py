"""HTML and Word documents of ours: what they carry comes back as a page shows it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from questions import markup
from questions.formats import QUESTION_FORMATS
from questions.formats.interchange import Bank, Entry, EntryChoice, Hints, Reading, Rendering
from tests.formats.question_banks import bank, banks, bare, fixture_bank, mcq_entry, open_entry

RENDERING = Rendering(markup.render, markup.render_inline)
FORMATS = ["html", "docx"]
SAME = ("type", "level", "minutes", "skills", "roles", "follow_ups", "rubric", "choices")


def back(name: str, given_bank: Bank) -> Reading:
    """Return what a format reads of what it wrote."""
    format_ = QUESTION_FORMATS[name]
    assert format_.write
    assert format_.read
    data = format_.write(replace(given_bank, rendering=RENDERING)).data
    return format_.read(data, Hints())


def shown(text: str) -> str:
    """Return what a page shows of a text, the colours of code aside."""
    return re.sub(r"</?span[^>]*>", "", markup.render(re.sub(r"(`{3})\w+", r"\1", text)))


@pytest.mark.parametrize("name", FORMATS)
def test_a_question_of_each_type_comes_back(name: str) -> None:
    questions = (mcq_entry(skills=("C, C++", "SQL")), open_entry())
    found = back(name, bank(*questions))
    assert (found.skipped, found.notes) == ((), ())
    mcq, open_ = bare(found.entries)
    lost = {"status": "", "uid": ""}
    assert mcq == replace(mcq_entry(**lost), skills=("C, C++", "SQL"))
    stem = "How do you add up rows?\n\n```\nsum(rows)  # a < b\n```"
    answer = "With **sum**:\n\n1. First\n2. Second\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    lost |= {"source": "", "source_ref": ""}
    names = {"skills": ("Python", "Tests"), "roles": ("Designer",)}
    assert open_ == open_entry(
        stem=stem, answer=answer, difficulty_adjustment=None, **lost, **names
    )


@pytest.mark.parametrize("name", FORMATS)
def test_the_whole_bank_comes_back(name: str) -> None:
    wanted = fixture_bank().questions
    found = {entry.stem: entry for entry in back(name, Bank(wanted)).entries}
    assert len(found) == len(wanted)
    for entry in wanted:
        one = found[entry.stem]
        assert [getattr(one, field) for field in SAME] == [getattr(entry, field) for field in SAME]
        for field in ("look_for", "red_flags", "references"):
            texts = getattr(one, field), getattr(entry, field)
            assert [*map(shown, texts[0])] == [*map(shown, texts[1])]
    others = [entry for entry in wanted if shown(found[entry.stem].answer) != shown(entry.answer)]
    assert len(others) <= {"html": 0, "docx": 3}[name]


@pytest.mark.parametrize("name", FORMATS)
def test_the_second_round_trip_equals_the_first(name: str) -> None:
    questions = (
        open_entry(stem="# Why?\n\n> quoted\n\n- a\n    - b\n        1. c", answer="~~~\n<b>\n~~~"),
        open_entry(level="", skills=(), roles=(), minutes=None, look_for=("`*`", "a_b_ <i> &amp;")),
        mcq_entry(choices=(EntryChoice("A. one"), EntryChoice("**two**", True, "- a\n- b"))),
        mcq_entry(choices=(), answer="x" * 450),
        Entry("1. One?", answer="- [a](https://example.org/) *b* **c** `d`\n\n3. e\n\n---\n\nf"),
    )
    first = back(name, Bank(questions)).entries
    assert len(first) == len(questions)
    assert bare(back(name, Bank(first)).entries) == bare(first)


@pytest.mark.parametrize("name", FORMATS)
@given(banks)
@settings(max_examples=4, deadline=None)
def test_any_bank_comes_back_with_each_question(name: str, given_bank: Bank) -> None:
    found = back(name, given_bank)
    assert len(found.entries) + len(found.skipped) == len(given_bank.questions)


@pytest.mark.parametrize(("name", "count"), [("html", 2), ("docx", 3)])
def test_what_does_not_come_back_is_counted(name: str, count: int) -> None:
    write = QUESTION_FORMATS[name].write
    assert write
    questions = (
        open_entry(answer="- a\n\n  ```python\n  b\n  ```"),
        mcq_entry(choices=()),
        open_entry(stem="Why?", answer="Plain"),
    )
    losses = {loss.field: loss.questions for loss in write(bank(*questions)).losses}
    assert losses["type"] == losses["answer"] == 1
    assert losses.get("lists", 0) == count - 2
