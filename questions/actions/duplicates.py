"""Near-duplicates of the bank as background work, and what people say of the pairs found."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from pyroaring import BitMap

from questions import search
from questions.actions import audit
from questions.models import (
    BankChange,
    DuplicateCheck,
    DuplicatePair,
    Question,
    SearchText,
    User,
)
from questions.models.duplicates import WHOLE
from questions.permissions import require
from questions.rules import access, lifecycle
from questions.rules.likeness import PAIRED, indexed_ideas
from questions.rules.pairs import Corpus, alike_pairs
from questions.search import Bank, facet_index

logger = structlog.get_logger(__name__)

#: Up to so many changed questions are looked up one by one; of more the whole bank is done anew.
FEW_CHANGED = 500
#: Of one changed question so many pairs are kept at most.
NEAREST = 30
#: A bank of one wording repeated has more pairs than anyone looks at: the search ends there.
MAX_PAIRS = 100_000
BATCH = 500

Row = TypeVar("Row")
Pairs = dict[tuple[int, int], int]


@transaction.atomic
def order_check(user: User) -> DuplicateCheck:
    """Order a check of what changed since the last one; the one that is open, if there is any.

    The worker does it (`manage.py db_worker`).
    """
    require(user, access.WRITE_QUESTIONS)
    search.lock()
    waiting = DuplicateCheck.objects.filter(status=DuplicateCheck.Status.QUEUED).first()
    if waiting is not None:
        return waiting
    check = DuplicateCheck.objects.create(created_by=user)
    audit.record(user, "duplicates.check_ordered", check)
    find_duplicates.enqueue(check.pk)
    return check


@task()
def find_duplicates(check_id: int) -> None:
    """Bring the pairs up to date with the bank."""
    check = _claim(check_id)
    if check is None:
        return
    try:
        _check(check)
    except Exception:
        logger.exception("duplicates_failed", check=check_id)
        _finish(check, DuplicateCheck.Status.FAILED)


@transaction.atomic
def _claim(check_id: int) -> DuplicateCheck | None:
    check = DuplicateCheck.objects.select_for_update().filter(pk=check_id).first()
    if check is None or check.status != DuplicateCheck.Status.QUEUED:
        return None
    check.status, check.started_at = DuplicateCheck.Status.RUNNING, timezone.now()
    check.save()
    return check


def _finish(check: DuplicateCheck, status: str) -> None:
    check.status, check.finished_at = status, timezone.now()
    check.save()


def _check(check: DuplicateCheck) -> None:
    bank = search.current()
    live = bank.index.having(facet_index.STATUS, lifecycle.LIVE)
    changed = changed_since(last_check())
    if changed is None or len(changed) > FEW_CHANGED:
        changed, found = None, _all_pairs(live)
        check.compared = len(live)
    else:
        found = _pairs_of(changed, bank, live)
        check.compared = len(live & BitMap(changed))
    check.version, check.stamp = bank.version, bank.stamp
    with transaction.atomic():
        _keep(found, changed)
        _finish(check, DuplicateCheck.Status.DONE)


def last_check() -> DuplicateCheck | None:
    """Return the last check that came to its end."""
    return DuplicateCheck.objects.filter(status=DuplicateCheck.Status.DONE).first()


def changed_since(check: DuplicateCheck | None) -> list[int] | None:
    """Return the questions changed since a check; None where that cannot be told any more."""
    if check is None:
        return None
    rows = BankChange.objects.filter(version__gte=check.version).order_by("version")
    log = list(rows.values_list("version", "stamp", "questions"))
    if not log or log[0][:2] != (check.version, check.stamp):
        return None
    return sorted({pk for _, _, questions in log[1:] for pk in questions})


def _all_pairs(live: BitMap) -> Pairs:
    rows = SearchText.objects.order_by("pk").values_list("pk", "stem").iterator(chunk_size=10_000)
    corpus = Corpus({pk: indexed_ideas(terms) for pk, terms in rows if pk in live})
    found = islice(alike_pairs(corpus, PAIRED), MAX_PAIRS)
    return {(first, second): round(score * WHOLE) for first, second, score in found}


def _pairs_of(changed: Iterable[int], bank: Bank, live: BitMap) -> Pairs:
    found: Pairs = {}
    rows = Question.objects.filter(pk__in=list(changed), status__in=lifecycle.LIVE)
    for pk, stem in rows.values_list("pk", "stem"):
        for alike in search.similar(stem, bank, live, NEAREST + 1, least=PAIRED):
            pair = (min(pk, alike.pk), max(pk, alike.pk))
            if alike.pk != pk:
                found[pair] = round(alike.score * WHOLE)
    return found


def _keep(found: Pairs, changed: list[int] | None) -> None:
    """Store pairs in the place of those that were found before of the changed questions (or all).

    Those that were dismissed stay so.
    """
    before = DuplicatePair.objects.filter(dismissed_at=None)
    if changed is not None:
        before = before.filter(Q(first__in=changed) | Q(second__in=changed))
    gone = [
        pk
        for pk, first, second in before.values_list("pk", "first", "second")
        if (first, second) not in found
    ]
    for some in _batches(gone):
        DuplicatePair.objects.filter(pk__in=some).delete()
    for pairs in _batches(sorted(found)):
        _write(pairs, found)


def _write(pairs: list[tuple[int, int]], found: Pairs) -> None:
    ids = {pk for pair in pairs for pk in pair}
    revisions = dict(Question.objects.filter(pk__in=ids).values_list("pk", "revision"))
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(
                first_id=first,
                second_id=second,
                score=found[first, second],
                first_revision=revisions[first],
                second_revision=revisions[second],
            )
            for first, second in pairs
            if first in revisions and second in revisions
        ],
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "first_revision", "second_revision"],
    )


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


# What people say of a pair


@transaction.atomic
def dismiss(user: User, pair: DuplicatePair) -> DuplicatePair:
    """Say that two questions are no duplicates: the list does not show them any more."""
    require(user, access.WRITE_QUESTIONS)
    current = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if current.dismissed_at is None:
        current.dismissed_at, current.dismissed_by = timezone.now(), user
        _save(user, current, "duplicates.dismissed")
    return current


@transaction.atomic
def reopen(user: User, pair: DuplicatePair) -> DuplicatePair:
    """Take back that two questions are no duplicates."""
    require(user, access.WRITE_QUESTIONS)
    current = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if current.dismissed_at is not None:
        current.dismissed_at = current.dismissed_by = None
        _save(user, current, "duplicates.reopened")
    return current


def _save(user: User, pair: DuplicatePair, verb: str) -> None:
    pair.save()
    audit.record(user, verb, pair, {"questions": [pair.first_id, pair.second_id]})
