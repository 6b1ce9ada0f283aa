"""`fields`: answers hold what was asked for, and name the whole state all the same."""

from typing import Any

import pytest

from questions.models import Question
from tests.api.base import Reader, body, problem
from tests.base import Cast, make_candidate, make_kit, make_question, make_skill


@pytest.fixture
def question(cast: Cast) -> Question:
    skills = [make_skill("Vision"), make_skill("Prose")]
    return make_question("Which?", type="mcq", skills=skills, look_for=["a reason"])


LISTS = {
    "/questions/": {"id", "stem"},
    "/kits/": {"id", "name"},
    "/candidates/": {"pseudonym", "name"},
    "/skills/": {"slug", "name"},
}


@pytest.mark.parametrize("path", LISTS)
def test_rows_hold_what_was_asked_for(
    cast: Cast, onlooker: Reader, question: Question, path: str
) -> None:
    make_kit(asked=[question], candidate=make_candidate("Ann", cast.alice), by=cast.alice)
    asked = {"fields": ",".join(LISTS[path])}
    whole, trimmed = (onlooker.get(path, params)["results"] for params in ({}, asked))
    assert whole
    assert trimmed == [{name: row[name] for name in LISTS[path]} for row in whole]


def test_parts_of_a_field_are_named_by_a_dot(alice: Reader, question: Question) -> None:
    path = f"/questions/{question.pk}/"
    asked = {"fields": "skills.slug,choices.text,choices.is_key"}
    assert alice.get(path, asked) == {
        "skills": [{"slug": "prose"}, {"slug": "vision"}],
        "choices": [{"text": "Softmax", "is_key": True}, {"text": "Tanh", "is_key": False}],
    }
    assert len(alice.get(path, {"fields": "skills.slug,skills"})["skills"][0]) == 2
    versions = alice.get(f"{path}versions/", {"fields": "number,content.stem"})
    assert versions["results"] == [{"number": 1, "content": {"stem": "Which?"}}]


def test_what_is_confidential_is_not_told_by_its_name(
    plain_alice: Reader, question: Question
) -> None:
    asked = {"fields": "id,answer,look_for,choices.is_key,choices.explanation"}
    expected = {"id": question.pk, "choices": [{}, {}]}
    assert plain_alice.get(f"/questions/{question.pk}/", asked) == expected
    assert plain_alice.get("/questions/", asked)["results"] == [expected]


@pytest.mark.parametrize(
    "params",
    [
        {"fields": "id,colour"},
        {"fields": ""},
        {"fields": "id,"},
        {"fields": "id.stem"},
        {"fields": ["id", "skills.colour"]},
        {"fields": "stem\x00"},
    ],
)
@pytest.mark.parametrize("path", ["/questions/", "/questions/{pk}/"])
def test_names_that_there_are_not(
    alice: Reader, question: Question, path: str, params: dict[str, Any]
) -> None:
    found = problem(alice.ask(path.format(pk=question.pk), params), 400)
    [error] = found["errors"]
    assert (error["field"], error["code"]) == ("fields", "unknown_value")
    assert "stem_html, level, type" in error["message"]


def test_pages_go_on_with_the_same_fields(alice: Reader) -> None:
    for number in range(3):
        make_question(f"Number {number}?")
    page = alice.get("/questions/", {"fields": "stem", "page_size": 2})
    assert [set(row) for row in alice.get(page["next"])["results"]] == [{"stem"}]


def test_an_answer_with_few_fields_will_do_to_change_it(
    builder: Reader, question: Question
) -> None:
    path = f"/questions/{question.pk}/"
    few = builder.ask(path, {"fields": "id"})
    assert few.headers["ETag"] == builder.etag(path)
    held = {"If-None-Match": few.headers["ETag"]}
    assert builder.ask(path, {"fields": "id"}, **held).status_code == 304
    saved = builder.send("patch", path, {"minutes": 7}, **{"If-Match": few.headers["ETag"]})
    assert saved.status_code == 200
    again = builder.ask(path, {"fields": "id"}, **held)
    assert (again.status_code, body(again)) == (200, {"id": question.pk})
