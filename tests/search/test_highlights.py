"""What a search matched is marked in stems and snippets, and no mark breaks HTML."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import search
from questions.rules import terms
from questions.views.highlights import highlighted_stem, snippet
from tests.base import Cast, make_question


def spans(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in terms.matched_spans(text, terms.parse(query))]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Models overfit; a model's fit", "model", ["Models", "model's"]),
        ("Use C++, not C or C#.", "C", ["C"]),
        ("Use C++, not C or C#.", "c++", ["C++"]),
        ("deep deep networks are deep", '"deep networks"', ["deep", "networks"]),
        ("training trains", "train*", ["training", "trains"]),
        ("a naïve café", "cafe NAIVE", ["naïve", "café"]),
        ("Don't! Don’t.", "dont", ["Don't", "Don’t"]),
        ("colour and color", "color", ["colour", "color"]),
        ("Ubuntu 20.04 or 20", "20.04", ["20.04"]),
        ("机器学习是", "学习", ["学", "习"]),
        ("Go 🚀", "🚀", ["🚀"]),
        ("keep what is wanted", "keep -wanted", ["keep"]),
        ("nothing here", "absent", []),
        ("nothing here", "!!!", []),
    ],
)
def test_matched_words_are_found_in_the_text(text: str, query: str, marked: list[str]) -> None:
    assert spans(text, query) == marked


def test_a_word_of_two_clauses_is_marked_once() -> None:
    text = "deep networks"
    assert spans(text, 'deep "deep networks" deep*') == ["deep", "networks"]


@pytest.mark.parametrize(
    ("stem", "query", "html"),
    [
        ("What is **drift**?", "drift", "What is <strong><mark>drift</mark></strong>?"),
        ("`drift < 1`", "drift", "<code><mark>drift</mark> &lt; 1</code>"),
        ("R&D and amp", "amp", "R&amp;D and <mark>amp</mark>"),
        ("R&D and lt < gt", "lt gt", "R&amp;D and <mark>lt</mark> &lt; <mark>gt</mark>"),
        ("**x** strong", "strong", "<strong>x</strong> <mark>strong</mark>"),
        ("`x` code mark", "code mark", "<code>x</code> <mark>code</mark> <mark>mark</mark>"),
    ],
)
def test_marks_stand_in_text_alone(stem: str, query: str, html: str) -> None:
    assert highlighted_stem(stem, terms.parse(query)) == html


def test_words_with_an_apostrophe_are_marked_whole() -> None:
    query = terms.parse("don't")
    assert re.search("<mark>don(&#x27;|&#39;|')t</mark>", highlighted_stem("Why don't you?", query))
    assert re.search("<mark>don(&#x27;|&#39;|')t</mark>", snippet("I don't.", query))


def test_without_a_search_nothing_is_marked() -> None:
    assert highlighted_stem("What is drift?", None) == "What is drift?"
    assert snippet("Drift.", None) == ""


def test_a_snippet_shows_the_match_with_what_stands_around_it() -> None:
    answer = "before " * 100 + "**needle** in <b>hay</b> " + "after " * 100
    html = snippet(answer, terms.parse("needle"))
    assert "<mark>needle</mark>" in html
    assert html.startswith("…")
    assert html.endswith("…")
    assert "before" in html
    assert "after" in html
    assert len(html) < 300


def test_an_answer_that_does_not_match_has_no_snippet() -> None:
    assert snippet("An answer.", terms.parse("needle")) == ""


def test_a_short_answer_is_shown_whole() -> None:
    assert search.matched_excerpt("A needle.", terms.parse("needle")) == "A needle."
    assert search.matched_excerpt("A needle.", terms.parse("-other needle")) == "A needle."
    assert search.matched_excerpt("A needle.", terms.parse("-needle")) == ""


class Outline(HTMLParser):
    """Collects text and tags, and whether each tag is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


PIECES = st.one_of(
    st.sampled_from(["<script>", "</script>", "<mark>", "</mark>", "<b", ">", "&lt;", "&", '"']),
    st.sampled_from(["script", "mark", "lt", "amp", "quot", "39", "x27", "x", "don't", "'"]),
    st.sampled_from(["**", "`", "_", "[a](b)", "\n", " "]),
)
TEXTS = st.lists(PIECES, max_size=15).map("".join)


@given(TEXTS, st.lists(PIECES, min_size=1, max_size=4).map(" ".join))
@settings(deadline=None, max_examples=300)
def test_marks_change_no_text_and_no_other_tag(text: str, typed: str) -> None:
    query = terms.parse(typed)
    plain, marked = Outline(highlighted_stem(text, None)), Outline(highlighted_stem(text, query))
    assert marked.text == plain.text
    assert [tag for tag in marked.tags if tag != "mark"] == plain.tags
    assert marked.open == []
    shown = Outline(snippet(text, query))
    assert set(shown.tags) <= {"mark"}
    assert shown.open == []


def test_a_script_in_a_stem_stays_text_on_the_page(cast: Cast, client: Client) -> None:
    make_question("Is <script>alert(1)</script> safe?", answer="Never <script>alert(2)</script>.")
    client.force_login(cast.alice)
    page = client.get("/questions/", {"q": "script alert <mark>"}).content.decode()
    assert "No question" in page
    page = client.get("/questions/", {"q": "script alert"}).content.decode()
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)" in page
    assert "<script>alert" not in page


def test_the_answer_is_quoted_only_to_those_who_may_read_it(cast: Cast, client: Client) -> None:
    make_question("Why drift?", answer="Because drift happens secretly.")
    client.force_login(cast.alice)
    assert "secretly" in client.get("/questions/", {"q": "drift"}).content.decode()
    assert "secretly" not in client.get("/questions/").content.decode()
