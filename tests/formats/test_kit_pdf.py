"""PDF: tagged, its fonts inside, pages numbered, and nothing fetched on the way."""

import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from questions.formats import KIT_FORMATS, PdfUnavailable, kit_pdf
from questions.formats.documents import (
    ChoiceDocument,
    GuidanceDocument,
    KitDocument,
    RichText,
    SectionDocument,
)
from tests.formats.base import kit, mcq_item, open_item, pdf_parts


def read(document: KitDocument) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(kit_pdf.write(document)))


def words(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(scope="module")
def reader() -> pypdf.PdfReader:
    items = tuple(open_item(number=number) for number in range(1, 5))
    return read(kit(SectionDocument("Core", 20, items)))


@pytest.mark.pdf
def test_the_pdf_is_tagged_and_says_its_language_and_title(reader: pypdf.PdfReader) -> None:
    catalog: Any = reader.root_object
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Second round – Ada Obi"
    assert set(reader.metadata) <= {"/Title", "/Producer"}
    assert b"pdfuaid" in catalog["/Metadata"].get_data()


@pytest.mark.pdf
def test_structure_names_headings_lists_and_tables(reader: pypdf.PdfReader) -> None:
    kinds = {
        str(found.get("/S"))
        for number in range(1, int(str(reader.trailer["/Size"])))
        if isinstance(found := reader.get_object(number), pypdf.generic.DictionaryObject)
    }
    assert {"/H1", "/H2", "/H3", "/H4", "/P", "/L", "/LI", "/Table", "/TH", "/TD"} <= kinds


@pytest.mark.pdf
def test_pages_are_numbered_and_titled(reader: pypdf.PdfReader) -> None:
    count = len(reader.pages)
    assert count > 2
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert f"{number} of {count}" in text
        assert ("Second round – Ada Obi" in text) == (number > 1)
        assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]


@pytest.mark.pdf
def test_the_pages_say_what_the_kit_says(reader: pypdf.PdfReader) -> None:
    text = words(reader)
    for said in ("How do you add up rows?", "Sums and tests", "return sum(rows)", "Ask this first"):
        assert said in text


@pytest.mark.pdf
def test_bookmarks_name_the_questions() -> None:
    parts = [part.decode("latin-1") for part in pdf_parts(read(kit()))]
    assert any("'/Title': '1. How do you add up rows?" in part for part in parts)


@pytest.mark.pdf
def test_every_font_is_embedded(reader: pypdf.PdfReader) -> None:
    fonts = [
        found
        for number in range(1, int(str(reader.trailer["/Size"])))
        if isinstance(found := reader.get_object(number), pypdf.generic.DictionaryObject)
        and found.get("/Type") == "/FontDescriptor"
    ]
    assert len(fonts) > 1
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font) for font in fonts)


@pytest.mark.pdf
def test_questions_of_a_candidate_are_not_split() -> None:
    choices = [ChoiceDocument(letter, RichText("Among others")) for letter in "ABCDEF"]
    last = ChoiceDocument("G", RichText("Lastly"))
    counts = (5, 6, 3, 6, 5, 6, 2, 6, 4, 5) * 2  # so that pages end at different places
    items = tuple(
        mcq_item(number=number, choices=(*choices[:count], last))
        for number, count in enumerate(counts, start=1)
    )
    pages = read(kit(SectionDocument("Core", 20, items)).for_candidate()).pages
    assert len(pages) > 3
    for page in pages:
        ends = [word for word in page.extract_text().split() if word in {"Question", "Lastly"}]
        assert ends == ["Question", "Lastly"] * (len(ends) // 2)


@pytest.mark.pdf
def test_the_rating_stays_with_the_end_of_the_answer() -> None:
    point = RichText("A sign of it", "A sign of it")
    items = tuple(
        open_item(number=n, guidance=GuidanceDocument(RichText("So"), look_for=(point,) * (n % 7)))
        for n in range(1, 30)
    )
    pages = read(kit(SectionDocument("Core", 20, items))).pages
    assert len(pages) > 5
    for page in pages:
        before, rating, _ = page.extract_text().partition("Rating")
        assert not rating or "So" in before or "A sign of it" in before


@pytest.mark.pdf
def test_the_same_kit_gives_the_same_file() -> None:
    assert kit_pdf.write(kit()) == kit_pdf.write(kit())


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who connects to it."""
    visits: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                visits.append("visit")
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x.png", visits
        stop.set()
        thread.join()


@pytest.mark.pdf
def test_no_address_is_fetched(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    address, visits = listener
    secret = tmp_path / "secret.css"
    secret.write_text("p::before { content: 'mkfilex' }")
    image = tmp_path / "secret.svg"
    image.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text y='9'>mkimagex</text></svg>")
    hostile = (
        f"<p>Before<img src='{address}'><img src='{image.as_uri()}'>"
        f"<link rel='stylesheet' href='{secret.as_uri()}'><link rel=stylesheet href='{address}'>"
        f"<link rel='attachment' href='{secret.as_uri()}'>"
        f"<style>@import url({secret.as_uri()}); p {{ background: url({address}) }}</style>"
        f"<object data='{image.as_uri()}'></object><embed src='{address}'>After</p>"
    )
    item = open_item(stem=RichText("x", hostile))
    reader = read(kit(SectionDocument("Core", 20, (item,))))
    assert visits == []
    assert "Before" in words(reader)
    assert "mkfilex" not in words(reader)
    assert "mkimagex" not in words(reader)
    assert list(reader.attachments) == []


def test_without_pango_a_pdf_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit_pdf, "weasyprint", None)
    with pytest.raises(PdfUnavailable, match="print the page from your browser instead"):
        KIT_FORMATS["pdf"].write(kit())
    for name in set(KIT_FORMATS) - {"pdf"}:
        assert KIT_FORMATS[name].write(replace(kit(), title="Still there"))
