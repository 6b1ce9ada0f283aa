"""Items of other programs: what is asked, which choice is right, and what is said of it."""

from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import recognised
from questions.formats.interchange import Entry, EntryChoice, Hints, Reading, Unreadable
from questions.formats.qti import read
from tests.formats.qti_samples import ITEM3, MATCH, QTI22, choices, item21, right


def reading(xml: str) -> Reading:
    return read(xml.encode(), Hints())


def entry(xml: str) -> Entry:
    found = reading(xml)
    assert found.skipped == ()
    assert len(found.entries) == 1
    return found.entries[0]


def reason(xml: str) -> str:
    found = reading(xml)
    assert found.entries == ()
    assert len(found.skipped) == 1
    return found.skipped[0].reason


def keys(found: Entry) -> list[str]:
    return [choice.text for choice in found.choices if choice.is_key]


def test_reads_a_choice_of_one() -> None:
    shown = "<p>Look at <code>x &lt; y</code>.</p>"
    template = f'<responseProcessing template="{MATCH}"/>'
    found = entry(item21(right("C2"), shown + choices("a", "b", prompt="Which?"), template))
    assert (found.type, found.stem) == ("mcq", "Look at `x < y`.\n\nWhich?")
    assert found.choices == (EntryChoice("a"), EntryChoice("b", is_key=True))
    assert (found.uid, found.source_ref, found.line) == ("", "foreign-1", 2)
    assert found.flags == ()


def test_reads_version_3_with_any_number_of_choices() -> None:
    found = entry(ITEM3)
    assert found.stem == "Take your time.\n\nWhich are **mutable**?"
    assert found.choices == (
        EntryChoice("list", is_key=True, explanation="It grows."),
        EntryChoice("`tuple`"),
        EntryChoice("dict", is_key=True),
    )
    assert found.answer == "Lists and dicts."


def test_says_which_version_it_read() -> None:
    assert reading(ITEM3).notes == ("This is QTI 3.0.",)
    item = item21(right("C1"), choices("a", prompt="Which?"), namespace=QTI22)
    assert reading(item).notes == ("This is QTI 2.2.",)


def test_takes_the_key_from_a_mapping() -> None:
    mapping = """<responseDeclaration identifier="RESPONSE" cardinality="multiple"
        baseType="identifier"><mapping defaultValue="-1"><mapEntry mapKey="C1" mappedValue="1"/>
        <mapEntry mapKey="C2" mappedValue="-0.5"/><mapEntry mapKey="C3" mappedValue="0.5"/>
        </mapping></responseDeclaration>"""
    asked = choices("a", "b", "c", prompt="Which?", most=0)
    assert keys(entry(item21(mapping, asked))) == ["a", "c"]


BARE = '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"/>'


def rule(condition: str, *sets: tuple[str, str]) -> str:
    outcomes = "".join(
        f'<setOutcomeValue identifier="{name}"><baseValue baseType="float">{value}</baseValue>'
        "</setOutcomeValue>"
        for name, value in sets
    )
    return f"<responseIf>{condition}{outcomes}</responseIf>"


def is_choice(name: str) -> str:
    response = '<variable identifier="RESPONSE"/>'
    return f'<match>{response}<baseValue baseType="identifier">{name}</baseValue></match>'


def test_takes_the_key_and_feedback_from_rules() -> None:
    rules = [
        rule(is_choice("C1"), ("SCORE", "0"), ("FEEDBACK", "no")),
        rule(is_choice("C2"), ("SCORE", "1"), ("FEEDBACK", "yes")),
        rule(f"<not>{is_choice('C3')}</not>", ("SCORE", "1")),
    ]
    conditions = "".join(f"<responseCondition>{one}</responseCondition>" for one in rules)
    feedback = "".join(
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show">'
        f"<p>{text}</p></modalFeedback>"
        for name, text in (("yes", "Well done."), ("no", "Look again."))
    )
    after = f"<responseProcessing>{conditions}</responseProcessing>{feedback}"
    found = entry(item21(BARE, choices("a", "b", "c", prompt="Which?"), after))
    assert keys(found) == ["b"]
    explanations = [choice.explanation for choice in found.choices]
    assert explanations == ["Look again.", "Well done.", ""]
    assert found.answer == ""


