"""What pages say of the worker that has something in hand."""

import datetime
from typing import Protocol

from django.utils import timezone

#: A worker that is there takes work up at once, and tells every few seconds that it lives.
PATIENCE = datetime.timedelta(seconds=15)


class Work(Protocol):
    """What a worker does, ordered at one time and last heard of at another."""

    alive_at: datetime.datetime | None
    created_at: datetime.datetime


def is_silent(work: Work) -> bool:
    """Tell whether no worker has taken the work up, or the one that did fell silent."""
    return timezone.now() - (work.alive_at or work.created_at) > PATIENCE
