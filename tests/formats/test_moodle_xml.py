"""Moodle XML: what Moodle exports read, a bank written, and what is neither told by name."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import QUESTION_FORMATS, moodle_xml, recognised, xml
from questions.formats.interchange import Bank, Entry, EntryChoice, Hints, Reading, Unreadable
from tests.formats.question_banks import (
    UIDS,
    bank,
    bank_of,
    banks,
    bare,
    mcq_entry,
    open_entry,
)

CHOICES = """
  <single>{single}</single>
  <answer fraction="100" format="html"><text><![CDATA[<p>It <code>sums</code></p>]]></text>
    <feedback format="html"><text>Yes &amp;amp; no</text></feedback></answer>
  <answer fraction="{half}"><text>a_b *c*</text><feedback><text></text></feedback></answer>
  <answer fraction="-50" format="plain_text"><text>a *b*</text></answer>
  <answer fraction="0"><text></text></answer>"""
PICTURE = """
<questiontext format="html">
  <text><![CDATA[<p>Which? <img src="@@PLUGINFILE@@/a%20plot.png" alt=""></p>]]></text>
  <file name="a plot.png" path="/" encoding="base64">iVBORw0KGgo=</file>
</questiontext>"""


def quiz(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n'.encode()


def question(kind: str, body: str, stem: str = "Which?", name: str = "Q1") -> str:
    return f"""<question type="{kind}">
  <name><text>{name}</text></name>
  <questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>
  {body}
