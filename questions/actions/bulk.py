"""Changing many questions at once: choose, preview, apply, undo."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from questions import search
from questions.actions import audit
from questions.actions import kits as kit_actions
from questions.actions.bulk_rows import Writer, chunks, last_numbers, newest_contents, tags_of
from questions.actions.facet_index import log_change
from questions.actions.questions import (
    accept_version,
    new_version,
    own_work,
    place_version,
    status_after,
)
from questions.models import (
    BulkChange,
    BulkItem,
    Kit,
    Question,
    QuestionVersion,
    Role,
    Skill,
    User,
)
from questions.permissions import require
from questions.rules import access, bulk, kits, lifecycle
from questions.rules.bulk import BulkRefused, Order, Outcome, Standing
from questions.rules.kits import Contents

State = BulkChange.State


class Tag(NamedTuple):
    """The skill or role that a verb adds or removes, and where questions carry it."""

    row: Skill | Role
    through: Any
    column: str
    field: str
    names: dict[int, str]


@transaction.atomic
def choose(user: User, ids: Iterable[int], verb: str, back: str = "") -> BulkChange:
    """Pin the questions that a verb is meant for; what the account may not see is left out."""
    if verb not in bulk.VERBS:
        raise BulkRefused(f"There is no action “{verb[:100]}”.", "verb")
    require_verb(user, verb)
    wanted = set(ids)
    if len(wanted) > bulk.MAX_QUESTIONS:
        raise BulkRefused(f"Choose at most {bulk.MAX_QUESTIONS:,} questions.", "ids")
    visible = Question.objects.visible_to(user).order_by()
    found = [
        pk
        for chunk in chunks(wanted)
        for pk in visible.filter(pk__in=chunk).values_list("pk", flat=True)
    ]
    if not found:
        raise BulkRefused("Choose at least one question.", "ids")
    return BulkChange.objects.create(verb=verb, ids=sorted(found), back=back, created_by=user)


def require_verb(user: User, verb: str) -> None:
    """Raise PermissionDenied where an account may not take a bulk action."""
    require(user, access.WRITE_QUESTIONS)
    if verb in bulk.MOVES:
        require(user, access.to_move(verb))


@transaction.atomic
def preview(user: User, change: BulkChange, value: str = "", note: str = "") -> BulkChange:
    """Work out and keep what becomes of each question; nothing else is changed."""
    current = begin_preview(user, change, value, note)
    for ids in chunks(current.ids):
        preview_some(current, ids)
    current.state = State.PREVIEWED
    current.save()
    return current


def begin_preview(user: User, change: BulkChange, value: str, note: str) -> BulkChange:
    """Take what a verb needs to know and drop an earlier preview; the row is locked, not saved."""
    require_verb(user, change.verb)
    current = lock_change(change)
    if not current.is_open:
        raise BulkRefused("This bulk change was applied already.")
    bulk.require_value(current.verb, value, note)
    current.value, current.note = value, note.strip()[:500]
    _tag(current)
    current.items.all().delete()
    return current


def preview_some(change: BulkChange, ids: list[int]) -> None:
    """Keep what becomes of some of a change's questions."""
    BulkItem.objects.bulk_create(_preview(change, _tag(change), ids), batch_size=1_000)


def lock_change(change: BulkChange) -> BulkChange:
    """Return a change as it is now, locked for the rest of the transaction."""
    return BulkChange.objects.select_for_update().get(pk=change.pk)


def _tag(change: BulkChange) -> Tag | None:
    if change.verb in bulk.SKILL_VERBS:
        return _tag_of(Skill, Question.skills.through, "skill", change.value)
    if change.verb in bulk.ROLE_VERBS:
        return _tag_of(Role, Question.roles.through, "role", change.value)
    return None


def _tag_of(model: Any, through: Any, name: str, slug: str) -> Tag:
    row = model.objects.filter(slug=slug).first()
    if row is None:
        raise BulkRefused(f"There is no {name} “{slug[:100]}”.", name)
    names = dict(model.objects.values_list("pk", "name"))
    return Tag(row, through, f"{name}_id", f"{name}s", names)


