"""Writing skills, roles and sources."""

from django.db import transaction

from questions import search
from questions.actions import audit
from questions.actions.facet_index import log_change
from questions.models import Question, Role, RoleSkill, Skill, Source, User
from questions.models.taxonomy import Named
from questions.permissions import require
from questions.rules import access

_FIELD: dict[type[Named], str] = {Skill: "skills", Role: "roles", Source: "source"}


class StillUsed(Exception):
    """A skill, role or source that questions carry cannot be deleted."""


def is_used(thing: Named) -> bool:
    """Tell whether a question carries this skill, role or source."""
    return Question.objects.filter(**{_FIELD[type(thing)]: thing}).exists()


@transaction.atomic
def save(user: User | None, thing: Named) -> None:
    """Store a new or changed skill, role or source."""
    require(user, access.WRITE_QUESTIONS)
    search.lock()
    verb = "created" if thing.pk is None else "edited"
    thing.revision = thing.revision + 1 if thing.pk else 1
    thing.save()
    log_change(taxonomy=True)
    audit.record(user, f"{thing._meta.model_name}.{verb}", thing, {"slug": thing.slug})


@transaction.atomic
def set_role_skill(
    user: User | None, role: Role, skill: Skill, weight: int, look_for: list[str]
) -> RoleSkill:
    """Say how much a skill weighs in a role (1–5) and what to look for."""
    require(user, access.WRITE_QUESTIONS)
    role_skill, _ = RoleSkill.objects.update_or_create(
        role=role, skill=skill, defaults={"weight": weight, "look_for": look_for}
    )
    _touch(role)
    audit.record(user, "role.weighted", role, {"skill": skill.slug, "weight": weight})
    return role_skill


@transaction.atomic
def remove_role_skill(user: User | None, role: Role, skill: Skill) -> None:
    """Take a skill out of a role."""
    require(user, access.WRITE_QUESTIONS)
    RoleSkill.objects.filter(role=role, skill=skill).delete()
    _touch(role)
    audit.record(user, "role.unweighted", role, {"skill": skill.slug})


@transaction.atomic
def delete(user: User, thing: Named) -> None:
    """Delete a skill, role or source; raise StillUsed when a question carries it."""
    require(user, access.WRITE_QUESTIONS)
    search.lock()
    if is_used(thing):
        raise StillUsed(f"Questions still carry “{thing.name}”.")
    audit.record(user, f"{thing._meta.model_name}.deleted", thing, {"slug": thing.slug})
    thing.delete()
    log_change(taxonomy=True)


def _touch(role: Role) -> None:
    role.revision += 1
    role.save()
