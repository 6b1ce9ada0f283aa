"""Making one skill, role or source of two: all that named the one names the other afterwards."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from questions.actions import audit, saved_views
from questions.actions.facet_index import log_change
from questions.actions.taxonomy import TaxonomyRefused, lock, uses
from questions.models import (
    Blueprint,
    BlueprintQuota,
    Candidate,
    Kit,
    Question,
    Role,
    RoleSkill,
    Skill,
    Source,
    User,
)
from questions.models.taxonomy import OLD_SLUGS, Named
from questions.permissions import require
from questions.rules import access


@dataclass(frozen=True)
class Merge:
    """What a merge would move, by kind; how many questions carry both, and what forbids it."""

    moves: dict[str, int]
    both: int = 0
    obstacle: str = ""


def preview(gone: Named, into: Named) -> Merge:
    """Return what merging `gone` into `into` would do."""
    moves = {name: count for name, count in uses(gone).items() if count}
    return Merge(moves, _carrying_both(gone, into), _obstacle(gone, into))


def _carrying_both(gone: Named, into: Named) -> int:
    if isinstance(gone, Source):
        return 0
    name = "skills" if isinstance(gone, Skill) else "roles"
    return Question.objects.filter(**{name: gone}).filter(**{name: into}).count()


def _obstacle(gone: Named, into: Named) -> str:
    """Return why the two cannot be merged, nothing where they can."""
    if gone.pk == into.pk:
        return "Choose another one: nothing is merged into itself."
    if not isinstance(gone, Source):
        return ""
    refs = Question.objects.filter(source_id=into.pk).exclude(source_ref="")
    clash = Question.objects.filter(source=gone, source_ref__in=refs.values("source_ref"))
    count = clash.count()
    if not count:
        return ""
    first = clash.order_by("source_ref").values_list("source_ref", flat=True)[0]
    return f"Both sources have a question at “{first}” ({count} in all): change those places first."


@transaction.atomic
def merge(user: User | None, gone: Named, into: Named) -> Any:
    """Let everything that names `gone` name `into`, delete it, and return `into`.

    The slugs of `gone` lead to `into` from then on. Raises TaxonomyRefused, and StaleTaxonomy where
    either was read at an older revision.
    """
    require(user, access.WRITE_QUESTIONS)
    obstacle = _obstacle(gone, into)
    if obstacle:
        raise TaxonomyRefused("into", obstacle)
    gone, into = lock(gone), lock(into)
    noun, moved = str(gone._meta.model_name), uses(gone)
    ids = _MOVES[type(gone)](gone, into)
    _move_slugs(gone, into)
    saved_views.replace(noun, gone.slug, into.slug)
    into.revision += 1
    into.save()
    changes = {"slug": gone.slug, "into": into.slug, "moved": moved}
    audit.record(user, f"{noun}.merged", into, changes)
    gone.delete()
    log_change(ids, taxonomy=True)
    return into


def _move_slugs(gone: Named, into: Named) -> None:
    old = OLD_SLUGS[type(gone)].objects
    old.filter(now=gone).update(now=into)
    old.update_or_create(slug=gone.slug, defaults={"now": into})


def _retag(links: Any, column: str, gone: Named, into: Named) -> list[int]:
    """Give the questions that carry `gone` the other tag, once; return their ids."""
    held = links.objects.filter(**{column: gone})
    ids = list(held.values_list("question", flat=True))
    both = links.objects.filter(**{column: into}).values("question")
    held.exclude(question__in=both).update(**{column: into})
    held.all().delete()
    return ids


def _move_skill(gone: Skill, into: Skill) -> list[int]:
    ids = _retag(Question.skills.through, "skill", gone, into)
    for row in gone.role_skills.all():
        _weigh(row, row.role_id, into.pk)
        Role.objects.filter(pk=row.role_id).update(revision=F("revision") + 1)
    _move_quotas({"skill": gone}, {"skill": into})
    return ids


def _move_role(gone: Role, into: Role) -> list[int]:
    ids = _retag(Question.roles.through, "role", gone, into)
    for row in gone.role_skills.all():
        _weigh(row, into.pk, row.skill_id)
    _move_quotas({"role": gone}, {"role": into})
    _touch_blueprints(Blueprint.objects.filter(role=gone), role=into)
    Kit.objects.filter(role=gone).update(role=into)
    Candidate.objects.filter(role=gone).update(role=into)
    return ids


def _move_source(gone: Source, into: Source) -> list[int]:
    held = Question.objects.filter(source=gone)
    ids = list(held.values_list("pk", flat=True))
    held.update(source=into)
    return ids


_MOVES: dict[type[Named], Any] = {Skill: _move_skill, Role: _move_role, Source: _move_source}


def _weigh(row: RoleSkill, role: int, skill: int) -> None:
    """Move a weight to another role or skill; where there is one, the higher weight stays."""
    there = RoleSkill.objects.filter(role=role, skill=skill).first()
    if there is None:
        RoleSkill.objects.filter(pk=row.pk).update(role=role, skill=skill)
        return
    there.weight = max(there.weight, row.weight)
    there.look_for = list(dict.fromkeys([*there.look_for, *row.look_for]))
    there.save()
    row.delete()


def _move_quotas(before: dict[str, Named], after: dict[str, Named]) -> None:
    held = BlueprintQuota.objects.filter(**before)
    plans = list(held.values_list("blueprint", flat=True))
    held.update(**after)
    _touch_blueprints(Blueprint.objects.filter(pk__in=plans))


def _touch_blueprints(plans: Any, **fields: Any) -> None:
    plans.update(revision=F("revision") + 1, updated_at=timezone.now(), **fields)