def _preview(change: BulkChange, tag: Tag | None, ids: list[int]) -> list[BulkItem]:
    order = Order(change.verb, change.value, tag.row.name if tag else "")
    judges = change.verb in bulk.JUDGING
    rows = list(Question.objects.filter(pk__in=ids).prefetch_related(*["choices"] * judges))
    contents = newest_contents(rows) if judges else {}
    held = tags_of(tag.through, tag.column, ids) if tag else {}
    names = tag.names if tag else {}
    own = own_work(change.created_by, ids) if change.verb == bulk.APPROVE else set()
    made = []
    for row in rows:
        tags = tuple(sorted(names[pk] for pk in held.get(row.pk, ()) if pk in names))
        pending = row.pending_version is not None
        standing = Standing(row.status, pending, tags, contents.get(row.pk), row.pk in own)
        made.append(_item(change, row, bulk.decide(order, standing)))
    return made


def _item(change: BulkChange, row: Question, outcome: Outcome) -> BulkItem:
    return BulkItem(
        change=change,
        question=row,
        outcome=outcome.kind,
        revision=row.revision,
        old=outcome.old[:300],
        new=outcome.new[:300],
        reason=outcome.reason[:300],
        status=row.status,
        version=row.version,
        pending_version=row.pending_version,
    )


# Apply


@transaction.atomic
def apply(user: User, change: BulkChange) -> BulkChange:
    """Change what the preview showed, all in one transaction.

    A question that was changed since the preview is skipped and said so.
    """
    require_verb(user, change.verb)
    search.lock()
    current = lock_change(change)
    require_state(current, State.PREVIEWED, State.QUEUED)
    if current.done_at:
        raise BulkRefused("This bulk change was applied already.")
    tag = _tag(current)
    done: list[int] = []
    pinned = current.items.filter(outcome=bulk.CHANGE).values_list("question", flat=True)
    for ids in chunks(pinned):
        done += _apply(user, current, tag, ids)
    current.items.filter(outcome=bulk.CHANGE).update(outcome=bulk.STALE)
    current.state, current.done_at = State.DONE, timezone.now()
    current.save()
    if done:
        log_change(done)
    audit.record(user, "bulk.applied", current, {"verb": current.verb, "questions": len(done)})
    return current


def require_undoable(change: BulkChange, *more: str) -> None:
    """Raise BulkRefused unless a change was applied, and not undone since."""
    require_state(change, State.DONE, *(State.FAILED, *more) if change.done_at else ())


def require_state(change: BulkChange, *states: str) -> None:
    """Raise BulkRefused where a change is in none of these states."""
    if change.state not in states:
        label = change.get_state_display().lower()
        raise BulkRefused(f"This bulk change is {label}: that cannot be done with it now.")


def _apply(user: User, change: BulkChange, tag: Tag | None, ids: list[int]) -> list[int]:
    rows = _as_kept(change, bulk.CHANGE, ids)
    writer = Writer(user, rows)
    acts = _act(user, change, tag, writer)
    writer.store()
    audit.record_many(
        user, [(verb, row, told) for row, (verb, told) in zip(rows, acts, strict=True)]
    )
    _settle(change, rows, bulk.CHANGED)
    return [row.pk for row in rows]


def _as_kept(change: BulkChange, outcome: str, ids: list[int]) -> list[Question]:
    """Return the questions that are still at the revision that their item names."""
    kept = change.items.filter(outcome=outcome, question__in=ids)
    revisions = dict(kept.values_list("question", "revision"))
    rows = Question.objects.select_for_update().filter(pk__in=ids)
    if change.verb in bulk.SAYING:
        rows = rows.prefetch_related("choices")
    return [row for row in rows if row.revision == revisions.get(row.pk)]


def _settle(change: BulkChange, rows: list[Question], outcome: str) -> None:
    items = change.items.filter(question__in=[row.pk for row in rows])
    items.update(outcome=outcome, revision=F("revision") + 1)


Told = tuple[str, dict[str, Any]]


def _act(user: User, change: BulkChange, tag: Tag | None, writer: Writer) -> list[Told]:
    """Change the rows; return the audit entry of each."""
    if tag:
        _file(tag, writer, adds=change.verb in (bulk.ADD_SKILL, bulk.ADD_ROLE))
        told = {"fields": [tag.field], "bulk": change.pk}
        return [("question.edited", told)] * len(writer.rows)
    if change.verb in bulk.CONTENT_VERBS:
        _edit(user, change, writer)
        told = {"fields": [change.verb], "bulk": change.pk}
        return [("question.edited", told)] * len(writer.rows)
    return _move(change, writer)


