"""Word documents: headings, Word's own lists, code by its font, tables; and files that are none."""

import io
import zipfile

import pytest
from docx import Document

from questions.formats.document import read_docx
from questions.formats.interchange import Entry, Hints, Unreadable


def entries(document: object) -> tuple[Entry, ...]:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]  # python-docx names its class like its factory
    return read_docx(file.getvalue(), Hints("list.docx")).entries


def test_numbered_paragraphs_are_questions_and_what_follows_each_its_answer() -> None:
    document = Document()
    document.add_heading("Nursing interview", 0)
    document.add_heading("Basic questions", 1)
    document.add_paragraph("How do you take a pulse?", style="List Number")
    document.add_paragraph("With two fingers at the wrist.")
    document.add_paragraph("What is a usual pulse?", style="List Number")
    document.add_paragraph("Sixty to a hundred,")
    document.add_paragraph("at rest", style="List Bullet")

    found = entries(document)

    assert [(one.stem, one.level, one.place, one.line) for one in found] == [
        ("How do you take a pulse?", "basic", "question 1", None),
        ("What is a usual pulse?", "basic", "question 2", None),
    ]
    assert found[0].answer == "With two fingers at the wrist."
    assert found[1].answer == "Sixty to a hundred,\n\n- at rest"


def test_headings_are_questions_and_fonts_of_code_make_code() -> None:
    document = Document()
    document.add_heading("Senior questions", 1)
    document.add_heading("How do you hand over a shift?", 2)
    paragraph = document.add_paragraph("By ")
    paragraph.add_run("sbar()").font.name = "Consolas"
    for line in ("first = 1", "second = 2"):
        document.add_paragraph().add_run(line).font.name = "Courier New"
    document.add_heading("Why wash hands twice?", 2)
    document.add_paragraph("For the patient, then for yourself.")
    document.add_paragraph().add_run("Which of these is sterile?").bold = True
    for line in ("A) Tap water", "B) A sealed swab", "Answer: B"):
        document.add_paragraph(line)

    found = entries(document)

    assert found[0].answer == "By `sbar()`\n\n```\nfirst = 1\nsecond = 2\n```"
    assert [one.stem for one in found] == [
        "How do you hand over a shift?",
        "Why wash hands twice?",
        "Which of these is sterile?",
    ]
    assert {one.level for one in found} == {"advanced"}
    assert [choice.is_key for choice in found[2].choices] == [False, True]


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an archive",
        packed(mimetype=b"text"),
        packed(word__document_xml=b"<broken"),
        packed(word__document_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        packed(word__document_xml=b"<a>" * 50_000 + b"</a>" * 50_000),
    ],
)
def test_what_is_no_word_document_is_refused_readably(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_docx(data, Hints("list.docx"))
