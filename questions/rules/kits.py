"""What a kit holds and how it changes: pure functions from one state to the next."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from questions.rules.content import MAX_MINUTES

DRAFT, READY, USED, ARCHIVED = "draft", "ready", "used", "archived"
STATUSES = {DRAFT: "Draft", READY: "Frozen", USED: "Used", ARCHIVED: "Archived"}
TRANSITIONS: dict[str, dict[str, str]] = {
    "freeze": {DRAFT: READY},
    "use": {READY: USED},
    "archive": {DRAFT: ARCHIVED, READY: ARCHIVED, USED: ARCHIVED},
}
SENIORITIES = {"junior": "Junior", "mid": "Mid-level", "senior": "Senior", "principal": "Principal"}

WARM_UP, CORE, DEEP_DIVE, WRAP_UP = "Warm-up", "Core", "Deep dive", "Wrap-up"
#: The sections that a new kit starts with, with their share of its minutes.
DEFAULT_SECTIONS = {WARM_UP: 0.1, CORE: 0.5, DEEP_DIVE: 0.3, WRAP_UP: 0.1}

MAX_SECTIONS = 12
MAX_ITEMS = 60
MAX_NOTE = 2_000
MAX_BUDGET = 480
UNDO_DEPTH = 10


class KitRefused(Exception):
    """A change that a kit does not allow, in a sentence; `field` names what is at fault."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Item:
    """One question in a kit: the version pinned, minutes, and what the interviewer is told."""

    question: int
    version: int
    minutes: int
    note: str = ""
    follow_ups: tuple[str, ...] = ()
    locked: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the interview with its budget in minutes (0: none set)."""

    name: str
    minutes: int = 0
    items: tuple[Item, ...] = ()

    @property
    def spent(self) -> int:
        """Minutes that its items take."""
        return sum(item.minutes for item in self.items)


@dataclass(frozen=True)
class Contents:
    """All that a kit asks, in order. A question stands in it once."""

    sections: tuple[Section, ...] = ()

    def items(self) -> Iterator[Item]:
        for section in self.sections:
            yield from section.items

    @property
    def questions(self) -> list[int]:
        return [item.question for item in self.items()]

    @property
    def minutes(self) -> int:
        return sum(section.spent for section in self.sections)

    def item(self, question: int) -> Item:
        """Return the item of a question; raise KitRefused when it is not in the kit."""
        for item in self.items():
            if item.question == question:
                return item
        raise KitRefused("This question is not in the kit.", "question")

    def place(self, question: int) -> tuple[int, int]:
        """Return the section and position (both from 0) of a question."""
        for at, section in enumerate(self.sections):
            for position, item in enumerate(section.items):
                if item.question == question:
                    return at, position
        raise KitRefused("This question is not in the kit.", "question")

    def as_json(self) -> list[dict[str, Any]]:
        return [dataclasses.asdict(section) for section in self.sections]


def from_json(sections: Iterable[Mapping[str, Any]]) -> Contents:
    """Read what `Contents.as_json` wrote."""
    return Contents(
        tuple(
            Section(s["name"], s["minutes"], tuple(_item_from_json(item) for item in s["items"]))
            for s in sections
        )
    )


def _item_from_json(values: Mapping[str, Any]) -> Item:
    return Item(**{**values, "follow_ups": tuple(values["follow_ups"])})


def suggested_name(subject: str, on: date) -> str:
    """Return what a kit is called where nobody says: "AI Model Designer, 12 Oct 2026".

    The subject is its blueprint or role, not the candidate: names of kits are shown to people who
    may not know whose they are.
    """
    return f"{subject[:180] or 'Kit'}, {on:%-d %b %Y}"


def empty(minutes: int) -> Contents:
    """Return the default sections, sharing out a budget of minutes without losing one."""
    names = list(DEFAULT_SECTIONS)
    shares = [int(minutes * share) for share in DEFAULT_SECTIONS.values()]
    shares[names.index(CORE)] += minutes - sum(shares)
    return Contents(tuple(Section(name, n) for name, n in zip(names, shares, strict=True)))


# States


def next_status(status: str, verb: str) -> str:
    """Return the state that `verb` leads to; raise KitRefused when there is none."""
    try:
        return TRANSITIONS[verb][status]
    except KeyError:
        label = STATUSES.get(status, status).lower()
        raise KitRefused(f"A kit that is {label} cannot be {_PAST[verb]}.", "status") from None


_PAST = {"freeze": "frozen", "use": "marked as used", "archive": "archived"}


# Items


def add(contents: Contents, item: Item, section: int, position: int | None = None) -> Contents:
    """Put an item into a section (counted from 0): at its end, or before `position`."""
    if item.question in contents.questions:
        raise KitRefused("This question is in the kit already.", "question")
    if len(contents.questions) >= MAX_ITEMS:
        raise KitRefused(f"A kit holds at most {MAX_ITEMS} questions.", "question")
    _check_item(item)
    _section(contents, section)
    return _with_items(contents, section, lambda items: _inserted(items, item, position))


def remove(contents: Contents, question: int) -> Contents:
    """Take a question out."""
    section, _ = contents.place(question)
    return _with_items(
        contents, section, lambda items: tuple(i for i in items if i.question != question)
    )


def move(contents: Contents, question: int, section: int, position: int | None) -> Contents:
    """Move a question to a section and position (both from 0; None: to the end)."""
    item = contents.item(question)
    _section(contents, section)
    without = remove(contents, question)
    return _with_items(without, section, lambda items: _inserted(items, item, position))


def step(contents: Contents, question: int, by: int) -> Contents:
    """Move a question one place up (−1) or down (1), over the edge of its section too."""
    section, position = contents.place(question)
    last = len(contents.sections[section].items) - 1
    if 0 <= position + by <= last:
        return move(contents, question, section, position + by)
    if not 0 <= section + by < len(contents.sections):
        return contents
    return move(contents, question, section + by, None if by < 0 else 0)


def replace_item(contents: Contents, question: int, item: Item) -> Contents:
    """Put an item where a question stands (the question itself, changed, or another one)."""
    _check_item(item)
    if item.question != question and item.question in contents.questions:
        raise KitRefused("This question is in the kit already.", "question")
    section, _ = contents.place(question)
    return _with_items(
        contents,
        section,
        lambda items: tuple(item if i.question == question else i for i in items),
    )


def edit_item(contents: Contents, question: int, **changes: Any) -> Contents:
    """Change an item's minutes, note, follow-ups or lock."""
    return replace_item(contents, question, replace(contents.item(question), **changes))


