"""Any text is a query: never an error, and found is what plain Python finds."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from questions import search
from questions.models import Question
from questions.rules import terms
from tests.base import Cast, make_question
from tests.search.reference import everything, matches

HOSTILE = [
    '" OR stem:',
    '" OR stem : "a" --',
    "NEAR(",
    "NEAR(a b, 3)",
    "a:b",
    "stem:a",
    "{stem answer}: a",
    "- {stem}: a",
    "^a",
    "a + b",
    "'\\",
    "\\",
    "'",
    "''",
    "!",
    "!!a",
    "&|",
    "a & | b",
    "a <-> b",
    "a <2> b",
    ":*",
    "a:*",
    "a:AB",
    "((((",
    "))))",
    "* *",
    "a*b*",
    "%s %(query)s %%",
    "'; DROP TABLE search_text; --",
    "\x00",
    "a\x00b",
    "\x00*",
    "-\x00",
    "\ud800",
    "a\udfffb*",
    "“„”",
    "x" * 64 * 1024,
    "x " * 32 * 1024,
    "é" * 32 * 1024 + "*",
    '"' * 64 * 1024,
    "-" * 64 * 1024,
    '"' + "語" * 20_000,
    " ".join(f'"{n} {n}"' for n in range(8_000)),
    "(" * 64 * 1024,
    "AND OR NOT NEAR",
]
VOCABULARY = """
    loss losses training train Train model models modelling data-driven C++ C C# .NET 20.04 20 2
    don't dont 数据 数 据 🚀 naïve naive colour color zz zr zzend zra a an zq2
"""
WORDS = st.sampled_from(VOCABULARY.split())
TEXTS = st.lists(WORDS | st.text(max_size=4), max_size=8).map(" ".join)
PIECES = st.one_of(
    WORDS,
    WORDS.map("-{}".format),
    WORDS.map("{}*".format),
    WORDS.map(lambda word: f"{word[:2]}*"),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f'-"{" ".join(words)}"'),
    st.text(max_size=5),
)
QUERIES = st.lists(PIECES, max_size=4).map(" ".join)
# The tables are emptied at the start of each example; nothing here is timed.
thorough = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def find(text: str, *, stems_only: bool) -> set[int]:
    found = search.matching(everything(), terms.parse(text), stems_only=stems_only)
    return set(found)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_syntax_of_the_engines_is_only_text(db: None, text: str) -> None:
    stored = make_question("x a b", answer="語 é")
    for stems_only in (True, False):
        query = terms.parse(text)
        found = list(search.matching(everything(), query, stems_only=stems_only))
        assert found in ([], [stored.pk])
        assert search.ranked_ids(BitMap(found), query, stems_only=stems_only) == found


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_pages_and_api_answer_hostile_searches(cast: Cast, client: Client, text: str) -> None:
    make_question("x a b")
    client.force_login(cast.alice)
    # A browser can send half a pair of surrogates only as bytes that are not UTF-8.
    sent = text.encode(errors="surrogatepass")
    for url in ("/questions/", "/api/v1/questions/", "/api/v1/questions/facets/"):
        response = client.get(url, {"q": sent})
        assert response.status_code == (400 if len(text.strip()) > 20_000 else 200)


@given(st.text(max_size=200) | QUERIES)
@example("-")
@example('"')
@thorough
def test_any_text_is_a_query(db: None, text: str) -> None:
    query = terms.parse(text)
    for stems_only in (True, False):
        matching = search.matching(everything(), query, stems_only=stems_only)
        assert search.ranked_ids(matching, query, stems_only=stems_only) == []


def store(corpus: list[tuple[str, str]]) -> dict[int, tuple[str, str]]:
    Question.objects.all().delete()
    rows = Question.objects.bulk_create(
        Question(type="open", level="basic", stem=f"{stem} .", answer=answer)
        for stem, answer in corpus
    )
    search.index(rows)
    return {row.pk: texts for row, texts in zip(rows, corpus, strict=True)}


# PostgreSQL stores no NUL and no database half a pair: rules/content.py refuses both.
STORABLE = TEXTS.map(lambda text: text.encode(errors="ignore").decode().replace("\x00", ""))


@given(
    st.lists(st.tuples(STORABLE, STORABLE), max_size=5),
    st.lists(QUERIES, min_size=1, max_size=4),
)
@example([("zzend", "a"), ("a", "zra"), ("b", "")], ["zzend", "zra", "a zzend", '"a zzend"', "z*"])
@example([("loss", "training"), ("training loss", "")], ['"loss training"', "-loss", "tr*"])
@thorough
def test_found_is_what_plain_python_finds(
    db: None, corpus: list[tuple[str, str]], texts: list[str]
) -> None:
    stored = store(corpus)
    for text in texts:
        query = terms.parse(text)
        for stems_only in (True, False):
            expected = {
                pk
                for pk, (stem, answer) in stored.items()
                if matches(query, [stem] if stems_only else [stem, answer])
            }
            assert find(text, stems_only=stems_only) == expected
