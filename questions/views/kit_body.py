"""What a kit's page says of its questions: rendered once, until the kit or a question changes."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from questions import insight, search
from questions.insight import Caution
from questions.models import Kit, KitItem, KitSection, User
from questions.permissions import can
from questions.rules import content, kits
from questions.rules.access import READ_ANSWERS, WRITE_KITS


@dataclass(frozen=True)
class Row:
    """An item as the page shows it; `outcome` is "" until it is marked."""

    number: int
    item: KitItem
    cautions: list[Caution]
    outcome: str
    answered: bool


@dataclass(frozen=True)
class Part:
    """A section as the page shows it."""

    section: KitSection
    rows: list[Row]


@dataclass(frozen=True)
class Body:
    """The sections with their questions; beside them coverage, and what the blueprint misses."""

    parts: SafeString
    standing: SafeString
    spent: int
    behind: int


def body(user: User, kit: Kit, answers: set[int]) -> Body:
    """Return what a kit's page says of its questions, with the answers of some of them open.

    With an answer open nothing is kept.
    """
    if answers:
        return _rendered(user, kit.pk, answers)
    return search.current().once(_key(user, kit), lambda: _rendered(user, kit.pk, answers))


def _key(user: User, kit: Kit) -> tuple[Any, ...]:
    """Name all that the page depends on beside the bank, whose changes drop what is kept of it."""
    beside = (kit.candidate, kit.role, kit.blueprint)
    revisions = [thing and (thing.pk, thing.revision) for thing in beside]
    may = can(user, READ_ANSWERS), can(user, WRITE_KITS)
    # "In the last 90 days" is another span tomorrow.
    return ("kit", kit.pk, kit.revision, *revisions, *may, timezone.localdate())


def _rendered(user: User, pk: int, answers: set[int]) -> Body:
    kit = Kit.objects.for_page().get(pk=pk)
    items = insight.items_of(kit)
    context = {
        "kit": kit,
        "parts": parts(kit, answers),
        "coverage": insight.coverage(kit),
        "levels": content.LEVELS,
        "gaps": insight.gaps(kit),
        "may_answer": can(user, READ_ANSWERS),
        "may_write": can(user, WRITE_KITS),
        "markable": kit.status in (kits.READY, kits.USED) and not kit.is_template,
    }
    return Body(
        render_to_string("kits/_parts.html", context),
        render_to_string("kits/_standing.html", context),
        spent=sum(item.minutes for item in items),
        behind=sum(item.is_behind for item in items),
    )


def parts(kit: Kit, answers: set[int]) -> list[Part]:
    """Return a kit's sections, their items numbered through."""
    cautions = insight.cautions(kit)
    outcomes = dict(kit.asked.values_list("question_id", "outcome"))
    numbers = {item.pk: n for n, item in enumerate(insight.items_of(kit), start=1)}

    def row(item: KitItem) -> Row:
        question = item.question_id
        outcome = outcomes.get(question, "")
        return Row(numbers[item.pk], item, cautions[question], outcome, question in answers)

    return [Part(s, [row(item) for item in s.items.all()]) for s in kit.sections.all()]
