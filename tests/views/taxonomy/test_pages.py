"""The pages of skills, roles and sources, and where old addresses lead."""

from typing import Any

import pytest
from django.test import Client

from questions.actions import taxonomy, taxonomy_merging
from questions.actions.blueprints import QuotaFields
from questions.models import Role, RoleSkill, Skill, Source
from tests.base import (
    Cast,
    make_blueprint,
    make_question,
    make_role,
    make_skill,
    make_source,
)

MAKE: dict[str, Any] = {"skill": make_skill, "role": make_role, "source": make_source}
MODELS: dict[str, Any] = {"skill": Skill, "role": Role, "source": Source}
NOUNS = pytest.mark.parametrize("noun", list(MODELS))


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


@pytest.fixture
def bob(cast: Cast) -> Client:
    found = Client()
    found.force_login(cast.bob)
    return found


def typed(thing: Any, **changed: Any) -> dict[str, Any]:
    names = ("name", "slug", "description", "revision")
    kind = {"kind": thing.kind} if isinstance(thing, Source) else {}
    return {name: getattr(thing, name) for name in names} | kind | changed


@NOUNS
def test_from_adding_to_deleting(alice: Client, noun: str) -> None:
    said = {"name": "Vision", "revision": 0, "description": "Images.", "kind": "person"}
    response = alice.post(f"/{noun}s/new/", said)
    assert response.headers["Location"] == f"/{noun}s/vision/"
    made = MODELS[noun].objects.get()
    assert "Images." in alice.get(f"/{noun}s/vision/").content.decode()
    changed = typed(made, name="Seeing", slug="seeing")
    response = alice.post(f"/{noun}s/vision/edit/", changed)
    assert response.headers["Location"] == f"/{noun}s/seeing/"
    response = alice.get(f"/{noun}s/vision/")
    assert (response.status_code, response.headers["Location"]) == (302, f"/{noun}s/seeing/")
    assert "Seeing" in alice.get(f"/{noun}s/").content.decode()
    assert alice.post(f"/{noun}s/seeing/delete/").headers["Location"] == f"/{noun}s/"
    assert not MODELS[noun].objects.exists()


@NOUNS
def test_who_reads_does_not_write(cast: Cast, bob: Client, noun: str) -> None:
    MAKE[noun]("Vision")
    page = bob.get(f"/{noun}s/vision/").content.decode()
    assert "/edit/" not in page
    for path in (f"/{noun}s/new/", *(f"/{noun}s/vision/{v}/" for v in ("edit", "merge", "delete"))):
        assert bob.post(path).status_code == 403, path
    assert MODELS[noun].objects.count() == 1


def test_without_a_group_nothing_is_read(cast: Cast, client: Client) -> None:
    make_skill("Vision")
    client.force_login(cast.dave)
    assert client.get("/skills/").status_code == client.get("/skills/vision/").status_code == 403


@NOUNS
def test_what_is_none_is_a_404(alice: Client, noun: str) -> None:
    for verb in ("", "edit/", "merge/"):
        assert alice.get(f"/{noun}s/nowhere/{verb}").status_code == 404


def test_questions_are_counted_as_far_as_they_are_seen(alice: Client, bob: Client) -> None:
    skill = make_skill("Vision")
    make_question("One?", skills=[skill])
    make_question("Two?", skills=[skill], status="draft")
    for client, count in ((alice, "2 questions"), (bob, "1 question")):
        assert f'?skill=vision">{count}</a>' in client.get("/skills/vision/").content.decode()


def test_what_to_look_for_is_for_who_reads_the_banks_guidance(cast: Cast, alice: Client) -> None:
    role, skill = make_role("Modeller"), make_skill("Vision")
    taxonomy.set_role_skill(None, role, skill, 4, ["Names a model"])
    plan = make_blueprint("Plan for two", [QuotaFields(1, skill=skill)])
    for path in ("/roles/modeller/", "/skills/vision/"):
        assert "Names a model" in alice.get(path).content.decode()
    assert plan.get_absolute_url() in alice.get("/skills/vision/").content.decode()
    carol = Client()
    carol.force_login(cast.carol)
    for path in ("/roles/modeller/", "/skills/vision/"):
        page = carol.get(path).content.decode()
        assert "4 of 5" in page
        assert "Names a model" not in page


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"name": "other"}, "merge the two"),
        ({"slug": "other"}, "has this address"),
        ({"slug": "a b"}, "valid “slug”"),
        ({"name": "a\x00b"}, "Null characters"),
        ({"revision": "x"}, "The revision is no number"),
    ],
)
def test_bad_input_is_told(alice: Client, changed: Any, message: str) -> None:
    skill = make_skill("Vision")
    make_skill("Other")
    response = alice.post("/skills/vision/edit/", typed(skill, **changed))
    assert response.status_code == 400
    assert message in response.content.decode()
    assert Skill.objects.get(pk=skill.pk).revision == 1