def _file(tag: Tag, writer: Writer, *, adds: bool) -> None:
    if adds:
        made = [tag.through(question_id=pk, **{tag.column: tag.row.pk}) for pk in writer.rows]
        tag.through.objects.bulk_create(made, batch_size=1_000)
    else:
        held = tag.through.objects.filter(question__in=list(writer.rows))
        held.filter(**{tag.column: tag.row.pk}).delete()


def _edit(user: User, change: BulkChange, writer: Writer) -> None:
    contents = newest_contents(writer.rows.values())
    numbers = last_numbers(list(writer.rows))
    asked, versions = Order(change.verb, change.value), []
    for pk, row in writer.rows.items():
        said, number = bulk.with_value(asked, contents[pk]), numbers.get(pk, 0) + 1
        versions.append(new_version(row, number, said, user, change.note))
        if place_version(row, number):
            writer.say(row, said)
    QuestionVersion.objects.bulk_create(versions, batch_size=500)


def _move(change: BulkChange, writer: Writer) -> list[Told]:
    approves = change.verb == bulk.APPROVE
    contents = newest_contents(writer.rows.values()) if approves else {}
    acts = []
    for pk, row in writer.rows.items():
        before, row.status, row.review_note = row.status, status_after(row, change.verb), ""
        if row.status != lifecycle.RETIRED:
            row.merged_into = None
        if approves:
            writer.say(row, contents[pk])
            accept_version(row)
        told = {"from": before, "to": row.status, "note": change.note, "bulk": change.pk}
        acts.append((f"question.{change.verb}", told))
    return acts


# Kits


def add_to_kit(user: User, kit: Kit, ids: Iterable[int]) -> Kit:
    """Add questions to a draft as one change, where levels keep rising; undone as any other."""
    visible = Question.objects.visible_to(user).filter(pk__in=list(ids)[: kits.MAX_ITEMS + 1])
    items = [kit_actions.new_item(row) for row in visible.order_by("difficulty", "pk")]

    def step(contents: Contents) -> Contents:
        for item in items:
            if item.question not in contents.questions:
                known = kit_actions.difficulties([item.question, *contents.questions])
                section, place = kits.first_fit(contents, known, item)
                contents = kits.add(contents, item, section, place)
        return contents

    return kit_actions.change(user, kit, f"Added {len(items)} questions", step)


# Undo


@transaction.atomic
def undo(user: User, change: BulkChange) -> BulkChange:
    """Put back what a change did, where nothing was changed since; the rest is kept and told."""
    require_verb(user, change.verb)
    search.lock()
    current = lock_change(change)
    require_undoable(current, State.QUEUED)
    tag = _tag(current)
    done: list[int] = []
    pinned = current.items.filter(outcome=bulk.CHANGED).values_list("question", flat=True)
    for ids in chunks(pinned):
        done += _undo(user, current, tag, ids)
    current.items.filter(outcome=bulk.CHANGED).update(outcome=bulk.KEPT)
    current.state, current.undone_at = State.UNDONE, timezone.now()
    current.save()
    if done:
        log_change(done)
    audit.record(user, "bulk.undone", current, {"verb": current.verb, "questions": len(done)})
    return current


def _undo(user: User, change: BulkChange, tag: Tag | None, ids: list[int]) -> list[int]:
    rows = _as_kept(change, bulk.CHANGED, ids)
    writer = Writer(user, rows)
    if tag:
        _file(tag, writer, adds=change.verb in (bulk.REMOVE_SKILL, bulk.REMOVE_ROLE))
    else:
        _put_back(change, writer)
    writer.store()
    audit.record_many(
        user,
        [("question.bulk_undone", row, {"verb": change.verb, "bulk": change.pk}) for row in rows],
    )
    _settle(change, rows, bulk.UNDONE)
    return [row.pk for row in rows]


def _put_back(change: BulkChange, writer: Writer) -> None:
    """Give rows the status and versions that they had; snapshots stay in the history."""
    items = change.items.filter(question__in=list(writer.rows))
    for item in items:
        row = writer.rows[item.question_id]
        row.status, row.version = item.status, item.version
        row.pending_version = item.pending_version
    if change.verb in bulk.SAYING:
        writer.show_versions(list(writer.rows.values()))
