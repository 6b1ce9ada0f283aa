"""The content that the fixtures bring: complete, tagged, well-formed; and plans that it fits."""

from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from questions import insight
from questions.actions import assembly, blueprints
from questions.actions.blueprints import Terms
from questions.models import Blueprint, Kit, Question
from questions.rules import content, kits
from tests.base import make_user, recruiter

Rows = list[dict[str, Any]]


def read(model: str) -> Rows:
    files = sorted(Path(settings.FIXTURE_DIRS[0]).glob("*.yaml"))
    rows = [row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [row["fields"] for row in rows if row["model"] == f"questions.{model}"]


@pytest.fixture(scope="module")
def questions() -> Rows:
    return read("question")


def test_an_editor_finds_nothing_wrong() -> None:
    out = StringIO()
    try:
        call_command("check_content", "--strict", stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


def test_every_skill_is_described_weighed_and_on_three_questions(questions: Rows) -> None:
    used = Counter(slug for fields in questions for (slug,) in fields["skills"])
    skills = {fields["slug"]: fields for fields in read("skill")}
    assert 15 <= len(skills) <= 25
    assert set(used) == set(skills)
    assert [slug for slug, count in used.items() if count < 3] == []
    assert all(fields["description"] for fields in skills.values())
    weighed = {fields["skill"][0]: fields for fields in read("roleskill")}
    assert set(weighed) == set(skills)
    assert all(fields["look_for"] for fields in weighed.values())


def test_the_roles_top_skills_are_the_three_it_is_hired_for() -> None:
    weights = {fields["skill"][0]: fields["weight"] for fields in read("roleskill")}
    top = {slug for slug, weight in weights.items() if weight == max(weights.values())}
    assert top == {"machine-learning-algorithms", "data-analysis", "problem-solving"}


def test_mcqs_spread_over_the_levels(questions: Rows) -> None:
    mcqs = [fields for fields in questions if fields["type"] == "mcq"]
    assert {fields["level"] for fields in mcqs} == set(content.LEVELS)


# Ready-made blueprints

#: As README.md has them.
LABELS = "skills roles sources basic intermediate advanced expert mcq targeted blueprints"


@pytest.fixture
def bank(db: None) -> None:
    call_command("loaddata", *LABELS.split(), verbosity=0)
    call_command("reindex", verbosity=0, stdout=StringIO())


def test_there_is_a_blueprint_for_each_target_level_and_length(bank: None) -> None:
    found = Blueprint.objects.select_related("role")
    wanted = {(level, minutes) for level in kits.SENIORITIES for minutes in (30, 45, 60, 90)}
    assert set(found.values_list("seniority", "minutes")) == wanted
    assert len(found) == len(wanted) == 16
    assert {str(plan.role) for plan in found} == {"AI Model Designer"}
    assert all(plan.description and plan.created_by is None for plan in found)


def test_each_blueprint_makes_a_sensible_kit_that_is_proven_best(bank: None) -> None:
    for blueprint in Blueprint.objects.for_page():
        plan = assembly.plan_of_blueprint(blueprint)
        form = assembly.solve(plan, assembly.read_pool(), seed=1)
        assert form.gap == 0, blueprint
        assert blueprint.minutes_min <= form.minutes <= blueprint.minutes_max, blueprint
        made = assembly.store(recruiter(), blueprint, plan, form)
        kit = Kit.objects.for_page().get(pk=made.pk)
        assert insight.gaps(kit) == [], blueprint
        core = {"machine-learning-algorithms", "data-analysis", "problem-solving", "communication"}
        assert core <= set().union(*skills_of(kit)), blueprint
        for section in kit.sections.all():
            hard = [item.question.difficulty for item in section.items.all()]
            assert hard == sorted(hard), blueprint


def skills_of(kit: Kit) -> list[set[str]]:
    return [{skill.slug for skill in item.question.skills.all()} for item in insight.items_of(kit)]


def test_target_levels_rise_in_difficulty(bank: None) -> None:
    means = []
    for seniority in kits.SENIORITIES:
        plan = Blueprint.objects.for_page().get(seniority=seniority, minutes=60)
        form = assembly.solve(assembly.plan_of_blueprint(plan), assembly.read_pool(), seed=1)
        means.append(form.difficulty / len(form.ids))
    assert means == sorted(means)
    assert means[0] < content.MIDPOINTS["intermediate"]
    assert means[-1] > content.MIDPOINTS["advanced"]


def test_both_ways_of_loading_bring_the_same_blueprints(bank: None) -> None:
    by_loaddata = plans()
    Blueprint.objects.all().delete()
    Question.objects.all().delete()
    load()
    assert plans() == by_loaddata


def plans() -> dict[str, Any]:
    names = [name for name in blueprints.FIELDS if name != "role"]
    return {
        str(plan.uid): ([getattr(plan, name) for name in names], str(plan.role), told(plan))
        for plan in Blueprint.objects.for_page()
    }


def told(plan: Blueprint) -> list[str]:
    return [insight.quota_words(quota) for quota in plan.quotas.all()]


def load() -> str:
    out = StringIO()
    call_command("load_content", stdout=out)
    return out.getvalue()


def test_a_blueprint_that_is_there_is_never_touched(db: None) -> None:
    assert "16 blueprints created." in load()
    edited, *_ = Blueprint.objects.all()
    blueprints.edit(make_user("alice", "recruiter"), edited, {"name": "Ours"}, Terms())
    before = plans()
    assert "\n0 blueprints created." in load()
    assert plans() == before
    assert Blueprint.objects.get(pk=edited.pk).name == "Ours"


def test_a_blueprint_that_someone_deleted_does_not_come_back(bank: None) -> None:
    blueprints.delete(recruiter(), Blueprint.objects.all()[0])
    assert "0 blueprints created." in load()
    assert Blueprint.objects.count() == 15
