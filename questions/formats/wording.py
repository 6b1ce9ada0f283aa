"""What the formats call things, and the facts that they set beside a title."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from questions.formats.documents import (
    INTERVIEWER,
    GuidanceDocument,
    ItemDocument,
    KitDocument,
    RichText,
    SectionDocument,
)

#: Ruled lines for the notes on a question, and for an answer.
NOTE_LINES, ANSWER_LINES = 4, 8
RATINGS = ("1", "2", "3", "4", "5")
COPIES = {"interviewer": "Interviewer’s copy: confidential", "candidate": "Candidate’s copy"}


def is_for_interviewer(kit: KitDocument) -> bool:
    """Say whether the copy has room for notes and ratings rather than for answers."""
    return kit.copy == INTERVIEWER


def running_title(kit: KitDocument) -> str:
    """Return a title short enough for the head of each page."""
    return shortened(" – ".join(filter(None, (kit.title, kit.candidate))))


def shortened(title: str) -> str:
    """Return a title short enough for one line."""
    return textwrap.shorten(title, 80, placeholder="…")


def kit_facts(kit: KitDocument) -> list[tuple[str, str]]:
    """Return what is known about a kit, each with its label."""
    facts = [
        ("Candidate", kit.candidate),
        ("Role", kit.role),
        ("Level", kit.level),
        ("Time", duration(kit.minutes)),
        ("Round", "" if kit.round is None else str(kit.round)),
        ("Date", day(kit.date)),
    ]
    return [(label, value) for label, value in facts if value]


def filled_sections(kit: KitDocument) -> Iterator[SectionDocument]:
    """Return the sections that ask something: on paper a heading alone would look like a fault."""
    return (section for section in kit.sections if section.items)


def section_heading(section: SectionDocument) -> str:
    """Return a section's name with its budget."""
    return f"{section.name} ({duration(section.minutes)})" if section.minutes else section.name


def item_facts(item: ItemDocument) -> list[str]:
    """Return a question's level, minutes, skills, roles and version, as far as they are said."""
    version = "" if item.version is None else f"version {item.version}"
    skills, roles = names(item.skills), names(item.roles)
    facts = (item.level, duration(item.minutes), skills, roles and f"for {roles}", version)
    return [fact for fact in facts if fact]


def names(given: Sequence[str]) -> str:
    """Return names on one line; a semicolon tells that commas are theirs."""
    return f"{'; '.join(given)};" if any("," in name for name in given) else ", ".join(given)


def points(guidance: GuidanceDocument) -> list[tuple[str, tuple[RichText, ...]]]:
    """Return the lists of a guidance that are not empty, each with its title."""
    lists = [
        ("What to look for", guidance.look_for),
        ("Red flags", guidance.red_flags),
        ("Follow-ups", guidance.follow_ups),
        ("References", guidance.references),
    ]
    return [(title, texts) for title, texts in lists if texts]


def verdict(is_key: bool | None) -> str:
    """Return the word for a right or a wrong choice, "" where it is not said."""
    return "" if is_key is None else "✓ Key" if is_key else "Distractor"


def day(iso: str) -> str:
    """Return a date as the pages write it, "24 Nov 2026"; any other text as it is."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found:%-d %b %Y}"


def duration(minutes: int | None) -> str:
    """Return minutes as people read them, "" for none."""
    return f"{minutes} min" if minutes else ""
