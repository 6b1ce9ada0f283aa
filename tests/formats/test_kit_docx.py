"""DOCX: real styles, lists that count anew, code as typed, and a title in the right place."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from questions.formats import kit_docx
from questions.formats.documents import KitDocument, RichText, SectionDocument
from questions.formats.wording import ANSWER_LINES
from tests.formats.base import CODE, blocks, kit, open_item


def read(document: KitDocument | None = None) -> WordDocument:
    return Document(io.BytesIO(kit_docx.write(document or kit())))


def read_answer(markdown: str) -> WordDocument:
    item = open_item(stem=blocks(markdown), guidance=None, note="", skills=())
    return read(kit(SectionDocument("Core", None, (item,))).for_candidate())


def styled(document: WordDocument, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style and p.style.name == style]


def numbers(paragraph: Paragraph) -> list[str]:
    return [str(found) for found in paragraph._p.xpath("w:pPr/w:numPr/w:numId/@w:val")]


def test_styles_say_what_a_paragraph_is() -> None:
    found = read()
    assert styled(found, "Title") == ["Second round"]
    assert styled(found, "Heading 1") == ["Core (20 min)", "End"]
    assert styled(found, "Heading 2") == ["Question 1", "Question 2"]
    assert styled(found, "Stem") == ["How do you add up rows?", "Which one?"]
    assert styled(found, "Heading 3")[:2] == ["Model answer", "What to look for"]
    assert styled(found, "Heading 5") == ["Why"]
    assert styled(found, "List Bullet")[0] == "Names the empty list"
    assert styled(found, "List Number") == ["First", "Second", "Anew"]
    assert styled(found, "List Bullet 2") == ["nested one", "nested two"]
    assert styled(found, "Quote") == ["Quoted"]
    assert styled(found, "Choice") == ["A.\tSoftmax, p  ✓ Key", "B.\tTanh & co  Distractor"]
    assert styled(found, "Explanation") == ["It sums to one.", "It is signed."]


def test_code_is_kept_to_the_character() -> None:
    found = read()
    assert styled(found, "Code") == [CODE, CODE]
    (code, *_) = (p for p in found.paragraphs if p.style and p.style.name == "Code")
    coloured = [run.text for run in code.runs if run.font.color.rgb is not None]
    assert {"def", "return"} <= set(coloured)
    assert found.styles["Code"].font.name == "Consolas"


def test_tabs_and_blank_lines_are_kept() -> None:
    typed = "\n\n\tif a:\n\n\t\tb   =  1\n\n  "
    stem = RichText(typed, f"<pre class='highlight'><code>{typed}\n</code></pre>")
    found = read(kit(SectionDocument("Core", None, (open_item(stem=stem, guidance=None),))))
    assert styled(found, "Code") == [typed]


def test_emphasis_code_and_links_are_kept() -> None:
    found = read()
    (paragraph,) = (p for p in found.paragraphs if p.text.startswith("Sum them with"))
    assert [run.text for run in paragraph.runs if run.bold] == ["care"]
    assert [run.text for run in paragraph.runs if run.italic] == ["thought"]
    assert [r.text for r in paragraph.runs if r.style and r.style.name == "Inline Code"] == [
        "sum(rows)"
    ]
    (linked,) = (p for p in found.paragraphs if p.hyperlinks)
    assert linked.text == "See the manual."
    assert linked.hyperlinks[0].address == "https://example.org/a?b=1&c=2"


def test_numbered_lists_begin_anew() -> None:
    listed = [p for p in read().paragraphs if p.style and p.style.name == "List Number"]
    first, second, anew = (numbers(paragraph) for paragraph in listed)
    assert first == second != anew


def test_a_list_begins_where_it_was_told() -> None:
    found = read_answer("3. Three\n4. Four")
    (first, _) = (p for p in found.paragraphs if p.style and p.style.name == "List Number")
    (start,) = found.part.numbering_part.element.xpath(
        f"w:num[@w:numId='{numbers(first)[0]}']//w:startOverride/@w:val"
    )
    assert start == "3"


def test_what_follows_in_a_list_item_stands_below_it() -> None:
    found = read_answer("1. One\n\n    More\n\n    ```\n    code\n    ```\n\n2. Two")
    styles = [(p.style.name, p.text) for p in found.paragraphs if p.style and p.text][-5:]
    assert styles == [
        ("Heading 2", "Question 1"),
        ("List Number", "One"),
        ("List Continue", "More"),
        ("Code", "code"),
        ("List Number", "Two"),
    ]


def test_tables_keep_their_cells() -> None:
    case, rubric = read().tables
    assert [[cell.text for cell in row.cells] for row in case.rows] == [
        ["Case", "Result"],
        ["none", "0"],
        ["a | b", "1"],
    ]
    assert [[cell.text for cell in row.cells] for row in rubric.rows][1:] == [
        ["1", "Guesses"],
        ["3", "Sums"],
        ["5", "Sums and tests"],
    ]
    for table in (case, rubric):
        assert table.style is not None
        assert table.style.name == "Table Grid"
        assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")


def test_head_foot_and_properties() -> None:
    found = read()
    (section,) = found.sections
    assert section.header.paragraphs[0].text.startswith("Second round – Ada Obi")
    fields = section.footer._element.xpath(".//w:fldSimple/@w:instr")
    assert fields == ["PAGE", "NUMPAGES"]
    properties = found.core_properties
    assert (properties.title, properties.language) == ("Second round", "en")
    assert (properties.author, properties.comments, properties.last_modified_by) == ("", "", "")


def test_elements_stand_in_the_order_that_word_asks_for() -> None:
    """Word calls a file damaged when the properties of a paragraph are in another order."""
    order = [
        *("pStyle", "keepNext", "keepLines", "numPr", "pBdr", "shd", "tabs", "spacing", "ind"),
        *("contextualSpacing", "jc", "outlineLvl", "rPr"),
    ]
    with zipfile.ZipFile(io.BytesIO(kit_docx.write(kit()))) as archive:
        parts = [archive.read(name).decode() for name in ("word/document.xml", "word/styles.xml")]
    groups = [group for part in parts for group in re.findall(r"<w:pPr>(.*?)</w:pPr>", part, re.S)]
    assert len(groups) > 50
    for group in groups:
        names = [n for n in re.findall(r"<w:(\w+)[ />]", group) if n in order]
        assert names == sorted(names, key=order.index)


@pytest.mark.parametrize(
    "href", ["http://[", "javascript:alert(1)", "http://a b", "mailto:", "http://ü", "x" * 3000]
)
def test_what_is_no_link_is_its_text(href: str) -> None:
    stem = RichText("x", f'<p>See <a href="{href}">this</a> page</p>')
    found = read(kit(SectionDocument("Core", None, (open_item(stem=stem, guidance=None),))))
    assert styled(found, "Stem") == ["See this page"]
    assert not any(p.hyperlinks for p in found.paragraphs)


def test_a_candidate_gets_ruled_lines() -> None:
    found = read(kit().for_candidate())
    assert len(styled(found, "Ruled Line")) == ANSWER_LINES
    assert qn("w:tbl") not in {element.tag for element in found.element.body}
