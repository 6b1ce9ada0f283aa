"""What the builder's page shows of a kit: sections with their time, items, what to say of each."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from questions import insight
from questions.forms.kit_items import ItemForm, KitForm, SectionForm
from questions.insight import Caution
from questions.models import Kit, KitItem, KitSection
from questions.rules import content


@dataclass(frozen=True)
class Time:
    """Minutes spent of a budget (0: none is set), and the bar that shows them."""

    spent: int
    budget: int

    @property
    def over(self) -> int:
        return max(0, self.spent - self.budget) if self.budget else 0

    @property
    def percent(self) -> int:
        return min(100, 100 * self.spent // self.budget) if self.budget else 0


@dataclass(frozen=True)
class Trouble:
    """Why a change was not made; `at` is the id of what the sentences stand beside."""

    at: str
    sentences: list[str]
    form: KitForm | None = None
    status: int = 400


@dataclass(frozen=True)
class Slot:
    """An item of the kit as the builder shows it."""

    item: KitItem
    cautions: list[Caution]
    form: KitForm
    sentences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A section of the kit as the builder shows it; `place` counts from 0."""

    section: KitSection
    place: int
    time: Time
    slots: list[Slot]
    form: KitForm
    sentences: list[str] = field(default_factory=list)

    @property
    def rises(self) -> bool:
        """Tell whether no question is of a lower level than the one before it."""
        levels = [content.MIDPOINTS[slot.item.version.content["level"]] for slot in self.slots]
        return all(before <= after for before, after in pairwise(levels))


def board(kit: Kit, trouble: Trouble | None) -> dict[str, Any]:
    """Return the context of the builder's templates; the kit is read with `for_page`."""
    cautions = insight.cautions(kit)
    parts = [_part(kit, section, cautions, trouble) for section in kit.sections.all()]
    known = {f"section-{part.place}" for part in parts} | {"add", "new-section"}
    known |= {f"item-{slot.item.question_id}" for part in parts for slot in part.slots}
    spent = sum(part.time.spent for part in parts)
    return {
        "kit": kit,
        "parts": parts,
        "time": Time(spent, kit.minutes),
        "rises": all(part.rises for part in parts),
        "coverage": insight.coverage(kit),
        "levels": content.LEVELS,
        "gaps": insight.gaps(kit),
        "changes": list(kit.changes.select_related("by")),
        "trouble": trouble,
        # Beside nothing that is still there: said at the top.
        "homeless": trouble is not None and trouble.at not in known,
    }


def _part(
    kit: Kit,
    section: KitSection,
    cautions: dict[int, list[Caution]],
    trouble: Trouble | None,
) -> Part:
    key = f"section-{section.position}"
    said = {"revision": kit.revision, "name": section.name, "minutes": section.minutes}
    form, sentences = _form(SectionForm, key, said, trouble)
    slots = [_slot(kit, item, cautions, trouble) for item in section.items.all()]
    time = Time(section.spent, section.minutes)
    return Part(section, section.position, time, slots, form, sentences)


def _slot(
    kit: Kit, item: KitItem, cautions: dict[int, list[Caution]], trouble: Trouble | None
) -> Slot:
    key = f"item-{item.question_id}"
    said = {"revision": kit.revision, "minutes": item.minutes, "note": item.note}
    form, sentences = _form(ItemForm, key, said, trouble)
    return Slot(item, cautions[item.question_id], form, sentences)


def _form(
    kind: type[KitForm], key: str, said: dict[str, Any], trouble: Trouble | None
) -> tuple[KitForm, list[str]]:
    """Return the form of one thing: with what was typed where that was refused."""
    if trouble is None or trouble.at != key:
        return kind(initial=said, auto_id=f"{key}-%s"), []
    if isinstance(trouble.form, kind):
        trouble.form.auto_id = f"{key}-%s"
        return trouble.form, trouble.sentences
    return kind(initial=said, auto_id=f"{key}-%s"), trouble.sentences
