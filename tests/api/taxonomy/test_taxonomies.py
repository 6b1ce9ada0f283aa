"""Skills, roles and sources: lists and details."""

from typing import Any

import pytest

from questions.actions import taxonomy
from questions.models import Role
from tests.api.base import ANSWERS, API, READ, Reader, problem
from tests.base import Cast, make_question, make_role, make_skill, make_source

FIELDS = {
    "skills": {"slug", "name", "url", "description", "question_count"},
    "roles": {"slug", "name", "url", "description", "question_count", "skills"},
    "sources": {"slug", "name", "url", "kind", "description", "question_count"},
}
MAKE: dict[str, Any] = {"skills": make_skill, "roles": make_role, "sources": make_source}
NOUNS = pytest.mark.parametrize("noun", list(FIELDS))


@NOUNS
def test_one(alice: Reader, noun: str) -> None:
    MAKE[noun]("Time Series")
    found = alice.get(f"/{noun}/time-series/")
    assert set(found) == FIELDS[noun]
    assert (found["slug"], found["name"]) == ("time-series", "Time Series")
    assert found["url"] == f"http://testserver{API}/{noun}/time-series/"
    assert (found["description"], found["question_count"]) == ("", 0)


@NOUNS
def test_the_list_is_walked_by_slug(alice: Reader, noun: str) -> None:
    for name in ("Delta", "Alpha", "Echo", "Bravo", "Charlie"):
        MAKE[noun](name)
    slugs, address = [], f"/{noun}/?page_size=2"
    while address:
        page = alice.get(address)
        assert page["count"] == 5
        slugs += [row["slug"] for row in page["results"]]
        last, address = page, page["next"]
    assert slugs == ["alpha", "bravo", "charlie", "delta", "echo"]
    before = alice.get(last["previous"])
    assert [row["slug"] for row in before["results"]] == ["charlie", "delta"]
    first = alice.get(before["previous"])
    assert [row["slug"] for row in first["results"]] == ["alpha", "bravo"]
    assert first["previous"] is None


@NOUNS
@pytest.mark.parametrize("slug", ["nowhere", "%00", "a b", "%ED%A0%80", "a" * 3000])
def test_what_is_none(alice: Reader, noun: str, slug: str) -> None:
    problem(alice.ask(f"/{noun}/{slug}/"), 404)


def test_questions_are_counted_as_far_as_they_are_seen(alice: Reader, bob: Reader) -> None:
    tags: dict[str, Any] = {
        "skills": [make_skill("Tag")],
        "roles": [make_role("Tag")],
        "source": make_source("Tag"),
    }
    make_question("One", **tags)
    make_question("Two", status="draft", **tags)
    for noun in FIELDS:
        for reader, count in ((alice, 2), (bob, 1)):
            assert reader.get(f"/{noun}/tag/")["question_count"] == count
            assert reader.get(f"/{noun}/")["results"][0]["question_count"] == count


def test_a_source_has_a_kind(alice: Reader) -> None:
    make_source("Paper")
    assert alice.get("/sources/paper/")["kind"] == "document"


@pytest.fixture
def role(db: None) -> Role:
    role = make_role("Modeller")
    taxonomy.set_role_skill(None, role, make_skill("Maths"), 2, ["derives it"])
    taxonomy.set_role_skill(None, role, make_skill("Vision"), 5, ["names a model", "and why"])
    return role


def test_a_role_weighs_its_skills(alice: Reader, role: Role) -> None:
    expected = [
        {
            "slug": "vision",
            "name": "Vision",
            "weight": 5,
            "look_for": ["names a model", "and why"],
        },
        {"slug": "maths", "name": "Maths", "weight": 2, "look_for": ["derives it"]},
    ]
    assert alice.get("/roles/modeller/")["skills"] == expected
    assert alice.get("/roles/")["results"][0]["skills"] == expected


def test_what_to_look_for_needs_guidance(plain_alice: Reader, role: Role) -> None:
    expected = [
        {"slug": "vision", "name": "Vision", "weight": 5},
        {"slug": "maths", "name": "Maths", "weight": 2},
    ]
    assert plain_alice.get("/roles/modeller/")["skills"] == expected
    assert plain_alice.get("/roles/")["results"][0]["skills"] == expected


@NOUNS
def test_an_interviewer_reads_them_without_counting_the_bank(cast: Cast, noun: str) -> None:
    made = MAKE[noun]("Tag")
    make_question(**{noun: [made]} if noun != "sources" else {"source": made})
    carol = Reader(cast.carol, READ, ANSWERS)
    assert carol.get(f"/{noun}/tag/")["question_count"] == 0


def test_an_interviewer_does_not_read_what_to_look_for(cast: Cast, role: Role) -> None:
    skills = Reader(cast.carol, READ, ANSWERS).get("/roles/modeller/")["skills"]
    assert [set(skill) for skill in skills] == [{"slug", "name", "weight"}] * 2
