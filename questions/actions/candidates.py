"""Candidates: add, edit, give to accounts, hand out what is held, erase."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone

from questions.actions import audit
from questions.models import (
    AskedEntry,
    AssemblyRun,
    Blueprint,
    Candidate,
    Kit,
    KitChange,
    KitItem,
    KitSection,
    Question,
    QuestionVersion,
    User,
)
from questions.permissions import can, require
from questions.rules import access, content, kits

FIELDS = ("name", "email", "external_ref", "notes", "role", "retain_until")
PERSONAL = ("name", "email", "external_ref", "notes")
#: Texts that people write elsewhere and in which a name may stand.
FREE_TEXTS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Kit, ("name",)),
    (KitSection, ("name",)),
    (KitItem, ("note",)),
    (Blueprint, ("name", "description")),
    (AssemblyRun, ("message",)),
    (Question, ("leak_note",)),
    (QuestionVersion, ("note",)),
    (Candidate, ("notes",)),
)
#: Shorter texts would be found in the middle of anything.
SHORTEST_SOUGHT = 3


class StaleCandidate(Exception):
    """The candidate was changed by someone else since; carries it as it is now."""

    def __init__(self, current: Candidate) -> None:
        super().__init__("The candidate was changed by someone else meanwhile.")
        self.current = current


class CandidateErased(Exception):
    """Nothing can be written about a candidate who has been erased."""


@transaction.atomic
def create(user: User, fields: Mapping[str, Any]) -> Candidate:
    """Store a new candidate and return them."""
    require(user, access.WRITE_CANDIDATES)
    given = content.clean({name: fields[name] for name in FIELDS if name in fields})
    candidate = Candidate(created_by=user, **given)
    candidate.save()
    audit.record(user, "candidate.created", candidate, {"fields": _filled(candidate)})
    return candidate


def _filled(candidate: Candidate) -> list[str]:
    return [name for name in FIELDS if getattr(candidate, name)]


@transaction.atomic
def edit(user: User, candidate: Candidate, fields: Mapping[str, Any]) -> Candidate:
    """Change what is held about a candidate; raise StaleCandidate or CandidateErased."""
    require(user, access.WRITE_CANDIDATES)
    current = _lock(candidate)
    given = content.clean({name: fields[name] for name in FIELDS if name in fields})
    changed = [name for name, value in given.items() if getattr(current, name) != value]
    if not changed:
        return current
    for name in changed:
        setattr(current, name, given[name])
    _bump(current)
    # The log says which fields: what stood in them must be gone once the candidate is erased.
    audit.record(user, "candidate.edited", current, {"fields": changed})
    return current


@transaction.atomic
def give(user: User, candidate: Candidate, accounts: Iterable[User]) -> Candidate:
    """Say which accounts may see the candidate and their kits, besides their maker."""
    require(user, access.WRITE_CANDIDATES)
    current = _lock(candidate)
    wanted = sorted(accounts, key=lambda account: account.pk)
    if set(current.given_to.all()) == set(wanted):
        return current
    current.given_to.set(wanted)
    _bump(current)
    audit.record(user, "candidate.given", current, {"accounts": [a.pk for a in wanted]})
    return current


def _lock(candidate: Candidate) -> Candidate:
    current = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if current.erased_at:
        raise CandidateErased("This candidate has been erased.")
    if current.revision != candidate.revision:
        raise StaleCandidate(current)
    return current


def _bump(candidate: Candidate) -> None:
    candidate.revision += 1
    candidate.updated_at = timezone.now()
    candidate.save()


# Handing out


@transaction.atomic
def export(user: User, candidate: Candidate) -> bytes:
    """Return everything held about a candidate as a JSON file; the look is recorded.

    What their kits say is in it for those who may read kits.
    """
    require(user, access.READ_CANDIDATES)
    kits_too = can(user, access.READ_KITS)
    audit.record(user, "candidate.exported", candidate)
    held = {
        "format": "interviewbank-candidate",
        "version": 1,
        "pseudonym": candidate.pseudonym,
        **{name: getattr(candidate, name) for name in PERSONAL},
        "role": candidate.role.name if candidate.role else None,
        "retain_until": candidate.retain_until,
        "created_at": candidate.created_at,
        "updated_at": candidate.updated_at,
        "erased_at": candidate.erased_at,
        "asked": [_entry(entry, kits_too) for entry in candidate.asked.select_related("question")],
    }
    if kits_too:
        held["kits"] = [_held_in(kit) for kit in candidate.kits.for_page().order_by("id")]
    return json.dumps(held, ensure_ascii=False, indent=2, default=_plain).encode()


def _plain(value: Any) -> str:
    return str(value.isoformat())


def _held_in(kit: Kit) -> dict[str, Any]:
    return {
        "id": kit.pk,
        "name": kit.name,
        "round": kit.round,
        "status": kit.status,
        "created_at": kit.created_at,
        "used_at": kit.used_at,
        "questions": [
            {"question": item.question_id, "stem": item.version.content["stem"], "note": item.note}
            for section in kit.sections.all()
            for item in section.items.all()
        ],
    }


def _entry(entry: AskedEntry, kits_too: bool) -> dict[str, Any]:
    return {
        "kit": entry.kit_id,
        "question": entry.question_id,
        **({"stem": entry.question.stem} if kits_too else {}),
        "outcome": entry.outcome,
        "round": entry.round,
        "at": entry.at,
    }


# Erasing


@transaction.atomic
def erase(user: User | None, candidate: Candidate) -> Candidate:
    """Remove a person for good: their row keeps a pseudonym, and no text names them any more.

    Recruiters, administrators and whoever made them may, and not whoever was given them. Kits and
    the ledger stay under the pseudonym. The candidate's kits lose every text that someone wrote for
    them: a first name alone may stand there. Wherever else someone wrote the whole name, the
    address or the reference, the pseudonym takes its place.
    """
    require(user, access.WRITE_CANDIDATES)
    current = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if user is not None and not current.may_be_erased_by(user):
        raise PermissionDenied("Only recruiters and whoever added a candidate may erase them.")
    if current.erased_at:
        return current
    sought = [getattr(current, name) for name in ("name", "email", "external_ref")]
    for name in PERSONAL:
        setattr(current, name, "")
    current.role = current.retain_until = None
    current.erased_at = timezone.now()
    _bump(current)
    current.given_to.clear()
    _empty_kits(current)
    for text in sought:
        if len(text) >= SHORTEST_SOUGHT:
            _replace_everywhere(text, current.pseudonym)
    audit.record(user, "candidate.erased", current, {"pseudonym": current.pseudonym})
    transaction.on_commit(_forget_deleted_pages)
    return current


def _empty_kits(candidate: Candidate) -> None:
    mine = Kit.objects.filter(candidate=candidate)
    KitItem.objects.filter(kit__in=mine).update(note="")
    mine.update(name=f"Kit of {candidate.pseudonym}")
    written = KitSection.objects.filter(kit__in=mine).exclude(name__in=kits.DEFAULT_SECTIONS)
    written.update(name="Section")
    KitChange.objects.filter(kit__in=mine).delete()
    mine.filter(status=kits.DRAFT).update(revision=models.F("revision") + 1)


def _replace_everywhere(text: str, pseudonym: str) -> None:
    pattern = re.compile(re.escape(text), re.IGNORECASE)
    for model, names in FREE_TEXTS:
        for name in names:
            rows = model._default_manager.filter(_may_hold(name, text))
            for row in rows.only("pk", name):
                said = pattern.sub(pseudonym, getattr(row, name))
                limit = getattr(model._meta.get_field(name), "max_length", None)
                model._default_manager.filter(pk=row.pk).update(**{name: said[:limit]})
    _drop_changes_naming(text)


def _may_hold(field: str, text: str) -> Q:
    """Return a condition that every row whose field holds the text, in any case, meets.

    SQLite folds the case of ASCII alone, and writes JSON with escapes for all else: what is sought
    is the longest piece of ASCII, or all ways to write a text that has none.
    """
    piece = max(re.findall(r"[!-~]+", text), key=len, default="")
    ways = {piece} if len(piece) >= SHORTEST_SOUGHT else {text, text.lower(), text.upper()}
    wanted = Q()
    for way in ways | {json.dumps(way)[1:-1] for way in ways}:
        wanted |= Q(**{f"{field}__icontains": way})
    return wanted


def _drop_changes_naming(text: str) -> None:
    said = KitChange.objects.annotate(text=Cast("before", models.TextField()))
    for change in said.filter(_may_hold("text", text)):
        if text.casefold() in str(change.before).casefold():
            change.delete()


def _forget_deleted_pages() -> None:
    """Let nothing of the erased text stay in SQLite's log of writes (deleted pages are zeroed)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
