"""Merging two questions: what moves, what stays, and taking it back."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import asked, blueprints, kits, merging, questions
from questions.actions.blueprints import Terms
from questions.actions.merging import MergeRefused
from questions.actions.questions import StaleSave
from questions.models import AskedEntry, AuditEntry, Blueprint, Kit, Question, QuestionMerge
from tests.base import (
    Cast,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
    said,
)


@pytest.fixture
def keep(cast: Cast) -> Question:
    return make_question("What is drift?", skills=[make_skill("Drift")])


@pytest.fixture
def drop(cast: Cast, keep: Question) -> Question:
    skills = [make_skill("Monitoring"), *keep.skills.all()]
    return make_question("Explain drift.", skills=skills, roles=[make_role("Modeller")])


def slugs(related: Any) -> set[str]:
    return set(related.values_list("slug", flat=True))


def make_plan(cast: Cast, name: str, includes: Any = (), excludes: Any = ()) -> Blueprint:
    terms = Terms(includes=tuple(includes), excludes=tuple(excludes))
    return blueprints.create(cast.alice, {"name": name, "minutes_min": 1}, terms)


def held(kit: Kit) -> list[int]:
    return Kit.objects.get(pk=kit.pk).contents().questions


def test_the_kept_one_gains_tags_and_the_other_is_retired(
    cast: Cast, keep: Question, drop: Question
) -> None:
    versions = drop.versions.count()
    merge = merging.merge(cast.alice, keep, drop)
    keep.refresh_from_db()
    drop.refresh_from_db()
    assert slugs(keep.skills) == {"drift", "monitoring"}
    assert slugs(keep.roles) == {"modeller"}
    assert (drop.status, drop.merged_into) == ("retired", keep)
    assert drop.versions.count() == versions
    assert (merge.kept, merge.dropped, merge.by) == (keep, drop, cast.alice)
    assert merge.can_be_undone
    told = AuditEntry.objects.filter(actor=cast.alice, verb__startswith="question.merged")
    assert set(told.values_list("verb", "object_id")) == {
        ("question.merged", str(keep.pk)),
        ("question.merged_away", str(drop.pk)),
    }


def test_frozen_kits_and_the_ledger_stay_drafts_and_plans_move(
    cast: Cast, keep: Question, drop: Question
) -> None:
    frozen = make_kit("Frozen", [drop], candidate=make_candidate(), frozen=True)
    asked.use(cast.alice, frozen)
    draft, both = make_kit("Draft", [drop]), make_kit("Both", [keep, drop])
    wants, bars = make_plan(cast, "Wants", [drop]), make_plan(cast, "Bars", excludes=[drop])
    torn = make_plan(cast, "Torn", [drop], [keep])
    merging.merge(cast.alice, keep, drop)
    assert held(frozen) == [drop.pk]
    assert [entry.question for entry in AskedEntry.objects.all()] == [drop]
    assert (held(draft), held(both)) == ([keep.pk], [keep.pk])
    assert (list(wants.includes.all()), list(bars.excludes.all())) == ([keep], [keep])
    assert (list(torn.includes.all()), list(torn.excludes.all())) == ([], [keep])
    assert Blueprint.objects.get(pk=wants.pk).revision == wants.revision + 1


def test_it_can_be_taken_back(cast: Cast, keep: Question, drop: Question) -> None:
    draft, both = make_kit("Draft", [drop]), make_kit("Both", [keep, drop])
    wants, torn = make_plan(cast, "Wants", [drop]), make_plan(cast, "Torn", [drop], [keep])
    changed = make_kit("Changed since", [drop])
    merge = merging.merge(cast.alice, keep, drop)
    kits.edit(cast.alice, Kit.objects.get(pk=changed.pk), {"name": "Another"})
    undone = merging.undo(cast.eve, merge)
    keep.refresh_from_db()
    drop.refresh_from_db()
    assert (slugs(keep.skills), slugs(keep.roles)) == ({"drift"}, set())
    assert (drop.status, drop.merged_into) == ("approved", None)
    assert (held(draft), held(both), held(changed)) == ([drop.pk], [keep.pk, drop.pk], [keep.pk])
    assert (list(wants.includes.all()), list(torn.includes.all())) == ([drop], [drop])
    assert (undone.undone_by, undone.can_be_undone) == (cast.eve, False)
    assert AuditEntry.objects.filter(verb="question.unmerged", actor=cast.eve).count() == 2
    with pytest.raises(MergeRefused):
        merging.undo(cast.eve, merge)


def test_not_once_either_has_changed(cast: Cast, keep: Question, drop: Question) -> None:
    merge = merging.merge(cast.alice, keep, drop)
    keep.refresh_from_db()
    questions.edit(cast.alice, keep, said("What is data drift?"))
    with pytest.raises(MergeRefused):
        merging.undo(cast.alice, merge)
    drop.refresh_from_db()
    assert drop.merged_into == keep


def test_a_restored_question_leads_nowhere(cast: Cast, keep: Question, drop: Question) -> None:
    merging.merge(cast.alice, keep, drop)
    drop.refresh_from_db()
    restored = questions.move(cast.alice, drop, "restore")
    assert (restored.status, restored.merged_into) == ("approved", None)


def test_a_draft_that_was_merged_is_restored_as_a_draft(cast: Cast, keep: Question) -> None:
    draft = make_question("Drift?", status="draft")
    merging.merge(cast.alice, keep, draft)
    draft.refresh_from_db()
    assert draft.status == "retired"
    assert questions.move(cast.alice, draft, "restore").status == "draft"


@pytest.mark.parametrize(
    ("keep_status", "drop_status", "words"),
    [
        ("retired", "approved", "is retired"),
        ("approved", "retired", "is retired"),
        ("draft", "approved", "Keep the approved"),
        ("in_review", "approved", "Keep the approved"),
    ],
)
def test_what_cannot_be(cast: Cast, keep_status: str, drop_status: str, words: str) -> None:
    one, other = make_question("One", status=keep_status), make_question("Two", status=drop_status)
    with pytest.raises(MergeRefused, match=words):
        merging.merge(cast.alice, one, other)
    with pytest.raises(MergeRefused):
        merging.merge(cast.alice, one, one)
    assert not QuestionMerge.objects.exists()


def test_a_draft_without_all_its_choices_is_not_retired(cast: Cast, keep: Question) -> None:
    half = make_question("Half", status="draft", type="mcq", choices=[])
    with pytest.raises(MergeRefused, match="choices"):
        merging.merge(cast.alice, keep, half)


def test_a_stale_read_is_refused(cast: Cast, keep: Question, drop: Question) -> None:
    questions.edit(None, Question.objects.get(pk=drop.pk), said("Explain it."))
    with pytest.raises(StaleSave) as stale:
        merging.merge(cast.alice, keep, drop)
    assert stale.value.current == drop


def test_who_may_not(cast: Cast, keep: Question, drop: Question) -> None:
    merge = merging.merge(cast.alice, keep, drop)
    for user in (cast.bob, cast.carol, cast.dave):
        with pytest.raises(PermissionDenied):
            merging.merge(user, keep, drop)
        with pytest.raises(PermissionDenied):
            merging.undo(user, merge)
