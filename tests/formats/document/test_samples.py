"""The reader over lists in many styles: what it finds, misses and makes of each."""

import pytest

from tests.formats.document import corpus

LEAST = 0.98


@pytest.mark.parametrize("name", corpus.names())
def test_each_question_of_a_sample_is_read_with_what_belongs_to_it(name: str) -> None:
    wanted = corpus.expected(name)["questions"]
    entries = corpus.read(name).entries

    assert [entry.stem for entry in entries] == [one["stem"] for one in wanted]
    wrong = {
        entry.stem: differences
        for entry, one in zip(entries, wanted, strict=True)
        if (differences := corpus.differences(entry, one))
    }
    assert wrong == {}


@pytest.mark.parametrize("name", corpus.names())
def test_nothing_else_of_a_sample_becomes_a_question(name: str) -> None:
    stems = [entry.stem for entry in corpus.read(name).entries]

    assert not [
        text for text in corpus.expected(name)["not_found"] for stem in stems if text in stem
    ]


def test_recall_and_precision_over_the_corpus() -> None:
    wanted = {
        (name, one["stem"]) for name in corpus.names() for one in corpus.expected(name)["questions"]
    }
    found = {(name, entry.stem) for name in corpus.names() for entry in corpus.read(name).entries}
    right = wanted & found

    assert len(corpus.names()) >= 12
    assert len(right) >= LEAST * len(wanted), f"missed: {sorted(wanted - found)}"
    assert len(right) >= LEAST * len(found), f"not questions: {sorted(found - wanted)}"
