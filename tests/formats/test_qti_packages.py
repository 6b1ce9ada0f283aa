"""QTI packages: what other programs pack, and what we pack and read back."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from questions.formats import KIT_FORMATS, recognised
from questions.formats.interchange import (
    Bank,
    Entry,
    EntryChoice,
    Hints,
    Loss,
    QuestionFormat,
    Unreadable,
    Written,
)
from questions.formats.qti import QTI3, QTI21, read, write_qti3, write_qti21
from questions.formats.text import cleaned, printable
from tests.formats.base import kit
from tests.formats.qti_samples import ITEM3, choices, item21, manifest, package, resource, right
from tests.formats.question_banks import bank, bare, entries, mcq_entry, open_entry

ITEM = item21(right("C1"), choices("a", "b", prompt="Which?"))
CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"


def parts(written: Written) -> dict[str, ElementTree.Element]:
    """Return a package's documents by the names of their files."""
    with zipfile.ZipFile(io.BytesIO(written.data)) as packed:
        return {name: ElementTree.XML(packed.read(name)) for name in packed.namelist()}


# What other programs pack


def test_reads_items_in_the_order_of_the_manifest() -> None:
    files = {"b/2.xml": ITEM3, "a 1.xml": ITEM}
    listed = [resource("a%201.xml"), resource("./b/2.xml"), resource("x.css", "webcontent")]
    found = read(package(files | {"imsmanifest.xml": manifest(*listed)}), Hints())
    assert [one.place for one in found.entries] == ["a 1.xml", "b/2.xml"]
    assert found.skipped == ()
    assert found.notes == ("This is QTI 2.1.",)


def test_reads_items_in_the_order_of_a_test() -> None:
    test = """<assessmentTest><testPart><assessmentSection>
        <assessmentItemRef href="../items/2.xml"/><assessmentItemRef href="../items/3.xml"/>
        <assessmentSectionRef href="more.xml"/></assessmentSection></testPart></assessmentTest>"""
    more = '<assessmentSection><assessmentItemRef href="../items/1.xml"/></assessmentSection>'
    files = {f"items/{n}.xml": ITEM for n in (1, 2, 3)}
    files |= {"tests/test.xml": test, "tests/more.xml": more}
    listed = [resource("tests/test.xml", "imsqti_test_xmlv2p1")]
    listed += [resource(f"items/{n}.xml") for n in (1, 2)]
    found = read(package(files | {"imsmanifest.xml": manifest(*listed)}), Hints())
    places = [one.place for one in found.entries]
    assert places == ["items/2.xml", "items/3.xml", "items/1.xml"]


def test_reads_a_package_in_a_folder() -> None:
    files = {"exam/imsmanifest.xml": manifest(resource("q.xml")), "exam/q.xml": ITEM}
    found = read(package(files | {"__MACOSX/exam/._q.xml": "\x00"}), Hints())
    assert [one.place for one in found.entries] == ["exam/q.xml"]


def test_reads_item_files_without_a_manifest() -> None:
    found = read(package({"q.xml": ITEM, "style.xml": "<style/>"}), Hints())
    assert len(found.entries) == 1
    assert found.skipped == ()
    assert "no imsmanifest.xml" in found.notes[0]


def test_says_which_files_could_not_be_read() -> None:
    listed = [
        resource(name) for name in ("good.xml", "broken.xml", "away.xml", "../up.xml", "n.xml")
    ]
    files = {"good.xml": ITEM, "broken.xml": "<assessmentItem>", "n.xml": "<notes/>"}
    found = read(package(files | {"imsmanifest.xml": manifest(*listed)}), Hints())
    assert len(found.entries) == 1
    assert [(one.place, one.reason) for one in found.skipped] == [
        ("broken.xml", "The file is not well-formed XML: no element found in line 1."),
        ("away.xml", "The archive lacks the file “away.xml”."),
        ("../up.xml", "The archive lacks the file “../up.xml”."),
        ("n.xml", "The file holds no item."),
    ]


