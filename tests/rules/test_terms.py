"""Words, stems and queries, as both databases index and ask them."""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules import terms
from questions.rules.terms import Clause


def words(text: str) -> list[str]:
    return [text[token.start : token.end] for token in terms.tokens(text)]


def stem(word: str) -> str:
    (token,) = terms.tokens(word)
    return terms.stem(token.raw)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Hello, world!", ["Hello", "world"]),
        ("C++, C#, F# and .NET.", ["C++", "C#", "F#", "and", ".NET"]),
        ("(C++)/C#", ["C++", "C#"]),
        ("c, cplus", ["c", "cplus"]),
        ("ABC++ and ABC#", ["ABC", "and", "ABC"]),
        ("Ubuntu 20.04, or 1,000.5.", ["Ubuntu", "20.04", "or", "1,000.5"]),
        ("don't rock ’n’ roll’s", ["don't", "rock", "n", "roll’s"]),
        ("multi-agent snake_case", ["multi", "agent", "snake", "case"]),
        ("机器 learning", ["机", "器", "learning"]),
        ("AIモデル", ["AI", "モ", "デ", "ル"]),
        ("모델을 한", ["모", "델", "을", "한"]),
        ("ア・イ 𠮷野", ["ア", "イ", "𠮷", "野"]),
        ("모 \ue000", ["모"]),
        ("👍 ok✅", ["👍", "ok", "✅"]),
        ("a\x00b\ud800c", ["a", "b", "c"]),
        ("… — ( ) * + # _ '", []),
    ],
)
def test_a_text_is_split_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_terms_are_safe_and_places_are_right(text: str) -> None:
    end = 0
    for token in terms.tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert re.fullmatch("[a-z][a-z0-9]*", token.raw)
        assert re.fullmatch("[a-z][a-z0-9]*", terms.stem(token.raw))
        end = token.end


@given(st.text(alphabet="zqr0129aZQRÀ"))
def test_no_word_reads_as_a_mark_of_the_index(text: str) -> None:
    for token in terms.tokens(text):
        for term in (token.raw, terms.stem(token.raw)):
            assert not term.startswith(("zr", "zz"))
            assert term.startswith("zq") == text[token.start].isdigit()


@given(st.text(alphabet="zqrna09", min_size=1), st.integers(1, 10))
def test_the_start_of_a_word_is_the_start_of_its_term(word: str, length: int) -> None:
    (whole,) = terms.tokens(word)
    (start,) = terms.tokens(word[:length])
    assert whole.raw.startswith(start.raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("model", "Models"),
        ("model", "model's"),
        ("modelling", "modeling"),
        ("training", "trained"),
        ("colour", "color"),
        ("colours", "colors"),
        ("behavioural", "behavioral"),
        ("labour", "labor"),
        ("optimise", "optimize"),
        ("optimisers", "optimizers"),
        ("optimisation", "optimizations"),
        ("tokenising", "tokenizing"),
        ("organisational", "organizational"),
        ("serialisable", "serializable"),
        ("criticise", "criticize"),
        ("analyse", "analyze"),
        ("analysing", "analyzing"),
        ("centre", "center"),
        ("fibres", "fibers"),
        ("catalogue", "catalog"),
        ("dialogues", "dialogs"),
        ("defence", "defense"),
        ("licence", "license"),
        ("precise", "precisely"),
        ("precise", "precision"),
        ("supervise", "supervision"),
        ("naïve", "naive"),
        ("Zoë", "ZOE"),
        ("don't", "dont"),
        ("ｃａｓｅ", "case"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C", "C#"),
        ("C++", "C#"),
        ("four", "for"),
        ("hour", "hor"),
        ("20", "20.04"),
        ("1.5", "15"),
        ("loss", "lose"),
        ("conference", "confidence"),
        ("机", "器"),
    ],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_very_long_word_is_cut() -> None:
    (token,) = terms.tokens("a" * 10_000)
    assert len(token.raw) == terms.MAX_TERM


def test_many_threads_get_the_stems_that_one_gets() -> None:
    starts = ("train", "model", "token", "label", "generat")
    ends = ("ing", "ed", "ation", "ers", "ised", "isation", "s", "ly")
    vocabulary = [start + end for start in starts for end in ends] * 20
    terms.stem.cache_clear()
    alone = [terms.stem(word) for word in vocabulary]
    terms.stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(terms.stem.__wrapped__, vocabulary))
    assert together == alone


