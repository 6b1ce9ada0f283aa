"""Aiken: MCQs as plain lines, errors told by line, and what it cannot hold told as lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import QUESTION_FORMATS, aiken, recognised
from questions.formats.interchange import Bank, Entry, EntryChoice, Hints, Reading, Unreadable
from tests.formats.question_banks import bank, bank_of, banks, bare, mcq_entry, open_entry

GOOD = "Largest planet?\nA. Mars\nB. Jupiter\nANSWER: B\n"


def read(text: str | bytes) -> Reading:
    return aiken.read(text if isinstance(text, bytes) else text.encode(), Hints())


def single(stem: str = "Which?", *texts: str, key: int = 0) -> Entry:
    found = [EntryChoice(text, place == key) for place, text in enumerate(texts or ("a", "b"))]
    return mcq_entry(stem=stem, choices=tuple(found))


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(". ", ") "),
        GOOD.replace("\n", "\n\n"),
        GOOD.strip(),
        "\ufeff\n  " + GOOD.replace("\n", "  \n\t"),
        GOOD.replace("Largest planet?", "Largest\nplanet?"),
    ],
)
def test_reads_a_question(text: str) -> None:
    reading = read(text)
    assert reading.skipped == ()
    (entry,) = reading.entries
    assert entry.stem.replace("  \n", " ") == "Largest planet?"
    assert (entry.type, entry.level, entry.flags) == ("mcq", "", ())
    assert entry.choices == (EntryChoice("Mars"), EntryChoice("Jupiter", True))


def test_texts_are_plain_and_shown_as_they_stand() -> None:
    (entry,) = read("Is *a* `b_c`?\nA) 2 * 3\nB) #1\nANSWER: A").entries
    assert entry.stem == r"Is \*a\* `b_c`?"
    assert [choice.text for choice in entry.choices] == ["2 * 3", "#1"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("One?\nA. a\nB. b\nTwo?\nA. c\nB. d\nANSWER: A", 1, "ANSWER is missing before line 4."),
        ("One?\nA. a\nB. b\n", 1, "ANSWER is missing at the end of the file."),
        ("One?\n\nTwo?\nA. c\nB. d\nANSWER: A", 1, "choices and ANSWER are missing before line 3"),
        ("One?\nANSWER: A", 1, "fewer than two choices (line 2)."),
        ("One?\nA. a\nANSWER: A", 1, "fewer than two choices (line 3)."),
        ("One?\nA. a\nB. b\nANSWER: C", 1, "The answer C is none of the choices (line 4)."),
        ("One?\nA. a\nB. b\nANSWER: b", 1, "“b” is not one capital letter (line 4)."),
        ("One?\nA. a\nB. b\nANSWER: A, B", 1, "“A, B” is not one capital letter (line 4)."),
        ("One?\nA. a\nB. b\nANSWER:", 1, "“” is not one capital letter (line 4)."),
        ("One?\nA. a\nB. b\nAnswer: A", 1, "as “ANSWER: A”, in capitals (line 4)."),
        ("One?\na. a\nB. b\nANSWER: B", 1, "the choice “a” as a capital (line 2)."),
        ("One?\nA. a\nA. b\nANSWER: A", 1, "There are two choices A (line 3)."),
        ("One?\nA. a\nB.\nANSWER: A", 1, "The choice B has no text (line 3)."),
        ("One\n" * 1_001 + "A. a\nB. b\nANSWER: A", 1, "more than 1000 lines (line 1001)."),
        ("\nA. a\nB. b\nANSWER: A", 2, "A choice stands before any question."),
        ("\n\nANSWER: A", 3, "An answer stands here without a question."),
    ],
)
def test_tells_what_is_wrong_by_line(text: str, line: int, said: str) -> None:
    first = read(text).skipped[0]
    assert first.line == line
    assert said in first.reason
    assert first.excerpt


def test_goes_on_after_what_is_wrong() -> None:
    reading = read(f"One?\nA. a\n\n{GOOD}\n{GOOD}")
    assert [entry.line for entry in reading.entries] == [4, 9]
    assert [one.line for one in reading.skipped] == [1]


def test_writes_plain_lines() -> None:
    entry = single("How *much*\nis `a_b`?", r"2 \* 3", "b\nc", key=1)
    assert aiken.write(Bank((entry,))).data.decode() == (
        "How *much* is `a_b`?\nA. 2 * 3\nB. b c\nANSWER: B\n"
    )


def test_tells_which_questions_and_fields_are_lost() -> None:
    two = mcq_entry()
    done = aiken.write(
        Bank(
            (
                open_entry(),
                two,
                mcq_entry(choices=()),
                single("A. Lovelace?"),
                single("Which?", "a", " "),
                single("One\ntwo?"),
            )
        )
    )
    assert [entry.stem for entry in read(done.data).entries] == ["One two?"]
    told = {loss.field: loss.questions for loss in done.losses if loss.field != "questions"}
    assert told == dict.fromkeys(("stem", "level", "minutes", "skills", "uid", "status"), 1)
    left_out = [loss.questions for loss in done.losses if loss.field == "questions"]
    assert left_out == [2, 1, 1, 1]


@given(banks)
@settings(max_examples=60, deadline=None)
def test_the_second_round_trip_equals_the_first(given_bank: Bank) -> None:
    first = read(aiken.write(given_bank).data)
    assert first.skipped == ()
    data = aiken.write(bank_of(first)).data
    second = read(data)
    assert bare(second.entries) == bare(first.entries)
    assert aiken.write(bank_of(second)).data == data


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
@settings(max_examples=150, deadline=None)
def test_what_can_be_written_is_read_back(texts: list[str]) -> None:
    stem, right, wrong = texts
    done = aiken.write(Bank((single(stem, right, wrong),)))
    reading = read(done.data)
    lost = sum(loss.questions for loss in done.losses if loss.field == "questions")
    assert (len(reading.entries), reading.skipped) == (1 - lost, ())


def test_is_known_by_its_content() -> None:
    assert recognised(GOOD.encode(), "list.txt") is QUESTION_FORMATS["aiken"]
    assert recognised(aiken.write(Bank((single(),))).data) is QUESTION_FORMATS["aiken"]
    for text in ("", "A. a\nB. b", "# One\n\nA. a\nB. b\n\nANSWER: A", "ANSWER: A"):
        assert aiken.recognise(text.encode(), "list.txt") == 0
    assert bank().questions


@given(
    st.binary()
    | (st.text(st.sampled_from("AB.) :ANSWER\n\tab*`")) | st.text()).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    aiken.recognise(data, "")
    try:
        aiken.read(data, Hints())
    except Unreadable as refusal:
        assert refusal.message