def test_takes_feedback_by_the_name_of_a_choice() -> None:
    feedback = (
        '<modalFeedback outcomeIdentifier="F" identifier="C1" showHide="show">Yes.</modalFeedback>'
    )
    found = entry(item21(right("C1"), choices("a", "b", prompt="Which?"), feedback))
    assert [choice.explanation for choice in found.choices] == ["Yes.", ""]


def test_takes_feedback_on_the_whole_for_the_answer() -> None:
    feedback = (
        '<modalFeedback outcomeIdentifier="F" identifier="all" showHide="show">So.</modalFeedback>'
    )
    assert entry(item21(right("C1"), choices("a", "b", prompt="Which?"), feedback)).answer == "So."


def test_leaves_out_what_a_wrong_answer_is_told() -> None:
    told = "".join(
        f'<modalFeedback outcomeIdentifier="F" identifier="{name}" showHide="show">{name}'
        "</modalFeedback>"
        for name in ("right", "wrong")
    )
    response = '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/>'
    rules = rule(f"<match>{response}</match>", ("SCORE", "1"), ("F", "right"))
    rules += rule("", ("F", "wrong")).replace("responseIf", "responseElse")
    after = f"<responseProcessing><responseCondition>{rules}</responseCondition>"
    item = item21(
        right("C1"), choices("a", "b", prompt="Which?"), f"{after}</responseProcessing>{told}"
    )
    assert entry(item).answer == "right"


def test_flags_what_is_missing() -> None:
    assert entry(item21(BARE, choices("a", "b", prompt="Which?"))).flags == ("no_key",)
    text = '<p>Why?</p><extendedTextInteraction responseIdentifier="RESPONSE"/>'
    assert entry(item21("", text)).flags == ("no_answer",)


def test_flags_pictures_and_keeps_their_words() -> None:
    shown = '<p>See <img src="plot.png" alt="a plot"/>.</p>'
    found = entry(item21(right("C1"), shown + choices("a", "b", prompt="Which?")))
    assert found.flags == ("pictures",)
    assert "a plot" in found.stem
    assert "plot.png" not in found.stem


OPEN = """<p>Explain <em>it</em>.</p><ul><li>one</li><li>two</li></ul>
<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="5"/>"""


def test_reads_an_open_question_with_its_answer_for_scorers() -> None:
    rubric = '<rubricBlock view="scorer"><p>Because.</p><pre>x = 1\ny</pre></rubricBlock>'
    found = entry(item21("", OPEN + rubric))
    assert (found.type, found.stem) == ("open", "Explain *it*.\n\n- one\n- two")
    assert found.answer == "Because.\n\n```\nx = 1\ny\n```"
    assert found.flags == ()


def test_reads_the_prompt_of_an_open_question() -> None:
    asked = '<extendedTextInteraction responseIdentifier="R"><prompt>Why?</prompt>'
    assert entry(item21("", f"<p>See.</p>{asked}</extendedTextInteraction>")).stem == "See.\n\nWhy?"


def test_leaves_out_what_is_for_others() -> None:
    for attributes in ('view="proctor"', 'view="tutor" use="instructions"'):
        rubric = f"<rubricBlock {attributes}><p>Open the door.</p></rubricBlock>"
        assert "door" not in str(entry(item21("", OPEN + rubric)))


def test_takes_a_declared_text_for_the_answer() -> None:
    declared = """<responseDeclaration identifier="RESPONSE" cardinality="single"
        baseType="string"><correctResponse><value>It is so.</value></correctResponse>
        </responseDeclaration>"""
    assert entry(item21(declared, OPEN)).answer == "It is so."


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("orderInteraction", "order"),
        ("graphicGapMatchInteraction", "graphic gap match"),
        ("qti-inline-choice-interaction", "inline choice"),
        ("textEntryInteraction", "text entry"),
        ("customInteraction", "custom"),
    ],
)
def test_names_interactions_that_are_not_read(name: str, called: str) -> None:
    body = f'<p>Sort.</p><{name} responseIdentifier="RESPONSE"/>'
    assert reason(item21("", body)) == (
        f"Its interaction is “{called}”; choice and extended text are read."
    )


