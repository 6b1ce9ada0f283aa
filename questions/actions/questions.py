"""Writing questions: create, edit, move through the lifecycle, purge, index."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from questions import search
from questions.actions import audit
from questions.actions.facet_index import log_change
from questions.actions.tags import Tags as Tags  # noqa: PLC0414  # who writes questions takes it from here
from questions.actions.tags import retag, write_tags
from questions.models import Choice, Question, QuestionVersion, User
from questions.permissions import can, require
from questions.rules import access, content, lifecycle
from questions.rules.content import Content, ContentRefused

ROW_FIELDS = tuple(f.name for f in dataclasses.fields(Content) if f.name != "choices")


class StaleSave(Exception):
    """The question was changed by someone else since it was read; carries it as it is now."""

    def __init__(self, current: Question) -> None:
        super().__init__("The question was changed by someone else meanwhile.")
        self.current = current


class StillHeld(Exception):
    """A question that kits or the ledger hold cannot be purged."""


@transaction.atomic
def create(
    user: User | None,
    said: Content,
    tags: Tags,
    *,
    uid: Any = None,
    status: str = lifecycle.DRAFT,
    note: str = "",
) -> Question:
    """Store a new question with its first version and return it.

    `user` None is the system, which alone may create one as approved. Raises ContentRefused.
    """
    require(user, access.WRITE_QUESTIONS)
    search.lock()
    if user is not None and status != lifecycle.DRAFT:
        raise lifecycle.TransitionRefused("A new question starts as a draft.")
    _refuse_bad(said, complete=status != lifecycle.DRAFT)
    question = Question(status=status, updated_by=user, **({"uid": uid} if uid else {}))
    _show(question, said)
    write_tags(question, tags)
    number = snapshot(question, said, user, note)
    if status == lifecycle.APPROVED:
        question.version = number
    else:
        question.pending_version = number
    _finish(question)
    audit.record(user, "question.created", question, {"version": number})
    return question


@transaction.atomic
def edit(
    user: User | None,
    question: Question,
    said: Content,
    tags: Tags | None = None,
    *,
    note: str = "",
) -> Question:
    """Save changed content and tags (None: as they are); equal content makes no version.

    Of an approved question the approved content stays in force and the new one waits as pending;
    the system's own edits are in force at once. Raises ContentRefused, StaleSave (`question` was
    read at an older revision) and TransitionRefused (it is retired).
    """
    require(user, access.WRITE_QUESTIONS)
    current = _lock(question)
    lifecycle.require_editable(current.status)
    _refuse_bad(said, complete=current.status != lifecycle.DRAFT)
    changed = _changed_fields(latest_content(current), said)
    if changed:
        _write_version(user, current, said, note)
    changed += retag(current, tags) if tags else []
    if not changed:
        return current
    current.updated_by = user
    _bump(current)
    audit.record(user, "question.edited", current, {"fields": changed})
    return current


def _write_version(user: User | None, question: Question, said: Content, note: str) -> None:
    number = snapshot(question, said, user, note)
    if place_version(question, number, by_system=user is None):
        _show(question, said)


def place_version(question: Question, number: int, *, by_system: bool = False) -> bool:
    """Let a new version wait, or be in force; tell whether the row is to say it now."""
    approved = question.status == lifecycle.APPROVED
    if approved and by_system:
        question.version, question.pending_version = number, None
        return True
    question.pending_version = number
    return not approved


class OwnWork(Exception):
    """Somebody tried to approve what they wrote themselves."""

    def __init__(self) -> None:
        super().__init__("You wrote this version: somebody else has to approve it.")


@transaction.atomic
def move(user: User | None, question: Question, verb: str, *, note: str = "") -> Question:
    """Submit, withdraw, approve, send back, retire or restore a question; return it.

    Approving makes the pending version the one in force; sending an approved question's pending
    version back drops it (the snapshot stays in the history). What a reviewer says in `note` stays
    with the question until it is submitted or approved. Raises TransitionRefused when that cannot
    be, ReasonNeeded where `note` has to say why and does not (the system need not), and OwnWork
    when `user` wrote what they would approve.
    """
    require(user, access.to_move(verb))
    current = _lock(question)
    status = status_after(current, verb)
    if user is not None:
        lifecycle.require_reason(verb, note)
    before = {
        "from": current.status,
        "version": current.version,
        "pending": current.pending_version,
    }
    if verb == "submit":
        _refuse_bad(latest_content(current))
    if verb == "approve":
        _refuse_own_work(user, current)
        _put_in_force(current)
    if verb == "send_back" and status == lifecycle.APPROVED:
        current.pending_version = None
    current.review_note = note[:500] if verb == "send_back" else ""
    current.status = status
    if status != lifecycle.RETIRED:
        current.merged_into = None
    current.updated_by = user
    _bump(current)
    after = {"to": status, "note": note[:500], "revision": current.revision}
    audit.record(user, f"question.{verb}", current, before | after)
    return current


def is_own_work(user: User, question: Question) -> bool:
    """Tell whether an account may not approve what waits, since it wrote that itself."""
    return question.pk in own_work(user, [question.pk])


def own_work(user: User, questions: Iterable[int]) -> set[int]:
    """Return those of the questions that an account may not approve: it wrote what waits."""
    if settings.ALLOW_SELF_APPROVAL:
        return set()
    waiting = Coalesce("question__pending_version", "question__version")
    wrote = QuestionVersion.objects.filter(question__in=list(questions), created_by=user)
    return set(wrote.filter(number=waiting).values_list("question", flat=True))


def _refuse_own_work(user: User | None, question: Question) -> None:
    if user and is_own_work(user, question):
        raise OwnWork


@transaction.atomic
def undo(user: User, question: Question) -> Question:
    """Take the last step of a question's lifecycle back; return it.

    Raises TransitionRefused when its last change was no such step, or another followed.
    """
    require(user, access.WRITE_QUESTIONS)
    current = _lock(question)
    step = audit.last_step(current)
    if step is None or step.changes.get("revision") != current.revision:
        raise lifecycle.TransitionRefused("The question was changed since: nothing was undone.")
    require(user, access.to_move(step.verb.removeprefix("question.")))
    was = step.changes
    if step.verb == "question.approve":
        # A first draft showed the version that waited.
        shown = current.versions.get(number=was["version"] or was["pending"])
        _show(current, content.from_json(shown.content))
    current.status, current.version = was["from"], was["version"]
    current.pending_version, current.review_note = was["pending"], ""
    current.updated_by = user
    _bump(current)
    audit.record(user, "question.undone", current, {"step": step.verb, "to": current.status})
    return current


@transaction.atomic
def restore(user: User, question: Question, number: int) -> Question:
    """Save an old version's content as the newest one; return the question.

    It waits for review like any other edit. Raises StaleSave, ContentRefused and TransitionRefused
    as `edit` does, and QuestionVersion.DoesNotExist.
    """
    old = question.versions.visible_to(user).get(number=number)
    return edit(user, question, content.from_json(old.content), note=f"Version {number} again.")


def status_after(question: Question, verb: str) -> str:
    """Return where a verb leads a question; raise TransitionRefused when it cannot be."""
    pending = question.pending_version is not None
    status = lifecycle.step(question.status, verb, pending=pending)
    # A draft that was merged into another question was retired without ever being approved.
    return lifecycle.DRAFT if verb == "restore" and not question.version else status


def possible(user: User, question: Question) -> list[tuple[str, str]]:
    """Return what the account may do with a question as it is: verbs, each with where it leads.

    What its content lacks is told when a verb is tried.
    """
    waits = question.pending_version is not None
    verbs = [v for v in lifecycle.verbs_from(question.status) if can(user, access.to_move(v))]
    if is_own_work(user, question):
        verbs = [verb for verb in verbs if verb != "approve"]
    return [
        (verb, status_after(question, verb))
        for verb in verbs
        if waits or lifecycle.next_status(question.status, verb) != question.status
    ]


def _put_in_force(question: Question) -> None:
    said = latest_content(question)
    _refuse_bad(said)
    _show(question, said)
    accept_version(question)


def accept_version(question: Question) -> None:
    """Let the pending version be the one in force."""
    question.version = question.pending_version or question.version
    question.pending_version = None


@transaction.atomic
def purge(user: User, question: Question) -> None:
    """Delete a question for good, with its versions; for administrators alone.

    Raises StillHeld where a kit or the ledger of what was asked holds it.
    """
    require(user, access.PURGE_QUESTIONS)
    current = _lock(question)
    if current.kit_items.exists() or current.asked.exists():
        raise StillHeld("A kit holds this question, or it was asked: retire it instead.")
    audit.record(user, "question.purged", current, {"uid": str(current.uid)})
    pk = current.pk
    current.delete()
    log_change([pk])


def latest_content(question: Question) -> Content:
    """Return the content of the newest version: the pending one, else the one in force."""
    if question.pending_version is None:
        return question.content()
    pending = question.versions.get(number=question.pending_version)
    return content.from_json(pending.content)


def _lock(question: Question) -> Question:
    search.lock()
    current = Question.objects.select_for_update().get(pk=question.pk)
    if current.revision != question.revision:
        raise StaleSave(current)
    return current


def _refuse_bad(said: Content, *, complete: bool = True) -> None:
    found = content.problems(said, complete=complete)
    if found:
        raise ContentRefused(found)


def _changed_fields(before: Content, after: Content) -> list[str]:
    names = [item.name for item in dataclasses.fields(Content)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def snapshot(question: Question, said: Content, user: User | None, note: str) -> int:
    """Write the next version of a question and return its number."""
    last = question.versions.order_by("-number").values_list("number", flat=True).first() or 0
    new_version(question, last + 1, said, user, note).save()
    return last + 1


def new_version(
    question: Question, number: int, said: Content, user: User | None, note: str
) -> QuestionVersion:
    """Return the snapshot of a content, not stored yet."""
    return QuestionVersion(
        question=question,
        number=number,
        content=said.as_json(),
        digest=said.digest(),
        note=note[:500],
        created_by=user,
    )


def _show(question: Question, said: Content) -> None:
    """Let the row and its choices say `said`; a row that is there already is saved by `_finish`."""
    say(question, said)
    if question.pk is None:
        question.save()
    question.choices.all().delete()
    Choice.objects.bulk_create(choices_of(question, said))


def say(question: Question, said: Content) -> None:
    """Let the row say a content, in memory; its choices stand in rows of their own."""
    for name in ROW_FIELDS:
        value = getattr(said, name)
        setattr(question, name, list(value) if isinstance(value, tuple) else value)
    question.choice_count, question.key_count = len(said.choices), said.key_count
    question.completeness = said.completeness


def choices_of(question: Question, said: Content) -> list[Choice]:
    """Return the choices of a content, not stored yet."""
    return [
        Choice(question=question, position=place, **dataclasses.asdict(choice))
        for place, choice in enumerate(said.choices, start=1)
    ]


def _bump(question: Question) -> None:
    question.revision += 1
    question.updated_at = timezone.now()
    _finish(question)


def _finish(question: Question) -> None:
    question.indexed_revision = question.revision
    question.save()
    search.index([question])
    log_change([question.pk])


@transaction.atomic
def view_answer(user: User, question: Question) -> None:
    """Record that someone opened a closed answer."""
    audit.record(user, "answer.viewed", question, {"version": question.version})
