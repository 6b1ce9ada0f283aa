"""Questions that an import updates: by the rules of actions/questions.py, with few queries."""

from collections.abc import Iterable, Sequence
from typing import Any

from questions.actions import audit
from questions.actions.bulk_rows import Writer, last_numbers, newest_contents
from questions.actions.questions import new_version, place_version
from questions.actions.transfer_matching import as_json, filed_under
from questions.actions.transfer_shelf import Shelf
from questions.models import Import, ImportItem, Question, QuestionVersion, User
from questions.rules import entries, lifecycle, transfers
from questions.rules.content import Content, Problem
from questions.rules.entries import Defaults
from questions.rules.transfers import Filed, Match

_RETIRED = Problem("status", "A retired question must be restored before it is edited.")


def update(user: User | None, found: Import, items: Sequence[ImportItem]) -> list[int]:
    """Update the questions that items match, within the transaction of a commit.

    Sets each item's result, in memory; returns the ids of the questions that have changed. A
    question that was changed since it was compared is left as it is.
    """
    rows = _rows(items)
    contents = newest_contents(list(rows.values()))
    shelf, defaults, wanted = Shelf(), Defaults(**found.defaults), []
    for item in items:
        row = rows.pop(item.match_id, None) if item.match_id else None
        if row is None or row.revision != item.match_revision:
            item.result = transfers.STALE
            continue
        said, problems = entries.read(item.entry, defaults, contents[row.pk])
        filed, _ = shelf.filed(item.entry, with_unknown=False)
        match = Match(item.matched_by, contents[row.pk], filed_under(row), row.status)
        problems += transfers.judged(said, row.status)
        if row.status == lifecycle.RETIRED:
            problems.append(_RETIRED)
        if problems or said is None:
            item.result, item.problems = transfers.REFUSED, as_json(problems)
            continue
        changes = transfers.changed(said, filed, match)
        item.result, item.changes = transfers.UPDATED if changes else transfers.SKIPPED, [*changes]
        if changes:
            wanted.append((item, row, said, filed.over(match.filed), match))
    return _store(user, found, wanted)


Wanted = tuple[ImportItem, Question, Content, Filed, Match]


def _rows(items: Iterable[ImportItem]) -> dict[int, Question]:
    held = Question.objects.select_for_update().filter(pk__in=[item.match_id for item in items])
    return {row.pk: row for row in held.prefetch_related("choices", "skills", "roles")}


def _store(user: User | None, found: Import, wanted: Sequence[Wanted]) -> list[int]:
    if not wanted:
        return []
    writer = Writer(user, [row for _, row, *_ in wanted])
    numbers = last_numbers(list(writer.rows))
    versions, told = [], []
    for item, row, said, _, match in wanted:
        item.question, item.left_revision = row, row.revision + 1
        item.before = _before(row, match.filed)
        if said != match.said:
            number = numbers.get(row.pk, 0) + 1
            versions.append(new_version(row, number, said, user, f"Imported from {found}"))
            if place_version(row, number, by_system=user is None):
                writer.say(row, said)
        told.append(("question.edited", row, {"fields": item.changes, "import": found.pk}))
    QuestionVersion.objects.bulk_create(versions, batch_size=500)
    writer.store()
    refile({row.pk: (match.filed, filed) for _, row, _, filed, match in wanted})
    audit.record_many(user, told)
    return list(writer.rows)


def _before(row: Question, filed: Filed) -> dict[str, Any]:
    return {
        "status": row.status,
        "version": row.version,
        "pending_version": row.pending_version,
        "skills": sorted(filed.skills, key=str),
        "roles": sorted(filed.roles, key=str),
        "source": filed.source,
        "source_ref": filed.source_ref,
    }


def refile(changes: dict[int, tuple[Filed, Filed]]) -> None:
    """File questions anew: by id, what each was filed under and what it is to be."""
    kinds: tuple[tuple[Any, str], ...] = (
        (Question.skills.through, "skill"),
        (Question.roles.through, "role"),
    )
    for through, kind in kinds:
        differing = {
            pk: getattr(after, f"{kind}s")
            for pk, (before, after) in changes.items()
            if getattr(before, f"{kind}s") != getattr(after, f"{kind}s")
        }
        through.objects.filter(question__in=list(differing)).delete()
        made = [
            through(question_id=pk, **{f"{kind}_id": tag})
            for pk, tags in differing.items()
            for tag in sorted(tags)
        ]
        through.objects.bulk_create(made, batch_size=1_000)
    for pk, (before, after) in changes.items():
        if (before.source, before.source_ref) != (after.source, after.source_ref):
            _replace(pk, after)


def _replace(pk: int, filed: Filed) -> None:
    """Put a question at a place in a source; one that is taken is left to who has it."""
    source = filed.source if isinstance(filed.source, int) else None
    ref = filed.source_ref
    if source is not None and ref:
        others = Question.objects.filter(source=source, source_ref=ref).exclude(pk=pk)
        ref = "" if others.exists() else ref
    Question.objects.filter(pk=pk).update(source_id=source, source_ref=ref)
