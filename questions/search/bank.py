"""What each process holds of the bank in memory, brought up to date before it is read.

Whoever changes a question locks the bank's one version row first and counts it up in the same
transaction (`lock`, `record_change`), with an entry in the change log. A process that is behind
reads the entries since its own version and no more. Versions follow one another without a gap,
since their writers wait for each other; locking first, and always first, keeps them from waiting in
a circle.
"""

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from django.db import transaction

from questions.models import BankChange, BankVersion, Role, Skill, Source
from questions.models.taxonomy import Named
from questions.search import storage
from questions.search.facet_index import ROLE, SKILL, SOURCE, FacetIndex

Kept = TypeVar("Kept")

#: The index is stored and the log cut at least so often, where a task worker runs.
STORE_EVERY = 1_000
#: Of so many questions a process remembers what it rendered, of each so many things, and what so
#: many searches found.
MAX_KEPT, MAX_NAMES, MAX_SEARCHES = 4_000, 8, 200
_TAXONOMIES: dict[str, type[Named]] = {SKILL: Skill, ROLE: Role, SOURCE: Source}


@dataclass(frozen=True)
class Term:
    """A skill, role or source."""

    pk: int
    slug: str
    name: str


class Change(NamedTuple):
    """An entry of the change log."""

    version: int
    stamp: str
    questions: list[int]
    taxonomy: bool


@dataclass(frozen=True)
class Bank:
    """The bank as of a version: never changed, so that all of a page is of one piece."""

    version: int
    stamp: str
    index: FacetIndex
    #: Skills, roles and sources by slug, in the order of their names.
    taxonomies: dict[str, dict[str, Term]]
    #: What was derived from questions: by id and a name, dropped when the question changes.
    rendered: dict[int, dict[Any, Any]] = field(default_factory=dict)
    #: What was derived from the bank as a whole, dropped with each version.
    found: dict[Any, Any] = field(default_factory=dict)

    def remembered(self, pk: int, name: Any) -> Any:
        """Return what was kept of a question under a name, None when nothing was."""
        return self.rendered.get(pk, {}).get(name)

    def remember(self, pk: int, name: Any, value: Any) -> None:
        """Keep what was made of a question that was read after this bank was.

        What a reader with an older version brings must not outlive the change that it missed.
        """
        with _lock:
            if _held is self:
                _drop_oldest(self.rendered, MAX_KEPT)
                kept = self.rendered.setdefault(pk, {})
                _drop_oldest(kept, MAX_NAMES)
                kept[name] = value

    def kept(self, pk: int, name: Any, make: Callable[[], Kept]) -> Kept:
        """Return what is kept of a question under a name, made first where nothing is."""
        found: Kept | None = self.remembered(pk, name)
        if found is None:
            found = make()
            self.remember(pk, name, found)
        return found

    def once(self, name: Any, find: Callable[[], Kept]) -> Kept:
        """Return what `find` finds, asked once for each version of the bank."""
        kept = self.found.get(name, _MISSING)
        if kept is _MISSING:
            kept = find()
            with _lock:
                _drop_oldest(self.found, MAX_SEARCHES)
                self.found[name] = kept
        found: Kept = kept
        return found


def _drop_oldest(kept: dict[Any, Any], limit: int) -> None:
    while len(kept) >= limit:
        del kept[next(iter(kept))]


_MISSING = object()
_lock = threading.RLock()
_held: Bank | None = None


def current() -> Bank:
    """Return the bank as it is now, as far as its changes are committed."""
    global _held  # the one thing that a process holds
    held = _held
    log = _log_since(held.version) if held else []
    if held and _continues(held, log) and not log[1:]:
        return held
    with _lock:
        if _held is not held:  # another thread was here meanwhile
            return current()
        _held = (held and _caught_up(held, log)) or _loaded() or _built()
        return _held


def _log_since(version: int) -> list[Change]:
    rows = BankChange.objects.filter(version__gte=version).order_by("version")
    return [Change(*row) for row in rows.values_list("version", "stamp", "questions", "taxonomy")]


def _continues(bank: Bank, log: list[Change]) -> bool:
    """Tell whether a log that was read from a bank's version on is of that bank's history."""
    if not bank.version:
        return not log
    return bool(log) and (log[0].version, log[0].stamp) == (bank.version, bank.stamp)


def _caught_up(bank: Bank, log: list[Change]) -> Bank | None:
    """Return the bank with all changes of a log since its version; None where it does not say."""
    if not _continues(bank, log):
        return None
    changes = log[1:]
    if not changes:
        return bank
    ids = sorted({pk for change in changes for pk in change.questions})
    index = bank.index.replaced(ids, storage.read(ids)) if ids else bank.index
    last = changes[-1]
    if any(change.taxonomy for change in changes):
        return Bank(last.version, last.stamp, index, _taxonomies())
    # Another dictionary: a reader of the older bank cannot put back what was dropped here.
    rendered = bank.rendered.copy()
    for pk in ids:
        rendered.pop(pk, None)
    return Bank(last.version, last.stamp, index, bank.taxonomies, rendered)


def _loaded() -> Bank | None:
    kept = storage.stored()
    if kept is None:
        return None
    index, version, stamp = kept
    bank = Bank(version, stamp, index, _taxonomies())
    return _caught_up(bank, _log_since(version))


def _built() -> Bank:
    # The version is read first: what changes while the bank is read will be applied once more.
    newest = BankChange.objects.order_by("-version").values_list("version", "stamp").first()
    version, stamp = newest or (0, "")
    return Bank(version, stamp, storage.build(), _taxonomies())


def _taxonomies() -> dict[str, dict[str, Term]]:
    return {name: _terms(model) for name, model in _TAXONOMIES.items()}


def _terms(model: type[Named]) -> dict[str, Term]:
    rows = model._default_manager.order_by("name").values_list("pk", "slug", "name")
    return {slug: Term(pk, slug, name) for pk, slug, name in rows}


def lock() -> BankVersion:
    """Take the bank's version row for the rest of the transaction, before any question."""
    row, _ = BankVersion.objects.select_for_update().get_or_create(pk=1)
    return row


def record_change(questions: Iterable[int] = (), *, taxonomy: bool = False) -> int:
    """Count a change of the bank and log which questions it concerns; return the version made."""
    row = lock()
    row.version += 1
    row.save()
    stamp = secrets.token_hex(16)
    BankChange.objects.create(
        version=row.version, stamp=stamp, questions=sorted(questions), taxonomy=taxonomy
    )
    return row.version


@transaction.atomic
def store() -> None:
    """Keep the index for new processes, and cut off the log what none needs any more.

    A process that is further behind than the log reaches loads what is stored here.
    """
    bank = current()
    storage.store(bank.index, bank.version, bank.stamp)
    BankChange.objects.filter(version__lt=bank.version - STORE_EVERY).delete()


@transaction.atomic
def rebuild() -> None:
    """Read the whole bank anew, for whoever changed it past the actions, and store it.

    The log is cut, so that every process takes up what is stored here.
    """
    version = record_change()
    BankChange.objects.filter(version__lt=version).delete()
    bank = _built()
    storage.store(bank.index, bank.version, bank.stamp)
