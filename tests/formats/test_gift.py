"""GIFT: Moodle's grammar read, a bank written, and what is neither told by name and line."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import QUESTION_FORMATS, gift, recognised
from questions.formats.interchange import Bank, Entry, EntryChoice, Hints, Reading, Unreadable
from tests.formats.question_banks import bank, bank_of, banks, bare, mcq_entry, open_entry


def read(text: str | bytes) -> Reading:
    return gift.read(text if isinstance(text, bytes) else text.encode(), Hints())


def only(text: str) -> Entry:
    reading = read(text)
    assert reading.skipped == ()
    (entry,) = reading.entries
    return entry


def written(*entries: Entry) -> str:
    return gift.write(Bank(entries)).data.decode()


def choices(entry: Entry) -> str:
    """Return an MCQ's choices in short: keys begin with a plus, explanations follow a slash."""
    return " ".join(
        f"{'+' if choice.is_key else '-'}{choice.text}"
        + (f"/{choice.explanation}" if choice.explanation else "")
        for choice in entry.choices
    )


@pytest.mark.parametrize(
    ("text", "stem", "told"),
    [
        # Choices with one right answer, on a line and on several.
        ("Largest planet?{~Mars =Jupiter ~Venus}", "Largest planet?", "-Mars +Jupiter -Venus"),
        ("Largest planet? {\n  ~Mars\n  =Jupiter\n}\n", "Largest planet?", "-Mars +Jupiter"),
        ("\n\nWhich?\r\n{\r\n=a\r\n~b\r\n}\r\n", "Which?", "+a -b"),
        # A name, and a name that never ends.
        ("::Planets::Largest?{~Mars =Jupiter}", "Largest?", "-Mars +Jupiter"),
        ("::Largest: which?{~Mars =Jupiter}", "Largest: which?", "-Mars +Jupiter"),
        ("::Name alone::{=a ~b}", "Name alone", "+a -b"),
        # The missing word.
        (
            "The sea {~sings =rises ~sleeps} at noon.",
            "The sea _____ at noon.",
            "-sings +rises -sleeps",
        ),
        # Weights: several answers, part of the credit, credit taken away.
        (
            "Even?{~%50%two ~%50%four ~%-100%five}",
            "Even?",
            "+two +four -five",
        ),
        ("Even?{~%33.33333%2 ~%33.33333%4 ~%33.33333%6 ~7}", "Even?", "+2 +4 +6 -7"),
        ("Best?{=all ~%50%half ~none}", "Best?", "+all -half -none"),
        ("Either?{=this =that ~none}", "Either?", "+this +that -none"),
        ("Best?{~%100%all ~none}", "Best?", "+all -none"),
        # Feedback.
        ("2+2?{=4#Right, so ~5 # Too many\n}", "2+2?", "+4/Right, so -5/Too many"),
        # Escapes.
        (
            r"Is \{x \= 1\} a \~b \# c\: \\d?{=x \= y#a\#b ~p\:q}",
            "Is {x = 1} a ~b # c: \\d?",
            "+x = y/a#b -p:q",
        ),
        (r"One\ntwo\\n?{=a ~b}", "One  \ntwo\\n?", "+a -b"),
        # Formats of a text, handed on to its answers.
        (
            "[html]<p>Say <b>x</b> &lt; 1</p>{=<code>a_b</code> ~[plain]<i>}",
            "Say **x** < 1",
            "+`a_b` -<i>",
        ),
        ("[markdown]*One*\n\\ntwo{=`a` ~*b*}", "*One*\n\ntwo", "+`a` -*b*"),
        ("[plain]a *b* <c>{=x ~y}", r"a \*b\* <c>", "+x -y"),
        ("[moodle]a<br>b\nc{=x ~y}", "a  \nb  \nc", "+x -y"),
        ("[odd]a{=x ~y}", "[odd]a", "+x -y"),
        # True and false.
        ("Ice floats.{T}", "Ice floats.", "+True -False"),
        (
            "Ice sinks.{FALSE#It does not.#Just so.}",
            "Ice sinks.",
            "-True/It does not. +False/Just so.",
        ),
        ("Ice floats.{TRUE#No#Yes####Density}", "Ice floats.", "+True/Yes -False/No"),
        # Comments, before and within.
        ("// first\nA?{\n// inner\n=a\n~b}", "A?", "+a -b"),
    ],
)
def test_choice_questions_of_the_documented_grammar(text: str, stem: str, told: str) -> None:
    entry = only(text)
    assert (entry.type, entry.stem, choices(entry)) == ("mcq", stem, told)
    assert entry.flags in ((), ("partial_credit",))
    assert ("partial_credit" in entry.flags) == ("half" in told)


