"""Lines of an import: what each holds, what is to be looked at, and what can be decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from questions.formats.interchange import FLAGS
from questions.models import ImportItem
from questions.rules import content, entries, transfers

WORDS = FLAGS | {
    transfers.UNKNOWN_TAGS: "It names skills, roles or a source that the bank does not have."
}
#: Columns whose words become skills.
TOPICS = {"topic": "skills", "tags": "skills"}
#: As much of a stem as a line shows.
SHOWN_STEM = 300


@dataclass(frozen=True)
class ItemRow:
    """One line of an import, ready to be drawn."""

    item: ImportItem
    stem: str
    level: str
    type: str
    skills: list[str]
    flags: list[str]
    decisions: list[tuple[str, str]]

    @property
    def is_matched(self) -> bool:
        """Whether there is something to compare it with."""
        return self.item.match is not None


def shown_rows(items: Iterable[ImportItem]) -> list[ItemRow]:
    """Return the lines of items whose matches are read."""
    return [shown_row(item) for item in items]


def shown_row(item: ImportItem) -> ItemRow:
    """Return the line of an item."""
    entry = item.entry
    open_ = transfers.allowed(item.outcome, has_match=item.match_id is not None)
    return ItemRow(
        item,
        _shortened(item.stem),
        entries.word(entry.get("level", ""), content.LEVELS),
        content.TYPES.get(entries.word(entry.get("type", ""), content.TYPES), ""),
        list(entry.get("skills") or ()),
        [WORDS.get(flag, flag) for flag in item.flags],
        [(name, transfers.DECISIONS[name]) for name in open_] if len(open_) > 1 else [],
    )


def _shortened(stem: str) -> str:
    said = " ".join(stem.split())
    return said if len(said) <= SHOWN_STEM else f"{said[:SHOWN_STEM].rstrip()} …"


def samples(items: Iterable[ImportItem], names: Iterable[str]) -> dict[str, list[str]]:
    """Return what some items say in each field, as short texts: what a column was read as."""
    rows = list(items)
    kept = {name: TOPICS.get(name, name) for name in names}
    return {
        name: [_said(row.entry[at]) for row in rows if row.entry.get(at)]
        for name, at in kept.items()
    }


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_said(part) for part in value)[:60]
    if isinstance(value, dict):
        return str(value.get("text", ""))[:60]
    return str(value)[:60]
