"""Reading the audit log: its filters, and its entries as sentences, for page, CSV and API alike."""

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date

from questions.filters import MAX_ID, FilterError, FiltersRefused, unknown_parameters, whole_number
from questions.models import (
    AssemblyRun,
    AuditEntry,
    Blueprint,
    Candidate,
    Import,
    Invitation,
    Kit,
    Question,
    Role,
    Skill,
    Source,
    Token,
    User,
    WebhookEndpoint,
)
from questions.models.audit import AuditEntryQuerySet
from questions.paging import Order, moment
from questions.rules import audit

ORDER = Order(None, descending=True)
FILTERS = ("actor", "object_type", "object_id", "verb", "since", "until")
LONGEST_LABEL = 120
BATCH = 500
_VERB = re.compile(r"[a-z_]{1,30}(\.[a-z_]{1,30})?")

# The filters


def entries_in(params: QueryDict, also: Iterable[str] = ()) -> AuditEntryQuerySet:
    """Return the entries that the parameters ask for; raise FiltersRefused naming every error.

    `also` names further parameters that the caller reads itself.
    """
    reader = _Reader(params, {*FILTERS, *also})
    wanted = (
        reader.actor()
        & reader.verb()
        & reader.text("object_type", 50)
        & reader.text("object_id", 64)
        & reader.time("since", "at__gte")
        & reader.time("until", "at__lt")
    )
    if reader.errors:
        raise FiltersRefused(reader.errors)
    return AuditEntry.objects.filter(wanted).select_related("actor")


class _Reader:
    """Conditions from parameters; those that are not understood are gathered as errors."""

    def __init__(self, params: QueryDict, known: set[str]) -> None:
        self.params = params
        self.errors = unknown_parameters(params, known)

    def actor(self) -> Q:
        name = self.params.get("actor", "").strip()
        if not name:
            return Q()
        found = None if "\x00" in name else User.objects.filter(username=name).first()
        if found is None:
            self._error("actor", "unknown_value", f"There is no account “{name[:100]}”.")
        return Q(actor=found)

    def verb(self) -> Q:
        verbs = [verb for verb in self.params.getlist("verb") if verb]
        for verb in verbs:
            if not _VERB.fullmatch(verb):
                message = f"“{verb[:100]}” is no act: acts are named like “kit.exported”."
                self._error("verb", "invalid", message)
        return Q(verb__in=verbs) if verbs else Q()

    def text(self, name: str, longest: int) -> Q:
        value = self.params.get(name, "").strip()
        if len(value) > longest or "\x00" in value:
            self._error(name, "invalid", f"{name} takes at most {longest} characters.")
            return Q()
        return Q(**{name: value}) if value else Q()

    def time(self, name: str, condition: str) -> Q:
        value = self.params.get(name, "").strip()
        try:
            return Q(**{condition: _moment(value, name == "until")}) if value else Q()
        except (ValueError, TypeError, OverflowError):
            example = "2026-01-31, or 2026-01-31T14:05:00Z"
            self._error(name, "invalid", f"{name} takes a date such as {example}.")
            return Q()

    def _error(self, name: str, code: str, message: str) -> None:
        self.errors.append(FilterError(name, code, message))


def _moment(value: str, whole_day: bool) -> datetime.datetime:
    """Read a day (in UTC; as an end it is the day's end) or a moment."""
    day = parse_date(value)
    if day is None:
        return moment(value)
    start = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return start + datetime.timedelta(days=1) if whole_day else start


# The sentences

#: Where an object's name is read, as far as the account may see it; and what it is called.
Reading = tuple[Callable[[User], QuerySet[Any]], Callable[[Any], str]]
_NAMED: dict[str, Reading] = {
    "question": (
        lambda user: Question.objects.visible_to(user).only("stem"),
        lambda row: str(row.title),
    ),
    "kit": (
        lambda user: Kit.objects.visible_to(user).only("name"),
        lambda row: str(row.name),
    ),
    "candidate": (
        lambda user: Candidate.objects.visible_to(user).only("name", "pseudonym"),
        lambda row: str(row.label),
    ),
    "blueprint": (
        lambda user: Blueprint.objects.visible_to(user).only("name"),
        lambda row: str(row.name),
    ),
    "assemblyrun": (
        lambda user: AssemblyRun.objects.visible_to(user).select_related("blueprint"),
        lambda row: f"of {row.blueprint}",
    ),
    "import": (lambda user: Import.objects.visible_to(user).only("name"), str),
    "user": (lambda _: User.objects.only("username"), lambda row: str(row.get_username())),
    "invitation": (
        lambda _: Invitation.objects.only("email"),
        lambda row: f"to {row.email}",
    ),
    "webhookendpoint": (lambda _: WebhookEndpoint.objects.all(), str),
    "token": (lambda _: Token.objects.only("prefix"), lambda row: f"{row.prefix}…"),
    "skill": (lambda _: Skill.objects.only("name"), lambda row: str(row.name)),
    "role": (lambda _: Role.objects.only("name"), lambda row: str(row.name)),
    "source": (lambda _: Source.objects.only("name"), lambda row: str(row.name)),
}
#: What is changed may name other objects by id.
_REFERENCES = {
    "accounts": "user",
    "blueprint": "blueprint",
    "candidate": "candidate",
    "question": "question",
    "questions": "question",
}


