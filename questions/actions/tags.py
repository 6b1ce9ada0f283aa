"""What a question is filed under: its skills, its roles and its place in a source."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from questions.models import Question, Role, Skill, Source
from questions.rules.content import ContentRefused, Problem


@dataclasses.dataclass(frozen=True)
class Tags:
    """What a question is filed under. Not part of its content: changing tags makes no version."""

    skills: tuple[Skill, ...] = ()
    roles: tuple[Role, ...] = ()
    source: Source | None = None
    source_ref: str = ""


def write_tags(question: Question, tags: Tags) -> None:
    """File a question; its row is saved by the caller, who holds the bank's lock.

    Raises ContentRefused for what was deleted or merged since it was chosen.
    """
    _refuse_gone(tags)
    question.source, question.source_ref = tags.source, tags.source_ref
    question.skills.set(tags.skills)
    question.roles.set(tags.roles)


def retag(question: Question, tags: Tags) -> list[str]:
    """File a question otherwise; return the names of what was changed by that."""
    before = Tags(
        tuple(question.skills.all()),
        tuple(question.roles.all()),
        question.source,
        question.source_ref,
    )
    changed = [
        item.name
        for item in dataclasses.fields(Tags)
        if _as_set(getattr(before, item.name)) != _as_set(getattr(tags, item.name))
    ]
    if changed:
        write_tags(question, tags)
    return changed


def _as_set(value: Any) -> Any:
    return set(value) if isinstance(value, tuple) else value


def _refuse_gone(tags: Tags) -> None:
    # With the bank's lock held, nobody deletes or merges these before the question is stored.
    chosen: dict[str, tuple[Any, Iterable[Any]]] = {
        "skills": (Skill, tags.skills),
        "roles": (Role, tags.roles),
        "source": (Source, [tags.source] if tags.source else []),
    }
    found = [
        Problem(name, f"“{one.name}” was deleted or merged meanwhile: choose again.")
        for name, (model, wanted) in chosen.items()
        for one in _gone(model, wanted)
    ]
    if found:
        raise ContentRefused(found)


def _gone(model: Any, wanted: Iterable[Any]) -> list[Any]:
    by_id = {one.pk: one for one in wanted}
    if not by_id:
        return []
    there = set(model.objects.filter(pk__in=by_id).values_list("pk", flat=True))
    return [one for pk, one in by_id.items() if pk not in there]
