"""What the two columns of the index hold, and how much of a long text."""

from typing import Any

import pytest

from questions import search
from questions.models import Question
from questions.rules import content, terms
from tests.base import make_question
from tests.search.reference import everything


def found(text: str, *, stems_only: bool = False) -> list[Question]:
    query = terms.parse(text)
    matches = search.matching(everything(), query, stems_only=stems_only)
    return list(Question.objects.filter(pk__in=list(matches)).order_by("pk"))


def test_a_phrase_never_runs_from_the_stem_into_the_answer(db: None) -> None:
    question = make_question("Name the alpha", answer="beta of all.")
    assert found('"the alpha"') == found('"beta of"') == [question]
    assert found('"alpha beta"') == []
    assert found('"the alpha beta of"') == []
    assert found("alpha beta") == [question]
    assert found("alpha beta", stems_only=True) == []


def test_a_phrase_never_runs_into_what_the_index_adds(db: None) -> None:
    make_question("Why alpha", answer="So beta")
    for phrase in ('"alpha alpha"', '"alpha zralpha"', '"alpha zzend"', '"beta zrbeta"'):
        assert found(phrase) == []


def test_words_may_be_split_over_stem_and_answer_but_minus_looks_at_both(db: None) -> None:
    question = make_question("Why alpha?", answer="So beta")
    assert found("alpha -beta") == []
    assert found("alpha -beta", stems_only=True) == [question]


@pytest.mark.parametrize(
    "guidance",
    [
        {"answer": "Secret"},
        {"look_for": ["a", "Secret"]},
        {"red_flags": ["Secret"]},
        {"follow_ups": ["Secret"]},
        {"references": ["Secret"]},
        {"rubric": {"5": "Secret"}},
        {"type": "mcq", "choices": [{"text": "Secret", "is_key": True}, {"text": "b"}]},
        {"type": "mcq", "choices": [{"text": "a", "is_key": True}, {"text": "Secret"}]},
        {
            "type": "mcq",
            "choices": [{"text": "a", "is_key": True, "explanation": "Secret"}, {"text": "b"}],
        },
    ],
    ids=str,
)
def test_guidance_is_found_by_those_who_may_read_it_alone(
    db: None, guidance: dict[str, Any]
) -> None:
    question = make_question("Why?", **guidance)
    assert found("secret") == [question]
    assert found("secr*") == [question]
    assert found("secret", stems_only=True) == []
    assert found("secr*", stems_only=True) == []
    assert found("-secret", stems_only=True) == [question]


def test_a_phrase_is_found_late_in_a_long_answer(db: None) -> None:
    words = " ".join(f"word{n} of" for n in range(4_000))
    question = make_question("Long?", answer=f"{words} needle haystack")
    assert found('"needle haystack"') == [question]
    assert found('"word3999 of needle"') == found('"word3999 of"')


def test_a_word_said_very_often_is_found_and_its_phrases_are_the_same_everywhere(
    db: None,
) -> None:
    question = make_question("the model", answer="the model " * 400 + "the end")
    assert found("the model end") == [question]
    assert found('"the model the"') == [question]
    # PostgreSQL keeps 255 places of a word, so neither database looks further.
    assert found('"the end"') == []


def test_very_long_texts_have_the_same_phrases_everywhere(db: None) -> None:
    stem = " ".join("abcdefgh"[n % 8] + str(n) for n in range(600))
    answer = " ".join(f"{n:x}" for n in range(0x1000, 0x1000 + 13_000))
    assert len(answer) <= content.MAX_TEXT_BYTES
    points = [" ".join(f"{n:x}" for n in range(s, s + 399)) for s in range(0x5000, 0x6F00, 399)]
    question = make_question(stem, answer=answer, look_for=points[:20])
    assert found('"h599 a600"') == []
    assert found('"h599"') == [question]
    assert found('"1000 1001"') == [question]
    assert found('"3000 3001"') == [question]
    # The last place that PostgreSQL numbers is 16,383; the stem takes 600 twice, and one more.
    last = 0x5000 + (16_383 - 1_201 - 13_000) - 1
    assert found(f'"{last - 1:x} {last:x}"') == [question]
    assert found(f'"{last:x} {last + 1:x}"') == []


@pytest.mark.parametrize("letter", ["я", "語", "𐌰", "🚀", "ﷺ", "ü"])
def test_the_largest_content_that_is_allowed_is_stored(db: None, letter: str) -> None:
    room = [0]

    def words(length: int) -> str:
        text = ""
        while len(text) + 12 <= length:
            room[0] += 1
            text += f"{letter * 6}{room[0]:05} "
        return text.strip()

    size = content.MAX_TEXT_BYTES // len(letter.encode()) // 2
    points: dict[str, Any] = {
        name: [words(content.MAX_LINE) for _ in range(20)] for name in content.LISTS
    }
    question = make_question(
        words(content.MAX_STEM),
        answer=words(size),
        **points,
    )
    first = question.stem.split()[0]
    assert found(first) == [question]
    assert found(first, stems_only=True) == [question]