def clause(*words: str, prefix: bool = False, negated: bool = False) -> Clause:
    return Clause(words, prefix, negated)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("trained models", [clause("train"), clause("model")]),
        ('"trained models"', [clause("train", "model")]),
        ('"trained models', [clause("train", "model")]),
        ("“trained models”", [clause("train", "model")]),
        ("multi-agent", [clause("multi", "agent")]),
        ("trained*", [clause("trained", prefix=True)]),
        ("trained**", [clause("trained", prefix=True)]),
        ("* trained *", [clause("train")]),
        ("multi-agent*", [clause("multi", "agent")]),
        ('"trained*"', [clause("train")]),
        ("-trained", [clause("train", negated=True)]),
        ("--trained", [clause("train", negated=True)]),
        ("- trained", [clause("train")]),
        ('-"trained models"', [clause("train", "model", negated=True)]),
        ("-trained*", [clause("trained", prefix=True, negated=True)]),
        ("model models MODEL", [clause("model")]),
        ("model -model", [clause("model"), clause("model", negated=True)]),
        ("C++ -C#", [clause("cplusplus"), clause("csharp", negated=True)]),
        ("20*", [clause("zq20", prefix=True)]),
        ('"" - * … -"" -*', []),
        ("a\u00a0b\u3000c", [clause("a"), clause("b"), clause("c")]),
    ],
)
def test_what_is_typed_becomes_clauses(text: str, expected: list[Clause]) -> None:
    assert list(terms.parse(text).clauses) == expected


def test_wanted_and_unwanted_are_told_apart() -> None:
    query = terms.parse("model -noise")
    assert (query.wanted, query.unwanted) == ((clause("model"),), (clause("nois", negated=True),))
    assert query.text == "model -noise"


def test_no_more_than_50_clauses_are_kept_and_that_is_told() -> None:
    just, over = (terms.parse(" ".join(f"w{n}" for n in range(count))) for count in (50, 51))
    assert (len(just.clauses), just.shortened) == (50, False)
    assert (len(over.clauses), over.shortened) == (50, True)
    assert not terms.parse("same " * 3_000).shortened


def test_a_phrase_has_at_most_50_words() -> None:
    (only,) = terms.parse('"' + " ".join(f"w{n}" for n in range(3_000)) + '"').clauses
    assert len(only.terms) == 50


@given(st.text())
def test_any_text_is_a_query_of_safe_terms(text: str) -> None:
    query = terms.parse(text)
    assert len(query.clauses) <= terms.MAX_CLAUSES
    for found in query.clauses:
        assert found.terms
        assert all(re.fullmatch("[a-z][a-z0-9]*", term) for term in found.terms)


def test_stems_are_indexed_in_their_order_then_each_word_once() -> None:
    assert terms.index_terms("Trained models train models") == (
        "train model train model zrmodels zrtrain zrtrained"
    )
    assert terms.index_terms("…") == ""


@given(st.text())
def test_a_text_is_indexed_word_by_word(text: str) -> None:
    found = [token.raw for token in terms.tokens(unicodedata.normalize("NFKC", text))]
    expected = [terms.stem(raw) for raw in found] + sorted({f"zr{raw}" for raw in found})
    # Twice: what was seen before is looked up.
    assert terms.index_terms(text) == terms.index_terms(text) == " ".join(expected)


def test_words_without_a_space_between_them_are_indexed() -> None:
    long = "/".join(["model", "train"] * 40)
    assert terms.index_terms(long).split()[:2] == ["model", "train"]
    assert terms.index_terms(long) == terms.index_terms(long.replace("/", " "))


def test_a_word_keeps_its_first_255_places() -> None:
    indexed = terms.index_terms("the model " * 300).split()
    assert indexed.count("the") == indexed.count("model") == 255
    assert indexed[-2:] == ["zrmodel", "zrthe"]


def test_columns_share_their_room() -> None:
    room = terms.Room(positions=7)
    assert terms.index_terms("one two", room) == "one two zrone zrtwo"
    assert terms.index_terms("three four five six", room) == "three four five zrfive zrfour zrthree"
    assert terms.index_terms("seven", room) == ""


@given(st.text(), st.text())
def test_spans_lie_in_the_text_in_order_and_apart(text: str, typed: str) -> None:
    end = 0
    for start, stop in terms.matched_spans(text, terms.parse(typed)):
        assert end <= start < stop <= len(text)
        end = stop


def test_a_text_matches_itself_word_for_word() -> None:
    text = "Don't ship C++ 20.04 to 机器 🚀 naïvely"
    every_word = terms.matched_spans(text, terms.parse(text))
    assert [text[a:b] for a, b in every_word] == words(text)