def test_an_essay_has_its_general_feedback_as_answer() -> None:
    assert only("Tell of a failure. {}").flags == ("no_answer",)
    told = only("[markdown]Tell.{####[html]<p>One that <i>taught</i>.</p>}")
    assert (told.type, told.answer, told.flags) == ("open", "One that *taught*.", ())
    assert only("Which?{=a ~b####Because.}").answer == "Because."


def test_categories_tell_level_skill_and_role() -> None:
    text = """$CATEGORY: $course$/top/Default for C1/Programming/Basic/Python

    A?{=a ~b}

    $CATEGORY: Role: Designer/level=expert/TCP//IP
    B?{=a ~b}

    // [id:q7] [tag:advanced] [tag:week \\] 3] [tag:minutes:4]
    // [tag:skill:go] [tag:role:builder]
    C?{=a ~b}

    // [tag:loops] [tag:skill:] [tag:open
    D?{=a ~b}
    """
    told = [(e.level, e.skills, e.roles, e.line) for e in read(text).entries]
    assert told == [
        ("basic", ("Python",), (), 3),
        ("expert", ("TCP/IP",), ("Designer",), 6),
        ("advanced", ("go",), ("builder",), 10),
        ("expert", ("TCP/IP", "loops", "skill:"), ("Designer",), 13),
    ]
    entry = read(text).entries[2]
    assert (entry.uid, entry.source_ref, entry.minutes) == ("", "q7", 4)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Good one.{=a ~b}\n\n\n::Year::When?{#1822:5}", 4, "“Year”: It is a numerical question"),
        ("Match.{=cat -> mouse =dog -> bone}", 1, "a matching question"),
        ("Who?{=Ada =Grace}", 1, "a short-answer question"),
        ("// note\n\nRead this first.", 3, "it is a description"),
        ("Which?{=a\n\n~b}", 1, "Its braces do not match"),
        ("Which?{=a ~b}\nNext?{=c ~d}", 1, "Part questions by a blank line"),
        ("Which? } {=a ~b}", 1, "Its braces do not match"),
        ("Which?{maybe ~a =b}", 1, "before the first choice"),
        ("Which?{~a ~ ~}", 1, "at least two choices"),
        ("{=a ~b}", 1, "It has no text"),
        ("Which?{=a" + "~b" * 200 + "}", 1, "more than 100 choices"),
        ("x" * 1_000_001 + "{=a ~b}", 1, "longer than 1,000,000 characters"),
    ],
)
def test_what_is_not_taken_is_told_by_name_and_line(text: str, line: int, said: str) -> None:
    first = read(text).skipped[0]
    assert first.line == line
    assert said in first.reason
    assert first.excerpt


def test_says_what_was_read_otherwise() -> None:
    assert read("A.{T}\n\nB.{F}").notes == (
        "2 true/false questions were taken as MCQs with the choices True and False.",
    )
    assert only("Which?{~a ~b}").flags == ("no_key",)
    assert only("[html]<img src='@@PLUGINFILE@@/x.png' alt='Plot'> Which?{=a ~b}").flags == (
        "pictures",
    )


def test_writes_what_moodle_imports() -> None:
    choices_ = (
        EntryChoice("`{a: 1}`", True, "So = it"),
        EntryChoice("%5% [b]"),
        EntryChoice("[html] c"),
    )
    text = written(
        mcq_entry(stem="Which\none?", choices=choices_, answer="Because #1.", uid="u]1"),
        open_entry(skills=("a/b",), roles=(), source="", answer=""),
    )
    assert text.startswith(
        "$CATEGORY: $course$/top/Basic/python\n\n"
        "// [id:u\\]1] [tag:type:mcq] [tag:level:basic] [tag:status:draft] [tag:minutes:1]"
        " [tag:skill:python]\n"
        "::Which one?::[markdown]Which\\none?{\n"
        "\t=`\\{a\\: 1\\}`#So \\= it\n"
        "\t~[markdown]%5% [b]\n"
        "\t~[markdown][html] c\n"
        "\t####Because \\#1.\n"
        "}\n\n"
        "$CATEGORY: $course$/top/Advanced/a//b\n\n"
    )
    assert "(rows)  \\# a < b\\n```{}" in text.replace("sum", "")