@dataclass(frozen=True)
class Told:
    """An entry as it is told: who, what they did, to which object, and what changed."""

    entry: AuditEntry
    who: str
    before: str
    after: str
    noun: str
    label: str
    url: str
    details: Sequence[tuple[str, str]]

    @property
    def object(self) -> str:
        """What the object is called, its kind included."""
        return f"{self.noun} {self.label}".strip()

    @property
    def sentence(self) -> str:
        return " ".join(filter(None, (self.who, self.before, self.object, self.after)))


def tell(user: User, entries: Sequence[AuditEntry]) -> list[Told]:
    """Return entries as the account may read them: one query for each kind of object."""
    names = _Names(user, entries)
    return [_told(entry, names) for entry in entries]


def rows(user: User, entries: QuerySet[AuditEntry]) -> Iterator[dict[str, object]]:
    """Yield entries as rows of a table, newest first, read in batches."""
    last = MAX_ID
    while batch := list(entries.filter(pk__lt=last).order_by("-pk")[:BATCH]):
        for told in tell(user, batch):
            yield _row(told)
        last = batch[-1].pk


def _row(told: Told) -> dict[str, object]:
    entry = told.entry
    return {
        "id": entry.pk,
        "at": entry.at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "actor": entry.actor.get_username() if entry.actor else "",
        "verb": entry.verb,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object": told.label,
        "sentence": told.sentence,
        "changes": json.dumps(entry.changes, ensure_ascii=False) if entry.changes else "",
        "request_id": entry.request_id,
    }


class _Names:
    """The objects that entries name, by kind and id."""

    def __init__(self, user: User, entries: Iterable[AuditEntry]) -> None:
        wanted: dict[str, set[int]] = {}
        for kind, pk in _named_in(entries):
            wanted.setdefault(kind, set()).add(pk)
        self._found: dict[tuple[str, int], Model] = {}
        for kind, ids in sorted(wanted.items()):
            read, _ = _NAMED[kind]
            self._found |= {(kind, row.pk): row for row in read(user).filter(pk__in=ids)}

    def label(self, kind: str, pk: int) -> str:
        row = self._found.get((kind, pk))
        text = _NAMED[kind][1](row) if row is not None else str(pk)
        return text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL]}…"

    def url(self, kind: str, pk: int) -> str:
        row: Any = self._found.get((kind, pk))
        return str(row.get_absolute_url()) if hasattr(row, "get_absolute_url") else ""


def _named_in(entries: Iterable[AuditEntry]) -> Iterator[tuple[str, int]]:
    for entry in entries:
        pk = _number(entry.object_id)
        if pk and entry.object_type in _NAMED:
            yield entry.object_type, pk
        for name, value in entry.changes.items():
            if name in _REFERENCES:
                yield from ((_REFERENCES[name], pk) for pk in _ids(name, value))


def _number(text: str) -> int:
    return int(text) if whole_number(text, 1, MAX_ID) else 0


def _ids(name: str, value: Any) -> list[int]:
    """Return the ids that a value holds; one number beside a plural is how many there are."""
    if name.endswith("s") and not isinstance(value, list):
        return []
    values = value if isinstance(value, list) else [value]
    return [v for v in values if isinstance(v, int) and not isinstance(v, bool) and v > 0]


def _told(entry: AuditEntry, names: _Names) -> Told:
    before, after = audit.phrase(entry.verb)
    pk, known = _number(entry.object_id), entry.object_type in _NAMED
    return Told(
        entry=entry,
        who=entry.actor.get_username() if entry.actor else audit.nobody(entry.verb),
        before=before,
        after=after,
        noun=audit.noun(entry.object_type),
        label=names.label(entry.object_type, pk) if known and pk else entry.object_id,
        url=names.url(entry.object_type, pk) if known and pk else "",
        details=[(_words(name), _said(name, v, names)) for name, v in entry.changes.items()],
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _said(name: str, value: Any, names: _Names) -> str:
    kind = _REFERENCES.get(name)
    if kind and _ids(name, value):
        return ", ".join(names.label(kind, pk) for pk in _ids(name, value))
    if isinstance(value, list):
        return ", ".join(_words(str(one)) for one in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value in (None, "") else str(value)
