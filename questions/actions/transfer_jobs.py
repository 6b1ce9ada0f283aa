"""Going on with imports whose worker has died."""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from questions.actions.transfer_commits import commit_later
from questions.actions.transfer_reading import read_later
from questions.actions.transfer_undo import undo_later
from questions.models import Import

#: A worker that has not been heard of for so long is gone.
GONE_AFTER = datetime.timedelta(seconds=120)
_JOBS: dict[str, Callable[[Import], object]] = {
    Import.State.READING: lambda found: read_later.enqueue(found.pk),
    Import.State.COMMITTING: lambda found: commit_later.enqueue(found.pk),
    Import.State.UNDOING: lambda found: undo_later.enqueue(found.pk, found.committed_by_id),
}


def take_up() -> int:
    """Order anew what silent workers have left undone; return how many imports that concerns.

    Whoever looks at imports calls this, and a server that starts: nothing is doubled, since the
    work is written together with the state of its import.
    """
    silent = timezone.now() - GONE_AFTER
    stuck = Import.objects.filter(state__in=_JOBS, alive_at__lt=silent)
    taken = 0
    for found in stuck:
        with transaction.atomic():
            mine = Import.objects.filter(pk=found.pk, state=found.state, alive_at=found.alive_at)
            if mine.update(alive_at=timezone.now()):
                _JOBS[found.state](found)
                taken += 1
    return taken
