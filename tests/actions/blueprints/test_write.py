"""Blueprints are stored whole or refused, and never changed past someone else's change."""

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import blueprints
from questions.actions.blueprints import BlueprintRefused, QuotaFields, StaleBlueprint, Terms
from questions.models import Blueprint
from tests.base import Cast, make_blueprint, make_question, make_skill


def test_a_blueprint_keeps_its_terms(cast: Cast) -> None:
    skill = make_skill("Data Analysis")
    quotas = (QuotaFields(2, 4, level="expert", skill=skill), QuotaFields(12, 12))
    terms = Terms(quotas, (make_question("In"),), (make_question("Out"),))
    made = blueprints.create(cast.bob, {"name": "Long", "minutes": 60}, terms)
    assert blueprints.terms_of(Blueprint.objects.for_page().get(pk=made.pk)) == terms


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"minutes": 30, "minutes_min": 30}, "minutes_min"),
        ({"minutes": 30, "wrap_up_minutes": 30}, "wrap_up_minutes"),
    ],
)
def test_minutes_that_contradict_each_other_are_refused_by_name(
    cast: Cast, fields: dict[str, int], field: str
) -> None:
    with pytest.raises(BlueprintRefused) as refusal:
        blueprints.create(cast.bob, {"name": "Odd", **fields}, Terms())
    assert [name for name, _ in refusal.value.errors] == [field]
    assert not Blueprint.objects.exists()


def test_terms_that_contradict_each_other_are_refused(cast: Cast) -> None:
    question = make_question()
    terms = Terms((QuotaFields(3, 2),), (question,), (question,))
    fields = {"name": "Odd", "minutes_min": 1}
    with pytest.raises(BlueprintRefused, match=r"Quota 1.*both included and excluded"):
        blueprints.create(cast.bob, fields, terms)


def test_a_stale_edit_is_refused(cast: Cast) -> None:
    mine = make_blueprint("Short", [QuotaFields(1)])
    theirs = Blueprint.objects.get(pk=mine.pk)
    blueprints.edit(cast.alice, theirs, {"name": "Shorter"}, Terms())
    with pytest.raises(StaleBlueprint) as refusal:
        blueprints.edit(cast.bob, mine, {"name": "Longer"}, Terms())
    assert refusal.value.current.name == "Shorter"
    with pytest.raises(StaleBlueprint):
        blueprints.delete(cast.bob, mine)
    assert Blueprint.objects.get().name == "Shorter"


def test_interviewers_write_no_blueprints(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        make_blueprint(by=cast.carol)
