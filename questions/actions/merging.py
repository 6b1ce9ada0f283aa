"""Merging two questions that ask the same: one stays, the other is retired and leads to it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from questions import search
from questions.actions import audit
from questions.actions import kits as kit_actions
from questions.actions.facet_index import log_change
from questions.actions.questions import StaleSave
from questions.models import Blueprint, Kit, Question, QuestionMerge, User
from questions.permissions import require
from questions.rules import access, kits, lifecycle
from questions.rules.content import MCQ
from questions.rules.kits import Contents

LISTS = ("includes", "excludes")


class MergeRefused(Exception):
    """Two questions that cannot be merged, or a merge that cannot be undone."""


def _require(user: User) -> None:
    for capability in (access.WRITE_QUESTIONS, access.REVIEW_QUESTIONS, access.WRITE_KITS):
        require(user, capability)


@transaction.atomic
def merge(user: User, keep: Question, drop: Question) -> QuestionMerge:
    """Retire `drop` in favour of `keep`, which gains its skills and roles.

    What was asked and kits that are frozen stay as they are, and both keep their history; draft
    kits and blueprints that name `drop` name `keep` from now on. Raises MergeRefused, and StaleSave
    when either was read at an older revision.
    """
    _require(user)
    keep, drop = _lock(keep, drop)
    _refuse(keep, drop)
    before = drop.status
    moved = _gain(keep, drop) | {"blueprints": _move_blueprints(user, keep, drop)}
    moved["kits"] = _move_drafts(user, keep, drop)
    drop.status, drop.merged_into = lifecycle.RETIRED, keep
    _save(user, keep, drop)
    audit.record(user, "question.merged", keep, {"from": drop.pk})
    audit.record(user, "question.merged_away", drop, {"into": keep.pk, "from": before})
    return QuestionMerge.objects.create(
        kept=keep,
        dropped=drop,
        kept_revision=keep.revision,
        dropped_revision=drop.revision,
        status_before=before,
        moved=moved,
        by=user,
    )


def _lock(*read: Question) -> list[Question]:
    """Return questions as they are now, in the order given; locked in the order of their ids."""
    search.lock()
    rows = Question.objects.select_for_update().filter(pk__in=[q.pk for q in read])
    current = {question.pk: question for question in rows.order_by("pk")}
    for question in read:
        if question.pk not in current:
            raise MergeRefused(f"Question {question.pk} has been purged.")
        if current[question.pk].revision != question.revision:
            raise StaleSave(current[question.pk])
    return [current[question.pk] for question in read]


def _refuse(keep: Question, drop: Question) -> None:
    if keep.pk == drop.pk:
        raise MergeRefused("A question cannot be merged into itself.")
    for question in (keep, drop):
        if question.status not in lifecycle.LIVE:
            raise MergeRefused(f"Question {question.pk} is retired: restore it first.")
    if drop.status == lifecycle.APPROVED and keep.status != lifecycle.APPROVED:
        raise MergeRefused("Keep the approved question: kits and blueprints may name it.")
    if drop.type == MCQ and (drop.choice_count < 2 or not drop.key_count):
        raise MergeRefused(f"Complete the choices of question {drop.pk} first.")


def _gain(keep: Question, drop: Question) -> dict[str, Any]:
    """Give one question the skills and roles of the other; return which it did not have."""
    gained = {}
    for name in ("skills", "roles"):
        own, other = getattr(keep, name), getattr(drop, name)
        missing = sorted(set(other.values_list("pk", flat=True)) - set(_ids(own)))
        own.add(*missing)
        gained[name] = missing
    return gained


def _ids(related: Any) -> Iterable[int]:
    ids: Iterable[int] = related.values_list("pk", flat=True)
    return ids


def _save(user: User, *changed: Question) -> None:
    for question in changed:
        question.revision += 1
        question.indexed_revision = question.revision
        question.updated_at, question.updated_by = timezone.now(), user
        question.save()
    log_change([question.pk for question in changed])


# What names the dropped one


def _move_blueprints(user: User, keep: Question, drop: Question) -> list[dict[str, Any]]:
    moved = []
    for name in LISTS:
        for blueprint in Blueprint.objects.select_for_update().filter(**{name: drop}):
            # Never both included and excluded: what the plan says of the kept one goes first.
            known = any(getattr(blueprint, other).filter(pk=keep.pk).exists() for other in LISTS)
            getattr(blueprint, name).remove(drop)
            if not known:
                getattr(blueprint, name).add(keep)
            _bump_blueprint(user, blueprint, keep, drop)
            moved.append({"blueprint": blueprint.pk, "list": name, "gained": not known})
    return moved


def _bump_blueprint(user: User, blueprint: Blueprint, keep: Question, drop: Question) -> None:
    blueprint.revision += 1
    blueprint.updated_at = timezone.now()
    blueprint.save()
    audit.record(user, "blueprint.edited", blueprint, {"merged": [drop.pk, keep.pk]})


def _move_drafts(user: User, keep: Question, drop: Question) -> list[dict[str, int]]:
    """Let draft kits ask the kept question; return them with the revisions that this has made."""
    moved = []
    for kit in Kit.objects.filter(status=kits.DRAFT, items__question=drop).order_by("pk"):
        after = kit_actions.change(
            user,
            kit,
            f"Question {drop.pk} was merged into {keep.pk}",
            lambda contents: _with_kept(contents, keep, drop.pk),
            question=drop.pk,
            other=keep.pk,
        )
        moved.append({"kit": kit.pk, "revision": after.revision})
    return moved


def _with_kept(contents: Contents, keep: Question, dropped: int) -> Contents:
    if keep.pk in contents.questions:
        return kits.remove(contents, dropped)
    item = kit_actions.new_item(keep)
    before = contents.item(dropped)
    return kits.replace_item(
        contents, dropped, replace(item, note=before.note, locked=before.locked)
    )


# Undoing


@transaction.atomic
def undo(user: User, merge: QuestionMerge) -> QuestionMerge:
    """Take a merge back while neither question has changed since; raise MergeRefused.

    A draft kit that was changed since keeps the kept question.
    """
    _require(user)
    search.lock()
    current = QuestionMerge.objects.select_for_update().get(pk=merge.pk)
    if not current.can_be_undone:
        raise MergeRefused("One of the questions has changed since, or this was undone already.")
    keep, drop = _lock(current.kept, current.dropped)
    for name in ("skills", "roles"):
        getattr(keep, name).remove(*current.moved[name])
    drop.status, drop.merged_into = current.status_before, None
    _save(user, keep, drop)
    _give_back(user, current, keep, drop)
    current.undone_at, current.undone_by = timezone.now(), user
    current.save()
    audit.record(user, "question.unmerged", keep, {"from": drop.pk})
    audit.record(user, "question.unmerged", drop, {"into": keep.pk, "to": drop.status})
    return current


def _give_back(user: User, merge: QuestionMerge, keep: Question, drop: Question) -> None:
    for row in merge.moved["blueprints"]:
        named = Blueprint.objects.select_for_update().filter(pk=row["blueprint"])
        for blueprint in named:
            if row["gained"]:
                getattr(blueprint, row["list"]).remove(keep)
            getattr(blueprint, row["list"]).add(drop)
            _bump_blueprint(user, blueprint, drop, keep)
    for row in merge.moved["kits"]:
        same = Kit.objects.filter(pk=row["kit"], revision=row["revision"], status=kits.DRAFT)
        for kit in same:
            kit_actions.undo(user, kit)
