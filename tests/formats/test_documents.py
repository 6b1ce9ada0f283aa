"""The candidate's copy: the only way to it, and that nothing else passes for one."""

from dataclasses import replace
from typing import Any

import pytest

from questions.formats.documents import GuidanceDocument, RichText
from tests.formats.base import kit, mcq_item, open_item, planted


def test_a_candidates_copy_says_what_is_asked_and_no_more() -> None:
    copy = kit().for_candidate()
    assert (copy.title, copy.level, copy.minutes) == ("Interview questions", "", None)
    assert (copy.candidate, copy.role, copy.round, copy.date) == (
        *("Ada Obi", "Designer", 2, "2026-11-24"),
    )
    assert [(section.name, section.minutes) for section in copy.sections] == [
        ("Core", None),
        ("End", None),
    ]
    first, second = (section.items[0] for section in copy.sections)
    assert first == replace(
        open_item(), level="", minutes=None, skills=(), note="", version=None, uid="", guidance=None
    )
    assert second.stem == mcq_item().stem
    assert [(c.letter, c.text, c.is_key, c.explanation) for c in second.choices] == [
        ("A", mcq_item().choices[0].text, None, None),
        ("B", mcq_item().choices[1].text, None, None),
    ]


def test_a_candidates_copy_of_a_copy_is_the_same() -> None:
    copy = kit().for_candidate()
    assert copy.for_candidate() == copy


def test_secrets_leave_no_trace() -> None:
    """Two kits that differ in what is secret have one candidate's copy."""
    marked, _ = planted()
    item = marked.sections[0].items[0]
    other = replace(
        item,
        choices=tuple(replace(c, is_key=not c.is_key, explanation=None) for c in item.choices),
        guidance=GuidanceDocument(RichText("Other")),
        level="",
        minutes=1,
        skills=(),
        note="",
        version=9,
        uid="u",
    )
    sections = (replace(marked.sections[0], minutes=3, items=(other,)),)
    changed = replace(marked, title="Other", level="", minutes=1, sections=sections)
    assert changed.for_candidate() == marked.for_candidate()


@pytest.mark.parametrize(
    "values", [{}, {"title": "Interview questions", "level": "", "minutes": None}]
)
def test_an_interviewers_copy_does_not_pass_for_a_candidates(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="for_candidate"):
        replace(kit(), copy="candidate", **values)


def test_there_are_two_copies() -> None:
    with pytest.raises(ValueError, match="everyone"):
        replace(kit(), copy="everyone")
