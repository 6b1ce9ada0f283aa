"""Replacing a question, and changing a part of it."""

from typing import Any

import pytest

from questions.actions import questions
from questions.models import AuditEntry, Question, QuestionVersion, Skill
from tests.api.base import READ, Reader, problem
from tests.api.questions.test_create import CHOICES, LEAST
from tests.base import Cast, make_question, make_role, make_skill, make_source

WRITE = "questions:write"
GUIDANCE: dict[str, Any] = {
    "answer": "So.",
    "look_for": ["a reason"],
    "rubric": {"1": "none", "5": "all"},
}


@pytest.fixture
def draft(db: None) -> Question:
    tags: dict[str, Any] = {"skills": [make_skill("Vision")], "roles": [make_role("Modeller")]}
    tags |= {"source": make_source("Paper"), "source_ref": "7"}
    return make_question("Which?", status="draft", type="mcq", minutes=7, **GUIDANCE, **tags)


@pytest.fixture
def writer(cast: Cast) -> Reader:
    """A recruiter whose token writes questions, but reads no answers."""
    return Reader(cast.alice, READ, WRITE)


def test_what_is_not_named_takes_its_default(builder: Reader, draft: Question) -> None:
    found = builder.change("put", f"/questions/{draft.pk}/", LEAST | {"note": "Begun anew."})
    assert (found["type"], found["stem"], found["minutes"]) == ("open", "Why?", 5)
    assert (found["answer"], found["rubric"], found["choices"]) == ("", {}, [])
    assert (found["skills"], found["source"], found["source_ref"]) == ([], None, "")
    assert (found["pending_version"], found["uid"]) == (2, str(draft.uid))
    assert QuestionVersion.objects.get(number=2).note == "Begun anew."


def test_a_skill_that_goes_while_it_is_saved_is_named(
    builder: Reader, draft: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    speech, edit = make_skill("Speech"), questions.edit

    def too_late(*args: Any, **more: Any) -> Question:
        Skill.objects.filter(pk=speech.pk).delete()
        return edit(*args, **more)

    monkeypatch.setattr(questions, "edit", too_late)
    path, body = f"/questions/{draft.pk}/", {"skills": ["speech"]}
    assert builder.refused("patch", path, body) == [("skills", "refused")]


def test_what_was_read_can_be_put(builder: Reader, draft: Question) -> None:
    path = f"/questions/{draft.pk}/"
    read = builder.get(path)
    names = ("type", "level", "stem", "minutes", "difficulty_adjustment", "source", "source_ref")
    said = {name: read[name] for name in (*names, "answer", "look_for", "red_flags", "rubric")}
    said |= {name: [tag["slug"] for tag in read[name]] for name in ("skills", "roles")}
    said["choices"] = [
        {name: choice[name] for name in ("text", "is_key", "explanation")}
        for choice in read["choices"]
    ]
    assert builder.change("put", path, said) == read
    assert QuestionVersion.objects.count() == 1
    assert not AuditEntry.objects.filter(verb="question.edited").exists()


def test_what_is_not_named_stays(builder: Reader, draft: Question) -> None:
    path = f"/questions/{draft.pk}/"
    before = builder.get(path)
    after = builder.change("patch", path, {"level": "expert"})
    moved = {"level", "difficulty", "pending_version", "updated_at", "choices"}
    assert {name for name in before if before[name] != after[name]} == moved
    assert [c["text"] for c in after["choices"]] == [c["text"] for c in before["choices"]]
    assert AuditEntry.objects.get(verb="question.edited").changes == {"fields": ["level"]}


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ({"minutes": None}, "minutes", 5),
        ({"answer": None}, "answer", ""),
        ({"look_for": ["b", "c"]}, "look_for", ["b", "c"]),
        ({"look_for": None}, "look_for", []),
        ({"rubric": {"1": None, "3": "some"}}, "rubric", {"3": "some", "5": "all"}),
        ({"rubric": {"1": ""}}, "rubric", {"5": "all"}),
        ({"rubric": None}, "rubric", {}),
        ({"skills": []}, "skills", []),
        ({"roles": None}, "roles", []),
        ({"source": None, "source_ref": None}, "source", None),
        ({"choices": None}, "choices", []),
    ],
)
def test_merging(builder: Reader, draft: Question, said: Any, name: str, value: Any) -> None:
    assert builder.change("patch", f"/questions/{draft.pk}/", said)[name] == value


def test_choices_are_replaced_whole(builder: Reader, draft: Question) -> None:
    path = f"/questions/{draft.pk}/"
    found = builder.change("patch", path, {"choices": CHOICES[:1]})["choices"]
    assert [(c["text"], c["is_key"]) for c in found] == [("Yes", True)]
    assert builder.refused("patch", path, {"choices": [{"is_key": True}]}) == [
        ("choices[0].text", "required")
    ]
    assert builder.refused("patch", path, {"type": "open"}) == [("choices", "refused")]
    assert builder.change("patch", path, {"type": "open", "choices": None})["choices"] == []


