"""The worker's part of exports: writes the file into the database, a megabyte at a time.

A worker that is killed leaves an export that is still to be written; whoever takes it up begins
anew. Each piece is kept together with a look at whether the work is still this worker's.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django_tasks import task

from questions import filters, search
from questions.actions.question_exports import Writing
from questions.filters import FiltersRefused, Vocabulary
from questions.formats import PdfUnavailable
from questions.matches import Matches
from questions.models import Export, ExportPart, User
from questions.permissions import can
from questions.rules import access
from questions.rules.exports import ExportRefused

logger = structlog.get_logger(__name__)
State = Export.State
#: A file is kept so long.
KEPT = datetime.timedelta(days=1)
#: Bytes of a piece, and so of what is held in memory of a file.
PIECE = 1_000_000
#: What of an account's rights shows in a file.
EXPORTED_WITH = (
    access.READ_QUESTIONS,
    access.READ_APPROVED,
    access.READ_UNAPPROVED,
    access.READ_ANSWERS,
)
WRONG = "Something went wrong while this was written. The error has been recorded: try it again."
NOT_ALLOWED = "Your account may not export questions any more."


class Superseded(Exception):
    """The export was cancelled, or another worker has taken it up."""


@task()
def write_later(export_id: int) -> None:
    """Write an export that waits for it."""
    rows = Export.objects.select_related("created_by")
    found = rows.filter(pk=export_id, state=State.WRITING).first()
    if found is None:
        return
    try:
        _write(found)
    except Superseded:
        pass
    except (ExportRefused, PdfUnavailable, FiltersRefused) as refusal:
        _fail(found, str(refusal))
    except PermissionDenied:
        _fail(found, NOT_ALLOWED)
    except Exception:
        logger.exception("export_failed", export_id=export_id)
        _fail(found, WRONG)


def _write(found: Export) -> None:
    owner = _owner(found)
    needs = [one for one in EXPORTED_WITH if can(owner, one)]
    _keep(found, done=0, total=0, needs=needs)
    writing = Writing(owner, found.format, _ids(owner, found), lambda done: _keep(found, done=done))
    _keep(found, total=writing.questions)
    with transaction.atomic():
        _keep(found)
        ExportPart.objects.filter(owner=found.pk).delete()
    size = 0
    for position, data in enumerate(_pieces(writing.parts())):
        with transaction.atomic():
            _keep(found)
            ExportPart.objects.create(owner=found, position=position, data=data)
        size += len(data)
    _finish(found, writing, size)


def _owner(found: Export) -> User:
    """Return who ordered it, with the rights of now, cut down to those of the token in use then."""
    owner = found.created_by
    if found.scopes is not None:
        owner.scopes = frozenset(found.scopes)
    if not owner.is_active:
        raise PermissionDenied
    return owner


def _ids(owner: User, found: Export) -> list[int] | None:
    if found.ids is not None or not found.filter:
        return found.ids
    state = filters.read(QueryDict(found.filter), Vocabulary(owner))
    return list(Matches(state, owner, search.current()).ids)


def _pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what parts hold in pieces of about the same size."""
    held = bytearray()
    for part in parts:
        held += part
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def _keep(found: Export, **values: object) -> None:
    """Say how far the work is, and that it goes on; raise Superseded where it is not wanted."""
    mine = Export.objects.filter(pk=found.pk, state=State.WRITING, revision=found.revision)
    if not mine.update(alive_at=timezone.now(), **values):
        raise Superseded


@task()
def drop_expired() -> None:
    """Drop the files whose time is over."""
    over = Export.objects.filter(state=State.DONE, expires_at__lte=timezone.now())
    if ids := list(over.values_list("pk", flat=True)):
        ExportPart.objects.filter(owner__in=ids).delete()
        Export.objects.filter(pk__in=ids, state=State.DONE).update(state=State.EXPIRED)


@transaction.atomic
def _finish(found: Export, writing: Writing, size: int) -> None:
    now = timezone.now()
    drop_expired.using(run_after=now + KEPT).enqueue()
    _keep(
        found,
        state=State.DONE,
        done=writing.questions,
        size=size,
        losses=[asdict(loss) for loss in writing.losses],
        finished_at=now,
        expires_at=now + KEPT,
        revision=found.revision + 1,
    )


def _fail(found: Export, message: str) -> None:
    with transaction.atomic():
        mine = Export.objects.filter(pk=found.pk, state=State.WRITING, revision=found.revision)
        if mine.update(state=State.FAILED, message=message, finished_at=timezone.now()):
            ExportPart.objects.filter(owner=found.pk).delete()