METADATA = """<imsmd:lom xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_v1p2">
<imsmd:general><imsmd:identifier>x</imsmd:identifier>
<imsmd:keyword><imsmd:langstring xml:lang="en">Python</imsmd:langstring></imsmd:keyword>
<imsmd:keyword><imsmd:langstring>Testing</imsmd:langstring></imsmd:keyword></imsmd:general>
<imsmd:lifecycle><imsmd:status><imsmd:value>final</imsmd:value></imsmd:status></imsmd:lifecycle>
<imsmd:educational><imsmd:difficulty><imsmd:source>LOMv1.0</imsmd:source>
<imsmd:value><imsmd:langstring>very easy</imsmd:langstring></imsmd:value></imsmd:difficulty>
<imsmd:typicallearningtime><imsmd:datetime>PT1H90S</imsmd:datetime></imsmd:typicallearningtime>
</imsmd:educational></imsmd:lom>"""


def test_reads_the_metadata_of_other_programs() -> None:
    files = {"q.xml": ITEM, "imsmanifest.xml": manifest(resource("q.xml", metadata=METADATA))}
    (found,) = read(package(files), Hints()).entries
    assert (found.level, found.minutes, found.skills) == ("basic", 62, ("Python", "Testing"))
    assert (found.uid, found.status) == ("", "")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"imsmanifest.xml": "<manifest>"}, "The package’s imsmanifest.xml is not well-formed"),
        ({"imsmanifest.xml": manifest()}, "lists no items"),
        ({"imsmanifest.xml": manifest(resource("q.xml", "imsqti_xmlv1p2"))}, "This is QTI 1"),
        ({"notes.txt": "What?"}, "no QTI package"),
        ({"imsmanifest.xml": "<!DOCTYPE a><manifest/>"}, "has a DOCTYPE"),
    ],
)
def test_refuses_packages_that_are_none(files: dict[str, str], message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read(package(files), Hints())


# What we pack


@pytest.mark.parametrize("format_", [QTI3, QTI21])
def test_brings_back_all_but_what_it_says_is_lost(format_: QuestionFormat) -> None:
    assert format_.write is not None
    written = format_.write(bank())
    found = read(written.data, Hints())
    whole = replace(open_entry(), difficulty_adjustment=None)
    assert bare(found.entries) == (whole, mcq_entry())
    assert found.skipped == ()
    assert found.notes == (f"This is {format_.label}.",)
    assert {loss.field for loss in written.losses} == {
        *("difficulty_adjustment", "skills", "roles", "source")
    }


@pytest.mark.parametrize("write", [write_qti3, write_qti21])
def test_writes_the_same_bytes_again(write: Callable[[Bank], Written]) -> None:
    assert write(bank()).data == write(bank()).data


def test_lists_each_item_in_the_manifest() -> None:
    documents = parts(write_qti21(bank()))
    listed = documents.pop("imsmanifest.xml")
    hrefs = [one.get("href") for one in listed.iter(f"{CP}resource")]
    assert hrefs == list(documents)
    assert [one.get("href") for one in listed.iter(f"{CP}file")] == hrefs
    assert {one.get("type") for one in listed.iter(f"{CP}resource")} == {"imsqti_item_xmlv2p1"}
    title = listed.find(".//{http://ltsc.ieee.org/xsd/LOM}title")
    assert title is not None
    assert "".join(title.itertext()) == "Designer questions"
    identifiers = [one.get("identifier") for one in listed.iter(f"{CP}resource")]
    assert len(set(identifiers)) == 2


def test_identifiers_are_the_uids() -> None:
    twice = bank(open_entry(), open_entry(), open_entry(uid=""), open_entry(uid="no/path"))
    documents = parts(write_qti3(twice))
    uid = open_entry().uid
    assert list(documents) == [
        f"items/q-{uid}.xml",
        f"items/q-{uid}_2.xml",
        "items/item-3.xml",
        "items/item-4.xml",
        "imsmanifest.xml",
    ]
    found = read(write_qti3(twice).data, Hints())
    assert [one.uid for one in found.entries] == [uid, uid, "", "no/path"]


def test_knows_its_items_without_their_manifest() -> None:
    with zipfile.ZipFile(io.BytesIO(write_qti3(bank()).data)) as packed:
        (found,) = read(packed.read(packed.namelist()[0]), Hints()).entries
    assert (found.uid, found.source_ref) == (open_entry().uid, "")


@pytest.mark.parametrize(
    ("keys", "cardinality", "most"),
    [(1, "single", "1"), (2, "multiple", "0"), (0, "multiple", "0")],
)
def test_says_how_many_may_be_chosen(keys: int, cardinality: str, most: str) -> None:
    given = tuple(EntryChoice(f"{n}", is_key=n < keys) for n in range(3))
    (item, _) = parts(write_qti21(bank(mcq_entry(choices=given)))).values()
    declared = item.find("{*}responseDeclaration")
    asked = item.find("{*}itemBody/{*}choiceInteraction")
    assert declared is not None
    assert asked is not None
    assert declared.get("cardinality") == cardinality
    assert asked.get("maxChoices") == most
    assert len(declared.findall(".//{*}value")) == keys


def test_tells_what_is_lost_of_an_mcq_without_choices() -> None:
    written = write_qti3(Bank((mcq_entry(choices=()),)))
    reason = "An MCQ without choices is written as a question that is answered in a text."
    assert written.losses == (Loss("choices", reason, 1),)
    (found,) = read(written.data, Hints()).entries
    assert (found.type, found.flags) == ("mcq", ("no_choices",))


def test_what_changed_elsewhere_counts() -> None:
    """Our Markdown lies beside the XHTML, which another program may have edited."""
    with zipfile.ZipFile(io.BytesIO(write_qti21(bank(open_entry(stem="Is *it*?"))).data)) as packed:
        item = packed.read(packed.namelist()[0]).decode()
    (same,) = read(item.encode(), Hints()).entries
    (other,) = read(item.replace("<em>it</em>", "<em>that</em>").encode(), Hints()).entries
    (bolder,) = read(item.replace("<em>it</em>", "<strong>it</strong>").encode(), Hints()).entries
    assert [one.stem for one in (same, other, bolder)] == ["Is *it*?", "Is *that*?", "Is **it**?"]


def test_recognises_packages() -> None:
    found = recognised(write_qti3(bank()).data, "export")
    assert found is QTI3
    assert recognised(package({"a.txt": "a"}), "a.zip") is QTI3


PIECES = [
    *("*", "_", "`", "```\n", "\n\n", "\n", "# ", "- ", "1. ", "> ", "|", "[a](b)", "![a](b)"),
    *(
        "<b>",
        "&amp;",
        "&",
        "]]>",
        "?>",
        "-->",
        "\\",
        "    ",
        "\t",
        "é",
        "\u00a0",
        "\N{GRINNING FACE}",
    ),
    *("word", "two words", "http://a.b", "[x]: y", "|a|b|\n|-|-|\n", '"', "'", "--", "..."),
]
markdown = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)