def test_someone_elses_change_is_told_and_what_was_typed_stays(cast: Cast, alice: Client) -> None:
    skill = make_skill("Vision")
    said = typed(skill, description="Mine")
    taxonomy.edit(cast.eve, skill, {"description": "Theirs"})
    response = alice.post("/skills/vision/edit/", said)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Now: Theirs" in " ".join(page.split())
    assert "Mine" in page
    said["revision"] = 2
    assert alice.post("/skills/vision/edit/", said).status_code == 302
    assert Skill.objects.get().description == "Mine"


def test_weighing_a_skill(alice: Client) -> None:
    role, skill = make_role("Modeller"), make_skill("Vision")
    said = {"skill": "vision", "weight": "4", "look_for": "one\n\n two ", "revision": 1}
    assert alice.post("/roles/modeller/weigh/", said).headers["Location"] == "/roles/modeller/"
    row = RoleSkill.objects.get()
    assert (row.weight, row.look_for) == (4, ["one", "two"])
    page = alice.get("/roles/modeller/weigh/?skill=vision").content.decode()
    assert "one\ntwo" in page
    assert alice.post("/roles/modeller/weigh/?skill=vision", said).status_code == 409
    said |= {"revision": 2, "weight": "6"}
    assert alice.post("/roles/modeller/weigh/?skill=vision", said).status_code == 400
    said |= {"weight": "1", "remove": "1"}
    assert alice.post("/roles/modeller/weigh/?skill=vision", said).status_code == 302
    assert not role.role_skills.exists()
    assert skill.pk


def test_a_merge_is_shown_before_it_is_done(alice: Client) -> None:
    gone, into = make_skill("Vision"), make_skill("Image Models")
    make_question(skills=[gone])
    assert "Merge for good" not in alice.get("/skills/vision/merge/").content.decode()
    page = alice.get("/skills/vision/merge/?into=image-models").content.decode()
    assert "<strong>1 question</strong>" in page
    assert "Merge for good" in page
    assert Skill.objects.count() == 2
    said = {"into": into.slug, "revision": 1, "into_revision": 1}
    stale = alice.post("/skills/vision/merge/", said | {"into_revision": 7})
    assert stale.status_code == 409
    assert "changed by someone else" in stale.content.decode()
    response = alice.post("/skills/vision/merge/", said)
    assert response.headers["Location"] == "/skills/image-models/"
    assert [skill.slug for skill in Skill.objects.all()] == ["image-models"]


@pytest.mark.parametrize("said", [{}, {"into": "vision"}, {"into": "nowhere"}])
def test_a_merge_into_what_is_none(alice: Client, said: Any) -> None:
    make_skill("Vision")
    make_skill("Other")
    revisions = {"revision": 1, "into_revision": 1}
    assert alice.post("/skills/vision/merge/", said | revisions).status_code == 400
    assert Skill.objects.count() == 2


def test_the_banks_filters_know_old_slugs(cast: Cast, alice: Client) -> None:
    gone, into = make_skill("Vision"), make_skill("Image Models")
    make_question("What is seen?", skills=[gone])
    taxonomy_merging.merge(cast.alice, gone, into)
    response = alice.get("/questions/?skill=vision&level=basic")
    assert response.status_code == 302
    assert response.headers["Location"] == "/questions/?level=basic&skill=image-models"
    piece = alice.get("/questions/?skill=vision", headers={"HX-Request": "true"})
    assert piece.headers["HX-Push-Url"] == "/questions/?skill=image-models"
    assert "What is seen?" in piece.content.decode()
    both = alice.get("/questions/?skill=vision&skill=image-models")
    assert both.headers["Location"] == "/questions/?skill=image-models"
    assert alice.get("/questions/?skill=nowhere").status_code == 400


def test_a_slug_in_use_wins_over_an_old_one(cast: Cast, alice: Client) -> None:
    renamed = taxonomy.edit(cast.alice, make_skill("Vision"), {"slug": "seeing"})
    assert alice.get("/skills/vision/").headers["Location"] == renamed.get_absolute_url()
    taxonomy.create(cast.alice, Skill, {"name": "Other", "slug": "vision"})
    assert alice.get("/skills/vision/").status_code == 200
    assert alice.get("/questions/?skill=vision").status_code == 200
