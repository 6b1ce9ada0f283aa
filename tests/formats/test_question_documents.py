"""Lists of questions as HTML, Word and PDF: grouped by level, with answers, fit to print."""

import io
from dataclasses import replace

import pypdf
import pytest
from docx import Document
from hypothesis import given, settings
from lxml import html

from questions import markup
from questions.formats import (
    QUESTION_FORMATS,
    kit_pdf,
    question_docx,
    question_html,
    question_pdf,
    recognised,
)
from questions.formats.interchange import Bank, Entry, Rendering, Unwritable
from questions.formats.kit_pdf import PdfUnavailable
from questions.formats.question_documents import by_level
from tests.formats.question_banks import bank, banks, fixture_bank, mcq_entry, open_entry

RENDERING = Rendering(markup.render, markup.render_inline)


def rendered(*questions: Entry) -> Bank:
    return replace(bank(*questions), rendering=RENDERING)


def page_of(given_bank: Bank) -> html.HtmlElement:
    return html.document_fromstring(question_html.write(given_bank).data)


def test_questions_are_grouped_by_level_and_numbered_through() -> None:
    questions = [open_entry(stem="a?", level=""), open_entry(stem="b?", level="expert")]
    page = page_of(rendered(*questions, mcq_entry(), open_entry(stem="c?", level="expert")))
    assert page.xpath("//h2/text()") == ["Basic", "Expert", "Without a level"]
    assert page.xpath("//h3/@data-label") == ["1. Which?", "2. b?", "3. c?", "4. a?"]
    assert page.xpath("//dt/text()") == ["Basic", "Expert", "Without a level"]
    assert page.xpath("//dd/text()") == ["1", "2", "1"]


def test_a_page_says_all_of_a_question() -> None:
    page = page_of(rendered())
    assert page.xpath("//h1/text()") == ["Designer questions"]
    assert page.xpath("//p[@class='copy']/text()") == ["With answers: confidential"]
    assert page.xpath("//p[@class='meta']/text()") == [
        *("1 min · Python", "8 min · Python, Tests · for Designer"),
    ]
    assert page.xpath("//li[@class='key']//span[@class='verdict']/text()") == ["✓ Key"] * 2
    assert page.xpath("//h4/text()") == [
        *("Model answer", "What to look for", "Red flags", "Follow-ups", "References", "Rubric"),
    ]
    assert page.xpath("//strong/text()") == ["sum"]
    assert page.xpath("//table//td")[0].text_content() == "1"


def test_without_rendering_texts_stand_as_they_were_typed() -> None:
    page = page_of(bank(open_entry(answer="**a** <b>c</b>")))
    assert "**a** <b>c</b>" in page.text_content()
    assert not page.xpath("//strong | //article//b")


def test_a_page_loads_and_runs_nothing() -> None:
    page = page_of(rendered(open_entry(answer="<script>a</script>![x](https://example.org/x.png)")))
    assert not page.xpath("//script | //img | //link | //@src")
    assert "default-src 'none'" in page.xpath("//meta/@content")[0]


def test_word_has_real_headings_lists_and_tables() -> None:
    document = Document(io.BytesIO(question_docx.write(rendered()).data))
    said = [(str(p.style.name), p.text) for p in document.paragraphs if p.style]
    for pair in [
        *(("Title", "Designer questions"), ("Heading 1", "Basic"), ("Heading 2", "Question 1")),
        *(("Stem", "Which?"), ("Heading 1", "Advanced"), ("List Bullet", "Knows sum")),
        *(("Meta", "Basic: 1    Advanced: 1"), ("Choice", "A.\tSoftmax, p  ✓ Key")),
    ]:
        assert pair in said
    assert [table.style.name for table in document.tables if table.style] == ["Table Grid"] * 2
    assert document.core_properties.title == "Designer questions"
    styles = {style.style_id for style in document.styles}
    used = document.element.body.xpath(
        "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"
    )
    assert set(used) <= styles


@given(banks)
@settings(max_examples=15, deadline=None)
def test_any_bank_is_written(given_bank: Bank) -> None:
    whole = replace(given_bank, rendering=RENDERING)
    assert page_of(whole).xpath("count(//h3)") == len(whole.questions)
    document = Document(io.BytesIO(question_docx.write(whole).data))
    headings = [p for p in document.paragraphs if p.style and p.style.name == "Heading 2"]
    assert len(headings) == len(whole.questions)


def test_hostile_html_of_one_text_does_not_reach_the_next() -> None:
    hostile = Rendering(lambda _: "</article><b><p>x<!--", lambda _: "</li><i>y")
    page = page_of(replace(bank(), rendering=hostile))
    assert page.xpath("count(//article)") == 2
    assert page.xpath("count(//section)") == 2


@pytest.mark.parametrize("name", ["html", "docx", "pdf"])
def test_the_losses_are_counted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_pdf, "pdf", lambda page: page.encode())
    write = QUESTION_FORMATS[name].write
    assert write
    losses = write(bank(open_entry(pending=Entry("Newer?")), mcq_entry())).losses
    assert {loss.field: loss.questions for loss in losses} == {
        "uid": 2,
        "status": 2,
        "difficulty_adjustment": 1,
        "source": 1,
        "skills": 2,
        "roles": 1,
        "pending": 1,
        "answer": 1,
    }


@pytest.mark.pdf
def test_a_pdf_is_tagged_numbered_and_marked() -> None:
    whole = Bank(fixture_bank().questions[:6], title="The list", rendering=RENDERING)
    reader = pypdf.PdfReader(io.BytesIO(question_pdf.write(whole).data))
    assert "/StructTreeRoot" in reader.root_object
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert all(f"{n} of {len(texts)}" in text for n, text in enumerate(texts, start=1))
    assert all("With answers: confidential" in text for text in texts)
    assert all("The list" in text for text in texts)


def test_a_pdf_of_too_many_questions_is_refused_in_words() -> None:
    with pytest.raises(Unwritable, match="A PDF holds 300 questions at most, and these are 301"):
        question_pdf.write(bank(*[open_entry()] * 301))


def test_without_pango_a_pdf_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit_pdf, "weasyprint", None)
    with pytest.raises(PdfUnavailable, match="print the page from your browser instead"):
        question_pdf.write(bank())


def test_no_question_is_left_out_of_the_levels() -> None:
    questions = tuple(
        open_entry(level=level) for level in ("expert", "basic", "", "other", "basic")
    )
    found = by_level(Bank(questions))
    assert [(name, len(entries)) for name, entries in found] == [
        *(("Basic", 2), ("Expert", 1), ("Without a level", 2)),
    ]


@pytest.mark.parametrize("name", ["json", "csv", "markdown", "html", "docx"])
def test_what_is_written_is_known_for_what_it_is(name: str) -> None:
    format_ = QUESTION_FORMATS[name]
    assert format_.write
    assert recognised(format_.write(rendered()).data, "list.txt") is format_
