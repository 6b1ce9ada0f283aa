"""Loading the fixtures through the actions: what `manage.py load_content` does."""

import dataclasses
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from questions.actions import blueprints, questions, taxonomy
from questions.actions.blueprints import QuotaFields, Terms
from questions.actions.questions import Tags
from questions.models import AuditEntry, Blueprint, Question, Role, RoleSkill, Skill, Source
from questions.models.taxonomy import OLD_SLUGS, Named
from questions.rules import content, lifecycle
from questions.rules.content import Content

# The parser in C is ten times as fast, and absent from some builds of PyYAML.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: The fields of the fixtures' objects by the label of their model.
Rows = dict[str, list[dict[str, Any]]]


@dataclasses.dataclass
class Report:
    """What a load did to questions, and how many blueprints it brought.

    `kept` names questions that a person edited and the fixtures differ from.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = dataclasses.field(default_factory=list)
    blueprints: int = 0


@transaction.atomic
def load(folder: Path) -> Report:
    """Bring the bank up to the fixtures in `folder`, in one transaction.

    Loading twice changes nothing. A question that a person has edited is never overwritten, nor is
    any blueprint that is there.
    """
    rows = read(folder)
    for model in (Skill, Role, Source):
        for fields in rows.get(f"questions.{model.__name__.lower()}", []):
            _save_named(model, fields)
    for fields in rows.get("questions.roleskill", []):
        _save_role_skill(fields)
    shelf = _Shelf()
    report = Report()
    for fields in questions_of(rows):
        _load_question(fields, content.from_json(fields), shelf, report)
    quotas = _quotas_by_blueprint(rows)
    for fields in rows.get("questions.blueprint", []):
        report.blueprints += _load_blueprint(fields, quotas.get(str(fields["uid"]), []), shelf)
    return report


def read(folder: Path) -> Rows:
    """Return what stands in the fixtures of a folder."""
    rows: Rows = {}
    for file in sorted(folder.glob("*.yaml")):
        # From a file, so that an error can name it; both loaders are the safe ones.
        with file.open("rb") as stream:
            for row in yaml.load(stream, _LOADER) or []:  # noqa: S506  # see above
                rows.setdefault(row["model"], []).append(row["fields"])
    return rows


def questions_of(rows: Rows) -> list[dict[str, Any]]:
    """Return the fields of each question, with its choices in order."""
    choices = _choices_by_question(rows)
    return [
        fields | {"choices": choices.get(str(fields["uid"]), [])}
        for fields in rows.get("questions.question", [])
    ]


class _Shelf:
    """What the bank holds already, read once."""

    def __init__(self) -> None:
        self.skills: dict[str, Skill] = _by_slug(Skill)
        self.roles: dict[str, Role] = _by_slug(Role)
        self.sources: dict[str, Source] = _by_slug(Source)
        held = Question.objects.with_guidance()
        self.questions = {str(question.uid): question for question in held}
        deleted = AuditEntry.objects.filter(verb="blueprint.deleted")
        #: Blueprints that are there, and those that someone did not want any more.
        self.blueprints = {str(uid) for uid in Blueprint.objects.values_list("uid", flat=True)}
        self.blueprints |= {entry.changes.get("uid", "") for entry in deleted}

    def tags(self, fields: dict[str, Any]) -> Tags:
        return Tags(
            tuple(self.skills[slug] for (slug,) in fields["skills"]),
            tuple(self.roles[slug] for (slug,) in fields["roles"]),
            self.sources[fields["source"][0]],
            fields["source_ref"],
        )

    def role(self, fields: dict[str, Any]) -> Role | None:
        return self.roles[fields["role"][0]] if fields.get("role") else None

    def quota(self, fields: dict[str, Any]) -> QuotaFields:
        return QuotaFields(
            fields["least"],
            fields["most"],
            fields.get("level", ""),
            fields.get("type", ""),
            self.skills[fields["skill"][0]] if fields.get("skill") else None,
            self.role(fields),
        )


def _by_slug(model: type[Named]) -> dict[str, Any]:
    """Return what there is by its slug, and by those that it had before it was renamed."""
    old = OLD_SLUGS[model].objects.select_related("now")
    return {row.slug: row.now for row in old} | {row.slug: row for row in model.objects.all()}


def _choices_by_question(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for fields in sorted(rows.get("questions.choice", []), key=lambda row: row["position"]):
        named = {name: fields[name] for name in ("text", "is_key", "explanation")}
        grouped.setdefault(str(fields["question"][0]), []).append(named)
    return grouped


def _save_named(model: type[Named], fields: dict[str, Any]) -> None:
    if model.objects.by_slug(fields["slug"]) is None:
        taxonomy.save(None, model(**fields))


def _save_role_skill(fields: dict[str, Any]) -> None:
    (role_slug,), (skill_slug,) = fields["role"], fields["skill"]
    role, skill = Role.objects.by_slug(role_slug), Skill.objects.by_slug(skill_slug)
    if not RoleSkill.objects.filter(role=role, skill=skill).exists():
        taxonomy.set_role_skill(None, role, skill, fields["weight"], fields["look_for"])


def _load_question(fields: dict[str, Any], said: Content, shelf: _Shelf, report: Report) -> None:
    question = shelf.questions.get(str(fields["uid"]))
    if question is None:
        tags = shelf.tags(fields)
        questions.create(None, said, tags, uid=fields["uid"], status=lifecycle.APPROVED)
        report.created += 1
    elif question.updated_by_id is not None:
        _keep(question, said, report)
    else:
        after = questions.edit(
            None, question, said, shelf.tags(fields), note="Updated from the fixtures"
        )
        changed = after.revision != question.revision
        report.updated += changed
        report.unchanged += not changed


def _keep(question: Question, said: Content, report: Report) -> None:
    if question.content() == said:
        report.unchanged += 1
    else:
        report.kept.append(question.source_ref or str(question.uid))


def _quotas_by_blueprint(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for fields in sorted(rows.get("questions.blueprintquota", []), key=lambda row: row["position"]):
        grouped.setdefault(str(fields["blueprint"][0]), []).append(fields)
    return grouped


def _load_blueprint(fields: dict[str, Any], quotas: list[dict[str, Any]], shelf: _Shelf) -> bool:
    """Store a blueprint unless it is there or was deleted; return whether it was stored."""
    if str(fields["uid"]) in shelf.blueprints:
        return False
    said = {name: fields[name] for name in blueprints.FIELDS}
    said["role"] = shelf.role(fields)
    terms = Terms(tuple(shelf.quota(quota) for quota in quotas))
    blueprints.create(None, said, terms, uid=fields["uid"])
    return True
