"""What two versions say differently, part by part."""

from typing import Any

from questions.rules.diff import ADDED, REMOVED, SAME
from questions.rules.version_diff import Difference, differences
from tests.base import said


def version(**more: Any) -> dict[str, Any]:
    return said(**more).as_json()


def mcq(*texts: str, key: int = 0) -> dict[str, Any]:
    choices = [{"text": text, "is_key": place == key} for place, text in enumerate(texts)]
    return version(type="mcq", answer="", choices=choices)


def told(difference: Difference) -> list[str]:
    """Return each paragraph with what is removed in [-…-] and what is added in {+…+}."""
    marks = {SAME: "{}", REMOVED: "[-{}-]", ADDED: "{{+{}+}}"}
    return [
        "".join(marks[piece.kind].format(piece.text) for piece in paragraph)
        for paragraph in difference.paragraphs
    ]


def test_equal_versions_differ_in_nothing() -> None:
    assert differences(version(), version(), closed=True) == []


def test_words_are_compared_within_paragraphs() -> None:
    old, new = version(stem="What is drift?"), version(stem="What is data drift?")
    (found,) = differences(old, new, closed=False)
    assert (found.label, told(found)) == ("Question", ["What is {+data +}drift?"])


def test_level_and_minutes_are_said_in_words() -> None:
    old, new = version(), version(level="expert", minutes=9)
    found = {d.label: told(d) for d in differences(old, new, closed=False)}
    assert found == {"Level": ["[-Basic-]{+Expert+}"], "Minutes": ["[-5-]{+9+}"]}


def test_guidance_is_compared_for_those_who_may_read_it_alone() -> None:
    old = version(answer="Noise.", look_for=["a"], rubric={"1": "no"})
    new = version(answer="Signal.", look_for=["a", "b"], rubric={"1": "yes"})
    assert differences(old, new, closed=False) == []
    found = {d.label: told(d) for d in differences(old, new, closed=True)}
    assert found["What to look for"] == ["a", "{+b+}"]
    assert set(found) == {"Model answer", "What to look for", "Rubric"}


def test_a_choice_that_moved_is_shown_as_the_same_choice() -> None:
    old, new = mcq("Softmax over classes", "Tanh"), mcq("Tanh", "Softmax over classes", key=1)
    (found,) = differences(old, new, closed=False)
    assert told(found) == ["[-B-]{+A+}. Tanh", "[-A-]{+B+}. Softmax over classes"]


def test_a_choice_reworded_removed_and_added() -> None:
    old = mcq("Softmax over all classes", "Tanh", "Step")
    new = mcq("Softmax over the classes", "Tanh", "Rectified linear unit")
    (found,) = differences(old, new, closed=False)
    assert told(found) == [
        "A. Softmax over [-all-]{+the+} classes",
        "B. Tanh",
        "{+C. Rectified linear unit+}",
        "[-C. Step-]",
    ]


def test_another_key_is_told_to_those_alone_who_may_know_it() -> None:
    old, new = mcq("Softmax", "Tanh"), mcq("Softmax", "Tanh", key=1)
    assert differences(old, new, closed=False) == []
    (found,) = differences(old, new, closed=True)
    assert told(found) == ["A. Softmax ([-Key-]{+Distractor+})", "B. Tanh ([-Distractor-]{+Key+})"]
