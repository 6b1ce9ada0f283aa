"""Sending what webhooks are told: the worker's job.

Each event comes at least once, with the same id whenever it comes again. Whoever sends holds
deliveries by a lease; should the worker be killed, another look is ordered already.
"""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby
from queue import Empty, SimpleQueue

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from questions.actions import webhook_calls, webhook_records
from questions.actions.webhook_calls import Batch
from questions.models import WebhookDelivery, WebhookTry

#: Deliveries of an endpoint that are taken at once, and how many endpoints are served at a time.
BATCH, LANES = 100, 8
#: Seconds after which other tasks of the worker have a turn.
TASK_SECONDS = 120
#: Longer than a batch takes: after that, whoever took the deliveries is gone.
LEASE = timedelta(minutes=3)
#: How long after a look another is ordered, should the worker be killed as it begins.
SPARE = timedelta(minutes=1)
#: How long an endpoint is left alone that fails again and again.
REST = timedelta(minutes=1)
#: Seconds between two looks at whether the lanes are done.
LOOK_EVERY = 0.2


# When the worker looks


def wake() -> None:
    """Have the worker look as soon as this transaction is there, and once more after a while."""
    deliver.enqueue()
    _look_by(timezone.now() + SPARE)


def _come_back() -> None:
    """Have the worker look when the next delivery is due, and once more after that."""
    due = WebhookDelivery.objects.waiting().aggregate(first=Min("next_try_at"))["first"]
    if due is not None:
        _look_by(due)
        _look_by(due + SPARE, looks=2)


def _look_by(at: datetime, looks: int = 1) -> None:
    """Order a look at `at` unless so many are ordered by then."""
    ordered = DBTaskResult.objects.filter(
        task_path=deliver.module_path, status=TaskResultStatus.READY, run_after__lte=at
    )
    if ordered.count() < looks:
        deliver.using(run_after=at).enqueue()


@task()
def deliver() -> None:
    """Send what is due."""
    end = time.monotonic() + TASK_SECONDS
    while batches := _take():
        _send(batches)
        if time.monotonic() > end:
            wake()
            return
    _come_back()


# What the worker does


@transaction.atomic
def _take() -> list[Batch]:
    """Take deliveries that are due; others take them again when the lease is over."""
    now = timezone.now()
    due = WebhookDelivery.objects.due(now).order_by("pk")
    taken: list[int] = []
    for endpoint in due.order_by("endpoint").values_list("endpoint", flat=True).distinct():
        mine = due.filter(endpoint=endpoint).select_for_update(skip_locked=True)
        taken += mine.values_list("pk", flat=True)[:BATCH]
    rows = WebhookDelivery.objects.filter(pk__in=taken)
    if rows.update(next_try_at=now + LEASE):
        _come_back()
    found = rows.select_related("endpoint", "event").order_by("endpoint", "pk")
    batches = [list(batch) for _, batch in groupby(found, lambda row: row.endpoint_id)]
    return [Batch(batch[0].endpoint, batch) for batch in batches]


def _send(batches: list[Batch]) -> None:
    """Send batches side by side, keep how it went, and give back what was not come to."""
    tries: SimpleQueue[WebhookTry] = SimpleQueue()
    tried: set[int] = set()
    with ThreadPoolExecutor(LANES) as lanes:
        work = [lanes.submit(webhook_calls.send, batch, tries.put) for batch in batches]
        for some in _arriving(tries, work):
            webhook_records.keep(some)
            tried |= {one.delivery_id for one in some}
    for batch, lane in zip(batches, work, strict=True):
        _give_back(batch, tried, tired=lane.result())


def _arriving(
    tries: SimpleQueue[WebhookTry], work: list[Future[bool]]
) -> Iterator[list[WebhookTry]]:
    """Yield the tries that the lanes report, all that there are at a time, until they are done."""
    over = False
    while not over:
        over = all(lane.done() for lane in work)
        some = []
        try:
            some.append(tries.get(block=not over, timeout=LOOK_EVERY))
            while len(some) < BATCH:
                some.append(tries.get_nowait())
        except Empty:
            pass
        if some:
            over = False
            yield some


def _give_back(batch: Batch, tried: set[int], *, tired: bool) -> None:
    """Let what was not tried be taken anew; of an endpoint that needs a rest, all after that."""
    now = timezone.now()
    left = [row.pk for row in batch.deliveries if row.pk not in tried]
    waiting = WebhookDelivery.objects.waiting().filter(endpoint=batch.endpoint)
    waiting.filter(pk__in=left).update(next_try_at=now)
    if tired:
        waiting.filter(next_try_at__lte=now).update(next_try_at=now + REST)
