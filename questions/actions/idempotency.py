"""Claiming an idempotency key, and noting in the transaction of the write where it has led.

A claim is committed before the work begins, so that a request with the same key meets it. The end
is noted together with what was written: a process that is killed leaves neither, only a claim that
another request takes over once nobody can be at work on it any more.
"""

import datetime
import secrets

from django.db import transaction
from django.utils import timezone

from questions.models import IdempotencyKey, Token, User
from questions.models.idempotency import IdempotencyKeyQuerySet

#: How long a key is known.
KEPT = datetime.timedelta(hours=24)
FORGOTTEN_AT_ONCE = 100
#: Longer than any request takes: after that, whoever claimed the key is gone.
REQUEST_TIMEOUT = datetime.timedelta(seconds=60)
#: Seconds after which a request that meets another may come back; most take less.
COME_BACK_AFTER = 2


class KeyReused(Exception):
    """A key that came with another request before."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key came with another request before: make up another.")


class KeyInFlight(Exception):
    """A key whose first request is under way."""

    wait = COME_BACK_AFTER

    def __init__(self) -> None:
        super().__init__("The first request with this Idempotency-Key is still under way.")


@transaction.atomic
def claim(user: User, token: Token | None, key: str, digest: str) -> IdempotencyKey:
    """Return the key, claimed for this request; or as it is where its request is done.

    Raises KeyReused and KeyInFlight.
    """
    now = timezone.now()
    _forget_old(now)
    mine = secrets.token_hex(16)
    held, is_new = IdempotencyKey.objects.of(user, token).get_or_create(
        key=key,
        defaults={
            "user": user,
            "token": token,
            "digest": digest,
            "claim": mine,
            "claimed_at": now,
        },
    )
    if held.digest != digest:
        raise KeyReused
    if is_new or held.status is not None:
        return held
    return _taken_over(held, mine, now)


def _forget_old(now: datetime.datetime) -> None:
    """Remove the oldest of what was kept long enough, but for those that another is removing."""
    old = IdempotencyKey.objects.filter(created_at__lt=now - KEPT).order_by("created_at")
    ids = old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]
    IdempotencyKey.objects.filter(pk__in=list(ids)).delete()


def _taken_over(held: IdempotencyKey, mine: str, now: datetime.datetime) -> IdempotencyKey:
    """Claim a key whose request has gone without an end."""
    open_ = IdempotencyKey.objects.filter(pk=held.pk, claim=held.claim, status=None)
    left = open_.filter(claimed_at__lt=now - REQUEST_TIMEOUT)
    if not left.update(claim=mine, claimed_at=now):
        raise KeyInFlight
    held.claim = mine
    return held


def finish(held: IdempotencyKey, status: int, location: str) -> None:
    """Note where a claimed key has led, within the transaction that writes it.

    Raises KeyInFlight, for that transaction to be taken back, where another has the claim by now.
    """
    if not _own(held).update(status=status, location=location):
        raise KeyInFlight


def release(held: IdempotencyKey) -> None:
    """Forget a claimed key: nothing was written, and the request may be tried anew."""
    _own(held).delete()


def _own(held: IdempotencyKey) -> IdempotencyKeyQuerySet:
    return IdempotencyKey.objects.filter(pk=held.pk, claim=held.claim, status=None)