def test_says_why_an_item_is_none() -> None:
    two = choices("a", prompt="Which?") + OPEN
    assert "2 things at once (choice, extended text)" in reason(item21("", two))
    assert "asks nothing" in reason(item21("", "<p>Read this.</p>"))
    assert "asks nothing" in reason('<assessmentItem xmlns="urn:x"/>')
    assert "no text" in reason(item21("", choices("a", "b")))
    template = "<templateProcessing/>"
    assert "by a template" in reason(item21(template, choices("a", prompt="{x}?")))


def test_reads_several_items_of_one_file() -> None:
    one = item21(right("C1"), choices("a", "b", prompt="Which?")).partition("?>")[2]
    found = reading(f"<items>\n{one}\n{one}</items>")
    assert [one.line for one in found.entries] == [3, 12]


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<questestinterop/>", "This is QTI 1"),
        ("<assessmentTest/>", "give the package"),
        ("<html/>", "no assessment item"),
        ("<assessmentItem>", "not well-formed XML"),
        ("What?", "not well-formed XML"),
    ],
)
def test_refuses_other_files(xml: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read(xml.encode(), Hints())


@pytest.mark.parametrize(
    ("xml", "name"), [(ITEM3, "qti3"), (item21("", OPEN), "qti21"), ("<questestinterop>", "qti21")]
)
def test_recognises_items(xml: str, name: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        found = recognised(xml.encode(encoding), "a.xml")
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize(
    ("xhtml", "markdown"),
    [
        ("a <code>b</code>, <b>c d</b>e", "a `b`, **c d**e"),
        ("<p>one\n two</p><p>2 *3* 4</p>", "one two\n\n2 \\*3\\* 4"),
        ("<p>- no list</p>", "\\- no list"),
        ("<p><b>a</b><i>b</i></p>", "**a***b*"),
        ("<p>a<br/>b</p>", "a  \nb"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<p>x</p>tail", "x\n\ntail"),
        ("<p><a href='https://a.b/c'>d</a></p>", "[d](https://a.b/c)"),
        ("<p><code>a `b`</code></p>", "`` a `b` ``"),
    ],
)
def test_reads_the_markup_of_a_text(xhtml: str, markdown: str) -> None:
    found = entry(item21(right("C1"), choices(xhtml, "b", prompt="Which?")))
    assert found.choices[0].text == markdown


def _empty(element: Element) -> None:
    element.clear()


def _without_attributes(element: Element) -> None:
    element.attrib.clear()


def _with_odd_values(element: Element) -> None:
    element.attrib = dict.fromkeys(element.attrib, "nan")
    element.text = "1e999"


def _as_another(element: Element) -> None:
    element.tag = "value"


def _said_twice(element: Element) -> None:
    element.extend(list(element))


@given(
    st.sampled_from([ITEM3, item21(right("C1"), OPEN + choices("a", prompt="Which?"))]),
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.sampled_from(
                [_empty, _without_attributes, _with_odd_values, _as_another, _said_twice]
            ),
        ),
        max_size=4,
    ),
)
@settings(max_examples=100, deadline=None)
def test_broken_items_are_read_or_refused(
    xml: str, changes: list[tuple[int, Callable[[Element], None]]]
) -> None:
    root = ElementTree.XML(xml.partition("?>")[2])
    for number, change in changes:
        parts = list(root.iter())
        change(parts[number % len(parts)])
    try:
        found = read(ElementTree.tostring(root), Hints())
    except Unreadable:
        return
    assert all(one.stem for one in found.entries)
    assert all(one.reason for one in found.skipped)
