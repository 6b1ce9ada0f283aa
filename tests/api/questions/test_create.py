"""Writing a new question."""

from typing import Any

import pytest

from questions.models import AuditEntry, Question, QuestionVersion, Skill
from tests.api.base import READ, Reader, problem
from tests.base import Cast, make_role, make_skill, make_source

LEAST = {"type": "open", "level": "basic", "stem": "Why?"}
CHOICES = [
    {"text": "Yes", "is_key": True, "explanation": "It is so."},
    {"text": "No", "is_key": False, "explanation": ""},
]
ALL = {
    "type": "mcq",
    "level": "advanced",
    "stem": "Is it *so*?",
    "minutes": 7,
    "difficulty_adjustment": -3,
    "source_ref": "mcq-7",
    "answer": "It is.",
    "look_for": ["a reason"],
    "red_flags": ["a guess"],
    "follow_ups": ["And else?"],
    "references": ["A book"],
    "rubric": {"1": "none", "3": "some", "5": "all"},
}


@pytest.fixture
def tags(db: None) -> dict[str, Any]:
    make_skill("Vision")
    make_skill("Maths")
    make_role("Modeller")
    make_source("Paper")
    return {"skills": ["vision", "maths"], "roles": ["modeller"], "source": "paper"}


def test_with_all_that_there_is(cast: Cast, builder: Reader, tags: dict[str, Any]) -> None:
    made = builder.make("/questions/", ALL | tags | {"choices": CHOICES, "note": "From the paper."})
    assert {name: made[name] for name in ALL} == ALL
    assert [c | {"id": 0} for c in made["choices"]] == [c | {"id": 0} for c in CHOICES]
    assert [skill["slug"] for skill in made["skills"]] == ["maths", "vision"]
    assert ([role["slug"] for role in made["roles"]], made["source"]) == (["modeller"], "paper")
    assert (made["status"], made["version"], made["pending_version"]) == ("draft", 0, 1)
    version = QuestionVersion.objects.get()
    assert (version.note, version.created_by) == ("From the paper.", cast.alice)
    assert AuditEntry.objects.get(verb="question.created").actor == cast.alice


def test_with_the_least(builder: Reader) -> None:
    made = builder.make("/questions/", LEAST | {"stem": "  Caf\u0065\u0301?\r\nWhy? "})
    assert made["stem"] == "Caf\u00e9?\nWhy?"
    assert (made["minutes"], made["difficulty"], made["answer"]) == (5, 20, "")
    assert (made["choices"], made["skills"], made["source"]) == ([], [], None)


def test_null_is_what_it_is_by_default(builder: Reader) -> None:
    names = ("minutes", "difficulty_adjustment", "skills", "source", "source_ref", "answer")
    empty = dict.fromkeys([*names, "look_for", "rubric", "choices"])
    made = builder.make("/questions/", LEAST | empty)
    assert (made["minutes"], made["look_for"], made["rubric"]) == (5, [], {})


def test_an_mcq_may_begin_without_choices(builder: Reader) -> None:
    assert builder.make("/questions/", LEAST | {"type": "mcq"})["choices"] == []


def test_it_is_found_at_once(builder: Reader) -> None:
    builder.make("/questions/", LEAST | {"stem": "What is backpropagation?"})
    assert builder.stems({"q": "backpropagation"}) == ["What is backpropagation?"]