def test_nothing_changed_is_no_new_state(builder: Reader, draft: Question) -> None:
    path = f"/questions/{draft.pk}/"
    before = builder.etag(path)
    assert builder.try_change("patch", path, {"stem": " Which? "}).headers["ETag"] == before
    assert builder.try_change("patch", path, {}).headers["ETag"] == before
    draft.refresh_from_db()
    assert draft.revision == 1


def test_tags_alone_make_no_version(builder: Reader, draft: Question) -> None:
    make_skill("Maths")
    found = builder.change("patch", f"/questions/{draft.pk}/", {"skills": ["maths", "maths"]})
    assert [skill["slug"] for skill in found["skills"]] == ["maths"]
    assert found["pending_version"] == 1


def test_of_an_approved_question_the_change_waits(cast: Cast, builder: Reader) -> None:
    question = make_question("What is it?")
    path = f"/questions/{question.pk}/"
    first = builder.change("patch", path, {"stem": "What was it?"})
    assert (first["stem"], first["version"], first["pending_version"]) == ("What is it?", 1, 2)
    # What is not named is as it is in the version that waits.
    builder.change("patch", path, {"minutes": 9})
    waiting = builder.get(f"{path}versions/3/")["content"]
    assert (waiting["stem"], waiting["minutes"]) == ("What was it?", 9)
    question.refresh_from_db()
    approved = questions.move(cast.eve, question, "approve")
    assert (approved.stem, approved.minutes) == ("What was it?", 9)


def test_outside_a_draft_it_must_be_complete(builder: Reader) -> None:
    question = make_question(type="mcq", status="in_review")
    path = f"/questions/{question.pk}/"
    assert builder.refused("patch", path, {"choices": CHOICES[1:]}) == [
        ("choices", "refused"),
        ("choices", "refused"),
    ]
    assert builder.get(path)["pending_version"] == 1


def test_a_retired_one_is_restored_first(builder: Reader) -> None:
    path = f"/questions/{make_question(status='retired').pk}/"
    answer = builder.try_change("patch", path, {"stem": "Why?"})
    assert "restored" in problem(answer, 409)["detail"]


def test_a_place_in_a_source_is_taken_once(builder: Reader, draft: Question) -> None:
    other = make_question("Another?", status="draft")
    said = {"source": "paper", "source_ref": "7", "stem": "Changed?"}
    assert builder.refused("patch", f"/questions/{other.pk}/", said) == [("source_ref", "unique")]
    other.refresh_from_db()
    assert other.stem == "Another?"


def test_a_fault_is_told_by_its_field(builder: Reader, draft: Question) -> None:
    path = f"/questions/{draft.pk}/"
    said = {"stem": None, "choices": [{"text": "a"}, {"text": 5}], "colour": "red"}
    assert builder.refused("patch", path, said) == [("colour", "unknown_field")]
    del said["colour"]
    assert sorted(builder.refused("patch", path, said)) == [
        ("choices[1].text", "invalid"),
        ("stem", "null"),
    ]


# Without answers:read


def test_a_change_of_what_is_public_keeps_guidance(writer: Reader, draft: Question) -> None:
    found = writer.change("patch", f"/questions/{draft.pk}/", {"stem": "Which one?"})
    assert (found["stem"], "answer" in found) == ("Which one?", False)
    draft.refresh_from_db()
    assert {name: getattr(draft, name) for name in GUIDANCE} == GUIDANCE
    assert [c.is_key for c in draft.choices.all()] == [True, False]


@pytest.mark.parametrize("name", ["answer", "look_for", "rubric", "choices"])
def test_what_cannot_be_read_is_not_written_over(
    writer: Reader, draft: Question, name: str
) -> None:
    answer = writer.try_change("patch", f"/questions/{draft.pk}/", {"stem": "X", name: None})
    assert "answers:read" in problem(answer, 403)["detail"]
    draft.refresh_from_db()
    assert draft.revision == 1


def test_nor_replaced_as_a_whole(writer: Reader, draft: Question) -> None:
    answer = writer.try_change("put", f"/questions/{draft.pk}/", LEAST)
    assert "answers:read" in problem(answer, 403)["detail"]
    draft.refresh_from_db()
    assert draft.revision == 1


def test_its_etag_tells_of_changes_that_it_does_not_see(
    writer: Reader, builder: Reader, draft: Question
) -> None:
    path = f"/questions/{draft.pk}/"
    read = {"If-Match": writer.etag(path)}
    builder.change("patch", path, {"answer": "Else."})
    problem(writer.send("patch", path, {"stem": "Which one?"}, **read), 412)


def test_the_refusal_of_a_stale_state_names_the_current_one(
    builder: Reader, draft: Question
) -> None:
    path = f"/questions/{draft.pk}/"
    answer = builder.send("patch", path, {"stem": "X"}, **{"If-Match": '"other"'})
    problem(answer, 412)
    assert answer.headers["ETag"] == builder.etag(path)