@pytest.mark.parametrize(
    ("keys", "wrong", "marks"),
    [
        (1, 2, "= ~ ~"),
        (2, 1, "~%50% ~%50% ~%-100%"),
        (3, 3, "~%33.33333% " * 3 + "~%-33.33333% " * 3),
        (0, 2, "~ ~"),
        (11, 1, "~%10% " * 9 + "~%5% " * 2 + "~%-100%"),
    ],
)
def test_keys_share_the_credit_in_fractions_that_moodle_knows(
    keys: int, wrong: int, marks: str
) -> None:
    found = tuple(EntryChoice("x", place < keys) for place in range(keys + wrong))
    lines = written(mcq_entry(choices=found)).split("\n")
    told = [line.strip().removesuffix("x") for line in lines if line.startswith("\t")]
    assert sorted(told) == sorted(marks.split())
    assert [one.is_key for one in only(written(mcq_entry(choices=found))).choices] == [
        one.is_key for one in found
    ]


@given(banks)
@settings(max_examples=60, deadline=None)
def test_the_second_round_trip_equals_the_first(given_bank: Bank) -> None:
    first = read(gift.write(given_bank).data)
    assert first.skipped == ()
    assert len(first.entries) == len(given_bank.questions)
    data = gift.write(bank_of(first)).data
    second = read(data)
    assert bare(second.entries) == bare(first.entries)
    assert gift.write(bank_of(second)).data == data


def test_a_round_trip_keeps_all_but_what_the_losses_tell() -> None:
    given_bank = bank()
    done = gift.write(given_bank)
    told = {loss.field for loss in done.losses}
    assert told == {
        *("look_for", "red_flags", "follow_ups", "references", "rubric"),
        *("skills", "roles", "source"),
    }
    empty: dict[str, Any] = dict.fromkeys(("look_for", "red_flags", "follow_ups", "references"), ())
    empty["rubric"] = {}
    kept = tuple(replace(entry, **empty) for entry in given_bank.questions)
    assert bare(read(done.data).entries) == kept


def test_losses_tell_of_choices_that_moodle_refuses() -> None:
    one, two = EntryChoice("a", True), EntryChoice("b")
    losses = gift.write(
        Bank(
            (
                mcq_entry(choices=(one,)),
                mcq_entry(choices=()),
                mcq_entry(choices=(two, two)),
                mcq_entry(choices=(one, two, EntryChoice(" "))),
            )
        )
    ).losses
    assert [(loss.field, loss.questions) for loss in losses] == [
        *(("choices", 1), ("choices", 1), ("keys", 1)),
    ]
    bare_mcq = only(written(mcq_entry(choices=())))
    assert (bare_mcq.type, bare_mcq.flags) == ("mcq", ("no_choices",))


def test_is_known_by_its_content() -> None:
    for data in (gift.write(bank()).data, b"Which?{=a ~b}", b"::x::Is it?{T}", b"Why?\n{}\n"):
        assert recognised(data, "list.txt") is QUESTION_FORMATS["gift"]
    for data in (b"", b'{"a": 1}', b"a { color: red }", b"# Why?\n\nSo.", b"\x89PNG\r\n{=a~b}"):
        assert gift.recognise(data, "list.txt") == 0


def test_a_list_with_braces_of_code_is_not_taken_for_it() -> None:
    asked = [f"{n}. What is a{n}?\n   - a) f() {{}}\n   - b) **f{n}**\n" for n in range(1, 3)]
    asked += [f"{n}. What is b{n}?\n   - a) **g**\n   - b) h{n}\n" for n in range(3, 9)]
    data = "\n".join(asked).encode()

    assert gift.recognise(data, "list.txt") == 0
    found = recognised(data, "list.txt")
    assert found
    assert found.read
    assert len(found.read(data, Hints("list.txt")).entries) == 8


@given(
    st.binary()
    | (st.text(st.sampled_from("{}=~#%:\\/[]-> \nTabc50$")) | st.text()).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    gift.recognise(data, "")
    try:
        gift.read(data, Hints())
    except Unreadable as refusal:
        assert refusal.message
