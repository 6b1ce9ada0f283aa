"""Renaming, and merging two skills, roles or sources: nothing is orphaned."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from questions import filters, search
from questions.actions import blueprints, taxonomy, taxonomy_merging
from questions.actions.blueprints import QuotaFields
from questions.actions.taxonomy import StaleTaxonomy, StillUsed, TaxonomyRefused
from questions.matches import Matches
from questions.models import (
    AuditEntry,
    BankChange,
    Blueprint,
    BlueprintQuota,
    Question,
    Role,
    RoleSkill,
    Skill,
    Source,
)
from questions.models.taxonomy import OLD_SLUGS
from tests.base import (
    Cast,
    make_blueprint,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
    make_source,
)


def counts(cast: Cast, facet: str) -> dict[str, int]:
    """Return the questions of each value as the index in memory tells them."""

    return Matches(filters.QuestionFilters(), cast.alice, search.current()).counts(facet)


@pytest.fixture
def two(cast: Cast) -> tuple[Skill, Skill]:
    return make_skill("Vision"), make_skill("Image Models")


def test_skills_are_merged_with_all_that_names_them(cast: Cast, two: tuple[Skill, Skill]) -> None:
    gone, into = two
    one, both = make_question("One?", skills=[gone]), make_question("Both?", skills=[gone, into])
    make_question("Other?", skills=[into])
    plain, shared = make_role("Plain"), make_role("Shared")
    taxonomy.set_role_skill(None, plain, gone, 2, ["a"])
    taxonomy.set_role_skill(None, shared, gone, 5, ["a", "b"])
    taxonomy.set_role_skill(None, shared, into, 1, ["b", "c"])
    plan = make_blueprint(quotas=[QuotaFields(1, skill=gone)])
    assert counts(cast, "skill") == {"vision": 2, "image-models": 2}
    told = taxonomy_merging.preview(gone, into)
    assert (told.moves, told.both) == ({"question": 2, "role": 2, "blueprint": 1}, 1)
    taxonomy_merging.merge(cast.alice, gone, into)
    assert [skill.slug for skill in Skill.objects.all()] == ["image-models"]
    assert counts(cast, "skill") == {"image-models": 3}
    assert list(both.skills.all()) == [into]
    weights = {row.role.slug: (row.weight, row.look_for) for row in RoleSkill.objects.all()}
    assert weights == {"plain": (2, ["a"]), "shared": (5, ["b", "c", "a"])}
    assert BlueprintQuota.objects.get().skill == into
    assert Blueprint.objects.get().revision == plan.revision + 1
    change = BankChange.objects.order_by("-version")[0]
    assert (change.questions, change.taxonomy) == (sorted([one.pk, both.pk]), True)
    entry = AuditEntry.objects.get(verb="skill.merged")
    assert (entry.actor, entry.changes["slug"]) == (cast.alice, "vision")
    assert Skill.objects.by_slug("vision") == into


def test_roles_are_merged_with_all_that_names_them(cast: Cast) -> None:
    gone, into, skill = make_role("Modeller"), make_role("Designer"), make_skill("Vision")
    taxonomy.set_role_skill(None, gone, skill, 4, ["a"])
    question = make_question(roles=[gone])
    kit = make_kit(role=gone, by=cast.alice)
    jane = make_candidate(role=gone)
    plan = make_blueprint(quotas=[QuotaFields(1, role=gone)], role=gone)
    told = taxonomy_merging.preview(gone, into)
    assert told.moves == {"question": 1, "blueprint": 1, "kit": 1, "candidate": 1}
    taxonomy_merging.merge(cast.alice, gone, Role.objects.get(pk=into.pk))
    assert [role.slug for role in Role.objects.all()] == ["designer"]
    for row in (kit, jane, plan):
        row.refresh_from_db()
        assert row.role == into
    assert list(question.roles.all()) == [into]
    assert plan.quotas.get().role == into
    assert RoleSkill.objects.get().role == into


def test_sources_are_merged(cast: Cast) -> None:
    gone, into = make_source("Paper"), make_source("Book")
    question = make_question(source=gone, source_ref="1")
    make_question("Other?", source=into, source_ref="2")
    taxonomy_merging.merge(cast.alice, gone, into)
    question.refresh_from_db()
    assert question.source == into
    assert counts(cast, "source") == {"book": 2}


def test_sources_with_the_same_place_are_not_merged(cast: Cast) -> None:
    gone, into = make_source("Paper"), make_source("Book")
    make_question(source=gone, source_ref="1")
    make_question("Other?", source=into, source_ref="1")
    assert "“1”" in taxonomy_merging.preview(gone, into).obstacle
    with pytest.raises(TaxonomyRefused, match="Both sources"):
        taxonomy_merging.merge(cast.alice, gone, into)
    assert Source.objects.count() == 2


def test_nothing_is_merged_into_itself(cast: Cast, two: tuple[Skill, Skill]) -> None:
    with pytest.raises(TaxonomyRefused, match="itself"):
        taxonomy_merging.merge(cast.alice, two[0], two[0])


@pytest.mark.parametrize("stale", [0, 1])
def test_what_changed_meanwhile_is_not_merged(
    cast: Cast, two: tuple[Skill, Skill], stale: int
) -> None:
    taxonomy.edit(cast.alice, Skill.objects.get(pk=two[stale].pk), {"description": "New"})
    with pytest.raises(StaleTaxonomy):
        taxonomy_merging.merge(cast.alice, *two)
    assert Skill.objects.count() == 2


def test_readers_merge_nothing(cast: Cast, two: tuple[Skill, Skill]) -> None:
    with pytest.raises(PermissionDenied):
        taxonomy_merging.merge(cast.bob, *two)


def test_old_slugs_follow_along_a_chain(cast: Cast, two: tuple[Skill, Skill]) -> None:
    gone, into = two
    gone = taxonomy.edit(cast.alice, gone, {"name": "Seeing", "slug": "seeing"})
    taxonomy_merging.merge(cast.alice, gone, into)
    last = make_skill("Last")
    taxonomy_merging.merge(cast.alice, Skill.objects.get(pk=into.pk), last)
    for slug in ("vision", "seeing", "image-models", "last"):
        assert Skill.objects.by_slug(slug) == last


def test_a_slug_in_use_wins(cast: Cast, two: tuple[Skill, Skill]) -> None:
    renamed = taxonomy.edit(cast.alice, two[0], {"slug": "seeing"})
    assert Skill.objects.by_slug("vision") == renamed
    other = taxonomy.create(cast.alice, Skill, {"name": "New vision", "slug": "vision"})
    assert Skill.objects.by_slug("vision") == other
    assert not OLD_SLUGS[Skill].objects.exists()
    back = taxonomy.edit(cast.alice, renamed, {"slug": "sight"})
    assert taxonomy.edit(cast.alice, back, {"slug": "seeing"}).slug == "seeing"
    assert [old.slug for old in OLD_SLUGS[Skill].objects.all()] == ["sight"]


def test_a_new_one_gets_a_slug_of_its_own(cast: Cast) -> None:
    slugs = [taxonomy.create(cast.alice, Skill, {"name": n}).slug for n in ("C#", "C", "New", "数")]
    assert slugs == ["c", "c-2", "new-2", "skill"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "image  MODELS"}, "name"),
        ({"name": " "}, "name"),
        ({"slug": "image-models"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"slug": "a b"}, "slug"),
    ],
)
def test_what_cannot_be_is_refused(
    cast: Cast, two: tuple[Skill, Skill], fields: Any, field: str
) -> None:
    with pytest.raises(TaxonomyRefused) as refusal:
        taxonomy.edit(cast.alice, two[0], fields)
    assert refusal.value.field == field
    with pytest.raises(TaxonomyRefused):
        taxonomy.create(cast.alice, Skill, {"name": "Free", "slug": "free"} | fields)
    assert Skill.objects.get(pk=two[0].pk).name == "Vision"


def test_a_stale_save_is_refused(cast: Cast, two: tuple[Skill, Skill]) -> None:
    read = Skill.objects.get(pk=two[0].pk)
    taxonomy.edit(cast.alice, two[0], {"name": "Seeing"})
    with pytest.raises(StaleTaxonomy) as stale:
        taxonomy.edit(cast.alice, read, {"name": "Sight"})
    assert stale.value.current.name == "Seeing"


def test_what_a_role_or_a_plan_names_is_not_deleted(cast: Cast, two: tuple[Skill, Skill]) -> None:
    taxonomy.set_role_skill(None, make_role("Modeller"), two[0], 1, [])
    blueprints_of = make_blueprint(quotas=[QuotaFields(1, skill=two[1])])
    for skill in two:
        with pytest.raises(StillUsed):
            taxonomy.delete(cast.alice, skill)
    blueprints.delete(cast.alice, blueprints_of)
    taxonomy.delete(cast.alice, two[1])
    assert Question.objects.count() == 0


def test_a_roles_skills_are_set_at_once(cast: Cast, two: tuple[Skill, Skill]) -> None:
    role, third = make_role("Modeller"), make_skill("Third")
    taxonomy.set_role_skill(None, role, two[0], 1, ["kept"])
    taxonomy.set_role_skill(None, role, two[1], 1, [])
    taxonomy.set_role_skills(cast.alice, role, [(two[0], 5, None), (third, 2, ["new"])])
    found = {row.skill.slug: (row.weight, row.look_for) for row in RoleSkill.objects.all()}
    assert found == {"vision": (5, ["kept"]), "third": (2, ["new"])}
