"""The ledger of what was asked, and questions that are known outside."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from questions import search
from questions.actions import audit
from questions.actions.facet_index import log_change
from questions.actions.kits import bump, lock
from questions.models import AskedEntry, Kit, KitItem, Question, User
from questions.models.asked import ASKED, OUTCOMES
from questions.permissions import require
from questions.rules import access, kits
from questions.rules.kits import KitRefused


@transaction.atomic
def use(user: User, kit: Kit, outcomes: Mapping[int, str] | None = None) -> Kit:
    """Mark a ready kit as used: its questions enter the ledger as asked, or as `outcomes` says.

    `outcomes` holds "asked" or "skipped" by question; what was marked singly before stays, and the
    rest counts as asked. Raises KitRefused and StaleKit.
    """
    require(user, access.WRITE_KITS)
    current = _lock(kit)
    status = kits.next_status(current.status, "use")
    given = dict(outcomes or {})
    marked = set(current.asked.values_list("question_id", flat=True))
    items = list(current.items.select_related("version"))
    _check(items, given)
    for item in items:
        if item.question_id in given or item.question_id not in marked:
            _write(user, current, item, given.get(item.question_id, ASKED))
    current.status, current.used_at = status, timezone.now()
    bump(current, user)
    recount(item.question_id for item in items)
    audit.record(user, "kit.used", current, {"candidate": current.candidate_id})
    return current


@transaction.atomic
def mark(user: User, kit: Kit, question: int, outcome: str) -> Kit:
    """Say that one question of a ready or used kit was asked or skipped; can be said anew."""
    require(user, access.WRITE_KITS)
    current = _lock(kit)
    if current.status not in (kits.READY, kits.USED):
        raise KitRefused("Freeze the kit before its questions are marked.", "status")
    items = list(current.items.filter(question=question).select_related("version"))
    _check(items, {question: outcome})
    _write(user, current, items[0], outcome)
    bump(current, user)
    recount([question])
    audit.record(user, f"question.{outcome}", current, {"question": question})
    return current


def _check(items: Iterable[KitItem], outcomes: Mapping[int, str]) -> None:
    held = {item.question_id for item in items}
    if set(outcomes) - held:
        raise KitRefused("This question is not in the kit.", "question")
    if set(outcomes.values()) - set(OUTCOMES):
        raise KitRefused("Say asked or skipped.", "outcome")


def _lock(kit: Kit) -> Kit:
    current = lock(kit)
    search.lock()
    if current.candidate_id is None:
        raise KitRefused("A template is given to a candidate before it is asked.", "candidate")
    return current


def _write(user: User, kit: Kit, item: KitItem, outcome: str) -> None:
    assert kit.candidate is not None  # noqa: S101  # _lock has refused templates
    AskedEntry.objects.update_or_create(
        kit=kit,
        question_id=item.question_id,
        defaults={"outcome": outcome, "at": timezone.now(), "by": user},
        create_defaults={
            "candidate": kit.candidate,
            "version": item.version.number,
            "round": kit.round,
            "outcome": outcome,
            "by": user,
        },
    )


def recount(questions: Iterable[int]) -> None:
    """Bring the counts that lists show in line with the ledger.

    The rows are locked first, in one order, so that two kits marked at once neither wait for each
    other in a circle nor count without one another.
    """
    rows = Question.objects.filter(pk__in=list(questions)).order_by("pk")
    ids = list(rows.select_for_update().values_list("pk", flat=True))
    entries = AskedEntry.objects.asked().filter(question_id__in=ids).order_by()
    counted = {
        question: (uses, last)
        for question, uses, last in entries.values_list("question_id").annotate(
            Count("pk"), Max("at")
        )
    }
    for question in ids:
        uses, last = counted.get(question, (0, None))
        Question.objects.filter(pk=question).update(asked_count=uses, last_asked=last)
    log_change(ids)


@transaction.atomic
def report_leak(user: User, question: Question, note: str = "") -> Question:
    """Hold a question out of assembly because it is known outside; any reader may report it."""
    require(user, access.READ_QUESTIONS)
    search.lock()
    current = Question.objects.select_for_update().get(pk=question.pk)
    if current.leaked_at is None:
        current.leaked_at, current.leak_note = timezone.now(), note[:500]
        current.save(update_fields=["leaked_at", "leak_note"])
        audit.record(user, "question.leaked", current)
        log_change([current.pk])
    return current


@transaction.atomic
def clear_leak(user: User, question: Question) -> Question:
    """Let a question back into assembly."""
    require(user, access.REVIEW_QUESTIONS)
    search.lock()
    current = Question.objects.select_for_update().get(pk=question.pk)
    if current.leaked_at is not None:
        current.leaked_at, current.leak_note = None, ""
        current.save(update_fields=["leaked_at", "leak_note"])
        audit.record(user, "question.leak_cleared", current)
        log_change([current.pk])
    return current
