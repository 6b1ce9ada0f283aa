"""CSV: anybody's table is read, and what is written is read back the same."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import QUESTION_FORMATS, question_csv, recognised
from questions.formats.interchange import Bank, Entry, EntryChoice, Hints, Reading, Unreadable
from tests.formats.question_banks import bank, banks, bare, mcq_entry, open_entry


def read(text: str | bytes, **mapping: str) -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return question_csv.read(data, Hints("list.csv", mapping))


def stems(text: str | bytes, **mapping: str) -> list[str]:
    return [entry.stem for entry in read(text, **mapping).entries]


def keys(entry: Entry) -> list[str]:
    return [choice.text for choice in entry.choices if choice.is_key]


@given(banks)
@settings(max_examples=40, deadline=None)
def test_the_second_round_trip_equals_the_first(given_bank: Bank) -> None:
    first = question_csv.read(question_csv.write(given_bank).data, Hints()).entries
    again = question_csv.write(Bank(first)).data
    assert bare(question_csv.read(again, Hints()).entries) == bare(first)
    assert question_csv.write(Bank(bare(first))).data == again


def test_what_a_bank_holds_comes_back_whole() -> None:
    questions = (open_entry(), mcq_entry(), mcq_entry(choices=(), answer="B"))
    reading = question_csv.read(question_csv.write(bank(*questions)).data, Hints())
    assert bare(reading.entries) == questions
    assert reading.skipped == ()
    assert reading.notes == ()
    assert [entry.line for entry in reading.entries] == [2, 16, 17]


def test_the_losses_are_counted() -> None:
    pending = open_entry(pending=Entry("Newer?"))
    losses = question_csv.write(bank(pending, mcq_entry(), mcq_entry(skills=()))).losses
    assert {loss.field: loss.questions for loss in losses} == {
        "skills": 2,
        "roles": 1,
        "source": 1,
        "pending": 1,
    }
    assert question_csv.write(Bank((mcq_entry(),))).losses == ()


def test_a_file_is_known_by_its_headings() -> None:
    assert recognised(question_csv.write(bank()).data) is QUESTION_FORMATS["csv"]
    assert recognised("Frage;Stufe\nWas?;leicht\n".encode("cp1252")) is QUESTION_FORMATS["csv"]
    assert recognised(b"What is new?\n", "list.csv") is QUESTION_FORMATS["csv"]
    assert recognised(b"Question, answer and more: read on.\n") is not QUESTION_FORMATS["csv"]
    assert question_csv.recognise(b"Question, answer and more: read on.\n", "") == 0


HEADINGS = [
    ("Question,Model answer,Difficulty,Tags", "open"),
    ("Prompt;Expected Answer;Seniority;Topic", "open"),
    ("stem\tanswer\tLEVEL\tskill", "open"),
    ("Question Text|Solution|Difficulty Level|Category", "open"),
]


@pytest.mark.parametrize(("head", "type_"), HEADINGS)
def test_headings_are_known_in_many_wordings(head: str, type_: str) -> None:
    mark = next(mark for mark in ",;\t|" if mark in head)
    row = mark.join(['"What, is; it|\t?"', "So", "Junior", "Python"])
    (entry,) = read(f"{head}\n{row}\n").entries
    assert (entry.stem, entry.answer, entry.level, entry.skills) == (
        *("What, is; it|\t?", "So", "basic", ("Python",)),
    )


@pytest.mark.parametrize(
    ("head", "row", "right"),
    [
        ("Question,Option A,Option B,Option C,Correct answer", "Q?,x,y,z,B", ["y"]),
        ("Question,A,B,C,Answer", "Q?,x,y,z,c", ["z"]),
        ("Question,Choice 1,Choice 2,Choice 3,Correct", "Q?,x,y,z,2", ["y"]),
        ("Question,option_1,option_2,option_3,Answer", "Q?,10,2,3,2", ["2"]),
        ("Question,Opt A,Opt B,Opt C,Key", "Q?,x,y,z,A;C", ["x", "z"]),
        ("Question,Answer 1,Answer 2,Answer 3,Correct answers", 'Q?,x,y,z,"1, 3"', ["x", "z"]),
        ("Question,A,B,C,Correct option", "Q?,x,y,z,Option B", ["y"]),
        ("Question,A,B,C,Correct", "Q?,x,y,z,AC", ["x", "z"]),
        ("Question,A,B,C,Correct", "Q?,x,y,z,A and B", ["x", "y"]),
        ("Question,A,B,C,Correct", "Q?,one two,y,z,One  Two", ["one two"]),
        ("Question,A,B,C,Correct", "Q?,x,y,z,b) y", ["y"]),
        ("Question,A,B,C,Correct", 'Q?,"x, y",y,z,"x, y"', ["x, y"]),
        ("Question,A,B,C,Correct", "Q?,x,,z,C", ["z"]),
        ("Question,Option,Option,Option,Correct", "Q?,x,y,z,C", ["z"]),
        ("Question,Choices,Correct", "Q?,x | y | z,B", ["y"]),
        ("Question,Options,Correct", '"Q?","A) x\nB) y\nC) z",B', ["y"]),
        ("Question,Options,Correct", "Q?,A. x B. y C. z,z", ["z"]),
        ("Question,Correct Answer,Wrong Answer 1,Wrong Answer 2", "Q?,B,x,y", ["B"]),
        ("Question,Correct Answer,Incorrect answers", "Q?,z,x;y", ["z"]),
        ("Question,Type,Answer", "Q?,True/False,False", ["False"]),
        ("question,choices,answer", "Q?,\"['x y' 'it, z']\",2", ["it, z"]),
        ("question,choices,answer", 'Q?,"[""x y"", ""it\'s""]",x y', ["x y"]),
        (
            "category,question,correct_answer,incorrect_answers/0,incorrect_answers/1",
            "c,Q?,x,y,z",
            ["x"],
        ),
        (
            "Question - max 120 characters,Answer 1 - max 75 characters,Answer 2 - max 75,"
            "Time limit (sec) - 5 or 10,Correct answer(s) - choose at least one",
            'Q?,x,y,20,"1,2"',
            ["x", "y"],
        ),
        ("Question,A,B,C,Correct index", "Q?,x,y,z,0", ["x"]),
    ],
)
def test_the_right_choice_is_found_in_many_spellings(head: str, row: str, right: list[str]) -> None:
    (entry,) = read(f"{head}\n{row}\n").entries
    assert keys(entry) == right
    assert len(entry.choices) >= 2
    assert (entry.type, entry.answer, entry.flags) == ("mcq", "", ())


def test_choices_counted_from_zero_are_so_in_every_row() -> None:
    text = "Question,A,B,C,Correct\na?,x,y,z,0\nb?,x,y,z,2\nc?,x,y,z,3\n"
    assert [keys(entry) for entry in read(text).entries] == [["x"], ["z"], []]


def test_the_name_of_a_file_may_say_its_level() -> None:
    data = b"Question,Level\na?,\nb?,easy\n"
    reading = question_csv.read(data, Hints("lists/senior_questions.csv"))
    assert [entry.level for entry in reading.entries] == ["advanced", "basic"]
    assert reading.notes == ("The name “senior questions” was taken for the level.",)
    assert question_csv.read(data, Hints("python_basic.csv")).entries[0].level == ""


def test_levels_on_a_scale_of_their_own_are_not_guessed() -> None:
    text = "Question,Difficulty\na?,1\nb?,5\nc?,easy\n"
    assert [entry.level for entry in read(text).entries] == ["", "", "basic"]
    assert [entry.level for entry in read(text.replace("5", "4")).entries][:2] == [
        "basic",
        "expert",
    ]


def test_a_table_of_markdown_is_a_table() -> None:
    text = "| # | Question | Level |\n|---|:---------|-------|\n| 1 | What? | Easy |\n"
    assert [(e.stem, e.level) for e in read(text).entries] == [("What?", "basic")]


def test_what_fills_a_gap_is_the_answer() -> None:
    (entry,) = read("Question,Type,Option 1,Option 2\nCapital?,Fill-in-the-blank,Paris,\n").entries
    assert (entry.answer, entry.choices, entry.type) == ("Paris", (), "")


def test_q_and_a_are_question_and_answer() -> None:
    (entry,) = read("Q,A\nWhat?,So\n").entries
    assert (entry.stem, entry.answer) == ("What?", "So")


def test_an_answer_that_names_no_choice_stays_an_answer() -> None:
    (entry,) = read("Question,A,B,Answer\nQ?,x,y,Because it is so\n").entries
    assert (keys(entry), entry.answer, entry.flags) == ([], "Because it is so", ("no_key",))


def test_explanations_go_with_their_choice_or_the_answer() -> None:
    head = "Question,A,B,Explanation A,Feedback B,Correct,Explanation"
    (entry,) = read(f"{head}\nQ?,x,y,why x,why y,A,Because\n").entries
    assert entry.choices == (EntryChoice("x", True, "why x"), EntryChoice("y", False, "why y"))
    assert entry.answer == "Because"


def test_a_column_c_alone_is_no_choice() -> None:
    reading = read("Question,C\nQ?,5\n")
    assert reading.entries[0].choices == ()
    assert reading.notes == ("These columns were left out: “C”.",)


def test_seconds_are_rounded_up() -> None:
    head = "Question,Time limit (sec)"
    assert [entry.minutes for entry in read(f"{head}\na?,20\nb?,90\n").entries] == [1, 2]


def test_words_that_mean_nothing_are_told_once() -> None:
    reading = read("Question,Difficulty,Time\na?,spicy,5\nb?,spicy,soon\nc?,easy,2\n")
    assert [entry.level for entry in reading.entries] == ["", "", "basic"]
    assert reading.notes == (
        "Level: “spicy” was not understood and left out (2 rows).",
        "Minutes: “soon” was not understood and left out (1 row).",
    )


@pytest.mark.parametrize(
    "data",
    [
        "Frage;Antwort\nWas heißt „Größe“?;So\n".encode("cp1252"),
        "Frage;Antwort\nWas heißt „Größe“?;So\n".encode("utf-8-sig"),
        "Frage;Antwort\nWas heißt „Größe“?;So\n".encode("utf-16"),
        "Frage;Antwort\nWas heißt „Größe“?;So\n".encode("utf-16-be"),
        "Frage;Antwort\r\nWas heißt „Größe“?;So\r\n".encode(),
        "Frage;Antwort\rWas heißt „Größe“?;So\r".encode(),
        "sep=;\nFrage;Antwort\nWas heißt „Größe“?;So\n".encode(),
    ],
)
def test_any_encoding_and_line_end_is_read(data: bytes) -> None:
    (entry,) = read(data).entries
    assert (entry.stem, entry.answer) == ("Was heißt „Größe“?", "So")


def test_the_headings_may_follow_a_title() -> None:
    text = "Interview questions 2024,,\n,,\nNo.,Question,Answer\n1,What?,So\n2,Why?,Thus\n"
    reading = read(text)
    assert [entry.stem for entry in reading.entries] == ["What?", "Why?"]
    assert reading.columns == ("No.", "Question", "Answer")
    assert reading.mapping == {"stem": "Question", "answer": "Answer"}
    assert reading.entries[0].line == 4


def test_cells_have_lines_and_marks_of_their_own() -> None:
    text = 'Question,Answer\n"Say ""hi"",\nplease",\n"So:\n\n- a\n- b",c\n'
    assert stems(text) == ['Say "hi",\nplease', "So:\n\n- a\n- b"]
    assert [entry.line for entry in read(text).entries] == [2, 4]


def test_ragged_rows_are_said_by_line() -> None:
    reading = read("Question,Answer\nWhat?\nWhy, how?,So\n,only\n\nWho?,He,\n")
    assert [entry.stem for entry in reading.entries] == ["What?", "Who?"]
    wide, empty = reading.skipped
    assert (wide.line, wide.reason.split(":")[0]) == (3, "The row has 3 cells under 2 headings")
    assert wide.excerpt == "Why · how? · So"
    assert (empty.line, empty.reason) == (4, "The row has no question.")


def test_a_forgotten_quotation_mark_is_said_by_line() -> None:
    reading = read('Question,Answer\nWhat?,So\n"Why?,Thus\nWho?,He\n')
    assert [entry.stem for entry in reading.entries] == ["What?"]
    assert reading.skipped[0].line == 3
    assert "never closed" in reading.skipped[0].reason
    with pytest.raises(Unreadable, match="quotation mark") as refused:
        read('Question,Answer\nWhat?,So\n"Why?,' + "Thus\n" * 40_000)
    assert refused.value.line == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What is a class, and why?\nWhat is a list, and why?\n", 2),
        ("What is a class?\nTell me about yourself\n\nDescribe a list; or a tuple\n", 3),
        ("Question\nWhat is a class, and why?\nTell me, please\n", 2),
    ],
)
def test_a_list_without_headings_is_one_of_stems(text: str, found: int) -> None:
    lines_ = [line for line in text.split("\n") if line and line != "Question"]
    assert stems(text) == lines_
    assert len(lines_) == found


def test_cards_without_headings_are_questions_and_answers() -> None:
    text = "#separator:tab\n#html:false\nWhat is it?\tSo\tx\nWhy?\tThus, and so\t\nName it\tX\t\n"
    reading = read(text)
    assert [(e.stem, e.answer, e.line) for e in reading.entries] == [
        *(("What is it?", "So", 3), ("Why?", "Thus, and so", 4), ("Name it", "X", 5)),
    ]
    assert reading.mapping == {"stem": "Column A", "answer": "Column B"}
    assert recognised(text.encode(), "cards.txt") is QUESTION_FORMATS["csv"]


def test_columns_that_nobody_knows_are_given_to_be_mapped() -> None:
    text = "Fråga;Svar\nVad?;Så\n"
    reading = read(text)
    assert (reading.entries, reading.skipped) == ((), ())
    assert reading.columns == ("Fråga", "Svar")
    assert "say which one it is" in reading.notes[0]
    (entry,) = read(text, stem="Fråga", answer="Svar").entries
    assert (entry.stem, entry.answer) == ("Vad?", "Så")


def test_a_mapping_overrides_the_headings() -> None:
    text = "Question,Answer,Topic\na?,b,c\n"
    reading = read(text, stem="Answer", answer="Question", topic="")
    assert reading.entries[0] == replace(Entry("b", answer="a?"), line=2)
    assert reading.mapping == {"stem": "Answer", "answer": "Question"}
    assert stems(text, stem="No such heading") == ["a?"] or not read(text, stem="No").entries


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"",
            b"\n\n",
            b"\x00" * 500,
            b"\xef\xbb\xbf",
            b"PK\x03\x04rest",
            b"\xff\xfe",
            b" \n\t\n",
        ),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.message.endswith(".")


@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                ",",
                ";",
                "\t",
                "\n",
                "\r",
                "\x00",
                "Question",
                "A",
                "B",
                "Answer",
                "=",
                "'",
                "é",
                "|",
            ]
        )
    ).map("".join),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
@settings(max_examples=80, deadline=None)
def test_anything_is_read_or_refused(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    question_csv.recognise(data, "a.csv")
    try:
        reading = question_csv.read(data, Hints())
    except Unreadable as refused:
        assert refused.message
    else:
        assert all(entry.stem for entry in reading.entries)


@pytest.mark.parametrize(
    "text",
    [
        "Question,Answer\n" + '"' * 500_000,
        "Question," * 300_000,
        "Question\n" + "\n" * 2_000_000,
        "," * 1_000_000,
        "Question,Time\n" + ("1" * 200 + "," + "9 h " * 50 + "\n") * 2_000,
        "Question,Options\n" + ("a?," + "A) " * 10_000 + "\n") * 20,
        "Question,A,B,Correct\n" + ("a?,x,y," + "A;" * 20_000 + "\n") * 20,
    ],
    ids=["quotes", "columns", "rows", "commas", "times", "options", "keys"],
)
def test_a_million_bytes_of_nonsense_end_soon(text: str) -> None:
    start = time.process_time()
    try:
        read(text)
    except Unreadable as refused:
        assert refused.message
    assert time.process_time() - start < 5
