"""Blueprints: create, edit, delete."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from questions.actions import audit
from questions.models import Blueprint, BlueprintQuota, Question, Role, Skill, User
from questions.permissions import require
from questions.rules import access

FIELDS = (
    "name",
    "description",
    "role",
    "seniority",
    "minutes",
    "wrap_up_minutes",
    "minutes_min",
    "avoid_asked",
    "max_uses",
)
MAX_QUOTAS = 40


@dataclass(frozen=True)
class QuotaFields:
    """How many questions of a level, type, skill and role; what is empty is any."""

    least: int
    most: int | None = None
    level: str = ""
    type: str = ""
    skill: Skill | None = None
    role: Role | None = None


@dataclass(frozen=True)
class Terms:
    """What a blueprint asks for beside its own fields."""

    quotas: tuple[QuotaFields, ...] = ()
    includes: tuple[Question, ...] = ()
    excludes: tuple[Question, ...] = ()


class BlueprintRefused(Exception):
    """A plan that contradicts itself; `errors` holds (field, sentence) pairs."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(sentence for _, sentence in errors))
        self.errors = errors


class StaleBlueprint(Exception):
    """The blueprint was changed by someone else since; carries it as it is now."""

    def __init__(self, current: Blueprint) -> None:
        super().__init__("The blueprint was changed by someone else meanwhile.")
        self.current = current


def check(fields: Mapping[str, Any], terms: Terms) -> None:
    """Raise BlueprintRefused where a plan contradicts itself; what the bank has is not asked."""
    errors = _minute_errors(fields)
    if len(terms.quotas) > MAX_QUOTAS:
        errors.append(("quotas", f"Keep to {MAX_QUOTAS} quotas."))
    for place, quota in enumerate(terms.quotas, start=1):
        if quota.most is not None and quota.most < quota.least:
            errors.append(("quotas", f"Quota {place}: “at most” is below “at least”."))
    both = {q.pk for q in terms.includes} & {q.pk for q in terms.excludes}
    if both:
        errors.append(("excludes", f"Question {min(both)} is both included and excluded."))
    if errors:
        raise BlueprintRefused(errors)


def _minute_errors(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    room = fields["minutes"] - fields["wrap_up_minutes"]
    if room < 1:
        return [("wrap_up_minutes", "The wrap-up leaves no time for questions.")]
    if fields["minutes_min"] > room:
        sentence = f"Questions cannot fill {fields['minutes_min']} minutes: {room} are left."
        return [("minutes_min", sentence)]
    return []


@transaction.atomic
def create(
    user: User | None, fields: Mapping[str, Any], terms: Terms, *, uid: Any = None
) -> Blueprint:
    """Store a new blueprint and return it; raise BlueprintRefused."""
    require(user, access.WRITE_KITS)
    blueprint = Blueprint(created_by=user, **({"uid": uid} if uid else {}))
    _write(blueprint, fields, terms)
    audit.record(user, "blueprint.created", blueprint, {"quotas": len(terms.quotas)})
    return blueprint


@transaction.atomic
def edit(user: User, blueprint: Blueprint, fields: Mapping[str, Any], terms: Terms) -> Blueprint:
    """Change a blueprint; kits made from it stay. Raises BlueprintRefused and StaleBlueprint."""
    require(user, access.WRITE_KITS)
    current = _lock(blueprint)
    current.revision += 1
    _write(current, fields, terms)
    audit.record(user, "blueprint.edited", current, {"quotas": len(terms.quotas)})
    return current


@transaction.atomic
def delete(user: User, blueprint: Blueprint) -> None:
    """Delete a blueprint; kits made from it stay."""
    require(user, access.WRITE_KITS)
    current = _lock(blueprint)
    audit.record(user, "blueprint.deleted", current, {"uid": str(current.uid)})
    current.delete()


def _lock(blueprint: Blueprint) -> Blueprint:
    current = get_object_or_404(Blueprint.objects.select_for_update(), pk=blueprint.pk)
    if current.revision != blueprint.revision:
        raise StaleBlueprint(current)
    return current


def _write(blueprint: Blueprint, fields: Mapping[str, Any], terms: Terms) -> None:
    values = {name: getattr(blueprint, name) for name in FIELDS} | dict(fields)
    check(values, terms)
    for name in FIELDS:
        setattr(blueprint, name, values[name])
    blueprint.updated_at = timezone.now()
    blueprint.save()
    _write_quotas(blueprint, terms.quotas)
    blueprint.includes.set(terms.includes)
    blueprint.excludes.set(terms.excludes)


def _write_quotas(blueprint: Blueprint, quotas: Iterable[QuotaFields]) -> None:
    blueprint.quotas.all().delete()
    BlueprintQuota.objects.bulk_create(
        BlueprintQuota(blueprint=blueprint, position=place, **vars(quota))
        for place, quota in enumerate(quotas, start=1)
    )


def terms_of(blueprint: Blueprint) -> Terms:
    """Return what a stored blueprint asks for."""
    return Terms(
        tuple(
            QuotaFields(q.least, q.most, q.level, q.type, q.skill, q.role)
            for q in blueprint.quotas.all()
        ),
        tuple(blueprint.includes.all()),
        tuple(blueprint.excludes.all()),
    )
