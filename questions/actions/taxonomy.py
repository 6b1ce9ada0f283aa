"""Writing skills, roles and sources; taxonomy_merging.py makes one of two."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from questions import search
from questions.actions import audit, saved_views
from questions.actions.facet_index import log_change
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
from questions.rules.names import name_key

_FIELD: dict[type[Named], str] = {Skill: "skills", Role: "roles", Source: "source"}
#: Slugs that addresses of pages need for themselves.
RESERVED = frozenset({"new"})
#: A skill of a role: the skill, its weight, and what to look for (None: as it was).
Weight = tuple[Skill, int, list[str] | None]


class StillUsed(Exception):
    """A skill, role or source that something names cannot be deleted."""


class StaleTaxonomy(Exception):
    """It was changed by someone else since it was read; carries it as it is now."""

    def __init__(self, current: Named) -> None:
        super().__init__(f"“{current.name}” was changed by someone else meanwhile.")
        self.current = current


class TaxonomyRefused(Exception):
    """What cannot be stored, with the field at fault."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def is_used(thing: Named) -> bool:
    """Tell whether anything names this skill, role or source."""
    return any(uses(thing).values())


def uses(thing: Named) -> dict[str, int]:
    """Return how many things of each kind name this skill, role or source."""
    found = {"question": Question.objects.filter(**{_FIELD[type(thing)]: thing}).count()}
    if isinstance(thing, Skill):
        found["role"] = thing.role_skills.count()
        found["blueprint"] = _quotas(skill=thing)
    if isinstance(thing, Role):
        own = set(Blueprint.objects.filter(role=thing).values_list("pk", flat=True))
        quotas = BlueprintQuota.objects.filter(role=thing).values_list("blueprint", flat=True)
        found["blueprint"] = len(own | set(quotas))
        found["kit"] = Kit.objects.filter(role=thing).count()
        found["candidate"] = Candidate.objects.filter(role=thing).count()
    found["saved view"] = len(saved_views.naming(str(thing._meta.model_name), thing.slug))
    return found


def _quotas(**named: Any) -> int:
    return BlueprintQuota.objects.filter(**named).values("blueprint").distinct().count()


@transaction.atomic
def create(
    user: User | None,
    model: type[Named],
    fields: Mapping[str, Any],
    skills: Iterable[Weight] | None = None,
) -> Any:
    """Store a new skill, role (with its `skills`) or source and return it; raise TaxonomyRefused.

    Without a slug it gets one made of its name.
    """
    require(user, access.WRITE_QUESTIONS)
    search.lock()
    thing = model(**{name: value for name, value in fields.items() if name != "slug"})
    thing.slug = fields.get("slug") or free_slug(model, thing.name)
    _check(thing)
    save(user, thing)
    if skills is not None and isinstance(thing, Role):
        set_role_skills(user, thing, skills)
    return thing


@transaction.atomic
def edit(
    user: User | None,
    thing: Named,
    fields: Mapping[str, Any],
    skills: Iterable[Weight] | None = None,
) -> Any:
    """Change what is given in `fields`, and a role's `skills`; its slug before still leads to it.

    Raises TaxonomyRefused and StaleTaxonomy (`thing` was read at an older revision).
    """
    require(user, access.WRITE_QUESTIONS)
    current = lock(thing)
    changed = {name: v for name, v in fields.items() if v != getattr(current, name)}
    for name, value in changed.items():
        setattr(current, name, value)
    _check(current)
    if changed:
        save(user, current)
    if skills is not None:
        set_role_skills(user, current, skills)
    return current


def lock(thing: Named) -> Any:
    """Take the bank's lock, then the thing's row, as it was read; raise StaleTaxonomy."""
    search.lock()
    current = get_object_or_404(type(thing).objects.select_for_update(), pk=thing.pk)
    if current.revision != thing.revision:
        raise StaleTaxonomy(current)
    return current


def free_slug(model: type[Named], name: str) -> str:
    """Return a slug made of a name that no other thing of the kind has."""
    start = slugify(name)[:90].strip("-") or str(model._meta.model_name)
    taken = {*model.objects.filter(slug__startswith=start).values_list("slug", flat=True)}
    taken |= RESERVED
    number = next(n for n in range(1, len(taken) + 2) if _numbered(start, n) not in taken)
    return _numbered(start, number)


