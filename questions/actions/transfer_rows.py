"""New questions of an import, made ready without a lock and then written all together.

What takes time – to read, judge, number and index texts – is done before; the bank's other writers
wait for the rows alone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.utils import timezone

from questions import search
from questions.actions.loading import Table, Values
from questions.actions.transfer_shelf import Shelf
from questions.models import (
    AuditEntry,
    Choice,
    Question,
    QuestionVersion,
    SearchText,
    User,
)
from questions.rules import content, entries, lifecycle
from questions.rules.content import LISTS, Content
from questions.rules.entries import Defaults

_COLUMNS = """id uid type level status stem minutes difficulty_adjustment source_id source_ref
    answer look_for red_flags follow_ups references rubric choice_count key_count completeness
    asked_count leak_note review_note version pending_version revision indexed_revision created_at
    updated_at updated_by_id"""
QUESTIONS = Table(Question, tuple(_COLUMNS.split()))
SKILLS = Table(Question.skills.through, ("question_id", "skill_id"))
ROLES = Table(Question.roles.through, ("question_id", "role_id"))
CHOICES = Table(Choice, ("question_id", "position", "text", "is_key", "explanation"))
VERSIONS = Table(
    QuestionVersion,
    ("question_id", "number", "content", "digest", "note", "created_at", "created_by_id"),
)
TERMS = Table(SearchText, ("question_id", "stem", "answer"))
AUDIT = Table(
    AuditEntry,
    ("at", "actor_id", "verb", "object_type", "object_id", "changes", "request_id"),
)
IN_FORCE = (lifecycle.APPROVED, lifecycle.RETIRED)
Rows = dict[Table, list[Values]]


@dataclass(frozen=True)
class NewQuestion:
    """A question that an item makes: everything but its id and what it is filed under."""

    #: The item's id, and what the file says.
    item: int
    entry: entries.Values
    said: Content
    status: str
    #: Each version as JSON, with its digest: the first, and one that waits for review.
    versions: tuple[tuple[str, str], ...]
    terms: tuple[str, str]


def new_question(
    item: int,
    entry: entries.Values,
    said: Content,
    status: str,
    *,
    ready: str = "",
    pending: Content | None = None,
) -> NewQuestion:
    """Return what an item makes, with all that can be worked out before the bank is locked.

    `ready` is what `kept_ready` gave, "" where the item keeps nothing. `pending` waits for review
    beside what an approved question says; of others it is left out.
    """
    snapshot, stem, rest = (ready or kept_ready(said)).split("\n")
    versions = [(snapshot, content.digest_of(snapshot))]
    if pending is not None and status == lifecycle.APPROVED:
        versions.append(pending.snapshot())
    return NewQuestion(item, entry, said, status, tuple(versions), (stem, rest))


def kept_ready(said: Content) -> str:
    """Return what takes long to make of a new question, in three lines.

    They are its snapshot, and the words to index, of its stem and of all else.
    """
    return "\n".join([said.snapshot()[0], *search.terms_of(said, said.choices)])


def content_of(ready: str) -> Content:
    """Return the content that `kept_ready` was given."""
    return content.from_snapshot(ready.partition("\n")[0])


class Writer:
    """Writes new questions within the transaction of a commit."""

    def __init__(self, user: User | None, defaults: Defaults, note: str, told: dict[str, Any]):
        self._user, self._defaults, self._note = user, defaults, note[:500]
        self._told = json.dumps({"version": 1} | told)
        self._shelf = Shelf()
        self._now = str(timezone.now().replace(tzinfo=None))
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        self._request = str(request_id)[:64]

    def write(self, made: Sequence[NewQuestion]) -> dict[int, int]:
        """Write questions with all that belongs to them; return the id of each item's question."""
        free = _Free(made)
        ids = QUESTIONS.free_ids(len(made))
        rows: Rows = {table: [] for table in (QUESTIONS, SKILLS, ROLES, CHOICES, VERSIONS, TERMS)}
        rows[AUDIT] = []
        for pk, one in zip(ids, made, strict=True):
            self._add(rows, pk, one, free)
        with search.many():
            for table, values in rows.items():
                table.load(values)
        return {one.item: pk for pk, one in zip(ids, made, strict=True)}

    def _add(self, rows: Rows, pk: int, one: NewQuestion, free: "_Free") -> None:
        user, said = self._user.pk if self._user else None, one.said
        skills, roles, source, ref = self._filed(one.entry)
        ref = free.ref(source, ref)
        rows[QUESTIONS].append(self._question(pk, one, free.uid(one), source, ref))
        rows[SKILLS] += [(pk, skill) for skill in skills]
        rows[ROLES] += [(pk, role) for role in roles]
        rows[CHOICES] += [
            (pk, place, choice.text, choice.is_key, choice.explanation)
            for place, choice in enumerate(said.choices, start=1)
        ]
        rows[VERSIONS] += [
            (pk, number, text, digest, self._note, self._now, user)
            for number, (text, digest) in enumerate(one.versions, start=1)
        ]
        rows[TERMS].append((pk, *one.terms))
        about = ("question.created", "question", str(pk), self._told, self._request)
        rows[AUDIT].append((self._now, user, *about))

    def _filed(self, entry: entries.Values) -> tuple[list[int], list[int], int | None, str]:
        filed, _ = self._shelf.filed(entry, with_unknown=False)
        skills = filed.skills or self._usual("skill")
        roles = filed.roles or self._usual("role")
        sources = {filed.source} if filed.source else self._usual("source")
        return _ids(skills), _ids(roles), next(iter(_ids(sources)), None), filed.source_ref

    def _usual(self, kind: str) -> frozenset[int]:
        found = self._shelf.find(kind, getattr(self._defaults, kind))
        return frozenset({found} if found else ())

    def _question(
        self, pk: int, one: NewQuestion, uid: UUID, source: int | None, ref: str
    ) -> Values:
        said, in_force, last = one.said, one.status in IN_FORCE, len(one.versions)
        pending = None if in_force and last == 1 else last
        return (
            *(pk, uid.hex, said.type, said.level, one.status, said.stem, said.minutes),
            *(said.difficulty_adjustment, source, ref, said.answer),
            *(json.dumps(v) if (v := getattr(said, name)) else "[]" for name in LISTS),
            json.dumps(said.rubric) if said.rubric else "{}",
            *(len(said.choices), said.key_count, said.completeness, 0, "", ""),
            *(1 if in_force else 0, pending, 1, 1),
            *(self._now, self._now, self._user.pk if self._user else None),
        )


