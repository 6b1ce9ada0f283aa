"""Exports that are too large for a request: ordered, written by the worker, fetched, dropped."""

import datetime
from collections.abc import Iterator, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from questions.actions import audit, question_exports
from questions.actions.export_writing import drop_expired, write_later
from questions.models import Export, ExportPart, User
from questions.permissions import can, require
from questions.rules import access
from questions.rules.exports import ExportRefused

State = Export.State
#: Exports of one account that wait, are written, or are kept.
MOST_AT_A_TIME = 10
#: A worker that has not been heard of for so long is gone; a PDF is laid out in silence.
GONE_AFTER = datetime.timedelta(minutes=10)
HOLDS_MORE = "The file holds more than you may read now: export the questions anew."


class ExportUnready(Exception):
    """There is no file: it is not written yet, or not any more."""


@transaction.atomic
def order(
    user: User, format_name: str, *, filters: str = "", ids: Sequence[int] | None = None
) -> Export:
    """Have the worker write questions: of these ids, or all that match a valid query string.

    For accounts that read the bank, not only their kits. Raises ExportRefused for a format that is
    not written, and where the account has many that wait or are kept.
    """
    require(user, access.READ_QUESTIONS)
    require(user, access.READ_APPROVED)
    question_exports.writable_as(format_name)
    drop_expired.call()
    held = Export.objects.filter(created_by=user, state__in=(State.WRITING, State.DONE)).count()
    if held >= MOST_AT_A_TIME:
        raise ExportRefused(f"You have {held} exports already: cancel or delete one.")
    found = Export.objects.create(
        created_by=user,
        format=format_name,
        filter=filters,
        ids=None if ids is None else list(ids),
        scopes=None if user.scopes is None else sorted(user.scopes),
    )
    audit.record(user, "export.ordered", found, {"format": format_name})
    write_later.enqueue(found.pk)
    return found


@transaction.atomic
def cancel(user: User, found: Export) -> Export:
    """Give an export up; what is written of it is dropped. Nothing is done to one that is over."""
    require(user, access.READ_QUESTIONS)
    current = Export.objects.select_for_update().get(pk=found.pk)
    if current.state in (State.WRITING, State.DONE):
        ExportPart.objects.filter(owner=current).delete()
        current.state, current.finished_at = State.CANCELLED, timezone.now()
        current.expires_at = None
        current.revision += 1
        current.save()
        audit.record(user, "export.cancelled", current)
    return current


def fetch(user: User, found: Export) -> Iterator[bytes]:
    """Return the file of an export piece by piece, and record that it was handed out.

    Raises ExportUnready, and PermissionDenied where the account may not read any more what the file
    was written with.
    """
    drop_expired.call()
    current = Export.objects.get(pk=found.pk)
    if not all(can(user, needed) for needed in current.needs):
        raise PermissionDenied(HOLDS_MORE)
    if not current.is_ready:
        raise ExportUnready("There is no file: it is not written yet, or not any more.")
    question_exports.record(user, current.format, current.total, export=current.pk)
    return _parts(current)


def _parts(found: Export) -> Iterator[bytes]:
    positions = list(found.parts.values_list("position", flat=True))
    for position in positions:
        data = found.parts.filter(position=position).values_list("data", flat=True).first()
        if data is None:  # dropped meanwhile: the length tells that the file is not whole
            return
        yield bytes(data)


def keep_house() -> None:
    """Order anew what silent workers have left undone, and drop files whose time is over.

    Whoever looks at exports calls this. A worker that is not gone after all finds the revision
    changed, and leaves its work.
    """
    drop_expired.call()
    silent = timezone.now() - GONE_AFTER
    heard = Export.objects.annotate(heard=Coalesce("alive_at", "created_at"))
    for found in heard.filter(state=State.WRITING, heard__lt=silent):
        with transaction.atomic():
            mine = Export.objects.filter(pk=found.pk, state=State.WRITING, revision=found.revision)
            if mine.update(revision=found.revision + 1, alive_at=timezone.now()):
                write_later.enqueue(found.pk)
