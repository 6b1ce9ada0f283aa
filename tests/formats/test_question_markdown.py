"""Markdown: lists that are good to read, and that come back as they went."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import QUESTION_FORMATS, question_markdown, recognised
from questions.formats.apart import read_apart
from questions.formats.interchange import Bank, Entry, EntryChoice, Hints, Reading
from tests.formats.question_banks import bank, banks, bare, fixture_bank, mcq_entry, open_entry


def read(text: str | bytes) -> Reading:
    return question_markdown.read(text if isinstance(text, bytes) else text.encode(), Hints())


def text_of(*questions: Entry) -> str:
    return question_markdown.write(Bank(questions)).data.decode()


@given(banks)
@settings(max_examples=30, deadline=None)
def test_the_second_round_trip_equals_the_first(given_bank: Bank) -> None:
    first = read(question_markdown.write(given_bank).data).entries
    again = question_markdown.write(Bank(first)).data
    assert len(first) == len(given_bank.questions)
    assert bare(read(again).entries) == bare(first)
    assert question_markdown.write(Bank(bare(first))).data == again


def test_a_whole_bank_comes_back_as_it_went() -> None:
    given_bank = fixture_bank()
    reading = read(question_markdown.write(given_bank).data)
    found = {entry.uid: entry for entry in bare(reading.entries)}
    assert len(given_bank.questions) > 100
    for entry in given_bank.questions:
        assert found[entry.uid] == entry
    assert (reading.skipped, reading.notes) == ((), ())


def test_a_list_reads_well() -> None:
    text = question_markdown.write(bank()).data.decode()
    assert text.startswith("<!-- interviewbank questions, version 1 -->\n\n# Designer questions\n")
    assert "## Basic\n\n### 1. Which?\n\n<!-- question {" in text
    assert (
        "**Skills:** Python\n\n**Time:** 1 min\n\n- [x] A. Softmax, `p`\n  - It sums to one."
        in text
    )
    assert "## Advanced\n\n### 2. How do you add up rows?\n\n```python\nsum(rows)" in text
    assert "**Skills:** Python, Tests\n\n**Roles:** Designer\n\n**Time:** 8 min" in text
    assert "#### Rubric\n\n- 1: Guesses\n- 3: Sums\n- 5: Sums and tests\n" in text


def test_the_losses_are_counted() -> None:
    questions = (open_entry(pending=Entry("Newer?")), mcq_entry(answer="# Why"))
    losses = question_markdown.write(bank(*questions)).losses
    counts = {"skills": 2, "roles": 1, "source": 1, "pending": 1, "answer": 1}
    assert {loss.field: loss.questions for loss in losses} == counts


def test_what_was_edited_and_added_by_hand_is_read() -> None:
    text = text_of(open_entry(skills=("python",)), mcq_entry())
    text = text.replace("### 2. How do you add up rows?", "### 2. How do you sum rows?")
    text = text.replace("**Time:** 8 min", "**Time:** 1 h").replace("- Knows `sum`", "- Knows sums")
    text += (
        "\n## Expert questions\n\n### 7. Which one?\n\nOf these.\n\n**Skills:** SQL; C, C++\n\n"
        "- [ ] One\n- [X] Two\n  - Right\n\n#### Model answer\n\n## is a heading\n"
    )
    mcq, open_, added = read(text).entries
    assert (open_.stem.split("\n")[0], open_.minutes) == ("How do you sum rows?", 60)
    assert open_.look_for[1] == "Knows sums"
    assert open_.uid == open_entry().uid
    assert bare((mcq,)) == (mcq_entry(),)
    assert (added.stem, added.level, added.type) == ("Which one?\n\nOf these.", "expert", "mcq")
    assert added.skills == ("SQL", "C, C++")
    assert added.choices == (EntryChoice("One"), EntryChoice("Two", True, "Right"))


@pytest.mark.parametrize(
    "answer",
    [
        "```\n### 9. Not a question\n#### Rubric\n```\n\nText",
        "~~~~\n```\n## Expert\n~~~~",
        "- ```python\n  # x\n  ```\n- b",
        "<!-- question {} -->\n\n**Skills:** none",
        "##### Small\n\n    ## code",
    ],
)
def test_texts_cannot_take_over_what_follows(answer: str) -> None:
    entry = open_entry(answer=answer, stem=f"Why?\n\n{answer}", look_for=(answer, "b"))
    entry = replace(entry, uid="")
    assert bare(read(text_of(entry, mcq_entry())).entries) == (mcq_entry(), entry)


def test_a_list_is_known_and_read_in_a_process_of_its_own() -> None:
    data = question_markdown.write(bank()).data
    format_ = QUESTION_FORMATS["markdown"]
    assert recognised(data, "list.txt") is format_
    assert read_apart(format_, data, Hints()) == read(data)


def test_anybodys_markdown_is_read_as_a_document() -> None:
    (entry,) = read("# List\n\n## What is a list?\n\nSo.\n").entries
    assert (entry.stem, entry.answer) == ("What is a list?", "So.")


PIECES = [
    "<!-- question {",
    '"uid": 1',
    "} -->",
    "### 1. ",
    "## ",
    "#### Rubric",
    "- [x] ",
    "\n",
    "  - ",
    "```",
    "1: ",
    "**Time:** ",
    "[" * 500,
    "a",
    "- ",
    "\\u0000",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@settings(max_examples=80, deadline=None)
def test_anything_below_our_mark_is_read(text: str) -> None:
    for entry in read(f"<!-- interviewbank questions, version 1 -->\n{text}").entries:
        assert entry.stem