def _ids(tags: Iterable[int | str]) -> list[int]:
    return sorted(tag for tag in tags if isinstance(tag, int))


class _Free:
    """Which uids and places in sources are still free: each question has its own."""

    def __init__(self, made: Sequence[NewQuestion]) -> None:
        uids = [uid for one in made if (uid := entries.uid_of(one.entry))]
        self._uids: set[UUID] = set()
        for some in _batches(uids):
            self._uids.update(Question.objects.filter(uid__in=some).values_list("uid", flat=True))
        refs = [ref for one in made if (ref := str(one.entry.get("source_ref") or ""))]
        self._refs: set[tuple[int | None, str]] = set()
        for some in _batches(refs):
            rows = Question.objects.filter(source_ref__in=some)
            self._refs.update(rows.values_list("source_id", "source_ref"))

    def uid(self, one: NewQuestion) -> UUID:
        """Return the uid that the file gives, or a new one where that is taken."""
        given = entries.uid_of(one.entry)
        uid = given if given and given not in self._uids else uuid4()
        self._uids.add(uid)
        return uid

    def ref(self, source: int | None, ref: str) -> str:
        """Return the place in a source that the file gives, "" where that is taken."""
        if source is None or not ref:
            return ref
        is_taken = (source, ref) in self._refs
        self._refs.add((source, ref))
        return "" if is_taken else ref


def _batches(values: list[Any], size: int = 2_000) -> Iterable[list[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
