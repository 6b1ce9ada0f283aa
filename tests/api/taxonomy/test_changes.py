"""Skills, roles and sources are added, renamed, merged and deleted."""

from typing import Any

import pytest

from questions.actions import taxonomy
from questions.models import RoleSkill, Skill, Source
from tests.api.base import READ, WRITING, Reader, problem
from tests.base import Cast, make_question, make_role, make_skill

NOUNS = pytest.mark.parametrize("noun", ["skills", "roles", "sources"])


@NOUNS
def test_from_adding_to_deleting(builder: Reader, noun: str) -> None:
    made = builder.make(f"/{noun}/", {"name": "Vision", "description": "Images"})
    assert (made["slug"], made["description"]) == ("vision", "Images")
    renamed = builder.change("patch", f"/{noun}/vision/", {"name": "Seeing"})
    assert (renamed["name"], renamed["description"]) == ("Seeing", "Images")
    headers = {"If-Match": builder.etag(f"/{noun}/vision/")}
    answer = builder.send("patch", f"/{noun}/vision/", {"slug": "seeing"}, **headers)
    assert answer.json()["slug"] == "seeing"
    assert builder.get(f"/{noun}/vision/") == builder.get(f"/{noun}/seeing/")
    assert builder.try_change("delete", f"/{noun}/vision/").status_code == 204
    problem(builder.ask(f"/{noun}/seeing/"), 404)


@NOUNS
def test_what_cannot_be_is_told_by_field(builder: Reader, noun: str) -> None:
    for name in ("Vision", "Other"):
        builder.make(f"/{noun}/", {"name": name})
    for said, field in (
        ({"name": "OTHER"}, "name"),
        ({"name": ""}, "name"),
        ({"slug": "other"}, "slug"),
        ({"slug": "a b"}, "slug"),
        ({"colour": 1}, "colour"),
    ):
        assert [f for f, _ in builder.refused("patch", f"/{noun}/vision/", said)] == [field]
    found = problem(builder.send("post", f"/{noun}/", {"name": "other"}), 400)
    assert found["errors"][0]["field"] == "name"


@NOUNS
def test_who_may_not_and_what_state(cast: Cast, builder: Reader, noun: str) -> None:
    builder.make(f"/{noun}/", {"name": "Vision"})
    path, etag = f"/{noun}/vision/", builder.etag(f"/{noun}/vision/")
    for reader in (Reader(cast.alice, READ), Reader(cast.bob, *WRITING)):
        problem(reader.send("post", f"/{noun}/", {"name": "Mine"}), 403)
        for method in ("patch", "delete"):
            problem(reader.send(method, path, {"name": "Mine"}, **{"If-Match": etag}), 403)
    for method in ("patch", "delete"):
        problem(builder.send(method, path, {"name": "Mine"}), 428)
        problem(builder.send(method, path, {"name": "Mine"}, **{"If-Match": '"x"'}), 412)
    problem(builder.send("post", f"{path}merge/", {"into": "vision"}), 428)


def test_a_roles_skills_are_set_and_guidance_that_is_not_named_stays(builder: Reader) -> None:
    for name in ("Vision", "Maths"):
        make_skill(name)
    rows: list[dict[str, Any]] = [
        {"slug": "vision", "weight": 5, "look_for": ["a"]},
        {"slug": "maths", "weight": 1},
    ]
    made = builder.make("/roles/", {"name": "Modeller", "skills": rows})
    assert [(row["slug"], row["weight"]) for row in made["skills"]] == [("vision", 5), ("maths", 1)]
    builder.change("patch", "/roles/modeller/", {"skills": [{"slug": "vision", "weight": 2}]})
    row = RoleSkill.objects.get()
    assert (row.skill.slug, row.weight, row.look_for) == ("vision", 2, ["a"])
    bad = {"skills": [{"slug": "nowhere", "weight": 1}]}
    assert builder.refused("patch", "/roles/modeller/", bad)
    assert builder.refused("patch", "/roles/modeller/", {"skills": [{"slug": "vision"}]})


def test_two_are_merged(builder: Reader) -> None:
    gone, _ = make_skill("Vision"), make_skill("Image Models")
    make_question(skills=[gone])
    headers = {"If-Match": builder.etag("/skills/vision/")}
    for into in ("nowhere", "vision"):
        answer = builder.send("post", "/skills/vision/merge/", {"into": into}, **headers)
        assert problem(answer, 400)["errors"][0]["field"] == "into"
    said = {"into": "image-models"}
    answer = builder.send("post", "/skills/vision/merge/", said, **headers)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["slug"], answer.json()["question_count"]) == ("image-models", 1)
    assert [skill.slug for skill in Skill.objects.all()] == ["image-models"]
    assert builder.get("/questions/", {"skill": "vision"})["count"] == 1
    assert builder.get("/skills/vision/")["slug"] == "image-models"


def test_what_is_used_is_not_deleted(builder: Reader) -> None:
    make_question(skills=[make_skill("Vision")])
    problem(builder.try_change("delete", "/skills/vision/"), 409)
    taxonomy.set_role_skill(None, make_role("Modeller"), make_skill("Maths"), 1, [])
    problem(builder.try_change("delete", "/skills/maths/"), 409)
    assert Source.objects.count() == 0
