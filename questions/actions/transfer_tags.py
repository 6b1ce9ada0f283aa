"""Skills, roles and sources that an import brings with it: made when it is committed."""

from collections.abc import Iterable, Mapping
from typing import Any

from questions.actions import taxonomy
from questions.actions.taxonomy import TaxonomyRefused
from questions.actions.transfer_shelf import KINDS, Shelf
from questions.models import Import, Role, Skill, User
from questions.models.taxonomy import Named
from questions.rules.entries import MAX_NAME

Made = dict[str, list[int]]


def make(user: User | None, found: Import) -> Made:
    """Make what the file names and the bank does not have; return ids by kind.

    What the file says of them comes with them; what is there already stays as it is. A name that
    none can have is passed over.
    """
    if not found.create_tags:
        return {}
    shelf, made = Shelf(), {}
    described = {kind: _by_name(found.taxonomy.get(kind, ())) for kind in KINDS}
    for kind in ("skill", "source", "role"):
        names = shelf.unknown(kind, found.unknown_tags.get(kind, ()))
        rows = [_make(user, kind, name, described[kind].get(name, {})) for name in names]
        made[kind] = [row.pk for row in rows if row]
    weighted = [row for row in found.taxonomy.get("role", ()) if row.get("skills")]
    _weigh(user, made["role"], weighted)
    return made


def _by_name(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {name: row for row in rows for name in (row["name"], row["slug"]) if name}


def _make(user: User | None, kind: str, name: str, said: Mapping[str, Any]) -> Named | None:
    fields = {"name": said.get("name") or name, "description": said.get("description", "")}
    if said.get("slug"):
        fields["slug"] = said["slug"]
    if kind == "source" and said.get("kind"):
        fields["kind"] = said["kind"]
    if len(fields["name"]) > MAX_NAME:
        return None
    try:
        row: Named = taxonomy.create(user, KINDS[kind], fields)
    except TaxonomyRefused:
        return None
    return row


def _weigh(user: User | None, made: Iterable[int], said: Iterable[Mapping[str, Any]]) -> None:
    """Give the roles that were made here the skills that the file gives them."""
    roles = {role.slug: role for role in Role.objects.filter(pk__in=made)}
    skills, shelf = Skill.objects.in_bulk(), Shelf()
    for row in said:
        role = roles.get(row["slug"])
        if role is None:
            continue
        for name, weight, look_for in row["skills"]:
            skill = shelf.find("skill", name)
            if skill and 1 <= weight <= 5:
                fresh = Role.objects.get(pk=role.pk)
                taxonomy.set_role_skill(user, fresh, skills[skill], weight, list(look_for))


def unmake(user: User | None, found: Import) -> int:
    """Delete what an import made of these and nothing uses; return how many are gone."""
    gone = 0
    for kind in ("role", "source", "skill"):
        for row in KINDS[kind]._default_manager.filter(pk__in=found.made_tags.get(kind, ())):
            if taxonomy.is_used(row):
                continue
            taxonomy.delete(user, row)
            gone += 1
    return gone