def _check_item(item: Item) -> None:
    if not 1 <= item.minutes <= MAX_MINUTES:
        raise KitRefused(f"Give 1 to {MAX_MINUTES} minutes.", "minutes")
    if len(item.note) > MAX_NOTE:
        raise KitRefused(f"Shorten the note to {MAX_NOTE:,} characters.", "note")


# Sections


def add_section(contents: Contents, name: str, minutes: int = 0) -> Contents:
    """Add a section at the end."""
    if len(contents.sections) >= MAX_SECTIONS:
        raise KitRefused(f"A kit has at most {MAX_SECTIONS} sections.", "section")
    return Contents((*contents.sections, _checked(Section(name.strip(), minutes))))


def edit_section(contents: Contents, section: int, name: str, minutes: int) -> Contents:
    """Rename a section and set its budget."""
    changed = _checked(replace(_section(contents, section), name=name.strip(), minutes=minutes))
    return _with_section(contents, section, changed)


def remove_section(contents: Contents, section: int) -> Contents:
    """Take out a section that holds nothing."""
    if _section(contents, section).items:
        raise KitRefused("Move or remove the questions of this section first.", "section")
    kept = [s for at, s in enumerate(contents.sections) if at != section]
    if not kept:
        raise KitRefused("A kit keeps at least one section.", "section")
    return Contents(tuple(kept))


def move_section(contents: Contents, section: int, by: int) -> Contents:
    """Move a section one place up (−1) or down (1)."""
    moved = _section(contents, section)
    rest = [s for at, s in enumerate(contents.sections) if at != section]
    rest.insert(max(0, min(len(rest), section + by)), moved)
    return Contents(tuple(rest))


def _checked(section: Section) -> Section:
    if not 1 <= len(section.name) <= 100:
        raise KitRefused("Name the section in 1 to 100 characters.", "name")
    if not 0 <= section.minutes <= MAX_BUDGET:
        raise KitRefused(f"Give 0 to {MAX_BUDGET} minutes.", "minutes")
    return section