@given(markdown)
@settings(max_examples=100, deadline=None)
def test_any_markdown_comes_back(text: str) -> None:
    written = write_qti3(bank(open_entry(stem=f"Why? {text}", answer=text)))
    (found,) = read(written.data, Hints()).entries
    assert (found.stem, found.answer) == (f"Why? {text}", text)


def in_xml(found: list[Entry]) -> Bank:
    """Return a bank of the entries, without the characters that XML cannot hold."""
    rubrics = [{name: printable(text) for name, text in one.rubric.items()} for one in found]
    kept = (
        replace(cleaned(one), pending=None, rubric=rubric)
        for one, rubric in zip(found, rubrics, strict=True)
    )
    return Bank(tuple(one for one in kept if one.stem.strip()))


@given(st.lists(entries, max_size=3).map(in_xml), st.sampled_from([QTI3, QTI21]))
@settings(max_examples=40, deadline=None)
def test_a_second_round_trip_equals_the_first(asked: Bank, format_: QuestionFormat) -> None:
    write = format_.write
    assert write is not None
    assume(asked.questions)
    first = read(write(asked).data, Hints())
    again = read(write(Bank(first.entries)).data, Hints())
    assert again == first
    kept = replace(asked.questions[0], difficulty_adjustment=None)
    assert bare(first.entries)[0] == kept


@pytest.mark.parametrize("name", ["qti3", "qti21"])
def test_packs_a_kit(name: str) -> None:
    data = KIT_FORMATS[name].write(kit())
    found = read(data, Hints()).entries
    assert [(one.type, one.uid) for one in found] == [("open", "0831485f"), ("mcq", "")]
    assert found[0].skills == ("Python", "Testing")
    assert [choice.is_key for choice in found[1].choices] == [True, False]