LONE, NUL = "surrogate_characters_not_allowed", "null_characters_not_allowed"


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"stem": None}, [("stem", "null")]),
        ({"stem": " \n"}, [("stem", "blank")]),
        ({"stem": 5}, [("stem", "invalid")]),
        ({"stem": "x" * 4001}, [("stem", "max_length")]),
        ({"stem": "A\ud800"}, [("stem", LONE)]),
        ({"stem": "A\x00"}, [("stem", NUL)]),
        ({"type": "essay"}, [("type", "invalid_choice")]),
        ({"type": ["open"]}, [("type", "invalid_choice")]),
        ({"level": None}, [("level", "null")]),
        ({"minutes": 0}, [("minutes", "min_value")]),
        ({"minutes": 10**400}, [("minutes", "max_value")]),
        ({"minutes": "5"}, [("minutes", "invalid")]),
        ({"minutes": True}, [("minutes", "invalid")]),
        ({"difficulty_adjustment": 11}, [("difficulty_adjustment", "max_value")]),
        ({"answer": "\u20ac" * 22_000}, [("answer", "refused")]),
        ({"answer": "\udfff"}, [("answer", LONE)]),
        ({"look_for": "a reason"}, [("look_for", "not_a_list")]),
        ({"look_for": ["a", 5]}, [("look_for[1]", "invalid")]),
        ({"look_for": ["a", ""]}, [("look_for[1]", "blank")]),
        ({"look_for": ["a", "b\ud800"]}, [("look_for[1]", LONE)]),
        ({"red_flags": ["x" * 2001]}, [("red_flags[0]", "max_length")]),
        ({"references": ["x"] * 21}, [("references", "max_length")]),
        ({"rubric": {"2": "some"}}, [("rubric.2", "unknown_field")]),
        ({"rubric": {"1": 1}}, [("rubric.1", "invalid")]),
        ({"rubric": ["none"]}, [("rubric", "invalid")]),
        ({"choices": CHOICES}, [("choices", "refused")]),
        ({"type": "mcq", "choices": {}}, [("choices", "not_a_list")]),
        ({"type": "mcq", "choices": ["Yes"]}, [("choices[0]", "invalid")]),
        ({"type": "mcq", "choices": [{"text": "Yes"}, {}]}, [("choices[1].text", "required")]),
        (
            {"type": "mcq", "choices": [{"text": "a"}, {"text": "\ud800"}]},
            [("choices[1].text", LONE)],
        ),
        (
            {"type": "mcq", "choices": [{"text": "a", "is_key": 1}]},
            [("choices[0].is_key", "invalid")],
        ),
        (
            {"type": "mcq", "choices": [{"text": "a", "colour": "red"}]},
            [("choices[0].colour", "unknown_field")],
        ),
        ({"type": "mcq", "choices": [{"text": "a"}, {"text": "A"}]}, [("choices", "refused")]),
        ({"type": "mcq", "choices": [{"text": "a"}] * 13}, [("choices", "max_length")]),
        ({"skills": ["nothing"]}, [("skills", "unknown_value")]),
        ({"skills": [1]}, [("skills[0]", "invalid")]),
        ({"roles": ["\x00"]}, [("roles[0]", NUL)]),
        ({"source": "nowhere"}, [("source", "unknown_value")]),
        ({"source": 1}, [("source", "invalid")]),
        ({"source_ref": "x" * 101}, [("source_ref", "max_length")]),
        ({"note": "x" * 501}, [("note", "max_length")]),
        ({"status": "approved"}, [("status", "unknown_field")]),
        ({"id": 5, "uid": "x"}, [("id", "unknown_field"), ("uid", "unknown_field")]),
    ],
)
def test_fields_that_are_not_understood(
    builder: Reader, said: Any, errors: list[tuple[str, str]]
) -> None:
    found = problem(builder.send("post", "/questions/", LEAST | said), 400)
    assert sorted((e["field"], e["code"]) for e in found["errors"]) == errors
    assert all(error["message"] for error in found["errors"])
    assert not Question.objects.exists()


def test_what_is_needed_is_named(builder: Reader) -> None:
    found = problem(builder.send("post", "/questions/", {}), 400)
    assert {(e["field"], e["code"]) for e in found["errors"]} == {
        ("type", "required"),
        ("level", "required"),
        ("stem", "required"),
    }


def test_a_place_in_a_source_is_taken_once(builder: Reader, tags: dict[str, Any]) -> None:
    builder.make("/questions/", LEAST | {"source": "paper", "source_ref": "7"})
    again = LEAST | {"source": "paper", "source_ref": "7", "stem": "And why not?"}
    found = problem(builder.send("post", "/questions/", again), 400)
    assert [(e["field"], e["code"]) for e in found["errors"]] == [("source_ref", "unique")]
    assert Question.objects.count() == 1
    builder.make("/questions/", again | {"source": None})


def test_who_reads_no_answers_may_give_one(cast: Cast) -> None:
    writer = Reader(cast.alice, READ, "questions:write")
    made = writer.make("/questions/", LEAST | {"answer": "So."})
    assert "answer" not in made
    assert Question.objects.get().answer == "So."


@pytest.mark.parametrize("who", ["bob", "carol", "dave"])
def test_who_may_not(cast: Cast, who: str) -> None:
    reader = Reader(getattr(cast, who), READ, "questions:write")
    problem(reader.send("post", "/questions/", LEAST), 403)
    assert not Question.objects.exists()


def test_tags_are_read_by_slug_as_they_are_now(builder: Reader, tags: dict[str, Any]) -> None:
    Skill.objects.filter(slug="maths").delete()
    found = problem(builder.send("post", "/questions/", LEAST | tags), 400)
    assert "maths" in found["errors"][0]["message"]
