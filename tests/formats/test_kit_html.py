"""HTML: one file that needs nothing else, with a structure that can be heard and searched."""

import re
from itertools import pairwise

import pytest
from lxml import html

from questions.formats import kit_html
from questions.formats.documents import KitDocument, RichText, SectionDocument
from questions.formats.wording import ANSWER_LINES
from tests.formats.base import CODE, kit, kit_of, open_item


def page(document: KitDocument | None = None) -> html.HtmlElement:
    return html.document_fromstring(kit_html.write(document or kit()).decode())


def said(element: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in element.xpath(path)]


def test_the_headings_lead_through_the_kit() -> None:
    found = page()
    assert found.get("lang") == "en"
    assert said(found, "//h1") == ["Second round"]
    assert said(found, "//h2") == ["Core 20 min", "End"]
    assert said(found, "//h3") == ["Question 1", "Question 2"]
    assert said(found, "//title") == ["Second round – Ada Obi"]
    headings = found.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
    levels = [int(heading.tag[1]) for heading in headings]
    assert 5 in levels
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_interviewers_copy_says_what_to_listen_for() -> None:
    first, second = page().xpath("//article")
    assert said(first, ".//*[@class='meta']") == ["Advanced · 8 min · Python, Testing · version 2"]
    assert said(first, ".//*[@class='note']") == ["Note: Ask this first."]
    assert said(first, ".//h4") == [
        *("Model answer", "What to look for", "Red flags", "Follow-ups", "References"),
        *("Rubric", "Notes"),
    ]
    assert said(first, ".//table[@class='rubric']//th[@scope='row']") == ["1", "3", "5"]
    assert said(first, ".//table[@class='rubric']//td")[0] == "Guesses"
    assert said(first, ".//*[@class='box']") == ["1", "2", "3", "4", "5"]
    assert said(second, ".//*[@class='key']//*[@class='choice']") == ["Softmax, p"]
    assert said(second, ".//*[@class='why']") == ["It sums to one.", "It is signed."]


def test_no_identifier_of_machines_and_no_empty_section_is_printed() -> None:
    text = kit_html.write(kit(SectionDocument("Core", 20, (open_item(),)))).decode()
    assert "0831485f" not in text
    empty = SectionDocument("Wrap-up", 5, ())
    found = page(kit(SectionDocument("Core", 20, (open_item(),)), empty))
    assert said(found, "//h2") == ["Core 20 min"]
    assert "24 Nov 2026" in said(found, "//*[@class='facts']//dd")


def test_the_candidates_copy_has_room_to_write() -> None:
    first, second = page(kit().for_candidate()).xpath("//article")
    assert len(first.xpath(".//*[@class='lines']/div")) == ANSWER_LINES
    assert said(second, ".//*[@class='choice']") == ["Softmax, p", "Tanh & co"]
    assert said(first, ".//h4") == said(second, ".//h4") == []


def test_code_is_kept_and_coloured() -> None:
    (code, *_) = page().xpath("//pre[@class='highlight']")
    assert code.text_content().rstrip("\n") == CODE
    classes = {span.get("class") for span in code.iter("span")}
    style = page().findtext(".//style")
    assert {"k", "s2"} & classes
    assert all(f".highlight .{name} {{ color: #" in style for name in {"k", "s2"} & classes)


def test_the_file_needs_nothing_else() -> None:
    text = kit_html.write(kit()).decode()
    found = page()
    assert found.xpath("//script | //link | //img | //iframe | //object | //@style") == []
    assert found.xpath("//@src | //@srcset | //@onclick") == []
    assert "@import" not in text
    assert "url(" not in text
    assert re.findall(r"https?://[^\"<\s]+", text) == ["https://example.org/a?b=1&amp;c=2"]
    (policy,) = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("text", ["</style><script>alert(1)</script>", '"><img src=x onerror=y>'])
def test_typed_tags_are_text(text: str) -> None:
    found = page(kit_of(RichText(text)))
    assert found.xpath("//script | //img") == []
    assert said(found, "//h1") == [text]
    assert said(found, "//*[@class='stem']") == [text]


@pytest.mark.parametrize("broken", ["</div></article>", "<ul><li>", "<pre><code>", "<table><tr>"])
def test_what_one_text_leaves_open_ends_with_it(broken: str) -> None:
    item = open_item(stem=RichText("x", f"before {broken} after"))
    found = page(kit(SectionDocument("Core", None, (item, open_item(number=2)))))
    path = "//main/section/article/*[@class='asked']/h3"
    assert said(found, path) == ["Question 1", "Question 2"]


def test_a_text_that_nobody_rendered_keeps_its_lines() -> None:
    item = open_item(stem=RichText("One <b>\ntwo\n\nthree"))
    found = page(kit(SectionDocument("Core", None, (item,))))
    assert said(found, "//*[@class='stem']//p") == ["One <b>two", "three"]
    assert len(found.xpath("//*[@class='stem']//p[1]/br")) == 1