def _numbered(start: str, number: int) -> str:
    return start if number == 1 else f"{start}-{number}"


def _check(thing: Named) -> None:
    noun = thing._meta.model_name
    others = type(thing).objects.exclude(pk=thing.pk)
    if not thing.name.strip():
        raise TaxonomyRefused("name", f"A {noun} needs a name.")
    if others.filter(name_key=name_key(thing.name)).exists():
        raise TaxonomyRefused("name", f"There is a {noun} of this name already: merge the two.")
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,100}", thing.slug) or thing.slug in RESERVED:
        sentence = "An address takes letters, digits, - and _, and is not the word “new”."
        raise TaxonomyRefused("slug", sentence)
    if others.filter(slug=thing.slug).exists():
        raise TaxonomyRefused("slug", f"Another {noun} has this address.")


@transaction.atomic
def save(user: User | None, thing: Named) -> None:
    """Store a new or changed skill, role or source."""
    require(user, access.WRITE_QUESTIONS)
    search.lock()
    verb = "created" if thing.pk is None else "edited"
    before = type(thing).objects.filter(pk=thing.pk).values_list("slug", flat=True).first()
    thing.revision = thing.revision + 1 if thing.pk else 1
    thing.save()
    changes = {"slug": thing.slug}
    if before != thing.slug:
        _take_slug(thing, before)
        changes |= {"before": before} if before else {}
    log_change(taxonomy=True)
    audit.record(user, f"{thing._meta.model_name}.{verb}", thing, changes)


def _take_slug(thing: Named, before: str | None) -> None:
    """Let the slug that a thing had lead to it; one in use leads nowhere else."""
    old = OLD_SLUGS[type(thing)].objects
    old.filter(slug=thing.slug).delete()
    if before:
        old.update_or_create(slug=before, defaults={"now": thing})
        saved_views.replace(str(thing._meta.model_name), before, thing.slug)


@transaction.atomic
def set_role_skill(
    user: User | None, role: Role, skill: Skill, weight: int, look_for: list[str]
) -> RoleSkill:
    """Say how much a skill weighs in a role (1–5) and what to look for; raise StaleTaxonomy."""
    require(user, access.WRITE_QUESTIONS)
    lock(role)
    role_skill, _ = RoleSkill.objects.update_or_create(
        role=role, skill=skill, defaults={"weight": weight, "look_for": look_for}
    )
    _touch(role)
    audit.record(user, "role.weighted", role, {"skill": skill.slug, "weight": weight})
    return role_skill


@transaction.atomic
def remove_role_skill(user: User | None, role: Role, skill: Skill) -> None:
    """Take a skill out of a role; raise StaleTaxonomy."""
    require(user, access.WRITE_QUESTIONS)
    lock(role)
    RoleSkill.objects.filter(role=role, skill=skill).delete()
    _touch(role)
    audit.record(user, "role.unweighted", role, {"skill": skill.slug})


@transaction.atomic
def set_role_skills(user: User | None, role: Role, wanted: Iterable[Weight]) -> None:
    """Make these the skills of a role, and no others; raise StaleTaxonomy."""
    before = {row.skill_id: row for row in role.role_skills.select_related("skill")}
    named = set()
    for skill, weight, look_for in wanted:
        named.add(skill.pk)
        row = before.get(skill.pk)
        said = look_for if look_for is not None else (row.look_for if row else [])
        if row is None or (row.weight, row.look_for) != (weight, said):
            set_role_skill(user, role, skill, weight, said)
    for pk in set(before) - named:
        remove_role_skill(user, role, before[pk].skill)


@transaction.atomic
def delete(user: User | None, thing: Named) -> None:
    """Delete a skill, role or source; raise StillUsed when something names it."""
    require(user, access.WRITE_QUESTIONS)
    search.lock()
    if is_used(thing):
        raise StillUsed(f"“{thing.name}” is still used.")
    audit.record(user, f"{thing._meta.model_name}.deleted", thing, {"slug": thing.slug})
    thing.delete()
    log_change(taxonomy=True)


def _touch(role: Role) -> None:
    role.revision += 1
    role.save()