def _section(contents: Contents, section: int) -> Section:
    if not 0 <= section < len(contents.sections):
        raise KitRefused("There is no such section.", "section")
    return contents.sections[section]


def _with_section(contents: Contents, section: int, changed: Section) -> Contents:
    sections = list(contents.sections)
    sections[section] = changed
    return Contents(tuple(sections))


def _with_items(
    contents: Contents, section: int, change: Callable[[tuple[Item, ...]], tuple[Item, ...]]
) -> Contents:
    before = contents.sections[section]
    return _with_section(contents, section, replace(before, items=change(before.items)))


def _inserted(items: tuple[Item, ...], item: Item, position: int | None) -> tuple[Item, ...]:
    at = len(items) if position is None else max(0, min(position, len(items)))
    return (*items[:at], item, *items[at:])


# Order


def by_level(contents: Contents, difficulty: Mapping[int, int]) -> Contents:
    """Let levels rise within each section; equals keep their order."""
    return Contents(
        tuple(
            replace(s, items=tuple(sorted(s.items, key=lambda item: difficulty[item.question])))
            for s in contents.sections
        )
    )


def arranged(
    items: Iterable[Item], difficulty: Mapping[int, int], minutes: int, wrap_up: int
) -> Contents:
    """Share questions out to the default sections, easiest first.

    The easiest opens (two of them from ten questions on), the hardest third goes deep; `wrap_up`
    minutes of the kit's `minutes` stay free at the end for the candidate's own questions.
    """
    ordered = sorted(items, key=lambda item: (difficulty[item.question], item.question))
    opening = min(len(ordered), 2 if len(ordered) >= 10 else 1)
    deep = len(ordered) // 3 if len(ordered) > 2 else 0
    core_end = len(ordered) - deep
    warm_up = Section(WARM_UP, 0, tuple(ordered[:opening]))
    core = Section(CORE, 0, tuple(ordered[opening:core_end]))
    deep_dive = Section(DEEP_DIVE, 0, tuple(ordered[core_end:]))
    asked = [replace(s, minutes=s.spent) for s in (warm_up, core, deep_dive)]
    spare = max(0, minutes - wrap_up - sum(s.minutes for s in asked))
    asked[1] = replace(asked[1], minutes=asked[1].minutes + spare)
    return Contents((*asked, Section(WRAP_UP, wrap_up)))


def first_fit(contents: Contents, difficulty: Mapping[int, int], item: Item) -> tuple[int, int]:
    """Return the section and position (from 0) where an added item keeps levels rising.

    The first section after the warm-up with minutes left takes it, else the fullest one's end.
    """
    candidates = [at for at, s in enumerate(contents.sections) if s.name != WRAP_UP] or [0]
    later = candidates[1:] or candidates
    free = [at for at in later if _has_room(contents.sections[at], item)]
    section = (free or later)[0]
    own = difficulty[item.question]
    before = (difficulty[other.question] <= own for other in contents.sections[section].items)
    return section, sum(before)


def _has_room(section: Section, item: Item) -> bool:
    return section.spent + item.minutes <= section.minutes


# Comparing


@dataclass(frozen=True)
class Difference:
    """What two kits' contents do not share: questions of one alone, and versions that differ."""

    only_left: tuple[int, ...]
    only_right: tuple[int, ...]
    other_version: tuple[int, ...]
    moved: tuple[int, ...]

    @property
    def nothing(self) -> bool:
        return not (self.only_left or self.only_right or self.other_version or self.moved)


def compare(left: Contents, right: Contents) -> Difference:
    """Compare two kits by question, version, and the order of what they share."""
    mine = {item.question: item.version for item in left.items()}
    yours = {item.question: item.version for item in right.items()}
    shared = [q for q in left.questions if q in yours]
    theirs = [q for q in right.questions if q in mine]
    return Difference(
        tuple(q for q in left.questions if q not in yours),
        tuple(q for q in right.questions if q not in mine),
        tuple(q for q in shared if mine[q] != yours[q]),
        tuple(q for q, other in zip(shared, theirs, strict=True) if q != other),
    )
