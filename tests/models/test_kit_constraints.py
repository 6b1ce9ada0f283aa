"""What the database itself refuses of kits, candidates, blueprints and the ledger."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from questions.actions import asked
from questions.actions.blueprints import QuotaFields
from questions.models import (
    AskedEntry,
    Blueprint,
    BlueprintQuota,
    Candidate,
    Kit,
    KitItem,
    KitSection,
)
from tests.base import Cast, make_blueprint, make_candidate, make_kit, make_question

NOW = timezone.now()


def refused(rows: Any, **change: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "lost"},
        {"status": "ready"},
        {"frozen_at": NOW},
        {"status": "used", "used_at": NOW},
        {"minutes": 4},
        {"minutes": 481},
        {"name": ""},
    ],
)
def test_a_kit_that_cannot_be_is_refused(cast: Cast, change: dict[str, Any]) -> None:
    make_kit()
    refused(Kit.objects.all(), **change)


def test_a_template_is_never_used(cast: Cast) -> None:
    make_kit(asked=[make_question()], frozen=True)
    refused(Kit.objects.all(), status="used", used_at=NOW)


def test_places_and_questions_stand_once(cast: Cast) -> None:
    make_kit(asked=[make_question("First"), make_question("Second")])
    refused(KitItem.objects.all(), position=0)
    refused(KitSection.objects.all(), position=0)
    refused(KitItem.objects.all(), question=KitItem.objects.all()[0].question)
    refused(KitItem.objects.all(), minutes=0)


def test_an_erased_candidate_holds_nothing_and_a_present_one_has_a_name(cast: Cast) -> None:
    make_candidate(email="jane@example.org")
    refused(Candidate.objects.all(), erased_at=NOW)
    refused(Candidate.objects.all(), name="")
    refused(Candidate.objects.all(), name="", erased_at=NOW)


@pytest.mark.parametrize("change", [{"minutes": 4}, {"minutes_min": 41}, {"name": ""}])
def test_a_blueprint_that_cannot_be_is_refused(cast: Cast, change: dict[str, Any]) -> None:
    make_blueprint()
    refused(Blueprint.objects.all(), **change)


def test_a_quota_is_at_least_what_it_is_at_most(cast: Cast) -> None:
    make_blueprint(quotas=[QuotaFields(2, 3)])
    refused(BlueprintQuota.objects.all(), most=1)


def test_what_was_asked_stands_once_a_kit_and_keeps_its_question(cast: Cast) -> None:
    first, second = make_question("First"), make_question("Second")
    kit = make_kit(asked=[first, second], candidate=make_candidate(), frozen=True)
    asked.use(cast.alice, kit)
    refused(AskedEntry.objects.all(), question=first)
    refused(AskedEntry.objects.all(), outcome="perhaps")
    with pytest.raises(ProtectedError), transaction.atomic():
        first.delete()
