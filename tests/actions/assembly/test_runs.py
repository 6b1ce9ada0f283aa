"""Parallel kits as background work: all of them or none, with progress, and to be cancelled."""

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import runs
from questions.actions.blueprints import QuotaFields
from questions.models import AssemblyRun, AuditEntry, Blueprint, Kit, Question
from questions.rules import content
from questions.rules.kits import KitRefused
from tests.base import Cast, make_blueprint, make_question, make_skill
from tests.worker import run_tasks


@pytest.fixture
def blueprint(cast: Cast) -> Blueprint:
    """A blueprint of four questions, and a bank of forty that differ in nothing but their topic."""
    skill = make_skill("Data")
    for n in range(40):
        level = list(content.LEVELS)[n % 4]
        make_question(f"Topic{n} alone: subject{n}?", level=level, minutes=4, skills=[skill])
    return make_blueprint(quotas=[QuotaFields(4, 4), QuotaFields(1, 1, level="expert")])


def test_the_worker_makes_kits_that_share_nothing_and_are_equally_hard(
    cast: Cast, blueprint: Blueprint
) -> None:
    run = runs.start(cast.bob, blueprint, forms=3, band=10, seed=5)
    assert (run.status, run.is_open, Kit.objects.count()) == ("queued", True, 0)
    run_tasks()
    run.refresh_from_db()
    assert (run.status, run.forms_done, run.message) == ("done", 3, "")
    made = list(run.kits.all())
    assert {kit.name for kit in made} == {f"Short · {n} of 3" for n in (1, 2, 3)}
    asked = [question for kit in made for question in kit.contents().questions]
    assert len(asked) == len(set(asked)) == 12
    hard = dict(Question.objects.values_list("pk", "difficulty"))
    sums = [sum(hard[q] for q in kit.contents().questions) for kit in made]
    assert max(sums) - min(sums) <= 10
    assert all(kit.is_template and kit.created_by == cast.bob for kit in made)


def test_a_run_that_cannot_be_says_why_and_keeps_no_kit(cast: Cast, blueprint: Blueprint) -> None:
    run = runs.start(cast.bob, blueprint, forms=11, band=10)
    run_tasks()
    run.refresh_from_db()
    assert run.status == "failed"
    assert run.message
    assert not Kit.objects.exists()


def test_a_cancelled_run_makes_nothing(cast: Cast, blueprint: Blueprint) -> None:
    run = runs.start(cast.bob, blueprint, forms=3, band=10)
    runs.cancel(cast.bob, run)
    run_tasks()
    run.refresh_from_db()
    assert (run.status, run.is_open, Kit.objects.count()) == ("cancelled", False, 0)
    again = runs.cancel(cast.bob, run)
    assert again.finished_at == run.finished_at


def test_a_run_cancelled_while_it_solves_is_ended(
    cast: Cast, blueprint: Blueprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs.start(cast.bob, blueprint, forms=3, band=10)

    def cancel_first(*arguments: object) -> bool:
        AssemblyRun.objects.filter(pk=run.pk, status="running").update(status="cancelled")
        return False

    monkeypatch.setattr(runs, "_is_wanted", cancel_first)
    run_tasks()
    run.refresh_from_db()
    assert (run.status, Kit.objects.count()) == ("cancelled", 0)


def test_a_failure_nobody_foresaw_is_told_and_logged(
    cast: Cast, blueprint: Blueprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs.start(cast.bob, blueprint, forms=3, band=10)

    def crash(*arguments: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(runs, "_watch", crash)
    run_tasks()
    run.refresh_from_db()
    assert run.status == "failed"
    assert "went wrong" in run.message


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"forms": 1, "band": 10}, "forms"),
        ({"forms": 21, "band": 10}, "forms"),
        ({"forms": 2, "band": -1}, "band"),
        ({"forms": 2, "band": 501}, "band"),
    ],
)
def test_numbers_out_of_range_are_refused(
    cast: Cast, blueprint: Blueprint, numbers: dict[str, int], field: str
) -> None:
    with pytest.raises(KitRefused) as refusal:
        runs.start(cast.bob, blueprint, **numbers)
    assert refusal.value.field == field
    assert not AssemblyRun.objects.exists()


def test_who_sees_a_run(cast: Cast, blueprint: Blueprint) -> None:
    run = runs.start(cast.bob, blueprint, forms=2, band=10)
    seen = {user.username: AssemblyRun.objects.visible_to(user).count() for user in cast.everyone()}
    assert seen == {"alice": 1, "eve": 1, "bob": 1, "carol": 0, "dave": 0}
    with pytest.raises(PermissionDenied):
        runs.cancel(cast.carol, run)
    assert AuditEntry.objects.filter(verb="run.started", actor=cast.bob).exists()
