"""Writing skills, roles and sources."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from questions.actions import taxonomy
from questions.models import AuditEntry, RoleSkill, Skill
from tests.base import Cast, make_question, make_role, make_skill


@pytest.mark.parametrize("spelling", ["DATA  ANALYSIS", "Data Analysis", "data analysis"])
def test_a_name_is_taken_however_it_is_spelt(db: None, spelling: str) -> None:
    make_skill("Data Analysis")
    with pytest.raises(IntegrityError), transaction.atomic():
        taxonomy.save(None, Skill(name=spelling, slug="other"))
    assert Skill.objects.count() == 1


def test_saving_again_counts_a_revision(cast: Cast) -> None:
    skill = make_skill("Time Series")
    skill.description = "Temporal data"
    taxonomy.save(cast.alice, skill)
    skill.refresh_from_db()
    assert skill.revision == 2
    assert AuditEntry.objects.get(verb="skill.edited").actor == cast.alice


def test_readers_save_nothing(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        taxonomy.save(cast.bob, Skill(name="New", slug="new"))


def test_a_used_skill_is_not_deleted(cast: Cast) -> None:
    skill = make_skill("Time Series")
    make_question(skills=[skill])
    with pytest.raises(taxonomy.StillUsed, match="Time Series"):
        taxonomy.delete(cast.alice, skill)


def test_an_unused_skill_is_deleted(cast: Cast) -> None:
    taxonomy.delete(cast.alice, make_skill("Time Series"))
    assert not Skill.objects.exists()


def test_weights_of_a_role(cast: Cast) -> None:
    role, skill = make_role("Designer"), make_skill("Time Series")
    taxonomy.set_role_skill(cast.alice, role, skill, 4, ["Sees the season"])
    taxonomy.set_role_skill(cast.alice, role, skill, 5, ["Sees the trend"])
    weighted = RoleSkill.objects.get()
    assert (weighted.weight, weighted.look_for) == (5, ["Sees the trend"])
    role.refresh_from_db()
    assert role.revision == 3
    taxonomy.remove_role_skill(cast.alice, role, skill)
    assert not RoleSkill.objects.exists()


@pytest.mark.parametrize("weight", [0, 6])
def test_a_weight_out_of_one_to_five_is_refused(cast: Cast, weight: int) -> None:
    role, skill = make_role("Designer"), make_skill("Time Series")
    with pytest.raises(IntegrityError), transaction.atomic():
        taxonomy.set_role_skill(cast.alice, role, skill, weight, [])
