"""Imports: give a file, look at what it would bring, decide; transfer_commits.py brings it in."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from questions.actions import audit
from questions.actions.transfer_matching import Judge, may_approve
from questions.actions.transfer_reading import headings_digest, keep_judged, read, read_later
from questions.actions.transfer_shelf import KINDS
from questions.formats import QUESTION_FORMATS, recognised
from questions.models import ColumnMapping, Import, ImportFile, ImportItem, User
from questions.permissions import require
from questions.rules import access, entries, lifecycle, transfers
from questions.rules.content import ContentRefused
from questions.rules.entries import Defaults
from questions.rules.transfers import ImportRefused

State = Import.State
#: The file of an import that nobody commits is kept so long.
FILE_KEPT = datetime.timedelta(days=7)


class StaleImport(Exception):
    """The import was changed by someone else since it was read; carries it as it is now."""

    def __init__(self, current: Import) -> None:
        super().__init__("This import was changed by someone else meanwhile.")
        self.current = current


class ItemRefused(ContentRefused):
    """Fields of an item that are of no shape that can be kept."""


def require_importing(user: User | None) -> None:
    """Raise PermissionDenied unless the account may import: it is compared with the whole bank."""
    require(user, access.WRITE_IMPORTS)
    require(user, access.READ_UNAPPROVED)


# Give a file


def upload(
    user: User | None,
    name: str,
    data: bytes,
    *,
    format_name: str = "",
    defaults: Mapping[str, Any] | None = None,
    create_tags: bool = False,
) -> Import:
    """Take a file (or pasted text, name "") and read it: at once when small, else by the worker.

    Returns the import as it is then: previewed, being read, or failed with a message that says why
    it cannot be read. Without `format_name` the format is recognised by the content. Raises
    ImportRefused for what is no file to read at all (empty, too large, of an unknown format) and
    for defaults that cannot be.
    """
    require_importing(user)
    if create_tags:
        require(user, access.WRITE_QUESTIONS)
    _refuse_file(data, format_name)
    known = recognised(data, name) if not format_name else QUESTION_FORMATS[format_name]
    if known is None:
        raise ImportRefused("This is in no format that is known here: name its format.", "file")
    whole = _defaults(user, Defaults(), defaults or {})
    with transaction.atomic():
        found = _store(user, name, data, known.name, whole, create_tags=create_tags)
        if len(data) > transfers.AT_ONCE_BYTES:
            read_later.enqueue(found.pk)
            return found
    return read(user, found)


def _refuse_file(data: bytes, format_name: str) -> None:
    if not data.strip():
        raise ImportRefused("There is nothing in this file.", "file")
    if len(data) > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // 1_000_000
        raise ImportRefused(f"This file is larger than {most} MB: split it.", "file")
    if format_name and getattr(QUESTION_FORMATS.get(format_name), "read", None) is None:
        raise ImportRefused(f"“{format_name[:50]}” is no format that is read here.", "format")


def _store(
    user: User | None,
    name: str,
    data: bytes,
    format_name: str,
    defaults: Defaults,
    *,
    create_tags: bool,
) -> Import:
    ImportFile.objects.filter(owner__created_at__lt=timezone.now() - FILE_KEPT).delete()
    found = Import.objects.create(
        name=entries.storable(name)[:200],
        format=format_name,
        size=len(data),
        defaults=defaults.as_json(),
        create_tags=create_tags,
        created_by=user,
        alive_at=timezone.now(),
    )
    ImportFile.objects.create(owner=found, data=data)
    told = {"format": format_name, "bytes": len(data)}
    audit.record(user, "import.uploaded", found, told)
    return found


def _defaults(user: User | None, held: Defaults, given: Mapping[str, Any]) -> Defaults:
    """Return the defaults with what is given; raise ImportRefused naming the first at fault."""
    known = held.as_json()
    for name, value in given.items():
        if name not in known:
            raise ImportRefused(f"There is no default “{name[:50]}”.", name[:50])
        if not _has_shape(name, value):
            raise ImportRefused("Give a text, or a whole number of minutes.", name)
    whole = Defaults(**(known | dict(given)))
    for problem in whole.problems():
        raise ImportRefused(problem.message, problem.field)
    for kind, model in KINDS.items():
        slug = getattr(whole, kind)
        if slug and ("\x00" in slug or model._default_manager.by_slug(slug) is None):
            raise ImportRefused(f"There is no {kind} “{slug[:100]}”.", kind)
    if whole.status == lifecycle.APPROVED and not may_approve(user):
        raise ImportRefused("What you bring in has to be approved by somebody else.", "status")
    return whole


def _has_shape(name: str, value: Any) -> bool:
    if name == "minutes":
        return value is None or (isinstance(value, int) and not isinstance(value, bool))
    return isinstance(value, str)


# Decide


@transaction.atomic
def set_defaults(
    user: User | None,
    found: Import,
    defaults: Mapping[str, Any],
    *,
    create_tags: bool | None = None,
) -> Import:
    """Change some of the defaults (names as in rules/entries.py: Defaults) and judge all anew.

    Decisions that were made stay where they still can be. Many items are judged by the worker.
    Raises ImportRefused and StaleImport.
    """
    current = lock(user, found, State.PREVIEWED)
    current.defaults = _defaults(user, Defaults(**current.defaults), defaults).as_json()
    if create_tags is not None:
        require(user, access.WRITE_QUESTIONS)
        current.create_tags = create_tags
    return _read_again(user, current)


@transaction.atomic
def map_columns(user: User, found: Import, mapping: Mapping[str, str]) -> Import:
    """Say which heading each field is read from (field → heading, "" for none); read it anew.

    It is remembered for the account and the same headings; what was edited and decided is lost.
    Raises ImportRefused and StaleImport.
    """
    current = lock(user, found, State.PREVIEWED)
    if not current.columns:
        raise ImportRefused("This file is no table: it has no columns.", "mapping")
    unknown = [name for name in mapping.values() if name and name not in current.columns]
    if unknown:
        raise ImportRefused(f"The table has no column “{unknown[0][:100]}”.", "mapping")
    if not ImportFile.objects.filter(owner=current).exists():
        raise ImportRefused("The file is not kept any more: upload it again.", "mapping")
    current.mapping = dict(mapping)
    ColumnMapping.objects.update_or_create(
        account=user,
        headings=headings_digest(current.columns),
        defaults={"mapping": current.mapping, "updated_at": timezone.now()},
    )
    current.items.all().delete()
    return _read_again(user, current)


def _read_again(user: User | None, current: Import) -> Import:
    many = current.total > transfers.AT_ONCE_ITEMS or current.size > transfers.AT_ONCE_BYTES
    current.state, current.alive_at = State.READING, timezone.now()
    current.revision += 1
    current.save()
    if many:
        read_later.enqueue(current.pk)
        return current
    return read(user, current)


@transaction.atomic
def edit_item(user: User, item: ImportItem, fields: Mapping[str, Any]) -> ImportItem:
    """Change fields of one question (names of rules/entries.py: EDITABLE), judged anew.

    Lists come as lists of texts, choices as [{text, is_key, explanation}]. Raises ItemRefused with
    a problem for each field that has the wrong shape, and ImportRefused.
    """
    owner = lock(user, item.owner, State.PREVIEWED, any_revision=True)
    current: ImportItem = owner.items.get(pk=item.pk)
    if current.outcome == transfers.UNREADABLE:
        raise ImportRefused("What could not be read cannot be edited: mend it in the file.")
    try:
        current.entry = entries.edited(current.entry, fields)
    except ContentRefused as refusal:
        raise ItemRefused(refusal.problems) from None
    Judge(user, owner).judge([current])
    keep_judged([current])
    _bump(owner)
    return current


@transaction.atomic
def decide(
    user: User | None,
    found: Import,
    decision: str,
    *,
    items: Iterable[int] | None = None,
    outcome: str = "",
) -> Import:
    """Add, update or leave out: the items of these ids, those of an outcome, or all.

    Of many, those that allow the decision are decided and the others stay as they are; a single
    one that does not is refused. Raises ImportRefused and StaleImport.
    """
    if decision not in transfers.DECISIONS:
        raise ImportRefused(f"There is no decision “{decision[:50]}”.", "decision")
    if outcome and outcome not in transfers.OUTCOMES:
        raise ImportRefused(f"There is no outcome “{outcome[:50]}”.", "outcome")
    current = lock(user, found, State.PREVIEWED)
    chosen = current.items.filter(outcome=outcome) if outcome else current.items.all()
    ids = None if items is None else set(items)
    if ids is not None:
        chosen = chosen.filter(pk__in=ids)
    open_ = chosen.exclude(outcome=transfers.UNREADABLE)
    if decision == transfers.UPDATE:
        open_ = open_.filter(match__isnull=False)
    if decision == transfers.SKIP:
        open_ = chosen
    decided = open_.update(decision=decision, is_decided=True)
    if not decided and ids:
        label = transfers.DECISIONS[decision].lower()
        raise ImportRefused(f"There is nothing here that could be decided so: {label}.", "items")
    return _bump(current)


@transaction.atomic
def cancel(user: User, found: Import) -> Import:
    """Give an import up before it is committed, also while it is; its file and items are dropped.

    Raises ImportRefused once it is committed.
    """
    open_ = (State.PREVIEWED, State.READING, State.COMMITTING, State.FAILED)
    current = lock(user, found, *open_, any_revision=True)
    current.items.all().delete()
    ImportFile.objects.filter(owner=current).delete()
    current.state = State.CANCELLED
    audit.record(user, "import.cancelled", current)
    return _bump(current)


def lock(user: User | None, found: Import, *states: str, any_revision: bool = False) -> Import:
    """Return the import, locked, where it is in one of these states; as it was read, unless any.

    Raises ImportRefused and StaleImport.
    """
    require_importing(user)
    current = Import.objects.select_for_update().get(pk=found.pk)
    if current.state not in states:
        label = current.get_state_display().lower()
        raise ImportRefused(f"This import is {label}: that cannot be done with it now.")
    if current.revision != found.revision and not any_revision:
        raise StaleImport(current)
    return current


def _bump(current: Import) -> Import:
    current.revision += 1
    current.save()
    return current
