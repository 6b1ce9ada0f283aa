"""Our own JSON: nothing is lost, and what is wrong is said by question and field."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import QUESTION_FORMATS, question_json, recognised
from questions.formats.apart import read_apart
from questions.formats.interchange import Hints, Reading, Unreadable
from questions.formats.question_json import SCHEMA
from questions.rules import content
from tests.formats.question_banks import bank, bank_of, banks, bare, mcq_entry, open_entry

HEAD: dict[str, Any] = {"format": "interviewbank-questions", "version": 1}


def read(values: Any) -> Reading:
    data = values if isinstance(values, bytes) else json.dumps(values).encode()
    return question_json.read(data, Hints())


def read_questions(*questions: Any) -> Reading:
    return read(HEAD | {"questions": list(questions)})


def refusal(values: Any) -> str:
    with pytest.raises(Unreadable) as refused:
        read(values)
    return refused.value.message


@given(banks)
@settings(max_examples=30, deadline=None)
def test_what_is_written_is_read_back_whole_and_to_the_byte(given_bank: Any) -> None:
    written = question_json.write(given_bank).data
    reading = question_json.read(written, Hints())
    assert reading.skipped == ()
    assert bank_of(replace(reading, entries=bare(reading.entries))) == given_bank
    assert question_json.write(bank_of(reading)).data == written
    jsonschema.validate(json.loads(written), SCHEMA)


def test_the_order_of_a_bank_makes_no_difference() -> None:
    pending = replace(mcq_entry(), skills=(), uid="", status="")
    whole = bank(open_entry(pending=pending), mcq_entry())
    turned = replace(whole, questions=whole.questions[::-1], skills=whole.skills[::-1])
    assert question_json.write(turned) == question_json.write(whole)


def test_the_file_says_what_it_is_and_is_known_by_it() -> None:
    data = question_json.write(bank()).data
    assert json.loads(data) | HEAD == json.loads(data)
    assert data.startswith(b'{\n  "format": "interviewbank-questions",\n  "version": 1,\n')
    assert recognised(data, "anything.txt") is QUESTION_FORMATS["json"]


def test_the_schema_is_sound_and_says_the_limits_of_a_bank() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    parts = SCHEMA["$defs"]
    assert parts["level"]["enum"] == list(content.LEVELS)
    assert parts["type"]["enum"] == list(content.TYPES)
    assert parts["stem"]["maxLength"] == content.MAX_STEM
    assert parts["line"]["maxLength"] == content.MAX_LINE
    assert parts["points"]["maxItems"] == content.MAX_LIST
    assert parts["choices"]["maxItems"] == content.MAX_CHOICES
    assert parts["minutes"]["maximum"] == content.MAX_MINUTES
    assert list(parts["rubric"]["properties"]) == list(content.RUBRIC_RATINGS)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"stem": 5}, "stem: Give a text."),
        ({"level": "easy"}, "level: Give one of basic, intermediate, advanced, expert."),
        ({"minutes": "5"}, "minutes: Give a whole number."),
        ({"minutes": True}, "minutes: Give a whole number."),
        ({"minutes": 5.5}, "minutes: Give a whole number."),
        ({"minutes": 121}, "minutes: Give a whole number from 1 to 120."),
        ({"minutes": 10**40}, "minutes: Give a whole number."),
        ({"answer": "a\x00"}, "answer: Remove the characters that are not text"),
        ({"answer": "\ud800"}, "answer: Remove the characters that are not text"),
        ({"look_for": ["a", None]}, "look_for[1]: Give a text."),
        ({"look_for": ["a"] * 21}, "look_for: Keep to 20."),
        ({"choices": [{"is_key": True}]}, "choices[0].text: This field is missing."),
        ({"choices": [{"text": "a", "is_key": 1}]}, "choices[0].is_key: Give true or false."),
        ({"rubric": {"2": "a"}}, "rubric.2: There is no such field."),
        ({"pending": {"stem": "", "uid": "a"}}, "pending.stem: Write something"),
        ({"uid": "7"}, "uid: This is not of the right form."),
        ({"colour": "red"}, "colour: There is no such field."),
        ({"\ud800": "red"}, "�: There is no such field."),
        ({"stem": "a" * 4_001}, "stem: Shorten this to 4,000 characters."),
    ],
)
def test_a_wrong_question_is_skipped_with_its_field(values: dict[str, Any], reason: str) -> None:
    reading = read_questions({"stem": "A?"}, {"stem": "B?"} | values, {"stem": "C?"})
    assert [entry.stem for entry in reading.entries] == ["A?", "C?"]
    (skipped,) = reading.skipped
    assert skipped.reason.startswith(reason)
    assert skipped.place == "question 2"


def test_a_number_too_long_to_reckon_with_is_no_number() -> None:
    data = json.dumps(HEAD | {"questions": [{"stem": "A?", "minutes": 7}]}).encode()
    reading = read(data.replace(b": 7", b": 7" + b"0" * 1_000_000))
    assert [skipped.reason for skipped in reading.skipped] == ["minutes: Give a whole number."]


def test_the_first_of_two_with_one_uid_is_read() -> None:
    uid = "0831485f-3e67-5594-af07-db41eb1cd4d1"
    reading = read_questions({"uid": uid, "stem": "A?"}, {"uid": uid.upper(), "stem": "B?"})
    assert [entry.stem for entry in reading.entries] == ["A?"]
    assert reading.skipped[0].reason == "uid: It is that of question 1."
    assert reading.skipped[0].excerpt == "B?"


def test_what_is_no_object_is_skipped() -> None:
    reading = read_questions("A?", None, ["B?"], {"stem": "C?"})
    assert [entry.stem for entry in reading.entries] == ["C?"]
    assert {skipped.reason for skipped in reading.skipped} == {"Give an object."}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff", "UTF-8"),
        (b"[1, NaN]", "NaN is no number of JSON."),
        (b"[-Infinity]", "-Infinity is no number"),
        (b'{"a": {"b": 1, "b": 2}}', "The field 'b' stands twice in one object."),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
        ([], "no question bank"),
        ({"format": "interviewbank-kit", "version": 1}, "no question bank"),
        (
            HEAD | {"version": 2, "questions": []},
            "The file is of version 2, and this server reads 1",
        ),
        (HEAD | {"version": True, "questions": []}, "version true"),
        (HEAD, "questions: This field is missing."),
        (HEAD | {"questions": {}}, "questions: Give a list."),
        (HEAD | {"questions": [], "kits": []}, "A question bank has no field 'kits'."),
        (HEAD | {"questions": [0] * 100_001}, "questions: Split the file to 100,000"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_in_a_sentence(values: Any, message: str) -> None:
    assert message in refusal(values)


def test_a_syntax_error_names_its_line() -> None:
    with pytest.raises(Unreadable) as refused:
        read(b'{\n"a": 1,\n"b" 2}')
    assert refused.value.line == 3


wrong_values = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 200) | st.text("ab1", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("a1"), inner),
    max_leaves=4,
)


@given(st.sampled_from(list(SCHEMA["$defs"]["question"]["properties"])), wrong_values)
@settings(max_examples=80, deadline=None)
def test_the_reader_takes_what_the_schema_takes(field: str, value: Any) -> None:
    question = {"stem": "A?", "choices": [{"text": "a"}]} | {field: value}
    sound = jsonschema.Draft202012Validator(SCHEMA).is_valid(HEAD | {"questions": [question]})
    assert bool(read_questions(question).entries) == sound


@given(st.binary(max_size=40), st.integers(0, 2_000), st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_damaged_files_are_read_or_refused(damage: bytes, at: int, length: int) -> None:
    data = question_json.write(bank()).data
    try:
        read(data[:at] + damage + data[at + length :])
    except Unreadable as refused:
        assert refused.message


@pytest.mark.parametrize("name", ["json", "csv"])
def test_a_process_of_its_own_reads_the_same(name: str) -> None:
    format_ = QUESTION_FORMATS[name]
    assert format_.read
    assert format_.write
    data = format_.write(bank(open_entry(pending=mcq_entry(uid="", status="", skills=())))).data
    assert read_apart(format_, data, Hints()) == format_.read(data, Hints())
