"""No format's candidate's copy holds what is the interviewer's, wherever one looks in the file."""

import pytest

from questions.formats import KIT_FORMATS, Unwritable
from tests.formats.base import found, planted

#: For people to read: they hold no identifiers of machines.
READ_BY_PEOPLE = {"pdf", "docx", "html"}
DOCUMENTS = [name for name, format_ in KIT_FORMATS.items() if not format_.holds_answers]
FORMATS = [pytest.param(name, marks=pytest.mark.pdf if name == "pdf" else ()) for name in DOCUMENTS]


@pytest.mark.parametrize("name", FORMATS)
def test_the_interviewers_copy_says_everything(name: str) -> None:
    kit, marks = planted()
    data = KIT_FORMATS[name].write(kit)
    everything = [mark for mark in marks.hidden + marks.shown if mark != "mkuidx"]
    assert found(data, everything) == everything
    assert (found(data, ["mkuidx"]) == []) == (name in READ_BY_PEOPLE)


@pytest.mark.parametrize("name", FORMATS)
def test_the_candidates_copy_holds_no_secret(name: str) -> None:
    kit, marks = planted()
    data = KIT_FORMATS[name].write(kit.for_candidate())
    assert found(data, marks.hidden) == []
    assert found(data, marks.shown) == marks.shown


@pytest.mark.parametrize("name", FORMATS)
def test_the_candidates_copy_does_not_say_which_choice_is_right(name: str) -> None:
    kit, _ = planted()
    data = KIT_FORMATS[name].write(kit.for_candidate())
    words = ("distractor", "✓ key", "is_key", "[x]", "model answer", "confidential")
    assert found(data, words) == []


def test_formats_are_named_alike() -> None:
    assert DOCUMENTS == ["pdf", "docx", "md", "html", "csv", "json"]
    assert all(name == KIT_FORMATS[name].extension for name in DOCUMENTS)
    assert all(name == format_.name for name, format_ in KIT_FORMATS.items())


@pytest.mark.parametrize("name", sorted(KIT_FORMATS.keys() - DOCUMENTS))
def test_what_holds_the_answers_has_no_candidates_copy(name: str) -> None:
    kit, _ = planted()
    with pytest.raises(Unwritable, match="no candidate’s copy"):
        KIT_FORMATS[name].write(kit.for_candidate())
    losses = KIT_FORMATS[name].losses
    assert losses is not None
    with pytest.raises(Unwritable, match="no candidate’s copy"):
        losses(kit.for_candidate())
