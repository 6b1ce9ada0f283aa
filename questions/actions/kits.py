"""Writing kits: create, fill, arrange, undo, freeze, give, upgrade, archive."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from questions.actions import audit
from questions.models import (
    Blueprint,
    Candidate,
    Kit,
    KitChange,
    KitItem,
    KitSection,
    Question,
    QuestionVersion,
    User,
)
from questions.permissions import require
from questions.rules import access, content, kits
from questions.rules.kits import Contents, Item, KitRefused

SETTINGS = ("name", "candidate", "role", "seniority", "minutes", "round")
Change = Callable[[Contents], Contents]


class StaleKit(Exception):
    """The kit was changed by someone else since it was read; carries it as it is now."""

    def __init__(self, current: Kit, read_at: int) -> None:
        super().__init__("The kit was changed by someone else meanwhile.")
        self.current = current
        self.since = list(
            current.changes.filter(revision__gte=read_at).select_related("by").order_by("id")
        )


@transaction.atomic
def create(
    user: User | None, fields: Mapping[str, Any], contents: Contents | None = None, **more: Any
) -> Kit:
    """Store a new draft kit and return it.

    `fields` holds `name`, and as far as known `candidate` (None: a template), `role`, `seniority`,
    `minutes` and `round` (by default the candidate's next). Without `contents` it starts with the
    default sections, empty. `more` says where it came from: blueprint, seed, run, origin.
    """
    require(user, access.WRITE_KITS)
    kit = Kit(created_by=user, updated_by=user, **more)
    _set(kit, fields)
    if "round" not in fields:
        kit.round = next_round(kit.candidate)
    kit.save()
    _store(kit, contents or kits.empty(kit.minutes))
    changes = {"questions": len(contents.questions) if contents else 0}
    audit.record(user, "kit.created", kit, changes | _whose(kit))
    return kit


@transaction.atomic
def edit(user: User, kit: Kit, fields: Mapping[str, Any]) -> Kit:
    """Change a draft's name, candidate, role, target level, minutes or round.

    A frozen kit can be renamed only. Raises KitRefused and StaleKit.
    """
    require(user, access.WRITE_KITS)
    current = lock(kit)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    if current.is_frozen and set(changed) - {"name"}:
        raise KitRefused("This kit is frozen: only its name can be changed.", changed[0])
    if not changed:
        return current
    _set(current, fields)
    bump(current, user)
    audit.record(user, "kit.edited", current, {"fields": changed})
    return current


@transaction.atomic
def share(user: User, kit: Kit, accounts: Iterable[User]) -> Kit:
    """Say which accounts have the kit besides its maker: they read it with its guidance."""
    require(user, access.WRITE_KITS)
    current = lock(kit)
    wanted = sorted(accounts, key=lambda account: account.pk)
    if set(current.given_to.all()) == set(wanted):
        return current
    current.given_to.set(wanted)
    bump(current, user)
    audit.record(user, "kit.shared", current, {"accounts": [account.pk for account in wanted]})
    return current


def _set(kit: Kit, fields: Mapping[str, Any]) -> None:
    for name in set(fields) & set(SETTINGS):
        setattr(kit, name, content.clean(fields[name]))


def next_round(candidate: Candidate | None) -> int:
    """Return the number of the candidate's next interview."""
    if candidate is None:
        return 1
    last = Kit.objects.active().filter(candidate=candidate).aggregate(last=Max("round"))["last"]
    return min(20, (last or 0) + 1)


# Contents


@transaction.atomic
def change(user: User, kit: Kit, description: str, step: Change, **told: Any) -> Kit:
    """Apply one step of rules/kits.py to a draft's contents; it can be undone.

    `description` is shown to people ("Moved question 12"); `told` goes into the audit log. Raises
    KitRefused (frozen, or a step that cannot be) and StaleKit (read at an older revision).
    """
    require(user, access.WRITE_KITS)
    current = lock(kit)
    _require_draft(current)
    before = current.contents()
    after = step(before)
    if after == before:
        return current
    _remember(current, before, description, user)
    _store(current, after)
    bump(current, user)
    audit.record(user, "kit.changed", current, {"what": description, **told})
    return current


def add_question(
    user: User,
    kit: Kit,
    question: Question,
    section: int | None = None,
    position: int | None = None,
) -> Kit:
    """Add a question in its version in force; without a section, where levels keep rising."""
    item = new_item(question)

    def step(contents: Contents) -> Contents:
        at, place = section, position
        if at is None:
            known = difficulties([question.pk, *contents.questions])
            at, place = kits.first_fit(contents, known, item)
        return kits.add(contents, item, at, place)

    return change(user, kit, f"Added question {question.pk}", step, question=question.pk)


def swap_question(user: User, kit: Kit, question: int, other: Question, reason: str = "") -> Kit:
    """Put another question where one stands."""
    item = replace(new_item(other), reason=reason)
    return change(
        user,
        kit,
        f"Swapped question {question} for {other.pk}",
        lambda contents: kits.replace_item(contents, question, item),
        question=question,
        other=other.pk,
    )


def sort_by_level(user: User, kit: Kit) -> Kit:
    """Let levels rise within each section."""
    return change(
        user,
        kit,
        "Sorted by level",
        lambda contents: kits.by_level(contents, difficulties(contents.questions)),
    )


def new_item(question: Question) -> Item:
    """Return an item that pins the question's version in force; raise KitRefused without one."""
    if question.status != "approved" or not question.version:
        raise KitRefused("Only an approved question can be put into a kit.", "question")
    return Item(question=question.pk, version=question.version, minutes=question.minutes)


def difficulties(questions: Iterable[int]) -> dict[int, int]:
    """Return the difficulty of each question."""
    rows = Question.objects.filter(pk__in=list(questions))
    return dict(rows.values_list("pk", "difficulty"))


@transaction.atomic
def undo(user: User, kit: Kit) -> Kit:
    """Take back the last change of a draft's contents; raise KitRefused when none is left."""
    require(user, access.WRITE_KITS)
    current = lock(kit)
    _require_draft(current)
    last = current.changes.first()
    if last is None:
        raise KitRefused("There is nothing to undo.")
    _store(current, kits.from_json(last.before))
    last.delete()
    bump(current, user)
    audit.record(user, "kit.undone", current, {"what": last.description})
    return current


def _remember(kit: Kit, before: Contents, description: str, user: User) -> None:
    KitChange.objects.create(
        kit=kit,
        description=description[:200],
        before=before.as_json(),
        revision=kit.revision,
        by=user,
    )
    kept = kit.changes.values("pk")[: kits.UNDO_DEPTH]
    kit.changes.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def _require_draft(kit: Kit) -> None:
    if not kit.is_editable:
        label = kits.STATUSES[kit.status].lower()
        raise KitRefused(f"This kit is {label}: duplicate it to change what it asks.", "status")


def _store(kit: Kit, contents: Contents) -> None:
    """Let the rows of sections and items say `contents`; versions are looked up by number."""
    versions = _versions(contents)
    KitItem.objects.filter(kit=kit).delete()
    KitSection.objects.filter(kit=kit).delete()
    sections = KitSection.objects.bulk_create(
        KitSection(kit=kit, position=place, name=s.name, minutes=s.minutes)
        for place, s in enumerate(contents.sections)
    )
    KitItem.objects.bulk_create(
        KitItem(
            kit=kit,
            section=row,
            position=place,
            question_id=item.question,
            version_id=versions[item.question, item.version],
            minutes=item.minutes,
            note=item.note,
            follow_ups=list(item.follow_ups),
            locked=item.locked,
            reason=item.reason,
        )
        for row, section in zip(sections, contents.sections, strict=True)
        for place, item in enumerate(section.items)
    )


def _versions(contents: Contents) -> dict[tuple[int, int], int]:
    wanted = {(item.question, item.version) for item in contents.items()}
    rows = QuestionVersion.objects.filter(question_id__in=contents.questions)
    found = {
        (question, number): pk
        for question, number, pk in rows.values_list("question_id", "number", "pk")
    }
    if wanted - set(found):
        raise KitRefused("A question of this kit has been purged from the bank.", "question")
    return found


# States


@transaction.atomic
def freeze(user: User, kit: Kit) -> Kit:
    """Make a draft ready: from now on what it asks cannot be edited."""
    require(user, access.WRITE_KITS)
    current = lock(kit)
    status = kits.next_status(current.status, "freeze")
    if not current.items.exists():
        raise KitRefused("Put at least one question into the kit before it is frozen.")
    current.status, current.frozen_at = status, timezone.now()
    current.changes.all().delete()
    bump(current, user)
    audit.record(user, "kit.frozen", current, _whose(current))
    return current


@transaction.atomic
def archive(user: User, kit: Kit) -> Kit:
    """Put a kit away; nothing of it is lost."""
    require(user, access.WRITE_KITS)
    current = lock(kit)
    current.status = kits.next_status(current.status, "archive")
    bump(current, user)
    audit.record(user, "kit.archived", current)
    return current


@transaction.atomic
def restore(user: User, kit: Kit) -> Kit:
    """Bring an archived kit back to the state that it was in."""
    require(user, access.WRITE_KITS)
    current = lock(kit)
    if current.status != kits.ARCHIVED:
        raise KitRefused("Only an archived kit can be restored.", "status")
    frozen = kits.READY if current.is_frozen else kits.DRAFT
    current.status = kits.USED if current.used_at else frozen
    bump(current, user)
    audit.record(user, "kit.restored", current, {"to": current.status})
    return current


@transaction.atomic
def duplicate(user: User, kit: Kit, *, name: str = "", candidate: Candidate | None = None) -> Kit:
    """Copy a kit into a new draft with the same versions in the same order."""
    require(user, access.WRITE_KITS)
    fields = _settings(kit) | {"name": name or f"Copy of {kit.name}"[:200], "candidate": candidate}
    return create(user, fields, kit.contents(), blueprint=kit.blueprint, seed=kit.seed, origin=kit)


@transaction.atomic
def give(user: User, template: Kit, candidate: Candidate) -> Kit:
    """Make a candidate's kit of a template: the same versions, the same order, and frozen if it is.

    Raises KitRefused where the kit is no template, or has been put away.
    """
    require(user, access.WRITE_KITS)
    if not template.is_template:
        raise KitRefused("Only a kit without a candidate can be given: duplicate this one.")
    if template.status == kits.ARCHIVED:
        raise KitRefused("This template is archived: restore it first.", "status")
    fields = _settings(template) | {"candidate": candidate}
    contents = template.contents()
    kit = create(
        user, fields, contents, blueprint=template.blueprint, seed=template.seed, origin=template
    )
    kit.given_to.set(template.given_to.all())
    return freeze(user, kit) if template.is_frozen else kit


def _settings(kit: Kit) -> dict[str, Any]:
    return {name: getattr(kit, name) for name in ("name", "role", "seniority", "minutes")}


@transaction.atomic
def upgrade(user: User, kit: Kit, questions: Iterable[int] | None = None) -> Kit:
    """Pin the versions in force of some questions, or of all that have a newer one (None).

    Allowed while the kit is a draft or ready: what was asked stays as it was asked.
    """
    require(user, access.WRITE_KITS)
    current = lock(kit)
    if current.status not in (kits.DRAFT, kits.READY):
        raise KitRefused("What was asked stays as it was asked.", "status")
    behind = current.items.changed_since().values_list("question_id", "question__version")
    newer = dict(behind if questions is None else behind.filter(question_id__in=list(questions)))
    if not newer:
        return current
    _store(current, _with_versions(current.contents(), newer))
    # Undoing an earlier change would bring the old versions back unseen.
    current.changes.all().delete()
    bump(current, user)
    audit.record(user, "kit.upgraded", current, {"questions": sorted(newer)})
    return current


def _with_versions(contents: Contents, newer: Mapping[int, int]) -> Contents:
    for question, version in newer.items():
        contents = kits.edit_item(contents, question, version=version)
    return contents


def lock(kit: Kit) -> Kit:
    """Return the kit as it is now, held until the transaction ends; raise StaleKit."""
    current = Kit.objects.select_for_update().get(pk=kit.pk)
    if current.revision != kit.revision:
        raise StaleKit(current, kit.revision)
    return current


def bump(kit: Kit, user: User) -> None:
    """Save the kit as a new revision."""
    kit.revision += 1
    kit.updated_at, kit.updated_by = timezone.now(), user
    kit.save()


def _whose(kit: Kit) -> dict[str, Any]:
    return {"candidate": kit.candidate_id} if kit.candidate_id else {"template": True}


def made_from(blueprint: Blueprint) -> dict[str, Any]:
    """Return the settings that a kit takes over from its blueprint."""
    return {
        "role": blueprint.role,
        "seniority": blueprint.seniority,
        "minutes": blueprint.minutes,
    }