</question>"""


def read(data: bytes | str) -> Reading:
    return moodle_xml.read(quiz(data) if isinstance(data, str) else data, Hints())


def only(body: str) -> Entry:
    reading = read(body)
    assert reading.skipped == ()
    (entry,) = reading.entries
    return entry


def test_reads_a_choice_question_with_one_answer() -> None:
    feedback = "<generalfeedback><text>&lt;p&gt;Because&lt;/p&gt;</text></generalfeedback>"
    entry = only(question("multichoice", CHOICES.format(single="true", half=50) + feedback))
    assert (entry.type, entry.stem, entry.answer) == ("mcq", "Which?", "Because")
    assert entry.choices == (
        EntryChoice("It `sums`", True, "Yes & no"),
        EntryChoice(r"a_b \*c\*"),
        EntryChoice(r"a \*b\*"),
    )
    assert (entry.line, entry.flags) == (3, ("partial_credit",))


def test_reads_a_choice_question_with_several_answers() -> None:
    right = "<correctfeedback><text>Well thought.</text></correctfeedback>"
    entry = only(question("multichoice", CHOICES.format(single="false", half=25.5) + right))
    assert [choice.is_key for choice in entry.choices] == [True, True, False]
    assert (entry.answer, entry.flags) == ("Well thought.", ())


def test_reads_an_essay_with_what_graders_look_for() -> None:
    told = "<graderinfo format='markdown'><text>Sums.\n\n### Red flags\n\n- Guesses\n</text>"
    general = "<generalfeedback><text>See the manual</text></generalfeedback>"
    entry = only(question("essay", f"{told}</graderinfo>{general}"))
    assert (entry.type, entry.answer) == ("open", "Sums.\n\nSee the manual")
    assert entry.red_flags == ("Guesses",)
    assert only(question("essay", "")).flags == ("no_answer",)


@pytest.mark.parametrize(
    ("first", "second"), [(("true", 100), ("false", 0)), (("Wahr", 100), ("Falsch", 0))]
)
def test_reads_true_and_false_as_choices(first: tuple[str, int], second: tuple[str, int]) -> None:
    answers = [f'<answer fraction="{f}"><text>{t}</text></answer>' for t, f in (first, second)]
    reading = read(question("truefalse", "".join(answers)))
    assert reading.entries[0].choices == (EntryChoice("True", True), EntryChoice("False"))
    assert "1 true/false question was taken as MCQs" in reading.notes[0]
    turned = only(question("truefalse", answers[1] + answers[0]))
    assert turned.choices[0].is_key == (first[0] == "true")


def test_tells_what_is_left_out_of_what_is_taken() -> None:
    more = (
        "<defaultgrade>2.5</defaultgrade><hint><text>Think</text></hint><responsetemplate><text>1."
        "</text></responsetemplate><incorrectfeedback><text>Your answer is incorrect.</text>"
        "</incorrectfeedback><correctfeedback><text>Your answer is correct.</text>"
        "</correctfeedback>"
    )
    reading = read(question("multichoice", CHOICES.format(single="1", half=0) + more))
    assert reading.notes == (
        "1 question has a template for the response, which is left out.",
        "1 question has hints, which is left out.",
        "1 question has a grade other than 1, which is left out.",
    )
    assert reading.entries[0].answer == ""


def test_pictures_are_flagged_and_the_text_kept() -> None:
    entry = only(f'<question type="essay">{PICTURE}</question>')
    assert (entry.stem, entry.flags) == (
        "Which? (picture: a%20plot.png)",
        ("no_answer", "pictures"),
    )


def test_categories_tags_and_numbers_tell_where_it_is_filed() -> None:
    category = "<category><text>$course$/top/Default for C/Loops</text></category>"
    tags = "<tags><tag><text>{}</text></tag><tag><text>expert</text></tag></tags>"
    body = "".join(
        [
            f'<question type="category">{category}</question>',
            question("essay", f"<idnumber>{UIDS[3]}</idnumber><hidden>1</hidden>"),
            question("essay", tags.format("skill:go") + "<idnumber>7</idnumber>"),
        ]
    )
    first, second = read(body).entries
    assert (first.level, first.skills, first.uid, first.status) == (
        *("", ("Loops",), UIDS[3], "retired"),
    )
    assert (second.level, second.skills, second.source_ref) == ("expert", ("go",), "7")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("shortanswer", "It is a short-answer question"),
        ("numerical", "It is a numerical question"),
        ("matching", "It is a matching question"),
        ("cloze", "It is a cloze question"),
        ("description", "It is a description question"),
        ("ddwtos", "It is a drag and drop into text question"),
        ("coderunner", "Its type is “coderunner”"),
        ("", "It does not say of which type it is"),
        ("multichoice", "at least two choices"),
        ("truefalse", "needs two answers"),
    ],
)
def test_what_is_not_taken_is_told_by_type_name_and_line(kind: str, said: str) -> None:
    (skipped,) = read("\n" + question(kind, "")).skipped
    assert said in skipped.reason
    assert skipped.reason.startswith("“Q1”: ")
    assert (skipped.line, skipped.excerpt) == (4, "Q1")
    many = question("multichoice", "<answer><text>a</text></answer>" * 101)
    assert "more than 100 choices" in read(many).skipped[0].reason
    (skipped,) = read('<question type="essay"/>').skipped
    assert "It has no text" in skipped.reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not well-formed"),
        (b"<quiz><question></quiz>", "mismatched tag in line 1"),
        (b"<html/>", "its root is <html>, not <quiz>"),
        (b'<!DOCTYPE q [<!ENTITY a "aa">]><quiz>&a;</quiz>', "DOCTYPE"),
        (b'<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>', "DOCTYPE"),
        (b"<quiz>" + b"<a>" * 200_000, "nested more than"),
        (b"<quiz>\x00</quiz>", "not well-formed"),
        (b"<quiz>\xff\xfe</quiz>", "not well-formed"),
        (b"<?xml version='1.0' encoding='odd'?><quiz/>", "encoding"),
        (b"<quiz>&#xd800;</quiz>", "line 1"),
    ],
)
def test_what_is_no_moodle_xml_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert said in refused.value.message


def test_writes_what_moodle_imports() -> None:
    entries = (mcq_entry(answer="So: <b>"), open_entry(stem="Why?", status="retired"))
    root = xml.parsed(moodle_xml.write(Bank(entries)).data)
    choice, essay = (one for one in root if one.get("type") != "category")
    paths = [one.findtext("category/text") for one in root if one.get("type") == "category"]
    assert paths == ["$course$/top/Basic/python", "$course$/top/Advanced/python"]
    assert [answer.get("fraction") for answer in choice.iterfind("answer")] == ["50", "-100", "50"]
    assert (choice.findtext("single"), choice.findtext("generalfeedback/text")) == (
        *("false", "So: <b>"),
    )
    assert choice.findtext("idnumber") == UIDS[1]
    assert "level:basic" in [tag.text for tag in choice.iterfind("tags/tag/text")]
    assert (essay.findtext("hidden"), essay.get("type")) == ("1", "essay")
    graded = essay.findtext("graderinfo/text") or ""
    assert "### What to look for\n\n- Names the *empty* list\n- Knows `sum`" in graded
    assert not essay.findtext("generalfeedback/text")
    assert {e.get("format") for e in root.iter("questiontext")} == {"markdown"}


@given(banks)
@settings(max_examples=40, deadline=None)
def test_the_second_round_trip_equals_the_first(given_bank: Bank) -> None:
    first = read(moodle_xml.write(given_bank).data)
    assert first.skipped == ()
    assert len(first.entries) == len(given_bank.questions)
    data = moodle_xml.write(bank_of(first)).data
    second = read(data)
    assert bare(second.entries) == bare(first.entries)
    assert moodle_xml.write(bank_of(second)).data == data


def test_a_round_trip_keeps_all_but_what_the_losses_tell() -> None:
    choice = mcq_entry(red_flags=("Guesses",), roles=("designer",))
    done = moodle_xml.write(bank(open_entry(), choice))
    told = {loss.field: loss.questions for loss in done.losses}
    assert told == {"red_flags": 1, "skills": 2, "roles": 2, "source": 1}
    kept = (open_entry(), replace(choice, red_flags=()))
    assert bare(read(done.data).entries) == kept


def test_is_known_by_its_content() -> None:
    data = moodle_xml.write(bank()).data
    for known in (
        data,
        b"\xef\xbb\xbf" + data,
        b"<!-- a --><quiz/>",
        data.decode().encode("utf-16"),
    ):
        assert recognised(known, "list.txt") is QUESTION_FORMATS["moodle_xml"]
    for other in (b"", b"<html><quiz>", b"<quizzes/>", b"\x00", b"<quiz"):
        assert moodle_xml.recognise(other, "list.xml") == 0


_pieces = st.sampled_from(
    [
        *("<question type='multichoice'>", "<question type='essay'>", "</question>", "<text>"),
        *("</text>", "<answer fraction='1e9'>", "<answer fraction='-'>", "</answer>", "<tags>"),
        *("<questiontext format='html'>", "</questiontext>", "<![CDATA[<b>", "]]>", "&lt;", "x"),
        *("<name>", "</name>", "<graderinfo>", "</graderinfo>", "<single>no</single>", "</tags>"),
    ]
)


_markup = (st.lists(_pieces, max_size=12).map("".join) | st.text()).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)


@given(st.binary() | _markup, st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, is_wrapped: bool) -> None:
    data = b"<quiz>" + data + b"</quiz>" if is_wrapped else data
    moodle_xml.recognise(data, "")
    try:
        moodle_xml.read(data, Hints())
    except Unreadable as refusal:
        assert refusal.message
